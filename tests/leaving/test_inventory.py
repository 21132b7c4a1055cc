"""The data inventory knows every table, and does what the database does."""

import re
from pathlib import Path

import pytest
from sqlalchemy import JSON, Column, ForeignKey, Integer, MetaData, String, Table

from community import schema
from community.privacy.inventory import INVENTORY, Fate, exported, of_table
from community.privacy.inventory.__main__ import table
from community.web import privacy_data_words

TABLES = schema.metadata.tables
LEADING = re.compile(
    r"^(email|address|to|who|person|members?|accounts?|authors?|owner|asked_by|"
    r".*_(member|account|person|author|owner|by))(_id)?$"
)
"""Names of columns that lead to somebody even without a key."""

CODES = {
    ("project", "led_by"), ("project_guide", "run_by"),
    ("programme_partner", "address"), ("job", "taken_by"), ("task", "taken_by"),
}  # fmt: skip
"""Columns that sound like it: codes and words of a page, the mark of a worker."""


def leading(tables):
    """Every column that can lead to a person: a key, JSON, or by its name."""
    for one in tables.values():
        for column in one.columns:
            keyed = {key.column.table.name for key in column.foreign_keys}
            named = LEADING.match(column.name) and not column.foreign_keys
            facts = isinstance(column.type, JSON)
            leads = keyed & {"member", "account"} or facts or named
            if leads and (one.name, column.name) not in CODES:
                yield one.name, column.name


def unlisted(tables):
    listed = {(line.table, line.column) for line in INVENTORY}
    listed |= {
        (line.table, name)
        for line in INVENTORY
        if line.under
        for name in (*line.only, *(_all(line) if not line.only else ()))
    }
    known = {line.table for line in INVENTORY}
    missing = sorted(name for name in tables if name not in known)
    return missing + [
        f"{name}.{column}"
        for name, column in leading(tables)
        if name in known and (name, column) not in listed
    ]


def _all(line):
    return [
        column.name for column in TABLES[line.table].columns
        if column.name not in line.hide
    ]  # fmt: skip


def test_every_table_and_every_column_that_leads_to_somebody_is_listed():
    assert unlisted(TABLES) == []


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("diary", [Column("id", Integer, primary_key=True)]),
        ("member_tag", [Column("told_by_id", ForeignKey("member.id"))]),
        ("tag", [Column("made_by_account", ForeignKey("account.id"))]),
        ("setting", [Column("facts", JSON)]),
        ("version", [Column("email", String(254))]),
    ],
)
def test_a_new_table_or_column_fails_until_it_is_listed(name, columns):
    metadata = MetaData()
    for other in ("member", "account"):
        Table(other, metadata, Column("id", Integer, primary_key=True))
    made = Table(name, metadata, *columns)
    assert unlisted({name: made}) != []


def test_the_inventory_names_no_table_or_column_that_is_not_there():
    for line in INVENTORY:
        assert line.table in TABLES, line.table
        columns = [*line.only, *line.hide, *([line.column] if line.column else [])]
        for name in columns:
            assert name in TABLES[line.table].columns, (line.table, name)


def test_what_is_not_exported_has_a_reason():
    for line in INVENTORY:
        assert bool(line.under) != bool(line.why), (line.table, line.column)


@pytest.mark.parametrize(
    "line", [line for line in INVENTORY if line.column], ids=lambda line: line.column
)
def test_what_erasing_does_is_what_the_keys_of_the_database_do(line):
    keys = [
        key for key in TABLES[line.table].columns[line.column].foreign_keys
        if key.column.table.name in ("member", "account")
    ]  # fmt: skip
    for key in keys:
        gone = {"CASCADE": {Fate.ROW, Fate.PASSED, Fate.MARK}}
        gone["SET NULL"] = {Fate.NAME, Fate.WORDS}
        assert line.fate in gone[str(key.ondelete)], (line.table, line.column)


def test_every_table_of_the_export_has_a_name_and_every_heading_is_said_once():
    for line in exported():
        assert line.table in privacy_data_words.TABLES
    assert set(privacy_data_words.TABLES) == {line.table for line in exported()}


def test_a_table_is_either_somebodys_or_nobodys():
    for name in TABLES:
        lines = of_table(name)
        assert len({bool(line.column) for line in lines}) == 1, name


def test_the_printed_inventory_is_that_of_the_code():
    printed = Path(__file__).parents[2] / "docs" / "assurance" / "data-inventory.md"
    assert printed.read_text(encoding="utf-8") == table()
