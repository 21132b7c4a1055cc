"""A team's conversation: begun once, kept by the worker, told to those who hear."""

import pytest

from community.core.db import db, start_writing
from community.core.errors import NotFound
from community.core.visible import unscoped
from community.messages import commands, own, reading
from community.messages.models import Conversation
from tests.cast import CAST
from tests.coffee.test_at_once import at_once
from tests.letters import notices
from tests.messages.making import (
    block,
    enter,
    go,
    join,
    mute,
    part,
    row,
    say,
    viewer,
    work,
)


@pytest.fixture(autouse=True)
def begin(app):
    start_writing()


@pytest.mark.parametrize("who", CAST)
def test_whoever_is_in_the_team_enters_and_nobody_else(who):
    if who in ("lea", "dai"):
        assert enter(who) == enter("lea") == enter("dai")
    else:
        with pytest.raises(NotFound):
            enter(who)


def test_who_begins_at_once_begins_one(app):
    db.session.commit()
    assert at_once(app, lambda: enter("lea"), lambda: enter("dai")) == []
    start_writing()
    assert len(db.session.scalars(unscoped("test", Conversation.id)).all()) == 1


def test_leaving_the_project_ends_reading_before_any_worker(at):
    at("2030-01-01 12:00")
    talk = enter("lea")
    at("2030-01-01 13:00")
    go("dai", "lea")
    with pytest.raises(NotFound):
        reading.talk(viewer("dai"), talk)
    assert part("dai", talk).left_at is None, "it is not the part that says so"
    assert [one.me for one in reading.talk(viewer("lea"), talk).people] == [True]
    assert work() == 1
    assert part("dai", talk).left_at is not None


def test_who_comes_back_into_the_team_reads_from_then_on(at):
    at("2030-01-01 12:00")
    talk = enter("lea")
    say("lea", talk, "One")
    go("dai", "lea")
    at("2030-01-01 13:00")
    say("lea", talk, "Two")
    at("2030-01-01 14:00")
    join("dai")
    at("2030-01-01 15:00")
    say("lea", talk, "Three")
    assert work() == 2, "in their order, however late"
    assert len(reading.talk(viewer("dai"), talk).messages.items) == 1


def test_who_left_the_talk_alone_comes_back_and_reads_from_then_on(at):
    at("2030-01-01 12:00")
    talk = enter("lea")
    say("lea", talk, "One")
    commands.leave(viewer("dai"), talk)
    at("2030-01-01 13:00")
    say("lea", talk, "Two")
    at("2030-01-01 14:00")
    assert enter("dai") == talk
    assert reading.talk(viewer("dai"), talk).messages.items == ()
    assert row(talk).closed_at is None


def test_a_team_of_one_may_talk_and_work_that_is_late_harms_nothing():
    go("dai")
    talk = enter("lea")
    assert work() == 1, "there was no conversation when he left"
    say("lea", talk)
    join("alice")
    go("alice", "lea")
    assert work() == 2
    with pytest.raises(NotFound):
        enter("alice")


def test_those_are_told_who_hear_the_writer_and_the_talk():
    for who in ("alice", "bob", "olu", "carol"):
        join(who)
    talk = enter("lea")
    block("alice", "lea")
    mute("bob", "lea")
    own.mute(viewer("olu"), talk, on=True)
    commands.leave(viewer("carol"), talk)
    say("lea", talk)
    assert [one.to for one in notices()] == ["dai@example.org"]
    go("dai", "lea")
    say("lea", talk)
    assert len(notices(kind="conversation-message")) == 1


def test_a_late_worker_brings_nobody_back_who_left(app, at):
    at("2030-03-01 10:00")
    talk = enter("lea")
    join("alice")
    enter("alice")
    at("2030-03-02 10:00")
    commands.leave(viewer("alice"), talk)
    at("2030-03-03 10:00")
    work()
    assert part("alice", talk).left_at is not None
