"""The timetable: each task by one worker at a time, whatever becomes of another."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from community.core import clock, journal
from community.core.access import VISITOR
from community.core.db import db, start_writing
from community.core.journal import Act
from community.core.timetable import Task
from community.jobs import timetable
from community.jobs.timetable import Entry, Outcome

NOON = "2017-09-01 12:00:00"


def one():
    """Do a task that leaves a trace."""
    journal.record(VISITOR, Act.OUTBOX, note="one")
    return 7


def breaks():
    """Do a task that leaves a trace and goes wrong."""
    journal.record(VISITOR, Act.OUTBOX, note="breaks")
    raise PROBLEMS[-1]


PROBLEMS = [ValueError("no")]
WANTED = [True]


def wanted():
    return WANTED[-1]


def place(name):
    return f"tests.jobs.test_timetable:{name}"


@pytest.fixture
def entries(app, monkeypatch):
    """Let the timetable be these tasks, in the morning of the first of September."""

    def are(*made):
        db.session.rollback()
        monkeypatch.setattr(timetable, "ENTRIES", made)

    return are


@pytest.fixture
def run(app):
    def due():
        db.session.rollback()
        return timetable.run_due(app)

    return due


def task(name="one"):
    db.session.rollback()
    return db.session.get_one(Task, name)


def traces():
    db.session.rollback()
    return [act.note for act in journal.latest(Act.OUTBOX, 100)]


def test_a_new_task_is_due_at_once_and_then_when_it_is_due(entries, run, at):
    entries(Entry("one", place("one")))
    at(NOON)
    assert run() == [Outcome("one", 7)]
    assert run() == []
    at("2017-09-01 12:04:59")
    assert run() == []
    at("2017-09-01 12:05:00")
    assert run() == [Outcome("one", 7)]
    assert traces() == ["one", "one"]


def test_what_it_says_of_a_task(entries, run, at):
    entries(Entry("one", place("one")))
    at(NOON)
    run()
    found = task()
    assert (found.last_at, found.problem) == (clock.now(), "")
    assert found.due_at == clock.now() + timedelta(minutes=5)
    assert found.seconds >= 0
    assert (found.taken_by, found.taken_until) == ("", None)


@pytest.mark.parametrize(
    "problem", [OperationalError("", {}, Exception()), KeyError("a bug"), ValueError()]
)
def test_one_that_breaks_changes_nothing_and_holds_up_no_other(
    entries, run, at, monkeypatch, problem
):
    monkeypatch.setitem(globals(), "PROBLEMS", [problem])
    entries(
        Entry("breaks", place("breaks"), timedelta(days=1)), Entry("one", place("one"))
    )
    at(NOON)
    name = type(problem).__name__
    assert run() == [Outcome("breaks", problem=name), Outcome("one", 7)]
    assert traces() == ["one"]
    assert task("breaks").problem == name
    assert task("breaks").due_at == clock.now() + timedelta(minutes=10)


def test_a_task_that_is_not_there_is_a_problem_of_its_own(entries, run):
    entries(Entry("none", "tests.jobs.nowhere:move"), Entry("one", place("one")))
    found = run()
    assert [outcome.problem for outcome in found] == ["ModuleNotFoundError", ""]


def test_of_two_workers_one_does_it(entries, run, at):
    entries(Entry("one", place("one")))
    at(NOON)
    run()
    at("2017-09-01 12:05:00")
    db.session.rollback()
    [entry] = timetable._due()
    assert timetable._take(entry, "a")
    assert not timetable._take(entry, "b")
    assert run() == []
    at("2017-09-01 12:10:00")  # whoever took it is gone
    assert run() == [Outcome("one", 7)]


def test_who_was_too_slow_has_changed_nothing(entries, run, at):
    entries(Entry("one", place("one")))
    at(NOON)
    run()
    at("2017-09-01 12:05:00")
    db.session.rollback()
    [entry] = timetable._due()
    assert timetable._take(entry, "a")
    start_writing()
    task().taken_by = "b"
    db.session.commit()
    timetable._do(entry, "a")
    assert traces() == ["one"]
    assert task().taken_by == "b"


def test_a_task_that_waits_for_something_is_taken_when_it_is_there(
    entries, run, monkeypatch, at
):
    monkeypatch.setitem(globals(), "WANTED", [False])
    entries(Entry("one", place("one"), timedelta(0), place("wanted"), own=True))
    at(NOON)
    assert run() == []
    assert task().last_at is None
    monkeypatch.setitem(globals(), "WANTED", [True])
    assert run() == [Outcome("one", 7)]


def test_who_is_told_to_stop_begins_no_other_task(app, entries):
    stop = threading.Event()
    stop.set()
    entries(Entry("one", place("one")))
    assert timetable.run_due(app, stop) == []


def test_the_loop_outlives_a_database_that_is_away(app, monkeypatch):
    stop, tries = threading.Event(), []

    def away(_app, stop):
        tries.append(1)
        if len(tries) == 2:
            stop.set()
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(timetable, "run_due", away)
    timetable.run(app, stop, every=0)
    assert len(tries) == 2


def test_every_task_of_the_site_is_there_and_goes_well(run):
    names = [entry.name for entry in timetable.ENTRIES]
    assert len(names) == len(set(names))
    found = run()
    assert [outcome for outcome in found if outcome.problem] == []
    db.session.rollback()
    assert set(db.session.scalars(select(Task.name))) == set(names)
