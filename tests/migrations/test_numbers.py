"""Numbers are given once: a community of before comes along whole, and counts on."""

import shutil
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import Column, MetaData, Table, insert, text

from community import schema
from community.core.db import db
from tests.migrations.test_connections import NOW

BEFORE, AFTER = "20261209", "20261210"
HERE = Path(__file__).parents[2] / "migrations"
ROWS = (1, 2, 3)
ERASED = 70
NAMED = ("account", "member", "idea_help", "message", "project_story", "event")
MADE = {
    bool: True, bytes: b"words", date: date(2017, 7, 13), datetime: NOW, float: 0.5,
    time: time(10, 30),
}  # fmt: skip
OTHERS = {
    "a_id": lambda number: (1, 1, 2)[number % 3 - 1],
    "b_id": lambda number: (2, 3, 3)[number % 3 - 1],
    "target_id": lambda number: number % 3 + 1,
    "introducer_id": lambda number: (number + 1) % 3 + 1,
}
"""What must not be the same member twice."""
MOVED = """
from alembic import op

revision, down_revision = "later", "{}"


def upgrade() -> None:
    with op.batch_alter_table(
        "account", recreate="always", table_kwargs={{"sqlite_autoincrement": True}}
    ):
        pass
"""


def value(column: Column[Any], number: int) -> Any:
    """Return what stands in a column of a row; keys lead to the row of their number."""
    name, kind = column.name, column.type.python_type
    if name in OTHERS:
        return OTHERS[name](number)
    if f"{column.table.name}.{name}" == "suggestion_event.project_id":
        return None  # it is about a person
    if kind is str:
        return f"{number}-{name}"[: getattr(column.type, "length", None)]
    return MADE.get(kind, number if kind is int else {"number": number})


def reflected() -> MetaData:
    metadata = MetaData()
    metadata.reflect(db.engine)
    return metadata


@pytest.fixture
def full(empty):
    """A database of the version before, with three rows in each of its tables."""
    upgrade(revision=BEFORE)
    ours = [one for one in reflected().sorted_tables if one.name != "alembic_version"]
    with db.engine.begin() as connection:
        for table in ours:
            connection.execute(table.insert(), [row(table, one) for one in ROWS])
        connection.execute(text("ANALYZE"))
    return empty


def row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value(column, number) for column in table.columns}


def everything() -> dict[str, list[str]]:
    """Return all that is in the database, table by table."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in connection.execute(table.select())
            )
            for table in reflected().sorted_tables
            if table.name != "alembic_version"
        }


def parts() -> list[tuple[Any, ...]]:
    """Return what SQLite has beside its tables, in its own words."""
    return asked(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'table' "
        "ORDER BY type, name"
    )


def tables() -> list[tuple[str, str]]:
    """Return what SQLite's tables say; a name that was changed once has its marks."""
    words = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    return [
        (name, said.replace(f"TABLE {name} ", f'TABLE "{name}" '))
        for name, said in asked(words)
    ]


def asked(words: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(words))]


def given(name: str) -> int:
    """Return the number that the next row of a table gets, were all others gone."""
    table = reflected().tables[name]
    said = row(table, 4)
    for column in table.columns:
        if column.foreign_keys:
            said[column.name] = None if column.nullable else 1
    del said["id"]
    with db.engine.connect() as connection:
        connection.execute(table.delete())
        made = connection.execute(insert(table).values(said))
        connection.rollback()
        return int(made.inserted_primary_key[0])


def test_no_row_of_any_table_is_lost_up_and_down_and_up(full):
    before = everything()
    assert {len(rows) for rows in before.values()} == {len(ROWS)}
    assert set(before) > {"account", "member", "audit_event", "held_item"}
    for step, to in ((upgrade, AFTER), (downgrade, BEFORE), (upgrade, AFTER)):
        step(revision=to)
        assert everything() == before, to


@pytest.mark.only("sqlite")
def test_tables_say_one_word_more_and_all_beside_them_stays(full):
    before, beside = tables(), parts()
    looked = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2"
    known = asked(looked)
    assert {kind for kind, *_rest in beside} == {"index", "trigger"}
    assert any(" WHERE " in (said or "") for *_rest, said in beside)
    upgrade(revision=AFTER)
    assert tables() != before
    said = [(name, one.replace("(id AUTOINCREMENT)", "(id)")) for name, one in tables()]
    assert (said, parts(), asked(looked)) == (before, beside, known)
    assert asked("PRAGMA foreign_key_check") == []
    assert asked("PRAGMA integrity_check") == [("ok",)]
    downgrade(revision=BEFORE)
    assert (tables(), parts()) == (before, beside)


@pytest.mark.only("sqlite")
def test_each_table_with_numbers_gives_none_again(empty):
    upgrade()
    words = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%{}%'"
    found = {name for (name,) in asked(words.format("AUTOINCREMENT"))}
    ours = schema.metadata.tables.items()
    assert found == {name for name, table in ours if "id" in table.c}


@pytest.mark.only("sqlite")
def test_numbers_go_on_after_the_highest_that_anything_names(full):
    with db.engine.begin() as connection:
        connection.execute(
            text("UPDATE erasure SET member_id = :number WHERE account_id = 3"),
            {"number": ERASED},
        )
    upgrade(revision=AFTER)
    assert {name: given(name) for name in NAMED} == dict.fromkeys(NAMED, ERASED + 1)


@pytest.mark.only("sqlite")
def test_the_number_of_what_is_deleted_afterwards_is_not_given_again(full):
    upgrade(revision=AFTER)
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM idea_help WHERE id = 3"))
    assert given("idea_help") == 4


@pytest.mark.only("sqlite")
def test_a_table_that_a_later_version_moves_counts_on_too(empty, tmp_path):
    later = tmp_path / "migrations"
    shutil.copytree(HERE, later, ignore=shutil.ignore_patterns("__pycache__"))
    head = ScriptDirectory(str(HERE)).get_current_head()
    (later / "versions/later.py").write_text(MOVED.format(head))
    upgrade()
    table = reflected().tables["account"]
    with db.engine.begin() as connection:
        connection.execute(table.insert(), [row(table, one) for one in ROWS])
        connection.execute(table.delete().where(table.c.id > 1))
    upgrade(directory=str(later))
    assert given("account") == 4


@pytest.mark.only("sqlite")
def test_it_refuses_where_rows_would_go_with_their_tables(full, tmp_path, caplog):
    before = everything()
    careless = tmp_path / "migrations"
    shutil.copytree(HERE, careless, ignore=shutil.ignore_patterns("__pycache__"))
    env = careless / "env.py"
    env.write_text(env.read_text().replace('_keys(connection, "OFF")', "pass"))
    with pytest.raises(SystemExit):
        upgrade(directory=str(careless), revision=AFTER)
    assert "foreign keys are on" in caplog.text
    assert everything() == before
