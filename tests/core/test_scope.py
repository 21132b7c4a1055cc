"""Every table that a statement touches is found, as by a slow and obvious walk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    String,
    Table,
    case,
    cast,
    event,
    exists,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import visitors

from community.accounts.models import Account
from community.connections.models import Connection
from community.core.scope import tables_of
from community.core.visible import tie
from community.members.models import Member, MemberKind, MemberTag
from community.projects.models import Membership, Project
from tests.privacy.everywhere import addresses, come, send, some
from tests.privacy.stage import fill

ENTITIES = (Account, Connection, Member, MemberKind, MemberTag, Membership, Project)


def slowly(statement) -> set[str]:
    """Return the tables of all parts, each looked at as often as it stands there."""
    found = set()
    for part in visitors.iterate(statement):
        if isinstance(part, Table):
            found.add(part.name)
        owner = getattr(part, "table", None)
        if isinstance(owner, Table):
            found.add(owner.name)
    return found


def key(entity):
    return next(iter(entity.__table__.primary_key))


def plain(entity):
    return select(entity)


def one_column(entity):
    return select(getattr(entity, key(entity).name).label("number"))


def of_an_alias(entity):
    other = aliased(entity)
    return select(getattr(other, key(entity).name)).where(exists(plain(entity)))


def of_a_table(entity):
    return select(func.count()).select_from(entity.__table__)


def cased(entity):
    number = getattr(entity, key(entity).name)
    return select(case((number > 1, cast(number, String)), else_=literal("none")))


def among_ties(entity):
    return select(entity).where(key(entity).in_(select(tie.c.other_id)))


SIMPLE = st.builds(
    lambda how, entity: how(entity),
    st.sampled_from((plain, one_column, of_an_alias, of_a_table, cased, among_ties)),
    st.sampled_from(ENTITIES),
)


def narrowed(outer, inner):
    first = next(iter(inner.selected_columns))
    return outer.where(select(first.label("x")).exists())


def joined(outer, inner):
    part = inner.subquery()
    return outer.join(part, next(iter(part.c)) > 0)


def beside(outer, inner):
    column = inner.with_only_columns(
        func.count(), maintain_column_froms=True
    ).scalar_subquery()
    return outer.add_columns(column)


def stacked(outer, inner):
    both = union_all(
        *(
            one.with_only_columns(func.count(), maintain_column_froms=True)
            for one in (outer, inner)
        )
    )
    return select(both.subquery())


def by_name(outer, inner):
    named = inner.with_only_columns(
        func.count().label("n"), maintain_column_froms=True
    ).cte()
    return outer.where(func.abs(named.c.n) > 0)


def nested(deeper):
    hows = st.sampled_from((narrowed, joined, beside, stacked, by_name))
    return st.builds(lambda how, one, two: how(one, two), hows, deeper, deeper)


@settings(max_examples=150)
@given(st.recursive(SIMPLE, nested, max_leaves=6))
def test_the_tables_of_a_statement_are_those_of_a_slow_walk(statement):
    assert tables_of(statement) == slowly(statement)
    assert tables_of(statement)


@pytest.mark.parametrize(
    "statement",
    [
        update(Member).where(Member.id == 1).values(name="x").returning(Member.id),
        update(Member).where(Member.id.in_(select(Membership.member_id))),
        insert(Project).from_select(["title"], select(Member.name)),
    ],
)
def test_the_tables_of_what_writes_are_found(statement):
    assert tables_of(statement) == slowly(statement)
    assert tables_of(statement) & {"member", "project"}


def test_a_table_is_found_by_its_columns_alone():
    """Before a database says that it stands in no FROM."""
    statement = select(Project.id).order_by(Member.name)
    assert tables_of(statement) == slowly(statement) == {"project", "member"}


def test_the_tables_of_what_pages_read_are_those_of_a_slow_walk(app):
    fill()
    sent = []

    def note(state) -> None:
        sent.append(state.statement)

    event.listen(Session, "do_orm_execute", note, insert=True)
    try:
        for one in some(addresses(app), 12, "scope"):
            send(come(app)(one.who), one)
    finally:
        event.remove(Session, "do_orm_execute", note)
    assert len(sent) > 20
    for statement in sent:
        assert tables_of(statement) == slowly(statement)
