"""Measures: warnings, holding back, strikes, suspensions; what a rule does; bans."""

from datetime import timedelta

import pytest

from community.accounts import bans, letters
from community.accounts.models import Account, Invitation, InvitationKind, SignIn, State
from community.accounts.roles import LAST
from community.core import clock, held
from community.core.access import Role
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.members import joining
from community.members.models import Member
from community.safeguarding import (
    clockwork,
    closing,
    measures,
    measuring,
    suspending,
)
from community.safeguarding.models import (
    Finding,
    Ground,
    Measure,
    MeasureKind,
)
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
    report,
    state_of,
    steps,
    taken,
    talk,
)

KIND = MeasureKind


def listed(number: int) -> bool:
    found = unscoped("test", Member.listed).where(Member.id == number)
    return db.session.scalars(found).one()


# ---------------------------------------------------------------- warnings and holds
def test_a_warning_is_told_without_its_words_and_read_by_its_reader_alone(app):
    row = measures.warn(MO, taken().id, UNKIND, f"  {WHY}  ")
    assert (row.kind, row.why, row.by_id) == (KIND.WARNING, WHY, 8)
    (notice,) = sent.notices(kind="measure")
    assert (notice.to, notice.facts) == ("bob@example.org", {})
    assert (notice.person, notice.link) == (None, f"/account/measures/{row.id}")
    for who in ("alice", "mo", "olu"):
        with pytest.raises(NotFound):
            measures.acknowledge(CAST[who].viewer, row.id)
    measures.acknowledge(CAST["bob"].viewer, row.id)
    measures.acknowledge(CAST["bob"].viewer, row.id)
    assert fresh(row).acknowledged_at is not None
    assert [step[2] for step in steps()] == ["claimed", "warning", "acknowledged"]


@pytest.mark.parametrize("why", ["", "   \n"])
def test_whoever_it_is_about_is_told_why_in_words(app, why):
    number = taken().id
    for does in (measures.warn, suspending.strike):
        with pytest.raises(Refused, match="Write to them"):
            does(MO, number, UNKIND, why)
    with pytest.raises(Refused, match="Write to them"):
        suspending.suspend(MO, number, 3, UNKIND, why)


def test_nothing_is_done_in_a_case_that_somebody_else_has(app):
    give(4)
    number = taken().id
    for does in (measures.warn, suspending.strike, measures.hold):
        with pytest.raises(Refused, match=r"Take the case first|cannot be held"):
            does(DAI, number, UNKIND, WHY)
        with pytest.raises((Forbidden, NotFound)):
            does(CAST["olu"].viewer, number, UNKIND, WHY)


def test_a_case_about_nobody_warns_nobody(app):
    number = taken(about=None, kind="project", number=1).id
    for does in (measures.warn, suspending.strike):
        with pytest.raises(Refused, match="about nobody"):
            does(MO, number, UNKIND, WHY)
    row = measures.hold(MO, number, UNKIND, WHY)
    assert held.is_held("project", 1)
    measures.lift(MO, row.id)
    assert not held.is_held("project", 1)


def test_a_thing_is_held_back_once_and_shown_again(app):
    (number,) = talk((2, "kettles for sale"))
    case = taken(kind="message", about=2, number=number)
    row = measures.hold(MO, case.id, Ground.SELLING, WHY)
    assert held.is_held("message", number)
    assert fresh(case).held_at is not None
    with pytest.raises(Refused, match="held back already"):
        measures.hold(MO, case.id, UNKIND, WHY)
    measures.lift(MO, row.id)
    assert not held.is_held("message", number)
    with pytest.raises(Refused, match="ended already"):
        measures.lift(MO, row.id)


def test_a_person_cannot_be_held_back(app):
    with pytest.raises(Refused, match="cannot be held back"):
        measures.hold(MO, taken().id, UNKIND, WHY)


def test_what_another_case_holds_back_stays_so(app):
    (number,) = talk((2, "kettles for sale"))
    first = taken(kind="message", about=2, number=number)
    measures.hold(MO, first.id, UNKIND, WHY)
    closing.close(MO, first.id, Finding.ACTED, "Held back.")
    second = taken(kind="message", about=2, number=number, who="lea")
    row = measures.hold(MO, second.id, UNKIND, WHY)
    measures.lift(MO, row.id)
    assert held.is_held("message", number)


