"""What moderators took back no rule does again for the same people, but for others."""

import pytest

from community.accounts.models import State
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.safeguarding import (
    administering,
    appeals,
    cases,
    closing,
    measures,
    suspending,
)
from community.safeguarding.models import Case, Finding, Measure, MeasureKind
from community.safeguarding.things import Reported
from tests.safeguarding.making import ADA, DAI, MO, UNKIND, WHY, give, state_of
from tests.safeguarding.test_rules import ME, R, crowd, hidden, of_person, tell

__all__ = ["crowd"]

FIVE, OTHERS = range(101, 106), range(106, 111)
LATER = "2017-09-22 12:00"
BOB = Viewer(account_id=ME, state="suspended")


def post(number: int) -> Reported:
    return Reported("message", number, ME, "You again")


def last(kind: MeasureKind) -> Measure:
    """Return what was done last of a kind."""
    found = unscoped("test", Measure).where(Measure.kind == kind)
    row = db.session.scalars(found.order_by(Measure.id.desc())).first()
    assert row is not None
    return row


def close(case: Case, finding: Finding = Finding.NO_BREACH) -> None:
    closing.close(MO, case.id, finding, "Looked at")


# ---------------------------------------------------------------- how it ended
def found_nothing(case: Case, _kind: MeasureKind) -> None:
    cases.claim(MO, case.id)
    close(case)


def took_it_back_and_warned(case: Case, kind: MeasureKind) -> None:
    cases.claim(MO, case.id)
    measures.lift(MO, last(kind).id)
    measures.warn(MO, case.id, UNKIND, WHY)
    close(case, Finding.ACTED)


def another_decided_anew(case: Case, kind: MeasureKind) -> None:
    """Whoever had the case kept it up; on appeal somebody else takes it back."""
    give(4)
    cases.claim(MO, case.id)
    if kind is MeasureKind.SUSPENSION:
        suspending.suspend(MO, case.id, 20, UNKIND, WHY)
    close(case, Finding.ACTED)
    asked = appeals.appeal(BOB, last(kind).id, "It was not me")
    appeals.decide(DAI, asked.id, False, "So it was")


def an_administrator_opened_it(case: Case, _kind: MeasureKind) -> None:
    cases.claim(MO, case.id)
    administering.open_again(ADA, ME)
    close(case)


# ---------------------------------------------------------------- suspended
@pytest.fixture(
    params=[
        found_nothing,
        took_it_back_and_warned,
        another_decided_anew,
        an_administrator_opened_it,
    ],
    ids=lambda how: how.__name__,
)
def back(crowd, at, request):
    """Bob, whom five people suspended by two posts, let back in by moderators."""
    case = suspended_by_two_posts()
    at("2017-09-21 12:00")
    request.param(case, MeasureKind.SUSPENSION)
    assert state_of(ME) is State.ACTIVE
    at(LATER)


def suspended_by_two_posts() -> Case:
    """Let five people report two posts; return the case that suspended Bob."""
    for number in FIVE:
        case = tell(number, post(1))
        tell(number, post(2))
    assert state_of(ME) is State.SUSPENDED
    assert last(MeasureKind.SUSPENSION).case_id == case.id
    return case


def test_a_word_more_to_what_was_told_before_suspends_nobody_again(back):
    for number in FIVE:
        tell(number, post(2))
        tell(number, post(1))
    assert state_of(ME) is State.ACTIVE


def test_nor_do_the_same_people_by_something_else(back):
    for number in FIVE:
        tell(number, post(3))
        tell(number, of_person())
    assert state_of(ME) is State.ACTIVE


def test_nor_four_others_beside_them(back):
    for number in (*FIVE, *OTHERS[:4]):
        tell(number, post(3))
    assert state_of(ME) is State.ACTIVE


def test_five_others_do(back):
    for number in OTHERS:
        assert state_of(ME) is State.ACTIVE
        tell(number, post(3))
    assert state_of(ME) is State.SUSPENDED


def test_and_then_it_is_they_who_were_heard(back, at):
    for number in OTHERS:
        case = tell(number, post(3))
    at("2017-09-23 12:00")
    found_nothing(case, MeasureKind.SUSPENSION)
    at("2017-09-24 12:00")
    for number in (*FIVE, *OTHERS):
        tell(number, post(4))
    assert state_of(ME) is State.ACTIVE


def test_calling_it_a_worry_afterwards_makes_nobody_unheard(crowd, at):
    """The graver reason of a report stands, and a worry is the gravest."""
    case = suspended_by_two_posts()
    for number in FIVE:
        tell(number, post(1), R.SAFETY)
        tell(number, post(2), R.SAFETY)
    at("2017-09-21 12:00")
    found_nothing(case, MeasureKind.SUSPENSION)
    at(LATER)
    for number in FIVE:
        tell(number, post(3))
    assert state_of(ME) is State.ACTIVE


def test_those_who_were_right_count_by_what_they_tell_anew_alone(crowd, at):
    """A moderator suspended them in the place of the rule, until a day."""
    case = suspended_by_two_posts()
    at("2017-09-21 12:00")
    cases.claim(MO, case.id)
    suspending.suspend(MO, case.id, 7, UNKIND, WHY)
    close(case, Finding.ACTED)
    at("2017-09-29 12:00")
    assert suspending.end_due() == 1
    assert state_of(ME) is State.ACTIVE
    at("2017-09-30 12:00")
    tell(101, post(1))
    tell(101, post(2))
    assert state_of(ME) is State.ACTIVE, "all of that was before"
    for number in FIVE:
        assert state_of(ME) is State.ACTIVE
        tell(number, post(3))
    assert state_of(ME) is State.SUSPENDED


# ---------------------------------------------------------------- held back
@pytest.fixture(
    params=[found_nothing, took_it_back_and_warned, another_decided_anew],
    ids=lambda how: how.__name__,
)
def shown(crowd, at, request):
    """Bob's idea, which three people hid, shown again by moderators."""
    for number in (101, 102, 103):
        case = tell(number)
    assert hidden()
    at("2017-09-21 12:00")
    request.param(case, MeasureKind.HOLD)
    assert not hidden()
    at(LATER)


def test_the_same_three_do_not_hide_it_again(shown):
    for _again in range(2):
        for number in (101, 102, 103):
            tell(number)
    tell(104)
    tell(105)
    assert not hidden(), "two others are not enough"
    tell(106)
    assert hidden()


def test_but_they_hide_something_else(shown):
    thing = Reported("message", 1, ME, "You again")
    for number in (101, 102, 103):
        tell(number, thing)
    row = last(MeasureKind.HOLD)
    assert row.holds
    assert not hidden()


def test_what_was_reported_and_not_decided_counts_on(crowd, at):
    """The reports of one thing that another case let go say nothing of this one."""
    for number in (101, 102, 103):
        case = tell(number)
    tell(101, post(1))
    tell(102, post(1))
    at("2017-09-21 12:00")
    found_nothing(case, MeasureKind.HOLD)
    tell(103, post(1))
    assert last(MeasureKind.HOLD).holds
