"""Work is done once, and whatever is wrong with one piece stops no other."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from community.core import clock, journal
from community.core.access import VISITOR
from community.core.db import db
from community.core.journal import Act
from community.core.outbox import Job, JobState
from community.jobs import queue

NOON = "2017-09-01 12:00:00"


def count(job):
    """Leave a trace that this was done; one each time."""
    journal.record(VISITOR, Act.OUTBOX, "count", job.id, job.key)


def counted():
    db.session.rollback()
    return [act.note for act in reversed(journal.latest(Act.OUTBOX, 100))]


def test_work_is_done_once(worker, ask, work, row):
    work("count", count)
    ask("count", "a")
    assert worker().until_idle() == 1
    assert worker().until_idle() == 0
    assert counted() == ["a"]
    assert (row().state, row().taken_by) == (JobState.DONE, "")
    assert row().done_at is not None


def test_what_fails_leaves_no_trace_and_is_tried_again(worker, ask, work, row, at):
    def fails(job):
        count(job)
        db.session.flush()
        raise ValueError("no")

    at(NOON)
    work("count", fails)
    ask("count", "a")
    assert worker().until_idle() == 1
    assert counted() == []
    assert (row().tries, row().problem) == (1, "ValueError")
    work("count", count)
    at("2017-09-01 12:01:00")
    worker().until_idle()
    assert counted() == ["a"]


def test_a_database_that_is_busy_costs_work_a_try_the_second_time(
    worker, ask, work, row, at
):
    def busy(job):
        raise OperationalError("", {}, Exception("database is locked"))

    at(NOON)
    work("count", busy)
    ask("count", "a")
    one = worker()
    assert one.step()
    assert (row().tries, row().taken_by) == (0, "")
    assert one.step()
    assert (row().tries, row().problem) == (1, "OperationalError")


def test_one_that_always_fails_holds_up_no_other(worker, ask, work):
    def fails_for_one(job):
        if job.key == "poison":
            raise RuntimeError("no")
        count(job)

    work("count", fails_for_one)
    for key in ("poison", "a", "b"):
        ask("count", key)
    assert worker().until_idle() == 3
    assert counted() == ["a", "b"]


def test_work_that_nobody_can_do_is_kept(worker, ask, row):
    ask("nonsense", "a")
    worker().until_idle()
    assert (row().state, row().problem) == (JobState.QUEUED, "KeyError")


def test_who_was_too_slow_has_done_nothing(worker, ask, work, at):
    """The lease ends while the work is done, and another worker does it."""
    other = worker()

    def slow(job):
        count(job)
        db.session.flush()
        db.session.rollback()  # as SQLite's one writer would have to
        at("2017-09-01 12:05:00")
        work("count", count)
        other.step()
        journal.record(VISITOR, Act.OUTBOX, "count", job.id, "too late")

    at(NOON)
    work("count", slow)
    ask("count", "a")
    worker().step()
    assert counted() == ["a"]


def test_work_that_is_called_back_while_it_is_done_did_not_happen(worker, ask, work):
    def called_back(job):
        count(job)
        db.session.flush()
        db.session.delete(db.session.get_one(Job, job.id))
        db.session.flush()

    work("count", called_back)
    ask("count", "a")
    worker().until_idle()
    assert counted() == []


# ---------------------------------------------------------------- the loop
def test_a_worker_outlives_a_database_that_is_away(worker, ask, work, monkeypatch):
    stop, tries, real = threading.Event(), [], queue.take

    def away(*given, **how):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("", {}, Exception())
        found = real(*given, **how)
        if found is None:
            stop.set()
        return found

    work("count", count)
    ask("count", "a")
    monkeypatch.setattr(queue, "take", away)
    worker().run(stop, every=0)
    assert counted() == ["a"]


def test_a_worker_that_is_told_to_stop_finishes_what_it_is_at(worker, ask, work, row):
    stop = threading.Event()

    def stops(job):
        count(job)
        stop.set()

    work("count", stops)
    ask("count", "a")
    ask("count", "b")
    worker().run(stop)
    assert counted() == ["a"]
    assert row("b").state is JobState.QUEUED
    assert row("b").taken_until is None


def test_a_worker_with_nothing_to_do_looks_now_and_then(worker, monkeypatch):
    waits, stop = [], threading.Event()

    class Told(threading.Event):
        def wait(self, timeout=None):
            waits.append(timeout)
            self.set()
            return True

    stop = Told()
    worker().run(stop)
    assert waits == [1.0]


def test_an_empty_look_takes_no_lock(worker, app, statements):
    busy = worker()
    with statements() as made:
        assert not busy.step()
    assert len(made) == 1


@pytest.mark.parametrize("work_", ["announce", "digest", "follow", "team"])
def test_whoever_does_work_of_the_site_is_there(work_):
    from community.jobs.handlers import handler_of

    assert callable(handler_of(work_))


def test_times_are_those_of_the_clock(worker, ask, work, row, at):
    at(NOON)
    work("count", count)
    ask("count", "a")
    worker().until_idle()
    assert row().done_at == clock.now()
