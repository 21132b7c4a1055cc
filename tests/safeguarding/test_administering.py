"""What administrators decide alone, and what happens to whom it befalls."""

import pytest

from community.accounts.models import Grant, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.visible import unscoped
from community.members import resting
from community.members.models import Member
from community.privacy import leaving
from community.safeguarding import administering, appeals, clockwork, own, suspending
from tests import letters as sent
from tests.cast import CAST
from tests.safeguarding.making import (
    ADA,
    DAI,
    MO,
    UNKIND,
    WHY,
    fresh,
    give,
    state_of,
    taken,
)

BOB = Viewer(account_id=2, state="suspended")


def listed(number: int) -> bool:
    found = unscoped("test", Member.listed).where(Member.id == number)
    return db.session.scalars(found).one()


def test_whom_an_administrator_suspends_reads_why_and_is_told(app):
    row = administering.suspend(ADA, 2, UNKIND, WHY)
    assert (state_of(2), listed(2), row.until) == (State.SUSPENDED, False, None)
    (card,) = own.mine(BOB)
    assert (card.why, card.ground, card.may_appeal) == (WHY, UNKIND, True)
    (letter,) = sent.letters("suspended")
    assert (letter.to, letter.facts["days"]) == ("bob@example.org", 0)


@pytest.mark.parametrize("who", ["alice", "olu", "mo"])
def test_nobody_else_suspends_without_a_case_or_opens_one_again(app, who):
    with pytest.raises(Forbidden):
        administering.suspend(CAST[who].viewer, 2, UNKIND, WHY)
    administering.suspend(ADA, 2, UNKIND, WHY)
    with pytest.raises(Forbidden):
        administering.open_again(CAST[who].viewer, 2)
    assert state_of(2) is State.SUSPENDED


def test_an_administrator_says_why_and_suspends_once(app):
    with pytest.raises(Refused, match="what went wrong"):
        administering.suspend(ADA, 2, UNKIND, " ")
    assert state_of(2) is State.ACTIVE
    administering.suspend(ADA, 2, UNKIND, WHY)
    with pytest.raises(Refused, match="answered"):
        administering.suspend(ADA, 2, UNKIND, WHY)


def test_a_strike_that_ends_opens_nothing_that_an_administrator_closed(app, at):
    at("2017-09-01 12:00")
    administering.suspend(ADA, 2, UNKIND, WHY)
    suspending.strike(MO, taken().id, UNKIND, WHY)
    at("2017-12-01 12:00")
    assert clockwork.move()
    assert state_of(2) is State.SUSPENDED
    assert sent.letters("suspension-over") == []


def test_an_old_strike_lets_nobody_off_who_leaves_and_keeps(app, at):
    """It is asked whether one holds, not whether some other has ended."""
    at("2017-09-01 12:00")
    suspending.suspend(MO, taken().id, 1, UNKIND, WHY)
    at("2017-09-02 12:00")
    clockwork.move()
    assert state_of(2) is State.ACTIVE
    administering.suspend(ADA, 2, UNKIND, WHY)
    leaving.leave(Viewer(account_id=2, state="suspended"))
    assert leaving.keep(Viewer(account_id=2, state="leaving"))
    assert state_of(2) is State.SUSPENDED


def test_whoever_leaves_can_be_suspended_by_an_administrator(app):
    leaving.leave(CAST["alice"].viewer)
    administering.suspend(ADA, 1, UNKIND, WHY)
    assert state_of(1) is State.LEAVING
    leaving.keep(Viewer(account_id=1, state="leaving"))
    assert state_of(1) is State.SUSPENDED
    administering.open_again(ADA, 1)
    assert state_of(1) is State.ACTIVE


def test_a_break_goes_on_when_a_strike_is_over(app, at):
    at("2017-09-01 12:00")
    resting.rest(CAST["bob"].viewer, None)
    suspending.strike(MO, taken().id, UNKIND, WHY)
    at("2017-12-01 12:00")
    clockwork.move()
    assert (state_of(2), listed(2)) == (State.RESTING, False)
    (letter,) = sent.letters("suspension-over")
    assert letter.facts == {"resting": True}


def test_a_moderator_decides_on_the_appeal(app):
    row = administering.suspend(ADA, 2, UNKIND, WHY)
    asked = appeals.appeal(BOB, row.id, "It was not me")
    assert {one.to for one in sent.notices(kind="case-second")} == {"mo@example.org"}
    appeals.decide(MO, asked.id, upheld=False, reply="You are right")
    assert state_of(2) is State.ACTIVE
    assert own.mine(CAST["bob"].viewer)[0].lifted_at is not None


def test_where_nobody_else_could_decide_whoever_did_is_told_to_find_somebody(app):
    where = unscoped("test", Grant).where(Grant.role == Role.MODERATOR)
    db.session.scalars(where).one().until = clock.now()
    db.session.flush()
    row = administering.suspend(ADA, 2, UNKIND, WHY)
    appeals.appeal(BOB, row.id, "It was not me")
    assert {one.to for one in sent.notices(kind="case-second")} == {"ada@example.org"}


# ------------------------------------------------------------- for good, and appeals
def for_good(at):
    """Let Mo ask for good of Bob; return the measure."""
    at("2017-09-01 12:00")
    give(4)
    return suspending.suspend(MO, taken().id, None, UNKIND, WHY)


def test_whom_a_second_one_suspends_for_good_is_told_and_has_time_to_appeal(app, at):
    row = for_good(at)
    at("2017-09-11 12:00")
    suspending.agree(DAI, row.id, agreed=True)
    assert [one.facts["days"] for one in sent.letters("suspended")] == [30, 0]
    at("2017-09-24 12:00")
    assert own.one(BOB, row.id).may_appeal, "fourteen days from when it became so"
    appeals.appeal(BOB, row.id, "It was not me")


def test_nobody_agrees_for_good_while_an_appeal_waits(app, at):
    row = for_good(at)
    appeals.appeal(BOB, row.id, "It was not me")
    for answer in (True, False):
        with pytest.raises(Refused, match="decide on that first"):
            suspending.agree(DAI, row.id, agreed=answer)


def test_with_the_answer_to_an_appeal_nobody_asks_for_more(app, at):
    """Whoever decided would else make it longer, and nothing could be said to it."""
    row = for_good(at)
    asked = appeals.appeal(BOB, row.id, "It was not me")
    appeals.decide(DAI, asked.id, upheld=True, reply="It stays")
    assert (fresh(row).for_good_asked, row.until is None) == (False, False)
    with pytest.raises(Refused, match="answered"):
        suspending.agree(DAI, row.id, agreed=True)
    assert [one.to for one in sent.notices(kind="case-answer")] == ["mo@example.org"]
    at("2017-10-01 12:00")
    clockwork.move()
    assert state_of(2) is State.ACTIVE


# ---------------------------------------------------------------- and back


def test_an_administrator_who_opens_an_account_again_ends_what_suspended_it(app):
    row = suspending.suspend(MO, taken().id, 3, UNKIND, WHY)
    administering.open_again(ADA, 2)
    assert fresh(row).lifted_at is not None
    assert suspending.holding_now(2) == []
    assert state_of(2) is State.ACTIVE
    with pytest.raises(Refused, match="answered"):
        administering.open_again(ADA, 2)
