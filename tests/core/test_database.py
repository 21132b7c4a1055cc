"""How each database is set, as it says itself, and who waits for whom."""

import threading

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from community import serving
from community.core import db as database
from community.core.db import db, read_only, start_writing
from tests.client import Visitor

WAITS = {
    "statement_timeout": "5s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "15s",
    "jit": "off",
    "TimeZone": "UTC",
}


def is_sqlite():
    return db.engine.dialect.name == "sqlite"


def test_what_was_set_is_read_back(app):
    with db.engine.connect() as connection:
        if is_sqlite():
            assert database.settings_of(connection) == database.SQLITE_SETTINGS
            assert database.SQLITE_SETTINGS["synchronous"] == 2, "FULL"
            return
        found = {
            name: connection.execute(text(f"SHOW {name}")).scalar() for name in WAITS
        }
    assert found == WAITS


@pytest.mark.parametrize("name", sorted(database.SQLITE_SETTINGS))
def test_a_server_does_not_start_where_a_setting_is_another(app, monkeypatch, name):
    monkeypatch.setattr(
        database, "settings_of", lambda _connection: {name: "as it was"}
    )
    with pytest.raises(Exception, match=name):
        serving._read_settings_back(app)


def test_who_writes_holds_up_who_writes_the_same_and_no_reader(app, monkeypatch):
    """On SQLite the lock is taken with the first statement, whatever that is."""
    monkeypatch.setitem(database.SQLITE_SETTINGS, "busy_timeout", 50)
    start_writing()
    rename("x")
    came = []

    def look():
        read_only()
        found = db.session.execute(text("SELECT count(*) FROM member"))
        came.append(found.scalar())

    def write():
        start_writing()
        try:
            rename("y")
        except OperationalError as problem:
            came.append(type(problem).__name__)

    for does in (look, write):
        thread = threading.Thread(target=inside, args=(app, does))
        thread.start()
        thread.join()
    db.session.rollback()
    db.engine.dispose()
    assert came[0] > 5
    assert came[1:] == ["OperationalError"]


def inside(app, does):
    with app.app_context():
        does()
        db.session.remove()


def rename(words):
    db.session.execute(
        text("UPDATE member SET pronouns = :words WHERE id = 1"), {"words": words}
    )


def test_reading_a_page_takes_no_lock(app):
    began = []

    def note(_connection, _cursor, words, *_rest):
        if words.startswith("BEGIN"):
            began.append(words)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        Visitor(app).see("/projects/")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert set(began) == ({"BEGIN"} if is_sqlite() else set())