# ---------------------------------------------------------------- suspensions
def test_a_suspension_signs_out_hides_and_tells_by_mail_in_general_words(app, at):
    at("2017-09-01 12:00")
    ends = clock.now() + timedelta(days=1)
    db.session.add(SignIn(token_hash="x", account_id=2, ends_at=ends))
    row = suspending.suspend(MO, taken().id, 5, Ground.PRIVATE, WHY)
    assert (state_of(2), listed(2)) == (State.SUSPENDED, False)
    assert db.session.scalars(unscoped("test", SignIn.id)).all() == []
    (letter,) = sent.letters("suspended")
    assert letter.to == "bob@example.org"
    assert letter.facts == {
        "days": 5, "ground": "private information", "rule": False, "appeal": 14,
    }  # fmt: skip
    assert letters.goes_out("suspended", "bob@example.org")
    assert not letters.goes_out("hello", "bob@example.org")
    assert row.until == clock.now() + timedelta(days=5)


def test_a_suspension_ends_by_itself_on_its_day(app, at):
    at("2017-09-01 12:00")
    row = suspending.suspend(MO, taken().id, 5, UNKIND, WHY)
    at("2017-09-06 11:59")
    assert clockwork.move() == 1, "the case is overdue by then"
    assert state_of(2) is State.SUSPENDED
    at("2017-09-06 12:00")
    assert clockwork.move() == 1
    assert (state_of(2), listed(2)) == (State.ACTIVE, True)
    assert fresh(row).ended_at == clock.now()
    assert [one.to for one in sent.letters("suspension-over")] == ["bob@example.org"]
    assert clockwork.move() == 0


def test_who_is_suspended_twice_comes_back_when_both_have_ended(app, at):
    at("2017-09-01 12:00")
    suspending.suspend(MO, taken().id, 5, UNKIND, WHY)
    suspending.suspend(MO, taken(kind="message", number=9).id, 10, UNKIND, WHY)
    at("2017-09-06 12:00")
    clockwork.move()
    assert state_of(2) is State.SUSPENDED
    at("2017-09-11 12:00")
    clockwork.move()
    assert state_of(2) is State.ACTIVE


@pytest.mark.parametrize("days", [0, -1, 31, 400])
def test_a_moderator_alone_suspends_for_thirty_days_at_most(app, days):
    with pytest.raises(Refused, match="from 1 to"):
        suspending.suspend(MO, taken().id, days, UNKIND, WHY)
    assert state_of(2) is State.ACTIVE


def test_for_good_needs_a_second_moderator_and_holds_for_thirty_days_until_then(
    app, at
):
    at("2017-09-01 12:00")
    give(4)
    row = suspending.suspend(MO, taken().id, None, UNKIND, WHY)
    assert row.for_good_asked
    assert row.until == clock.now() + timedelta(days=30)
    assert [one.to for one in sent.notices(kind="case-second")] == ["dai@example.org"]
    with pytest.raises(Refused, match="Somebody else"):
        suspending.agree(MO, row.id, True)
    suspending.agree(DAI, row.id, True)
    assert fresh(row).until is None
    assert (row.for_good_asked, row.agreed_by_id) == (False, 4)
    assert [one.to for one in sent.notices(kind="case-answer")] == ["mo@example.org"]
    with pytest.raises(Refused, match="answered"):
        suspending.agree(DAI, row.id, True)
    at("2027-09-01 12:00")
    clockwork.move()
    assert state_of(2) is State.SUSPENDED


def test_a_second_one_who_does_not_agree_leaves_it_at_thirty_days(app, at):
    at("2017-09-01 12:00")
    give(4)
    row = suspending.suspend(MO, taken().id, None, UNKIND, WHY)
    suspending.agree(DAI, row.id, False)
    assert fresh(row).until == clock.now() + timedelta(days=30)
    at("2017-10-01 12:00")
    clockwork.move()
    assert state_of(2) is State.ACTIVE


def test_where_no_other_moderator_is_an_administrator_agrees(app):
    row = suspending.suspend(MO, taken().id, None, UNKIND, WHY)
    assert [one.to for one in sent.notices(kind="case-second")] == ["ada@example.org"]
    with pytest.raises((Forbidden, NotFound)):
        suspending.agree(CAST["olu"].viewer, row.id, True)
    suspending.agree(ADA, row.id, True)
    assert fresh(row).until is None


def test_an_administrator_decides_for_good_alone_where_they_have_the_case(app):
    db.session.get_one(Account, 8).state = State.RESTING
    db.session.flush()
    row = suspending.suspend(ADA, taken(ADA).id, None, UNKIND, WHY)
    assert (row.until, row.for_good_asked) == (None, False)


