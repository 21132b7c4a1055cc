"""A form takes the fields that it shows, and nothing of what else is sent with it.

Each form of the site is sent twice in the same world: as it is, and with the names of
columns beside it, from every table. Both times the database is told the same.
"""

import re
import secrets
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from community import schema
from community.core.db import db
from tests import sampling
from tests.assure import told
from tests.client import forget
from tests.privacy import stage
from tests.privacy.everywhere import come
from tests.web.test_hostile import forms

VALUES = {
    "role": "administrator", "state": "active", "audience": "public", "kind": "person",
    "adult": "1", "demo": "1", "email": "evil@example.org", "slug": "evil",
    "password_hash": "x", "rules_version": "99", "theme": "dark", "version": "99",
}  # fmt: skip
CHUNK = 60
READ = {
    "words", "kind", "answer", "answers", "answers_id", "state", "reason", "alt",
    "note", "out", "title", "version",
}  # fmt: skip
"""Names of columns that are also names of fields, which a form reads where it did not
show them on this page (an answer to a comment): they have tests of their own."""


def names():
    """Return the name of every column, the most telling first."""
    found = {column.name for table in schema.metadata.tables.values()
             for column in table.columns}  # fmt: skip
    return sorted(found - READ, key=lambda name: (name not in VALUES, name))


SECRET = re.compile(r"[A-Za-z0-9_.\-]{16,}|-[0-9a-z]{6}\b")
"""Tokens, hashes, request ids, and how the address of something new ends."""


def plain(values):
    """Return values as words, without what is random in them."""
    return SECRET.sub("?", repr(values))


@contextmanager
def written():
    """Collect what is written: the statements and their values."""
    found = []

    def note(_c, _cursor, text, values, *_rest):
        if text.startswith(("INSERT", "UPDATE", "DELETE")):
            found.append((text, plain(values)))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def send(visitor, where, data):
    token = visitor.token()
    forget()
    with written() as found:
        response = visitor.client.post(where, data={**data, "csrf_token": token})
    return response.status_code, sorted(found)  # of two tables any may be first


# PostgreSQL never gives a number twice, not even one that was taken back.
pytestmark = [pytest.mark.timeout(1_800), pytest.mark.only("sqlite")]


@pytest.mark.parametrize("part", range(0, len(names()), CHUNK))
def test_what_no_field_is_for_changes_nothing(app, monkeypatch, at, part):
    at("2017-11-01 12:00")
    stage.fill()
    reader = come(app)
    for who in ("alice", "lea", "olu", "ada", "mo", "dai"):
        reader(who)
    monkeypatch.setattr(db.session, "commit", db.session.rollback)
    monkeypatch.setattr(secrets, "choice", lambda signs: signs[0])  # receipts
    more = {name: VALUES.get(name, "1") for name in names()[part : part + CHUNK]}
    sent, wrong = 0, []
    for (who, where), given in sampling.some(list(forms(app, reader).items()), 8, part):
        typed = {name: "Words" if was is None else was for name, was in given.items()}
        besides = {name: value for name, value in more.items() if name not in typed}
        usual = send(reader(who), where, typed)
        again = send(reader(who), where, {**besides, **typed})
        sent += 1
        if usual != again:
            wrong.append((who, where, differs(usual, again)))
    told(
        f"fields that no form has: {part} and on", size=sent, fields=len(more),
        failures=len(wrong),
    )  # fmt: skip
    assert not wrong


def differs(one, other):
    (status, first), (status_2, second) = one, other
    if status != status_2:
        return status, status_2
    pairs = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]]
    return pairs or (len(first), len(second))
