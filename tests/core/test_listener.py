"""What the listener attaches to a statement, what it leaves alone, how far it walks."""

import pytest
from sqlalchemy import Column, Integer, Table, column, select, update
from sqlalchemy.orm import aliased, load_only
from sqlalchemy.sql.elements import BinaryExpression, BindParameter

from community.core import scope
from community.core.db import db
from community.core.scope import tables_of
from community.core.visible import find, kept, visible
from community.expertise.models import Tag
from community.members.models import Member, MemberKind, MemberTag
from tests.cast import CAST

BOB = CAST["bob"].viewer


@pytest.fixture
def attached(monkeypatch):
    """Collect the tables whose rules are attached."""
    names: list[str] = []
    criteria = scope.criteria

    def noted(viewer, table):
        names.append(table)
        return criteria(viewer, table)

    monkeypatch.setattr(scope, "criteria", noted)
    return names


def test_the_rules_of_what_a_statement_touches_are_attached_and_no_others(
    app, attached
):
    db.session.scalars(visible(BOB, MemberKind.id)).all()
    assert attached == ["member_kind"]


def test_with_an_option_that_may_join_more_all_rules_are_attached(app, attached):
    found = visible(BOB, MemberKind).options(load_only(MemberKind.code))
    db.session.scalars(found).all()
    assert attached == sorted(scope._private_classes())
    assert {"member", "member_tag"} <= set(attached)


def test_a_public_table_is_read_by_whomever_whatever_its_options(app, attached):
    found = select(Tag).options(load_only(Tag.slug))
    assert len(db.session.scalars(found).all()) == 5
    assert attached == []


def test_what_is_loaded_once_may_be_loaded_anew(app):
    row = find(BOB, Member, Member.id == 1)
    db.session.expire(row)
    assert row.name == "Alice Marsh"


def test_what_writes_is_led_by_its_own_conditions(app):
    """Bob does not see Carol; a change of her row that is made for him finds it."""
    changed = update(Member).where(Member.id == 3).values(pronouns="she")
    changed = changed.returning(Member.id).execution_options(viewer=BOB)
    assert db.session.scalars(changed).all() == [3]


def test_aliases_of_public_tables_and_parts_may_be_joined(app):
    other, table = aliased(Tag), Tag.__table__
    part = select(Tag.id).subquery()
    whole = set(db.session.scalars(visible(BOB, MemberTag.id)))
    assert whole
    for joined, number in ((other, other.id), (table, table.c.id), (part, part.c.id)):
        found = visible(BOB, MemberTag.id).join(joined, number == MemberTag.tag_id)
        assert set(db.session.scalars(found)) == whole


def test_the_tables_of_a_kept_part_are_found_once(app, monkeypatch):
    parts = select(MemberKind.id, MemberKind.code).subquery()
    expected = db.session.execute(visible(BOB, *parts.c)).all()
    found = kept(BOB, parts)
    monkeypatch.setattr(scope, "tables_of", lambda _statement: pytest.fail("again"))
    assert db.session.execute(found).all() == expected
    assert len(expected) == 4
    assert len(db.session.execute(kept(CAST["alice"].viewer, parts)).all()) == 5


def test_each_part_of_a_statement_is_looked_at_once(monkeypatch):
    """Twelve differences, each of the one before it and itself: not four thousand."""
    looked = []
    children = BinaryExpression.get_children

    def noted(part, **given):
        looked.append(part)
        return children(part, **given)

    number = MemberKind.__table__.c.id
    for _turn in range(12):
        number = number - number
    monkeypatch.setattr(BinaryExpression, "get_children", noted)
    assert tables_of(select(number)) == {"member_kind"}
    assert len(looked) == 12


def test_a_walk_ends_at_columns_tables_and_values(monkeypatch):
    statement = select(Member.id, column("free", Integer)).where(Member.id == 1)

    def refused(part, **_given):
        pytest.fail(f"walked into {part!r}")

    for kind in (Column, Table, BindParameter):
        monkeypatch.setattr(kind, "get_children", refused)
    assert tables_of(statement) == {"member"}
