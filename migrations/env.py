"""Run migrations on the site's own engine, in batches, which SQLite needs."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from community.core.db import Utc

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
        context.run_migrations()
    connection.commit()
    _keys(connection, "ON")