def test_strikes_suspend_for_two_weeks_then_a_month_then_for_good(app, at):
    at("2017-09-01 12:00")
    expected = ((14, False), (30, False), (30, True))
    for number, (days, asked) in enumerate(expected):
        row = suspending.strike(MO, taken(kind="message", number=number + 1).id,
                                UNKIND, WHY)  # fmt: skip
        assert row.until == clock.now() + timedelta(days=days)
        assert row.for_good_asked is asked


def test_a_strike_that_was_taken_back_does_not_count(app):
    row = suspending.strike(MO, taken().id, UNKIND, WHY)
    assert suspending.strikes(2) == 1
    measures.lift(MO, row.id)
    assert (suspending.strikes(2), state_of(2)) == (0, State.ACTIVE)


def test_a_strike_that_has_ended_still_counts(app, at):
    at("2017-09-01 12:00")
    suspending.strike(MO, taken().id, UNKIND, WHY)
    at("2017-09-15 12:00")
    clockwork.move()
    assert (suspending.strikes(2), state_of(2)) == (1, State.ACTIVE)


def test_the_last_administrator_stays(app):
    number = taken(about=7).id
    with pytest.raises(Refused) as refused:
        suspending.suspend(MO, number, 3, UNKIND, WHY)
    assert refused.value.message == LAST
    give(1, Role.ADMINISTRATOR)
    suspending.suspend(MO, number, 3, UNKIND, WHY)
    assert state_of(7) is State.SUSPENDED


@pytest.mark.parametrize("state", [State.LEAVING, State.PENDING, State.INVITED])
def test_whose_account_is_not_open_is_not_suspended_and_does_not_come_back_by_it(
    app, state
):
    db.session.get_one(Account, 2).state = state
    number = taken().id
    with pytest.raises(Refused, match="not open"):
        suspending.suspend(MO, number, 3, UNKIND, WHY)
    assert state_of(2) is state


def test_whoever_leaves_while_suspended_is_not_brought_back(app, at):
    at("2017-09-01 12:00")
    suspending.suspend(MO, taken().id, 3, UNKIND, WHY)
    db.session.get_one(Account, 2).state = State.LEAVING
    at("2017-09-04 12:00")
    clockwork.move()
    assert state_of(2) is State.LEAVING
    assert sent.letters("suspension-over") == []


# ---------------------------------------------------------------- by a rule
def test_a_rule_holds_back_tells_the_author_and_puts_the_case_first(app):
    (number,) = talk((2, "kettles for sale"))
    case = report(kind="message", about=2, number=number)
    row = measures.hold_by_rule(case)
    assert measures.hold_by_rule(case) is row
    assert (row.by_id, row.by_rule) == (None, True)
    assert held.is_held("message", number)
    assert case.ruled_at is not None
    assert [one.to for one in sent.notices(kind="measure")] == ["bob@example.org"]
    assert steps()[-1] == ("", "measure", "hold by a rule")


def test_a_rule_suspends_until_moderators_have_looked(app, at):
    at("2017-09-01 12:00")
    case = report()
    row = measures.suspend_by_rule(case)
    assert measures.suspend_by_rule(case) is row
    assert (row.until, state_of(2)) == (None, State.SUSPENDED)
    (letter,) = sent.letters("suspended")
    assert letter.facts["rule"]
    at("2018-09-01 12:00")
    clockwork.move()
    assert state_of(2) is State.SUSPENDED


def test_a_rule_suspends_no_last_administrator_and_nobody_who_is_not_here(app):
    assert measures.suspend_by_rule(report(about=7)) is None
    assert measures.suspend_by_rule(report(about=9)) is None
    assert measures.suspend_by_rule(report(about=None, kind="project")) is None


def test_where_nothing_was_found_what_a_rule_did_is_taken_back(app):
    (number,) = talk((2, "kettles for sale"))
    case = taken(kind="message", about=2, number=number)
    measures.hold_by_rule(case)
    measures.suspend_by_rule(case)
    closing.close(MO, case.id, Finding.NO_BREACH, "All is well.")
    assert not held.is_held("message", number)
    assert state_of(2) is State.ACTIVE


def test_nobody_is_left_suspended_by_a_rule_when_a_case_is_closed(app):
    case = taken()
    measures.suspend_by_rule(case)
    with pytest.raises(Refused, match="until you decide"):
        closing.close(MO, case.id, Finding.ACTED, "Yes.")
    row = suspending.suspend(MO, case.id, 3, UNKIND, WHY)
    closing.close(MO, case.id, Finding.ACTED, "Yes.")
    assert suspending.holding_now(2) == [row]


