"""Two at the same moment: one part ends once, and a project keeps a lead."""

from community import checks
from community.core.db import db, start_writing
from community.core.errors import Forbidden, NotFound
from community.core.visible import unscoped
from community.projects import leaving, standing
from community.projects.models import Membership, Need, TeamRole
from community.staffing import answering
from tests.announcements.test_commands import at_once
from tests.cast import CAST, join
from tests.held import held
from tests.projects.making import add_need, ask, membership, project

LEA, BOB = CAST["lea"].viewer, CAST["bob"].viewer


def two_leads():
    """The Pain cafe, which Bob leads with Lea."""
    start_writing()
    join(1, BOB.member_id, TeamRole.LEAD)


def kinds(came):
    return [type(one) if isinstance(one, Exception) else None for one in came]


def test_of_two_leads_who_end_a_part_one_does_and_its_place_is_free_once(
    app, monkeypatch
):
    two_leads()
    need = add_need(1, places=3).id
    for who in ("alice", "mo"):
        answering.accept(LEA, ask(1, who, need=need).id)
    number = membership(1, "alice").id
    db.session.commit()

    def end(viewer):
        leaving.end_membership(viewer, project(1), number)

    then = held(monkeypatch, leaving, "_part")
    came = at_once(app, lambda: end(LEA), then(end, BOB))
    assert kinds(came) == [None, NotFound]
    taken = unscoped("test", Need.taken).where(Need.id == need)
    assert db.session.scalar(taken) == 1
    assert checks.problems() == []


def test_of_two_leads_who_end_each_other_one_is_left(app, monkeypatch):
    two_leads()
    numbers = {who: membership(1, who).id for who in ("bob", "lea")}
    db.session.commit()

    def end(viewer, who):
        leaving.end_membership(viewer, project(1), numbers[who])

    then = held(monkeypatch, standing, "led")
    came = at_once(app, lambda: end(LEA, "bob"), then(end, BOB, "lea"))
    assert kinds(came) == [None, Forbidden]
    led = unscoped("test", Membership.member_id).where(
        Membership.project_id == 1,
        Membership.role == TeamRole.LEAD,
        Membership.until.is_(None),
    )
    assert db.session.scalars(led).all() == [LEA.member_id]
