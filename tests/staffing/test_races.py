"""The last place: eight people, three places, two processes, one moment."""

from itertools import cycle, islice

import pytest
from sqlalchemy import delete, update

from community import checks
from community.accounts.models import Account, State
from community.core import clock
from community.core.db import db, start_writing
from community.core.text import folded
from community.core.visible import circle_member, unscoped
from community.members.models import Member
from community.projects.models import (
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    TeamRole,
)
from tests import sampling
from tests.cast import CAST, join
from tests.projects.making import add_need, make
from tests.staffing.process import crowd

ROUNDS = sampling.size(40, 8, 3)
JOINERS = tuple(range(101, 109))
PLACES = 3
BOB, LEA = CAST["bob"].id, CAST["lea"].id


@pytest.fixture
def need(app):
    """A need with three places, of a project with two leads, and eight strangers."""
    for number in JOINERS:
        db.session.add(
            Account(
                id=number, email=f"joiner-{number}@example.org", state=State.ACTIVE,
                confirmed_at=clock.now(), first_visit_done=True, adult=True,
            )
        )  # fmt: skip
        db.session.flush()
        name = f"Joiner {number}"
        db.session.add(
            Member(
                id=number, account_id=number, slug=f"joiner-{number}", name=name,
                folded=folded(name), joined=True, listed=True,
            )
        )  # fmt: skip
    project = make("Choir", "bob")
    join(project.id, LEA, TeamRole.LEAD)
    made = add_need(project.id, "facilitation", places=PLACES)
    found = project.id, made.id
    db.session.commit()
    db.session.remove()
    return found


def test_three_get_in_and_the_others_wait_in_order(app, database, need, tmp_path):
    project, number = need
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with (
        crowd(database.url, tmp_path / "one") as one,
        crowd(database.url, tmp_path / "two") as two,
    ):
        for kind in islice(cycle(JoinKind), ROUNDS):
            presses = begin(project, number, kind)
            one.get_ready(presses[::2])
            two.get_ready(presses[1::2])
            one.go()
            two.go()
            came = one.came() + two.came()
            assert set(came) == {302}, came
            three_are_in(project, number)


def test_one_button_pressed_eight_times_is_one_request(app, database, need, tmp_path):
    project, number = need
    forget(project, number)
    form = {"need": str(number), "message": "I would like to come"}
    with crowd(database.url, tmp_path) as one:
        one.get_ready([(101, "/projects/made-choir/offer", form)] * 8)
        one.go()
        came = one.came()
    assert set(came) == {302}, came
    start_writing()
    rows = db.session.scalars(unscoped("test", JoinRequest)).all()
    assert [(row.member_id, row.state) for row in rows] == [(101, JoinState.SENT)]


def begin(project: int, need: int, kind: JoinKind) -> list:
    """Let all eight ask, or be asked, anew; return who presses which button."""
    forget(project, need)
    rows = [
        JoinRequest(
            kind=kind, project_id=project, member_id=who, need_id=need, message="Hello",
            asked_by_id=who if kind is JoinKind.OFFER else BOB,
        )
        for who in JOINERS
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    leads = cycle((BOB, LEA))
    found = [
        (
            next(leads) if kind is JoinKind.OFFER else row.member_id,
            f"/projects/requests/{row.id}/answer",
            {"answer": "yes"},
        )
        for row in rows
    ]
    db.session.commit()
    db.session.remove()
    return found


def forget(project: int, need: int) -> None:
    """Let nobody but the leads be in it, and nobody have asked."""
    start_writing()
    db.session.execute(delete(JoinRequest).where(JoinRequest.id > 0))
    theirs = (Membership.project_id == project, Membership.role != TeamRole.LEAD)
    db.session.execute(delete(Membership).where(*theirs))
    inside = circle_member.c.circle_id == project
    db.session.execute(
        delete(circle_member).where(inside, circle_member.c.member_id.in_(JOINERS))
    )
    db.session.execute(
        update(Need).where(Need.id == need).values(taken=0, state=NeedState.OPEN)
    )
    db.session.commit()
    db.session.remove()


def three_are_in(project: int, need: int) -> None:
    """Check that places, team and waiting list tell the same."""
    start_writing()
    row = db.session.scalars(unscoped("test", Need).where(Need.id == need)).one()
    assert (row.taken, row.state) == (PLACES, NeedState.FILLED)
    team = unscoped("test", Membership.member_id).where(
        Membership.project_id == project, Membership.until.is_(None)
    )
    inside = set(db.session.scalars(team)) & set(JOINERS)
    assert len(inside) == PLACES
    asked = db.session.scalars(unscoped("test", JoinRequest)).all()
    states = {one.member_id: one.state for one in asked}
    assert {
        who for who, state in states.items() if state is JoinState.ACCEPTED
    } == inside
    others = [one for one in asked if one.member_id not in inside]
    assert {one.state for one in others} == {JoinState.WAITING}
    assert all(one.waits_since is not None for one in others)
    assert checks.problems() == []
    db.session.remove()
