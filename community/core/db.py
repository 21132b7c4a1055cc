"""The database: our own declarative base, its types, and how transactions begin."""

import enum
import sqlite3
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, Table, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

SQLITE_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "busy_timeout": 5000,
    "foreign_keys": 1,
    "cache_size": -32000,
    "temp_store": 2,
    "trusted_schema": 0,
    "secure_delete": 1,
}
"""What every SQLite connection is set to; read back at the start (`settings_of`)."""


class Utc(TypeDecorator[datetime]):
    """A moment in UTC, aware on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give the zone back that SQLite forgot."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of every table: named constraints, words stored for enumerations.

    A number that a table gives as `id` is never given again, so what names a thing by
    it (a hold, a case, the audit trail, the link of a letter) never comes to mean
    another. PostgreSQL does so by itself.
    """

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: Utc,
            enum.StrEnum: Enum(
                enum.StrEnum,
                native_enum=False,
                length=24,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )

    @classmethod
    def __table_cls__(cls, *parts: Any, **options: Any) -> Table:
        """Make the table of a model."""
        table = Table(*parts, **options)
        table.dialect_options["sqlite"]["autoincrement"] = "id" in table.primary_key
        return table


db = SQLAlchemy(model_class=Base)

_writing: ContextVar[bool] = ContextVar("writing", default=True)


def read_only() -> None:
    """Begin the next transactions of this context without taking the write lock."""
    _writing.set(False)


def start_writing() -> None:
    """End the transaction so far and take the write lock with the next statement.

    What an unsafe request reads before this (session, account, limits, a password
    hash) holds up nobody.
    """
    db.session.rollback()
    _writing.set(True)


def say(connection: Connection, words: str) -> None:
    """Say what only the database's own language can: triggers."""
    connection.exec_driver_sql(words)


def count_rows_anew() -> None:
    """Let the database look at how its rows lie, and commit; after many came at once.

    Until then it plans reads as if the tables were empty.
    """
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.commit()


def write_anew() -> bool:
    """Write SQLite's file anew, and empty the log beside it: nothing deleted stays.

    Tell whether nobody was in the way. Outside any transaction.
    """
    raw = db.engine.raw_connection()
    try:
        raw.rollback()
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = cursor.fetchone()
        cursor.close()
        return found is not None and not found[0]
    except sqlite3.OperationalError:  # somebody writes or reads
        return False
    finally:
        raw.close()


@event.listens_for(Engine, "connect")
def _set_up(connection: Any, _record: Any) -> None:
    if "sqlite" not in type(connection).__module__:
        return
    connection.isolation_level = None  # the driver stops deciding when to BEGIN
    for name, value in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name}={value}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        how = "BEGIN IMMEDIATE" if _writing.get() else "BEGIN"
        connection.exec_driver_sql(how)


def settings_of(connection: Connection) -> dict[str, Any]:
    """Read the SQLite settings back from a connection; empty on other databases."""
    if connection.dialect.name != "sqlite":
        return {}
    return {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in SQLITE_SETTINGS
    }
