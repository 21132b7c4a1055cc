"""/readyz says one word: can the place work? Administrators read what can not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from community.core import clock, readiness
from community.core.db import db, start_writing
from community.core.outbox import Job
from community.core.timetable import Task
from community.web import readyz
from community.web.readyz import head

WELL = {"migrated": True, "room": True, "outbox": True, "worker": True}


@pytest.fixture
def ready(app, monkeypatch):
    """A place where all is well: tables of this version, and a worker."""
    monkeypatch.setattr(readiness, "_revision", head)
    db.session.add(Task(name="breaks", last_at=clock.now() - timedelta(minutes=4)))
    db.session.commit()


def worked(ago):
    def change(_patch):
        db.session.get(Task, "breaks").last_at = clock.now() - ago

    return change


def waits(ago, **more):
    def change(_patch):
        db.session.add(Job(work="count", due_at=clock.now() - ago, **more))

    return change


def free(share):
    def change(patch):
        disk = SimpleNamespace(f_bavail=int(share * 1000), f_blocks=1000)
        patch.setattr(readiness.os, "statvfs", lambda _folder: disk)

    return change


def of_another_version(patch):
    patch.setattr(readiness, "_revision", lambda: "20261207")


HOUR = timedelta(hours=1)
CASES = [
    ("worker", worked(timedelta(minutes=14)), True),
    ("worker", worked(timedelta(minutes=16)), False),
    ("outbox", waits(HOUR - timedelta(minutes=1)), True),
    ("outbox", waits(HOUR + timedelta(minutes=1)), False),
    ("outbox", waits(2 * HOUR, taken_until=clock.now() + 9 * HOUR), True),
    ("outbox", waits(2 * HOUR, state="failed"), True),
    ("room", free(0.051), True),
    ("room", free(0.049), False),
    ("migrated", of_another_version, False),
]


@pytest.mark.parametrize(("what", "change", "well"), CASES)
def test_what_is_looked_at(ready, visitor, monkeypatch, what, change, well):
    start_writing()
    change(monkeypatch)
    db.session.commit()
    told = visitor("ada").json("/readyz", 200 if well else 503)
    assert told == {"status": "ready" if well else "not ready", **WELL, what: well}


@pytest.mark.parametrize("who", [None, "pat", "alice", "olu", "mo"])
@pytest.mark.parametrize("well", [True, False])
def test_strangers_get_one_word(ready, visitor, monkeypatch, who, well):
    if not well:
        of_another_version(monkeypatch)
    told = visitor(who).json("/readyz", 200 if well else 503)
    assert told == {"status": "ready" if well else "not ready"}


def test_a_place_where_no_worker_ever_ran_is_not_ready(app, visitor, monkeypatch):
    monkeypatch.setattr(readiness, "_revision", head)
    assert visitor("ada").json("/readyz", 503)["worker"] is False


def test_tables_that_were_never_migrated_are_not_ready(app, visitor):
    assert visitor().json("/readyz", 503) == {"status": "not ready"}
    assert visitor().json("/healthz") == {"status": "ok"}


def test_the_version_is_read_from_the_tables(ready, visitor, monkeypatch):
    monkeypatch.undo()
    start_writing()
    for words in (
        "CREATE TABLE alembic_version (version_num varchar(32))",
        f"INSERT INTO alembic_version VALUES ('{head()}')",
    ):
        db.session.execute(text(words))
    db.session.commit()
    try:
        assert visitor("ada").json("/readyz") == {"status": "ready", **WELL}
    finally:
        db.session.rollback()
        start_writing()
        db.session.execute(text("DROP TABLE alembic_version"))
        db.session.commit()


def test_a_disk_that_can_not_be_looked_at_is_not_ready(ready, visitor, monkeypatch):
    def gone(_folder):
        raise OSError

    monkeypatch.setattr(readiness.os, "statvfs", gone)
    assert visitor("ada").json("/readyz", 503) == {"status": "not ready"}


def test_what_is_not_ready_is_in_the_log(ready, visitor, monkeypatch):
    said = []
    monkeypatch.setattr(readyz.log, "error", lambda *_w, **facts: said.append(facts))
    of_another_version(monkeypatch)
    visitor().json("/readyz", 503)
    assert said == [{**WELL, "migrated": False}]
