"""Leaving and keeping: gone at once, restored as it was, never without a lead."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from community import checks
from community.accounts.models import Account, Grant, SignIn, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import Base, db, start_writing
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import find, unscoped
from community.members.models import Member
from community.privacy import leaving
from community.projects import commands as projects
from community.projects.models import Membership, Project, ProjectState
from community.safeguarding import administering
from community.safeguarding.models import Ground
from tests.cast import CAST, join
from tests.client import signed_in_token
from tests.letters import letters
from tests.privacy import stage

ALICE, BOB, DAI, LEA, ADA = (
    CAST[name].viewer for name in ("alice", "bob", "dai", "lea", "ada")
)
ANYBODY = {"unscoped": "test"}


@pytest.fixture(autouse=True)
def _in_may(app, at):
    at("2026-05-13 12:00")


def account(number):
    return db.session.get_one(Account, number, populate_existing=True)


def leave(viewer):
    start_writing()
    day = leaving.leave(viewer)
    db.session.commit()
    return day


def keep(viewer):
    start_writing()
    kept = leaving.keep(viewer)
    db.session.commit()
    return kept


def rows(but=("audit_event", "job", "version", "account", "member", "sign_in")):
    return {
        table.name: sorted(
            map(repr, db.session.execute(select(table), execution_options=ANYBODY))
        )
        for table in Base.metadata.sorted_tables
        if table.name not in but
    }


def test_one_is_hidden_signed_out_and_told_the_day():
    signed_in_token(1)
    assert leave(ALICE) == date(2026, 6, 3)
    row = account(1)
    assert (row.state, row.left_from) == (State.LEAVING, State.ACTIVE)
    assert row.leaves_on == date(2026, 6, 3)
    with pytest.raises(NotFound):
        find(BOB, Member, Member.id == 1)
    assert not db.session.scalar(
        select(func.count(SignIn.id)).where(SignIn.account_id == 1)
    )
    (letter,) = letters("leaving")
    assert letter.to == "alice@example.org"
    assert letter.facts == {"day": "2026-06-03"}


def test_keeping_restores_every_row_as_it_was():
    stage.fill()
    db.session.commit()
    before, mine = rows(), (account(1).state, account(1).rests_until)
    leave(ALICE)
    assert checks.problems() == []
    assert keep(Viewer(account_id=1, state="leaving"))
    assert rows() == before
    assert (account(1).state, account(1).rests_until) == mine
    assert (account(1).left_from, account(1).leaves_on) == (None, None)
    assert find(BOB, Member, Member.id == 1).name == "Alice Marsh"


def test_a_break_goes_on_where_it_was_one():
    start_writing()
    db.session.execute(
        update(Account)
        .where(Account.id == 1)
        .values(state=State.RESTING, rests_until=date(2026, 8, 1))
    )
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    db.session.commit()
    viewer = Viewer(account_id=1, state="resting")
    leave(viewer)
    assert checks.problems() == []
    keep(viewer)
    assert account(1).state is State.RESTING
    assert account(1).rests_until == date(2026, 8, 1)


def test_keeping_opens_nothing_that_moderators_closed():
    start_writing()
    administering.suspend(CAST["ada"].viewer, 1, Ground.RULES, "Why")
    db.session.commit()
    viewer = Viewer(account_id=1, state="suspended")
    leave(viewer)
    keep(viewer)
    assert account(1).state is State.SUSPENDED


CAN = {
    State.INVITED: False, State.UNCONFIRMED: True, State.PENDING: True,
    State.ACTIVE: True, State.RESTING: True, State.SUSPENDED: True,
    State.LEAVING: False,
}  # fmt: skip
"""Who can leave, by where they stand; and who can keep what they left."""


@pytest.mark.parametrize("state", list(State))
def test_who_can_leave(state):
    start_writing()
    left = State.ACTIVE if state is State.LEAVING else None
    if state is State.SUSPENDED:
        administering.suspend(CAST["ada"].viewer, 1, Ground.RULES, "Why")
    db.session.execute(
        update(Account)
        .where(Account.id == 1)
        .values(state=state, left_from=left, leaves_on=left and date(2026, 6, 3))
    )
    db.session.commit()
    viewer = Viewer(account_id=1, state=state.value)
    if CAN[state]:
        leave(viewer)
        assert account(1).left_from is state
        assert keep(viewer)
        assert account(1).state is state
        return
    with pytest.raises(Refused, match="leaving already"):
        leave(viewer)
    db.session.rollback()
    assert account(1).state is state


@pytest.mark.parametrize("state", [one for one in State if one is not State.LEAVING])
def test_there_is_nothing_to_keep_for_who_does_not_leave(state):
    start_writing()
    db.session.execute(update(Account).where(Account.id == 1).values(state=state))
    db.session.commit()
    assert not keep(Viewer(account_id=1, state=state.value))
    assert account(1).state is state


def test_a_visitor_can_neither_leave_nor_keep():
    for act in (leaving.leave, leaving.keep):
        with pytest.raises(Forbidden):
            act(Viewer())


def test_the_last_administrator_stays():
    with pytest.raises(Refused, match="needs an administrator"):
        leave(ADA)
    db.session.rollback()
    db.session.add(Grant(account_id=6, role=Role.ADMINISTRATOR))
    db.session.commit()
    leave(ADA)


ASKS = {
    ProjectState.DRAFT: False, ProjectState.IN_REVIEW: True,
    ProjectState.PUBLISHED: True, ProjectState.PAUSED: True,
    ProjectState.FINISHED: False, ProjectState.ARCHIVED: False,
    ProjectState.WITHDRAWN: False,
}  # fmt: skip


@pytest.mark.parametrize("state", list(ProjectState))
def test_a_project_that_is_open_must_not_lose_its_last_lead(state):
    start_writing()
    db.session.execute(update(Project).where(Project.id == 1).values(state=state))
    db.session.commit()
    found = [one.slug for one in leaving.must_hand_over(LEA)]
    assert found == (["project-1"] if ASKS[state] else [])
    if not ASKS[state]:
        leave(LEA)
        return
    with pytest.raises(Refused, match="Hand over or close"):
        leave(LEA)
    db.session.rollback()
    assert account(5).state is State.ACTIVE


def test_a_hand_over_or_an_end_lets_one_go():
    with pytest.raises(Refused):
        leave(LEA)
    db.session.rollback()
    start_writing()
    projects.move(
        LEA, db.session.get_one(Project, 1, execution_options=ANYBODY), "finish"
    )
    db.session.commit()
    leave(LEA)
    assert checks.problems() == []


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.ACTIVE, True), (State.RESTING, True), (State.SUSPENDED, False),
        (State.LEAVING, False), (State.PENDING, False),
    ],
)  # fmt: skip
def test_a_lead_beside_counts_while_they_are_here(state, counts):
    start_writing()
    join(1, 2, "lead")
    db.session.execute(update(Account).where(Account.id == 2).values(state=state))
    db.session.commit()
    assert bool(leaving.must_hand_over(LEA)) is not counts


def test_whoever_is_suspended_is_not_held_by_a_project():
    start_writing()
    db.session.execute(
        update(Account).where(Account.id == 5).values(state=State.SUSPENDED)
    )
    db.session.commit()
    leave(Viewer(account_id=5, state="suspended"))
    assert db.session.scalar(
        unscoped("test", func.count(Membership.id)).where(Membership.member_id == 5)
    )


def test_no_mail_goes_to_who_leaves(app):
    from community.core import outbox
    from community.web.mail import compose

    leave(DAI)
    start_writing()
    outbox.post("welcome", CAST["dai"].email)
    db.session.commit()
    from community.core.outbox import Job

    jobs = db.session.scalars(select(Job).where(Job.to == CAST["dai"].email)).all()
    with app.test_request_context():
        went = {job.kind: compose(job) is not None for job in jobs}
    assert went == {"leaving": True, "welcome": False}
    assert clock.today() == date(2026, 5, 13)
