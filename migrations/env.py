"""Run migrations on the site's own engine, in batches, which SQLite needs."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from community.core.db import Utc

NUMBERS = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
"""Where SQLite keeps the number that each table gave last."""

database = current_app.extensions["migrate"].db


def _plain(kind: str, thing: Any, _context: Any) -> str | bool:
    """Write moments as SQLAlchemy's own type: migrations import nothing of ours."""
    if kind == "type" and isinstance(thing, Utc):
        return "sa.DateTime(timezone=True)"
    return False


def _keys(connection: sa.Connection, switch: str) -> None:
    """Turn SQLite's foreign keys on or off, which only works outside a transaction."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA foreign_keys={switch}")


def _given(connection: sa.Connection) -> dict[str, int]:
    """Return the highest number that each table of SQLite ever gave."""
    inspector = sa.inspect(connection)
    if connection.dialect.name != "sqlite" or not inspector.has_table(NUMBERS.name):
        return {}
    return {row.name: row.seq for row in connection.execute(NUMBERS.select())}


def _keep(connection: sa.Connection, given: dict[str, int]) -> None:
    """Give no number again: a batch move of a table knows of the rows there alone."""
    now = _given(connection)
    words = "SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'"
    there = set(connection.scalars(sa.text(words))) if given else set()
    for name, number in given.items():
        if name in there and number > now.get(name, 0):
            connection.execute(NUMBERS.delete().where(NUMBERS.c.name == name))
            connection.execute(NUMBERS.insert().values(name=name, seq=number))


with database.engine.connect() as connection:
    _keys(connection, "OFF")  # a batch move of a table must not cascade
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        render_item=_plain,
        compare_type=True,
    )
    with context.begin_transaction():
        given = _given(connection)
        context.run_migrations()
        _keep(connection, given)
    connection.commit()
    _keys(connection, "ON")
