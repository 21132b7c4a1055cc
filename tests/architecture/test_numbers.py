"""No table gives a number twice: what names a thing by it never means another."""

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from community import schema
from community.safeguarding.things import THINGS

TABLES = schema.metadata.tables
NAMED = {"account", "member"} | {one.entity.__tablename__ for one in THINGS.values()}
"""What a report, a hold, the trail or a letter names by its number alone."""


def said(name: str) -> str:
    """Return how SQLite is told to make a table."""
    return str(CreateTable(TABLES[name]).compile(dialect=sqlite.dialect()))


@pytest.mark.parametrize("name", sorted(NAMED))
def test_what_is_named_by_its_number_gives_none_again(name):
    assert "\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" in said(name)


def test_the_same_holds_for_every_table_with_numbers_of_its_own():
    numbered = {name for name, table in TABLES.items() if "id" in table.c}
    assert numbered > NAMED
    assert {name for name in TABLES if "AUTOINCREMENT" in said(name)} == numbered
