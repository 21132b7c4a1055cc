"""Facts of the people on the map beside their kind: where, in what, with which skills.

A map is shown around and its files are passed on: what a member shows to fewer people
than all members is not on it, and sensitive tags never are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, select, union_all

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.members.models import (
    Affiliation,
    MapConsent,
    Member,
    MemberTag,
    Relation,
)
from community.organisations.models import Organisation, OrganisationState

OFFERS, SEEKS, BELONGS = "offers", "seeks", "belongs"
WIDE = (Audience.MEMBERS, Audience.PUBLIC)


@dataclass(frozen=True, order=True)
class Value:
    """A word that people or projects share: its code for addresses, and its label.

    `rank` is its place where words have an order of their own.
    """

    rank: int = field(default=0, metadata={"api": False})
    code: str = ""
    label: str = ""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.code)


NOTHING = Value()


def by_name() -> ColumnElement[bool]:
    """State that somebody is on the map by name, for an organiser who sees them."""
    return and_(
        Member.listed,
        Member.map_consent == MapConsent.NAMED,
        Member.audience.in_(WIDE),
    )


Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Held:
    """What people on the map by name have in common, as (member, number) pairs.

    `belongs` stand in each person's own order; `offers` and `seeks` by label.
    """

    organisations: dict[int, Value]
    belongs: Pairs
    tags: dict[int, Value]
    offers: Pairs
    seeks: Pairs


def held(viewer: Viewer, named: Iterable[int]) -> Held:
    """Return the organisations and tags of people on the map: one statement."""
    people = set(named)
    parts = union_all(_affiliations(), _tags()).subquery()
    found = db.session.execute(visible(viewer, *parts.c)).all()
    rows = [row for row in found if row.who in people]
    rows.sort(key=lambda row: (row.who, row.rank, row.label, row.row))
    houses = [row for row in rows if row.what == BELONGS]
    tags = [row for row in rows if row.what != BELONGS]
    return Held(
        {row.number: Value(0, row.code, row.label) for row in houses},
        tuple((row.who, row.number) for row in houses),
        {row.number: Value(0, row.code, row.label) for row in tags},
        tuple((row.who, row.number) for row in tags if row.what == OFFERS),
        tuple((row.who, row.number) for row in tags if row.what == SEEKS),
    )


def _affiliations() -> Any:
    columns = (
        literal(BELONGS).label("what"),
        Affiliation.member_id.label("who"),
        Organisation.id.label("number"),
        Organisation.slug.label("code"),
        Organisation.name.label("label"),
        Affiliation.rank.label("rank"),
        Affiliation.id.label("row"),
    )
    return (
        select(*columns)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(
            Affiliation.audience.in_(WIDE),
            Organisation.state == OrganisationState.APPROVED,
        )
    )


def _tags() -> Any:
    what = case((MemberTag.relation == Relation.OFFERS, OFFERS), else_=SEEKS)
    columns = (
        what, MemberTag.member_id, Tag.id, Tag.slug, Tag.label, literal(0),
        MemberTag.id,
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(MemberTag)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(
            MemberTag.audience.in_(WIDE),
            MemberTag.relation.in_((Relation.OFFERS, Relation.SEEKS)),
            Tag.state == TagState.APPROVED,
            ~Tag.sensitive,
        )
    )