def test_what_a_rule_held_back_is_the_moderators_own_once_they_have_acted(app):
    (number,) = talk((2, "kettles for sale"))
    case = taken(kind="message", about=2, number=number)
    row = measures.hold_by_rule(case)
    closing.close(MO, case.id, Finding.ACTED, "It sells.")
    assert (fresh(row).by_id, row.by_rule) == (8, False)
    assert held.is_held("message", number)


def test_nothing_was_found_is_not_said_after_doing_something(app):
    case = taken()
    row = measures.warn(MO, case.id, UNKIND, WHY)
    with pytest.raises(Refused, match="Take it back"):
        closing.close(MO, case.id, Finding.NO_BREACH, "All is well.")
    measures.lift(MO, row.id)
    closing.close(MO, case.id, Finding.NO_BREACH, "All is well.")


def test_what_was_done_in_a_closed_case_can_still_be_taken_back(app):
    give(4)
    case = taken()
    row = measures.warn(MO, case.id, UNKIND, WHY)
    with pytest.raises(Refused):
        measures.lift(DAI, row.id)
    closing.close(MO, case.id, Finding.ACTED, "Warned.")
    measures.lift(DAI, row.id)
    assert not fresh(row).holds


# ---------------------------------------------------------------- bans
JOINER = joining.Joiner("Robert", "Bob@Example.org", "hash")


def erased(number: int) -> None:
    """Do what matters here of erasing somebody."""
    account = db.session.get_one(Account, number)
    measures.remember_ban(account)
    member = db.session.scalars(unscoped("test", Member).where(Member.id == number))
    db.session.delete(member.one())
    db.session.flush()
    db.session.delete(account)
    db.session.flush()


@pytest.mark.parametrize("kind", [None, *InvitationKind])
def test_who_was_suspended_and_erased_does_not_just_come_back(app, kind):
    suspending.suspend(MO, taken().id, 3, UNKIND, WHY)
    erased(2)
    email = "bob@example.org" if kind is InvitationKind.TRUSTED else ""
    invitation = kind and Invitation(
        kind=kind, token_hash="x", email=email, ends_at=clock.now()
    )
    joining.join(JOINER, invitation)
    found = unscoped("test", Account).where(Account.email == "bob@example.org")
    assert db.session.scalar(found) is None
    assert [one.to for one in sent.letters("declined")] == ["bob@example.org"]


def test_a_ban_ends_when_the_suspension_would_have(app, at):
    at("2017-09-01 12:00")
    suspending.suspend(MO, taken().id, 3, UNKIND, WHY)
    erased(2)
    assert bans.is_banned(" BOB@example.org ")
    at("2017-09-04 12:00")
    assert not bans.is_banned("bob@example.org")


def test_for_good_is_for_good(app, at):
    at("2017-09-01 12:00")
    give(4)
    row = suspending.suspend(MO, taken().id, None, UNKIND, WHY)
    suspending.agree(DAI, row.id, True)
    suspending.suspend(MO, taken(kind="message", number=3).id, 3, UNKIND, WHY)
    erased(2)
    at("2037-09-01 12:00")
    assert bans.is_banned("bob@example.org")


def test_who_was_not_suspended_is_not_banned_and_no_address_is_kept(app):
    suspending.suspend(MO, taken(about=4).id, 3, UNKIND, WHY)
    erased(4), erased(2)
    assert bans.is_banned("dai@example.org")
    assert not bans.is_banned("bob@example.org")
    (row,) = db.session.scalars(unscoped("test", bans.Ban)).all()
    assert "dai" not in row.digest + row.salt
    assert len(row.digest) == 64


def test_all_bans_share_one_salt_and_a_second_one_lengthens_the_first(app):
    for number in (2, 4):
        suspending.suspend(MO, taken(about=number).id, 3, UNKIND, WHY)
        erased(number)
    bans.remember("dai@example.org", None)
    rows = db.session.scalars(unscoped("test", bans.Ban)).all()
    assert len({row.salt for row in rows}) == 1
    assert sorted(row.until is None for row in rows) == [False, True]


def test_measures_are_read_by_whom_they_are_about_and_by_those_who_work_cases(app):
    from community.core.visible import visible

    measures.warn(MO, taken().id, UNKIND, WHY)
    able = {
        name
        for name, person in CAST.items()
        if db.session.scalars(visible(person.viewer, Measure)).all()
    }
    assert able == {"bob", "mo", "ada"}
    assert [row.kind for row in measuring.in_case(1)] == [KIND.WARNING]
