"""numbers"""

import sqlalchemy as sa
from alembic import op

revision = "20261210"
down_revision = "20261209"
branch_labels = None
depends_on = None

PLAIN, FOR_GOOD = "PRIMARY KEY (id)", "PRIMARY KEY (id AUTOINCREMENT)"
NAMED = (
    ("audit_event", "object_id"),
    ("digest_suggested", "thing_id"),
    ("dismissal", "subject_id"),
    ("erasure", "account_id"),
    ("erasure", "member_id"),
    ("held_item", "thing_id"),
    ("safeguarding_case", "subject_id"),
)
"""What names a thing by its bare number, whether or not it is still there."""
NUMBERS = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
PARTS = "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2, 3"
BESIDE = (
    "SELECT sql FROM sqlite_schema "
    "WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL"
)


def upgrade() -> None:
    """Let SQLite give no number twice, as PostgreSQL does by itself."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = _highest_named(connection)
        for name in _rewrite(connection, PLAIN, FOR_GOOD):
            _go_on_after(connection, name, named)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _rewrite(connection, FOR_GOOD, PLAIN)


def _highest_named(connection: sa.Connection) -> int:
    """Return the highest number by which something is named, also if it is gone."""
    return max(_highest(connection, table, column) for table, column in NAMED)


def _highest(connection: sa.Connection, table: str, column: str) -> int:
    asked = sa.select(sa.func.max(sa.column(column))).select_from(sa.table(table))
    return connection.scalar(asked) or 0


def _go_on_after(connection: sa.Connection, name: str, named: int) -> None:
    """Let a table count on after its rows, and after all that is gone and named."""
    last = max(_highest(connection, name, "id"), named)
    connection.execute(NUMBERS.delete().where(NUMBERS.c.name == name))
    connection.execute(NUMBERS.insert().values(name=name, seq=last))


def _rewrite(connection: sa.Connection, was: str, becomes: str) -> list[str]:
    """Change how tables number their rows, and nothing else; return which they are.

    Each is made anew from its own words, which no reflection does: checks, names and
    parts of indexes stay. Raises, and all is as before, if anything got lost.
    """
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("foreign keys are on: rows would go with the old tables")
    before = _state(connection)
    asked = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND instr(sql, ?)"
    found = connection.exec_driver_sql(asked, (was,)).all()
    for name, words in found:
        _make_anew(connection, name, words.replace(was, becomes))
    if _state(connection) != before:
        raise RuntimeError("tables are not what they were")
    if sa.inspect(connection).has_table("sqlite_stat1"):
        connection.exec_driver_sql("ANALYZE")  # it went with the old tables
    return [name for name, _words in found]


def _state(connection: sa.Connection) -> tuple[list[tuple[str, ...]], ...]:
    """Return all tables, indexes and triggers, and the keys that lead nowhere."""
    parts = connection.exec_driver_sql(PARTS).all()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [tuple(row) for row in parts], sorted(tuple(row) for row in broken)


def _make_anew(connection: sa.Connection, name: str, words: str) -> None:
    other = f"numbers_{name}"
    beside = connection.exec_driver_sql(BESIDE, (name,)).scalars().all()
    counted = sa.select(sa.func.count()).select_from(sa.table(name))
    rows = connection.scalar(counted)
    _head, columns = words.split("(", 1)
    connection.exec_driver_sql(f'CREATE TABLE "{other}" ({columns}')
    move = f'INSERT INTO "{other}" SELECT * FROM "{name}"'  # noqa: S608 (our own names)
    moved = connection.exec_driver_sql(move)
    if moved.rowcount != rows:
        raise RuntimeError(f"{name} has {rows} rows, and {moved.rowcount} came along")
    connection.exec_driver_sql(f'DROP TABLE "{name}"')
    connection.exec_driver_sql(f'ALTER TABLE "{other}" RENAME TO "{name}"')
    for words in beside:
        connection.exec_driver_sql(words)
