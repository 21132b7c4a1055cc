"""The clock of introductions: reminders, the end on day 21, and one letter of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from community.core import clock
from community.core.db import db
from community.core.visible import MUTED, tie, unscoped
from community.introductions import commands
from community.introductions.clockwork import move
from community.introductions.models import Introduction
from community.members.models import Member
from tests.introductions.making import (
    WORDS,
    S,
    acquaint,
    ask,
    block,
    letters,
    offer,
    passed,
    state_of,
    viewer,
)
from tests.letters import notices

START = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def people(app):
    acquaint()
    stand(0)
    yield
    clock.set_source(None)


def stand(days: float) -> None:
    moment = START + timedelta(days=days)
    clock.set_source(lambda: moment)


def reminded() -> list[str]:
    return [who for kind, who in letters() if kind == "introduction-reminder"]


def ended() -> list[str]:
    return [who for kind, who in letters() if kind == "introduction-ended"]


@pytest.mark.parametrize(
    ("days", "number"),
    [((2.9,), 0), ((3,), 1), ((3, 3, 6.9), 1), ((3, 7, 7, 9, 20.9), 2), ((8, 9), 1),
     ((22, 23), 0)],
)  # fmt: skip
@pytest.mark.parametrize(
    ("begin", "who"), [(ask, ["lea"]), (passed, ["dai"]), (offer, ["alice", "dai"])]
)
def test_whoever_has_to_act_is_reminded_on_days_3_and_7(begin, who, days, number):
    begin()
    for day in days:
        stand(day)
        move()
    assert sorted(reminded()) == sorted(who * number)


def test_days_are_counted_anew_when_it_is_passed_on():
    row = ask()
    for day in (3, 7):
        stand(day)
        move()
    commands.pass_on(viewer("lea"), row.id, WORDS)
    for day in (9, 10, 14, 15):
        stand(day)
        move()
    assert reminded() == ["lea", "lea", "dai", "dai"]


@pytest.mark.parametrize("first", ["alice", "dai"])
def test_who_has_not_answered_is_reminded_whatever_the_other_said(first):
    row = offer()
    commands.not_now(viewer(first), row.id)
    stand(3)
    move()
    assert reminded() == ["dai" if first == "alice" else "alice"]


def test_nobody_is_reminded_of_people_they_do_not_see_or_hear():
    ask()
    passed(asker="bob")
    db.session.execute(insert(tie).values(member_id=5, other_id=1, kind=MUTED))
    db.session.execute(update(Member).where(Member.id == 2).values(listed=False))
    stand(3)
    assert move() == 2
    assert reminded() == []


# ---------------------------------------------------------------- the end
ENDS = {
    "ignored": lambda row: None,
    "left": lambda row: commands.leave_it(viewer("lea"), row.id),
    "declined": lambda row: (
        commands.pass_on(viewer("lea"), row.id, WORDS),
        commands.not_now(viewer("dai"), row.id),
    ),
    "unanswered": lambda row: commands.pass_on(viewer("lea"), row.id, WORDS),
    "blocked": lambda row: block("dai", "alice"),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_each_end_without_a_yes_is_told_on_day_21_by_one_letter(end):
    row = ask()
    stand(2)
    end(row)
    stand(20.99)
    move()
    assert ended() == []
    for day in (21, 21, 22, 40):
        stand(day)
        move()
        assert ended() == ["alice"]
    assert state_of(row) in (S.LAPSED, S.NOT_NOW, S.NOT_PASSED_ON)


@pytest.mark.parametrize("why", ["ignored", "declined", "blocked"])
def test_of_an_offer_who_made_it_is_told(why):
    if why == "blocked":
        block("dai", "alice")
    row = offer()
    if why == "declined":
        commands.not_now(viewer("dai"), row.id)
        commands.yes(viewer("alice"), row.id)
    stand(21)
    move()
    assert ended() == ["lea"]
    assert move() == 0


def test_what_was_accepted_or_taken_back_is_not_told_of():
    commands.yes(viewer("dai"), passed().id)
    commands.withdraw(viewer("bob"), ask(asker="bob").id)
    stand(22)
    assert move() == 0
    assert ended() == []


def test_late_and_twice_it_does_the_same():
    rows = [ask(), passed(asker="bob"), offer(one="bob", two="alice")]
    stand(60)
    assert move() == 6, "three end, and of each somebody is told"
    assert move() == 0
    assert {state_of(row) for row in rows} == {S.LAPSED}
    assert sorted(ended()) == ["alice", "bob", "lea"]
    assert reminded() == []
    told = unscoped("test", Introduction.told_at)
    assert all(db.session.scalars(told))


# ---------------------------------------------------------------- what was told of it
def told_of() -> list[tuple[str, str]]:
    """Return kind and reader of what waits unread."""
    unread = [one for one in notices() if not one.read]
    return sorted((one.kind, one.to.partition("@")[0]) for one in unread)


PASSED_TO = {who: ("introduction-passed", who) for who in ("alice", "dai")}


def test_what_nobody_has_read_goes_with_what_it_is_about():
    row = ask()
    commands.withdraw(viewer("alice"), row.id)
    assert (told_of(), letters()) == ([], []), "not the one in the middle either"
    other = passed(asker="bob")
    assert PASSED_TO["dai"] in told_of()
    commands.withdraw(viewer("bob"), other.id)
    assert PASSED_TO["dai"] not in told_of()
    assert ("introduction-passed", "dai") not in letters()


@pytest.mark.parametrize(
    ("parts", "left"),
    [(("alice", "dai"), []), (("lea", "alice"), ["dai"]), (("dai", "lea"), ["alice"])],
)
def test_of_an_offer_the_notice_of_whom_it_still_waits_for_stays(parts, left):
    offer()
    block(*parts)
    assert told_of() == [PASSED_TO[who] for who in left]


def test_a_no_of_the_other_takes_no_notice_away():
    row = offer()
    commands.not_now(viewer("alice"), row.id)
    assert told_of() == [PASSED_TO["dai"]]
    stand(21)
    move()
    assert told_of() == [("introduction-ended", "lea")]
