"""Rows are taken one at a time, each by one worker, and in the order of their lane."""

from datetime import timedelta

import pytest

from community.core import clock
from community.core.db import db, start_writing
from community.core.outbox import Job, JobState
from community.jobs import queue

NOON = "2017-09-01 12:00:00"


def take(me="a", **how):
    """Take the next piece of work, and return its number."""
    db.session.rollback()
    found = queue.take(me, **how)
    return found and found.id


def test_work_is_taken_by_its_day_and_then_in_the_order_in_which_it_came(ask, at):
    at(NOON)
    later = ask("count", "later")
    first = ask("count", "first", due=clock.now() - timedelta(hours=1))
    second = ask("count", "second", due=clock.now() - timedelta(hours=1))
    assert [take(), take(), take(), take()] == [first, second, later, None]


def test_nothing_is_taken_before_its_time(ask, at):
    at(NOON)
    number = ask("count", "a", due=clock.now() + timedelta(minutes=1))
    assert take() is None
    at("2017-09-01 12:01:00")
    assert take() == number


def test_two_workers_take_different_work(ask):
    numbers = {ask("count", str(at)) for at in range(4)}
    assert {take("a"), take("b"), take("a"), take("b")} == numbers
    assert take("a") is None


def test_the_work_of_a_worker_that_is_gone_is_taken_over_and_costs_a_try(ask, at, row):
    at(NOON)
    number = ask("count", "a")
    assert take("a") == number
    at("2017-09-01 12:04:59")
    assert take("b") is None
    at("2017-09-01 12:05:00")
    assert take("b") == number
    assert (row().taken_by, row().tries, row().problem) == ("b", 1, "LeftBehind")


def test_work_that_ends_every_worker_fails_at_last(ask, at, row):
    at(NOON)
    ask("count", "a")
    moment = clock.now()
    for _death in range(len(queue.WAITS) + 1):
        assert take() is not None
        moment += queue.LEASE
        at(moment.strftime("%Y-%m-%d %H:%M:%S"))
    other = ask("count", "b")
    assert take() == other
    assert row("a").state is JobState.FAILED


def test_whoever_lost_their_work_changes_nothing(ask, at, row):
    at(NOON)
    ask("count", "a")
    db.session.rollback()
    lost = queue.take("a")
    at("2017-09-01 12:05:00")
    assert take("b")
    start_writing()
    assert not queue.end(lost, JobState.DONE)
    queue.fail(lost, "ValueError")
    queue.release(lost)
    assert (row().state, row().taken_by) == (JobState.QUEUED, "b")
    assert row().problem == "LeftBehind"


# ---------------------------------------------------------------- lanes
def test_of_a_lane_one_is_done_at_a_time(ask):
    first, second = ask("count", "1", lane="x"), ask("count", "2", lane="x")
    other = ask("count", "3", lane="y")
    assert [take("a"), take("b"), take("c")] == [first, other, None]
    start_writing()
    db.session.get_one(Job, first).state = JobState.DONE
    db.session.commit()
    assert take("b") == second


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.SUPPRESSED])
def test_what_is_given_up_lets_its_lane_go_on(ask, state):
    first, second = ask("count", "1", lane="x"), ask("count", "2", lane="x")
    start_writing()
    db.session.get_one(Job, first).state = state
    db.session.commit()
    assert take() == second


def test_a_lane_waits_for_what_is_tried_again_but_not_for_what_is_for_later(ask, at):
    at(NOON)
    ask("count", "later", lane="x", due=clock.now() + timedelta(hours=1))
    first, second = ask("count", "1", lane="x"), ask("count", "2", lane="x")
    db.session.rollback()
    taken = queue.take("a")
    assert taken.id == first
    queue.fail(taken, "ValueError")
    assert take() is None
    at("2017-09-01 12:01:00")
    assert take() == first
    assert take() is None
    start_writing()
    db.session.get_one(Job, first).state = JobState.DONE
    db.session.commit()
    assert take() == second


def test_letters_can_be_left_alone_and_hold_up_nothing_else(ask, write):
    write()
    number = ask("count", "a")
    assert take(letters=False) == number
    assert take(letters=False) is None
    assert take() is not None


# ---------------------------------------------------------------- failures
def test_a_failure_waits_longer_each_time_and_ends_as_failed(ask, at, row):
    at(NOON)
    ask("count", "a")
    moment = clock.now()
    for tries, minutes in enumerate(queue.WAITS, 1):
        db.session.rollback()
        queue.fail(queue.take("a"), "OSError")
        found = row()
        assert (found.tries, found.state) == (tries, JobState.QUEUED)
        assert found.due_at == moment + timedelta(minutes=minutes)
        assert (found.problem, found.taken_by) == ("OSError", "")
        moment = found.due_at
        at(moment.strftime("%Y-%m-%d %H:%M:%S"))
    db.session.rollback()
    queue.fail(queue.take("a"), "OSError")
    assert row().state is JobState.FAILED
    assert take() is None
