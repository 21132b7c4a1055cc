"""A community of before the trail was linked and reports had cases comes along."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.exc import DatabaseError

from community.core.db import db
from community.core.journal import hash_of
from tests import databases
from tests.migrations.test_connections import NOW, _filled, put, rows

BEFORE, AFTER = "20261207", "20261209"
SAID = (
    "at",
    "act",
    "actor",
    "object_kind",
    "object_id",
    "outcome",
    "note",
    "request_id",
)
OLD, CLOSED = NOW - timedelta(30), NOW - timedelta(29)
REPORTS = (
    # reporter, about, kind, thing, reason, state, outcome, closed
    (1, 2, "member", 2, "worried about safety", "new", "", None),
    (3, 2, "member", 2, "unkind", "in progress", "", None),
    (1, 3, "project", 1, "spam", "resolved", "spoke with them", CLOSED),
    (2, None, "message", 9, "other", "new", "", None),
)


@pytest.fixture
def old(empty):
    """A database of the version before: three people, a trail, reports, sessions."""
    upgrade(revision=BEFORE)
    with db.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
    tables = metadata.tables
    for number in (1, 2, 3):
        put("account", _filled(tables["account"], number, state="active"))
        put("member", _filled(tables["member"], number, account_id=number))
    entry = {"at": OLD, "object_kind": "tag", "object_id": 1}
    put(
        "audit_event",
        {**entry, "act": "tag", "actor_id": 1, "note": "approved"},
        {**entry, "act": "tag", "actor_id": None, "note": "by the clock"},
        {**entry, "act": "role", "actor_id": 2, "note": "Zoë’s ✓", "object_id": None},
        {**entry, "act": "tag", "actor_id": 1, "note": "rejected"},
        {**entry, "act": "tag", "actor_id": 99, "note": "whose account is gone"},
    )
    put("report", *(_report(number, *one) for number, one in enumerate(REPORTS, 1)))
    put("sign_in", _filled(tables["sign_in"], 1, account_id=1, seen_at=NOW))
    put("idea", _filled(tables["idea"], 1, author_id=1, state="open"))
    return empty


def _report(number, reporter, about, kind, thing, reason, state, outcome, closed):
    return {
        "id": number, "reporter_id": reporter, "about_id": about, "subject_kind": kind,
        "subject_id": thing, "reason": reason, "state": state, "outcome": outcome,
        "closed_at": closed, "made_at": OLD, "excerpt": "words", "text": "why",
        "receipt": f"r{number}",
    }  # fmt: skip


def aware(moment):
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def broken():
    """Return the entries that do not follow from the one before."""
    last, wrong = "", []
    for row in rows("audit_event"):
        facts = {name: row[name] for name in SAID}
        facts["at"] = aware(facts["at"]).astimezone(UTC)
        if row["previous"] != last or row["hash"] != hash_of(facts, last):
            wrong.append(row["note"])
        last = row["hash"]
    return wrong


def plain(name, *but):
    """Return the rows of a table, moments in UTC and without some columns."""
    return [
        {
            key: aware(value).astimezone(UTC) if isinstance(value, datetime) else value
            for key, value in row.items()
            if key not in but
        }
        for row in rows(name)
    ]


def test_each_entry_has_its_mark_and_follows_from_the_one_before(old):
    upgrade(revision=AFTER)
    assert broken() == []
    entries = rows("audit_event")
    notes = [one["note"] for one in entries]
    assert notes == [
        "approved", "by the clock", "Zoë’s ✓", "rejected", "whose account is gone",
    ]  # fmt: skip
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT mark, account_id FROM pseudonym"))
        marks = {account: mark for mark, account in found}
    assert [one["actor"] for one in entries] == [
        marks[1], "", marks[2], marks[1], "",
    ]  # fmt: skip
    assert len(set(marks.values())) == 2
    assert "actor_id" not in entries[0]


def test_new_entries_go_on_where_the_old_ones_end(old):
    from community.core import journal
    from community.core.access import VISITOR
    from community.core.db import start_writing

    upgrade()
    start_writing()
    for note in ("one", "two"):
        journal.record(VISITOR, journal.Act.TAG, "tag", 1, note)
    db.session.commit()
    assert broken() == []
    assert [one["note"] for one in rows("audit_event")][-2:] == ["one", "two"]


def test_each_report_is_in_a_case_about_the_same(old):
    upgrade(revision=AFTER)
    cases = {one["id"]: one for one in rows("safeguarding_case")}
    found = [
        (case["subject_kind"], case["subject_id"], case["lane"], case["state"])
        for case in (cases[one["case_id"]] for one in rows("report"))
    ]
    assert found == [
        ("member", 2, "risk of harm", "open"),
        ("member", 2, "usual", "claimed"),
        ("project", 1, "usual", "closed"),
        ("message", 9, "usual", "open"),
    ]
    keys = [one["open_key"] for one in cases.values()]
    assert keys == ["member:2", None, None, "message:9"], "one open case of a thing"
    due = [aware(one["due_at"]) - aware(one["opened_at"]) for one in cases.values()]
    assert [round(one.total_seconds() / 3600) for one in due] == [24, 72, 72, 72]
    closed = [one["outcome"] for one in cases.values() if one["closed_at"]]
    assert closed == ["spoke with them"]


def test_whoever_was_here_is_remembered_by_the_day(old):
    upgrade(revision=AFTER)
    assert rows("account")[0]["seen_on"] == NOW.date()
    assert all(one["seen_on"] is not None for one in rows("account"))


def test_down_and_up_again_keeps_all(old):
    kept = {
        name: plain(name)
        for name in ("report", "audit_event", "account", "member", "idea", "sign_in")
    }
    kept["audit_event"][4]["actor_id"] = None  # of whom there is no mark
    upgrade(revision=AFTER)
    marks = [(one["actor"], one["hash"]) for one in rows("audit_event")]
    downgrade(revision=BEFORE)
    for name, before in kept.items():
        assert plain(name) == before, name
    upgrade(revision=AFTER)
    assert broken() == []
    assert len(rows("report")) == len(rows("safeguarding_case")) == len(REPORTS)
    again = [one["actor"] for one in rows("audit_event")]
    assert [bool(one) for one in again] == [bool(mark) for mark, _hash in marks]


@pytest.mark.parametrize("name", ["audit_event", "audit_checkpoint"])
@pytest.mark.parametrize("words", ["UPDATE {} SET hash = ''", "DELETE FROM {}"])
def test_nobody_changes_the_trail_afterwards(old, name, words):
    upgrade(revision=AFTER)
    there = {"at": NOW, "up_to_id": 0, "entries": 0, "hash": "x", "signature": "y"}
    put("audit_checkpoint", there)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        db.engine.begin() as connection,
    ):
        connection.execute(text(words.format(name)))


def triggers():
    """Return each trigger and what it says, as the database itself tells."""
    words = {
        "sqlite": "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, pg_get_triggerdef(t.oid) || p.prosrc "
        "FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal",
    }[db.engine.dialect.name]
    with db.engine.connect() as connection:
        found = connection.execute(text(words)).all()
    return {name: " ".join(said.split()) for name, said in found}


def test_the_migrated_triggers_are_those_of_the_models(request, empty, tmp_path):
    upgrade()
    migrated = triggers()
    assert "audit_event_stays" in migrated
    db.engine.dispose()
    db.session.remove()
    made = tmp_path / "made"
    made.mkdir()
    kind = request.config.getoption("--database")
    with databases.empty(kind, made) as url, databases.site(url, made).app_context():
        db.create_all()
        from_models = triggers()
        db.session.remove()
        db.engine.dispose()
    assert migrated == from_models


def test_going_down_takes_the_triggers_away(old):
    upgrade(revision=AFTER)
    downgrade(revision=BEFORE)
    assert not {name for name in triggers() if name.startswith("audit")}
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_event"))
    assert "pseudonym" not in inspect(db.engine).get_table_names()
