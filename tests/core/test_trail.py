"""The audit trail: nobody changes it, and whoever gets behind the locks is found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from community.core import clock, journal, trail, vault
from community.core.access import Role, Viewer
from community.core.db import db, start_writing
from community.core.journal import Act, AuditCheckpoint, AuditEvent
from community.safeguarding.models import Mute
from tests.cast import CAST, mark_of
from tests.databases import VAULT

ALICE, OLU = CAST["alice"].viewer, CAST["olu"].viewer
EVENT, POINT = AuditEvent.__table__, AuditCheckpoint.__table__


def write(number: int = 1, viewer: Viewer = ALICE) -> None:
    """Record so many acts, each committed by itself."""
    for one in range(number):
        start_writing()
        journal.record(viewer, Act.TAG, "tag", one, "made")
        db.session.commit()


def ids() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(EVENT.c.id).order_by(EVENT.c.id)))


def unlock() -> None:
    """Do what nobody should: take the triggers off."""
    sqlite = db.engine.dialect.name == "sqlite"
    start_writing()
    if sqlite:
        for name in ("audit_event_stays", "audit_event_kept", "audit_checkpoint_stays"):
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))


def told(problem: trail.Problem | None) -> tuple[int | None, str]:
    assert problem is not None
    return problem.id, problem.why


# ---------------------------------------------------------------- append-only
FORBIDDEN = {
    "an entry is changed": update(EVENT).values(note="other"),
    "an entry is removed": delete(EVENT).where(EVENT.c.id > 0),
    "a checkpoint is changed": update(POINT).values(entries=0),
    "a checkpoint is removed": delete(POINT).where(POINT.c.id > 0),
}


@pytest.fixture
def point(app):
    """Three entries, the first of which a checkpoint let go of."""
    write(4)
    start_writing()
    first = ids()[0]
    start_writing()
    row = db.session.execute(select(EVENT).where(EVENT.c.id == first)).one()
    trail._sign(first, 1, row.hash)
    db.session.execute(delete(EVENT).where(EVENT.c.id == first))
    db.session.commit()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_database_refuses(point, what):
    before = ids()
    start_writing()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(FORBIDDEN[what])
    assert ids() == before
    assert trail.verify().whole


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("table", ["audit_event", "audit_checkpoint"])
def test_postgresql_refuses_to_empty_the_tables(point, table):
    """SQLite has no TRUNCATE: there it is a DELETE."""
    start_writing()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(f"TRUNCATE {table}"))


def test_no_two_entries_follow_the_same_one(point):
    row = db.session.execute(select(EVENT).order_by(EVENT.c.id.desc())).first()
    start_writing()
    twin = {**row._mapping, "id": row.id + 9, "hash": "0" * 64}
    with pytest.raises(IntegrityError):
        db.session.execute(insert(EVENT).values(**twin))
    db.session.rollback()


# ---------------------------------------------------------------- the chain
def test_an_empty_trail_is_whole(app):
    verdict = trail.verify()
    assert (verdict.whole, verdict.entries, verdict.head) == (True, 0, "")


def test_a_trail_is_whole_and_says_its_head(app):
    write(3)
    verdict = trail.verify()
    assert (verdict.whole, verdict.entries, verdict.checkpoints) == (True, 3, 0)
    assert (verdict.newest, verdict.head) == trail.head()
    assert verdict.newest == ids()[-1]


def test_a_trail_of_many_parts_is_read_to_its_end(app, monkeypatch):
    monkeypatch.setattr(trail, "AT_ONCE", 2)
    write(5)
    assert trail.verify().entries == 5


def test_a_trail_with_a_checkpoint_is_whole(point):
    verdict = trail.verify()
    assert (verdict.whole, verdict.entries) == (True, 3)
    assert (verdict.checkpoints, verdict.let_go) == (1, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "other"), ("actor", "mark-2"), ("outcome", "failed"),
        ("object_id", 99), ("object_kind", "x"), ("request_id", "x"),
        ("act", Act.ROLE), ("hash", "1" * 64),
    ],
)  # fmt: skip
def test_a_changed_entry_is_found(app, column, value):
    write(3)
    second = ids()[1]
    unlock()
    db.session.execute(
        update(EVENT).where(EVENT.c.id == second).values(**{column: value})
    )
    db.session.commit()
    assert told(trail.verify().problem) == (second, trail.CHANGED)


def test_a_changed_moment_is_found(app, at):
    at("2026-11-01 12:00")
    write(2)
    at("2026-11-02 12:00")
    first = ids()[0]
    unlock()
    db.session.execute(update(EVENT).where(EVENT.c.id == first).values(at=clock.now()))
    db.session.commit()
    assert told(trail.verify().problem) == (first, trail.CHANGED)


def test_an_entry_taken_out_of_the_middle_is_found(app):
    write(4)
    before = ids()
    unlock()
    db.session.execute(delete(EVENT).where(EVENT.c.id == before[1]))
    db.session.commit()
    assert told(trail.verify().problem) == (before[2], trail.BROKEN)


def test_the_first_entry_taken_out_is_found(app):
    write(3)
    before = ids()
    unlock()
    db.session.execute(delete(EVENT).where(EVENT.c.id == before[0]))
    db.session.commit()
    assert told(trail.verify().problem) == (before[1], trail.BROKEN)


def test_a_cut_end_shows_only_to_whoever_kept_the_head(app):
    write(3)
    kept, last = trail.verify().head, ids()[-1]
    unlock()
    db.session.execute(delete(EVENT).where(EVENT.c.id == last))
    db.session.commit()
    assert trail.verify().whole, "what remains can't tell"
    assert told(trail.verify(kept).problem) == (None, trail.CUT)


def test_a_kept_head_is_still_there_when_more_was_written(app):
    write(2)
    kept = trail.verify().head
    write(2)
    assert trail.verify(kept).whole


def test_an_entry_put_in_is_found(app):
    write(2)
    row = db.session.execute(select(EVENT).order_by(EVENT.c.id)).first()
    db.session.rollback()
    unlock()
    forged = {**row._mapping, "id": ids()[-1] + 5, "previous": "f" * 64}
    forged["hash"] = journal.hash_of(trail.facts_of(row), "f" * 64)
    start_writing()
    db.session.execute(insert(EVENT).values(**forged))
    db.session.commit()
    assert told(trail.verify().problem) == (forged["id"], trail.BROKEN)


def test_a_forged_checkpoint_is_found(app):
    write(3)
    last, head = trail.head()
    start_writing()
    facts = {"at": clock.now(), "up_to_id": last, "entries": 3, "hash": head}
    db.session.execute(insert(POINT).values(**facts, signature="0" * 64))
    db.session.execute(delete(EVENT).where(EVENT.c.id > 0))
    db.session.commit()
    problem = trail.verify().problem
    assert problem.where == "audit_checkpoint"
    assert problem.why == trail.FORGED


def test_an_entry_left_behind_a_checkpoint_is_found(app):
    write(3)
    last, head = trail.head()
    start_writing()
    trail._sign(last, 3, head)
    db.session.commit()
    assert told(trail.verify().problem) == (ids()[0], trail.BROKEN)


def test_a_checkpoint_that_goes_back_is_found(point):
    start_writing()
    trail._sign(0, 0, "")
    db.session.commit()
    assert trail.verify().problem.why == trail.BACKWARDS


# ---------------------------------------------------------------- another key
@pytest.fixture
def keys(app, monkeypatch):
    """Give the vault other keys."""

    def give(*names: str) -> None:
        options = {**db.engine.get_execution_options(), vault.KEYS: names}
        monkeypatch.setattr(db.engine, "get_execution_options", lambda: options)

    return give


NEW = "YW5vdGhlciBrZXkgdGhhdCBpcyBmb3IgdGVzdHMgb24="


def test_a_signature_holds_while_one_of_the_keys_made_it(point, keys):
    keys(NEW, VAULT)
    assert trail.verify().whole
    keys(NEW)
    assert trail.verify().problem.why == trail.FORGED


def test_signing_anew_lets_the_old_key_go(point, keys):
    keys(NEW, VAULT)
    start_writing()
    assert trail.sign_anew()
    assert not trail.sign_anew()
    db.session.commit()
    keys(NEW)
    verdict = trail.verify()
    assert (verdict.whole, verdict.checkpoints, verdict.let_go) == (True, 2, 1)


# ---------------------------------------------------------------- writing
@contextmanager
def undone() -> Iterator[None]:
    """A savepoint that is undone at its end."""
    point = db.session.begin_nested()
    yield
    point.rollback()


def test_what_is_rolled_back_leaves_no_entry(app):
    journal.record(ALICE, Act.TAG, "tag", 1, "made")
    db.session.flush()
    db.session.rollback()
    write()
    assert len(ids()) == 1


def test_a_savepoint_that_is_undone_takes_its_entries_along(app):
    start_writing()
    journal.record(ALICE, Act.TAG, note="outer")
    with undone():
        journal.record(ALICE, Act.TAG, note="inner")
    with db.session.begin_nested():
        journal.record(ALICE, Act.TAG, note="kept")
    db.session.commit()
    assert [one.note for one in journal.latest(Act.TAG, 9)] == ["kept", "outer"]


def test_a_savepoint_in_a_savepoint_that_is_undone_leaves_what_came_before(app):
    start_writing()
    journal.record(ALICE, Act.TAG, note="first")
    with undone():
        journal.record(ALICE, Act.TAG, note="second")
        with db.session.begin_nested():
            journal.record(ALICE, Act.TAG, note="third")
    db.session.commit()
    assert [one.note for one in journal.latest(Act.TAG, 9)] == ["first"]


def test_a_flush_that_fails_in_a_savepoint_undoes_no_more_than_that(app):
    start_writing()
    db.session.add(Mute(member_id=1, other_id=2))
    db.session.flush()
    journal.record(ALICE, Act.TAG, note="before")
    with suppress(IntegrityError), db.session.begin_nested():
        journal.record(ALICE, Act.TAG, note="inside")
        db.session.add(Mute(member_id=1, other_id=2))
    journal.record(ALICE, Act.TAG, note="after")
    db.session.commit()
    assert [one.note for one in journal.latest(Act.TAG, 9)] == ["after", "before"]
    assert trail.verify().whole


def test_an_entry_holds_a_mark_and_ids(app):
    token = journal.request_id.set("abc")
    try:
        write(viewer=replace(OLU, roles=frozenset({Role.ORGANISER})))
    finally:
        journal.request_id.reset(token)
    row = journal.latest(Act.TAG, 1)[0]
    assert (row.actor, row.object_kind, row.object_id) == (mark_of(6), "tag", 0)
    assert (row.outcome, row.request_id) == ("ok", "abc")
    assert "Olu" not in repr(trail.facts_of(row))  # type: ignore[arg-type]


WRITERS, EACH = 4, 12


def test_writers_at_once_never_fork_the_chain(app):
    start, problems = threading.Barrier(WRITERS), []

    def work(who: Viewer) -> None:
        try:
            with app.app_context():
                start.wait(20)
                write(EACH, who)
        except Exception as problem:
            problems.append(problem)

    names = ("alice", "bob", "dai", "lea")
    threads = [
        threading.Thread(target=work, args=(CAST[name].viewer,)) for name in names
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert problems == []
    db.session.rollback()
    verdict = trail.verify()
    assert (verdict.whole, verdict.entries) == (True, WRITERS * EACH)
