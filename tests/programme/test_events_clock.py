"""The clock of events: a reminder the day before, whom one met the day after; once."""

from datetime import date, time

import pytest
from sqlalchemy import select

from community.core import held
from community.core.db import db
from community.programme import clockwork, commands
from community.programme.commands import EventFacts
from community.programme.models import Answer, Event, EventState
from tests.cast import CAST
from tests.letters import letters, notices
from tests.matching.ways import part
from tests.programme.making import ME, cancel, event, there


def told(kind: str) -> list[str]:
    return [one.to.partition("@")[0] for one in notices(kind=kind)]


def soon(**facts: object) -> Event:
    """An event in the evening of 10 August, to which Alice and Bob come."""
    row = event(day=date(2017, 8, 10), begins_time=time(19), **facts)
    there(row, "alice")
    there(row, "bob", audience=ME)
    return row


@pytest.mark.parametrize(
    ("moment", "reminded"),
    [
        ("2017-08-09 07:59", False),
        ("2017-08-09 08:00", True),  # nine in Britain
        ("2017-08-10 17:59", True),  # late
        ("2017-08-10 18:00", False),  # too late: it has begun
    ],
)
def test_those_who_come_are_reminded_in_the_morning_before(app, at, moment, reminded):
    row = soon(capacity=2)
    there(row, "dai", answer=Answer.WAITING)
    at(moment)
    assert clockwork.move() == 2 * reminded
    assert clockwork.move() == 0
    assert told("event-soon") == ["alice", "bob"] * reminded
    assert len(letters("event-soon")) == 2 * reminded
    if reminded:
        assert notices(kind="event-soon")[0].link == "/events/event-jul"


def test_the_morning_is_that_before_its_day_in_britain(app, at):
    """Nine in the evening in Los Angeles is the morning after in Britain."""
    row = event(day=date(2017, 8, 10), begins_time=time(21), zone="America/Los_Angeles")
    there(row, "alice")
    at("2017-08-10 07:59")
    assert clockwork.move() == 0
    at("2017-08-10 08:00")
    assert clockwork.move() == 1


@pytest.mark.parametrize("state", [EventState.CANCELLED, EventState.DRAFT])
def test_nobody_hears_of_what_does_not_take_place(app, at, state):
    soon().state = state
    db.session.flush()
    for moment in ("2017-08-09 12:00", "2017-08-11 12:00"):
        at(moment)
        assert clockwork.move() == 0
    assert notices() == []


def test_who_could_not_see_it_is_reminded_once_they_do(app, at):
    """Three reports hid its project over the morning on which all are reminded."""
    soon(project_id=1)
    held.hold("project", 1)
    at("2017-08-09 12:00")
    assert clockwork.move() == 0
    held.let_go("project", 1)
    assert clockwork.move() == 2
    assert told("event-soon") == ["alice", "bob"]


def test_another_day_is_told_and_reminds_once_more(app, at):
    row = soon()
    at("2017-08-09 09:00")
    clockwork.move()
    facts = EventFacts("July workshop", date(2017, 8, 20), begins_time=time(19))
    commands.edit_event(CAST["olu"].viewer, row, facts, row.version)
    assert told("event-changed") == ["alice", "bob"]
    at("2017-08-19 09:00")
    assert clockwork.move() == 2
    assert told("event-soon") == ["alice", "bob"] * 2


def test_other_words_are_no_change_to_tell(app, at):
    row = soon()
    at("2017-08-01 09:00")
    facts = EventFacts(
        "Another title", date(2017, 8, 10), begins_time=time(19), summary="Tea"
    )
    commands.edit_event(CAST["olu"].viewer, row, facts, row.version)
    assert notices() == []
    assert row.sequence == 1


# ---------------------------------------------------------------- whom did you meet?
@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        ("2017-08-11 07:59", False),
        ("2017-08-11 08:00", True),
        ("2017-08-25 07:59", True),  # late
        ("2017-08-25 08:00", False),  # nobody would remember
    ],
)
def test_who_was_there_and_shows_it_is_asked_the_day_after(app, at, moment, asked):
    row = soon()
    there(row, "dai", "lea")
    at(moment)
    clockwork.move()
    assert clockwork.move() == 0
    assert told("event-met") == ["alice", "dai", "lea"] * asked
    assert letters("event-met") == [], "the digest brings it"
    if asked:
        first = notices(kind="event-met")[0]
        assert first.link == "/events/event-jul/met"
        assert first.facts == {"until": "2017-08-24"}


def test_the_day_after_its_last_day(app, at):
    row = event(day=date(2017, 8, 10), ends_on=date(2017, 8, 12))
    there(row, "alice", "dai")
    at("2017-08-12 12:00")
    assert clockwork.move() == 0
    at("2017-08-13 08:00")
    assert clockwork.move() == 2


def test_nobody_is_asked_who_could_know_of_nobody_else(app, at):
    """Alice and Mo are apart; Lea alone is seen by both."""
    row = event(day=date(2017, 8, 10))
    there(row, "alice", "mo")
    part(1, 8)
    at("2017-08-11 12:00")
    clockwork.move()
    assert notices() == []
    assert db.session.scalar(
        select(Event.asked_who_met).execution_options(unscoped="test")
    )


def test_an_event_called_off_after_the_reminder_asks_nothing(app, at):
    row = soon()
    there(row, "dai")
    at("2017-08-09 12:00")
    clockwork.move()
    cancel(row)
    at("2017-08-11 12:00")
    assert clockwork.move() == 0
