"""The directory of people: words, facets with counts, pages."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from community.core.access import Viewer
from community.core.db import db
from community.core.listed import is_listed
from community.core.text import folded
from community.core.visible import Page, muted_by, page_of, visible
from community.expertise.models import Tag, TagName, TagState
from community.members import queries
from community.members.models import (
    Affiliation,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.organisations.models import Organisation
from community.vocabulary.models import KINDS, NATIONS, REGIONS, Term

FACETS = ("kind", "offers", "seeks", "place")
SORTS = ("name", "newest")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: words, choices within each facet, an order, a page."""

    q: str = ""
    kind: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    sort: str = "name"
    page: int = 1

    def args(self) -> dict[str, Any]:
        """Return the filters as they stand in an address."""
        found: dict[str, Any] = {name: list(getattr(self, name)) for name in FACETS}
        found["q"] = self.q
        found["sort"] = "" if self.sort == "name" else self.sort
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Option:
    """One choice of a facet, and how many people there are for it."""

    value: str
    label: str
    count: int
    chosen: bool


def members_page(viewer: Viewer, asked: Asked) -> Page[queries.MemberCard]:
    """Return one page of the people whom `viewer` may see and who fit."""
    found = narrowed(queries.people(viewer).where(not_muted(viewer)), asked)
    order = (Member.created_at.desc(), Member.id.desc())
    by_name = (Member.folded, Member.id)
    found = found.order_by(*(order if asked.sort == "newest" else by_name))
    page = page_of(found, queries.card, asked.page)
    return Page(queries.dressed(viewer, page.items), page.number, page.size, page.total)


def narrowed(found: Select[Any], asked: Asked, but: str = "") -> Select[Any]:
    """Narrow to what was asked: AND across facets, OR inside one; leave `but` out."""
    for word in folded(asked.q).split():
        found = found.where(_holds(word))
    for facet in FACETS:
        chosen = getattr(asked, facet)
        if chosen and facet != but:
            found = found.where(Member.id.in_(_FITS[facet](chosen)))
    return found


def not_muted(viewer: Viewer) -> ColumnElement[bool]:
    """State that a member is none whom the viewer wants to see less of."""
    return Member.id.not_in(muted_by(viewer))


def _holds(word: str) -> Any:
    """State that a name, headline, organisation or tag holds `word`."""
    details = select(MemberDetail.member_id).where(
        MemberDetail.folded.contains(word, autoescape=True)
    )
    tags = (
        select(MemberTag.member_id)
        .join(TagName, TagName.tag_id == MemberTag.tag_id)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(TagName.folded.contains(word, autoescape=True))
        .where(Tag.state == TagState.APPROVED)
    )
    bodies = (
        select(Affiliation.member_id)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Organisation.folded.contains(word, autoescape=True))
    )
    return or_(
        Member.folded.contains(word, autoescape=True),
        Member.id.in_(details),
        Member.id.in_(tags),
        Member.id.in_(bodies),
    )


def _kinds(codes: tuple[str, ...]) -> Select[Any]:
    return select(MemberKind.member_id).where(MemberKind.code.in_(codes))


def _tagged(relation: Relation) -> Callable[[tuple[str, ...]], Select[Any]]:
    def chosen(slugs: tuple[str, ...]) -> Select[Any]:
        return (
            select(MemberTag.member_id)
            .join(Tag, Tag.id == MemberTag.tag_id)
            .where(MemberTag.relation == relation, Tag.slug.in_(slugs))
        )

    return chosen


def _places(codes: tuple[str, ...]) -> Select[Any]:
    place = MemberPlace
    return select(place.member_id).where(
        or_(place.nation.in_(codes), place.region.in_(codes))
    )


_FITS: dict[str, Callable[[tuple[str, ...]], Select[Any]]] = {
    "kind": _kinds,
    "offers": _tagged(Relation.OFFERS),
    "seeks": _tagged(Relation.SEEKS),
    "place": _places,
}


def options(
    viewer: Viewer, asked: Asked, facet: str, within: Collection[int] | None = None
) -> tuple[Option, ...]:
    """Return the choices of a facet with how many people fit each, given the others.

    Counted are rows that the viewer may see, of people whom the viewer may list; where
    `within` is given, of those alone. A choice that was made stays, also with nobody
    left for it.
    """
    people = narrowed(select(Member.id).where(not_muted(viewer)), asked, but=facet)
    chosen = getattr(asked, facet)
    near: ColumnElement[bool] = true()
    if within is not None:
        people = people.where(is_listed(Member.id, within))
        near = _near(facet, within, chosen)
    rows: Any = db.session.execute(_COUNTS[facet](viewer, people, chosen).where(near))
    found = [
        Option(code, label, number, code in chosen) for code, label, number in rows
    ]
    if facet in ("offers", "seeks"):
        found = [option for option in found if option.chosen] + [
            option for option in found if not option.chosen
        ][:20]
    return tuple(found)


def _near(facet: str, within: Collection[int], chosen: tuple[str, ...]) -> Any:
    """State that a row is of one of some people, or is a choice: no other is read."""
    owner, code = _COLUMNS[facet]
    near = is_listed(owner, within)
    return or_(near, code.in_(chosen)) if chosen else near


Count = Callable[[Viewer, Select[Any], tuple[str, ...]], Select[Any]]


def _fitting(owner: Any, people: Select[Any]) -> Any:
    """Count the rows whose owner is among `people`."""
    return func.count(case((owner.in_(people), 1)))


def _count_kinds(
    viewer: Viewer, people: Select[Any], chosen: tuple[str, ...]
) -> Select[Any]:
    number = _fitting(MemberKind.member_id, people)
    return (
        visible(viewer, MemberKind.code, Term.label, number)
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .group_by(MemberKind.code, Term.label, Term.sort)
        .having(or_(number > 0, MemberKind.code.in_(chosen)))
        .order_by(Term.sort)
    )


def _count_tags(relation: Relation) -> Count:
    def counted(
        viewer: Viewer, people: Select[Any], chosen: tuple[str, ...]
    ) -> Select[Any]:
        number = _fitting(MemberTag.member_id, people)
        return (
            visible(viewer, Tag.slug, Tag.label, number)
            .join(MemberTag, MemberTag.tag_id == Tag.id)
            .where(MemberTag.relation == relation, Tag.state == TagState.APPROVED)
            .group_by(Tag.slug, Tag.label)
            .having(or_(number > 0, Tag.slug.in_(chosen)))
            .order_by(number.desc(), Tag.label)
        )

    return counted


def _count_places(
    viewer: Viewer, people: Select[Any], chosen: tuple[str, ...]
) -> Select[Any]:
    place = MemberPlace
    of_nation = and_(Term.list == NATIONS, Term.code == place.nation)
    of_region = and_(Term.list == REGIONS, Term.code == place.region)
    number = _fitting(place.member_id, people)
    return (
        visible(viewer, Term.code, Term.label, number)
        .join(Term, or_(of_nation, of_region))
        .group_by(Term.code, Term.label, Term.list, Term.sort)
        .having(or_(number > 0, Term.code.in_(chosen)))
        .order_by(Term.list, Term.sort)
    )


_COUNTS: dict[str, Count] = {
    "kind": _count_kinds,
    "offers": _count_tags(Relation.OFFERS),
    "seeks": _count_tags(Relation.SEEKS),
    "place": _count_places,
}
_COLUMNS: dict[str, tuple[Any, Any]] = {
    "kind": (MemberKind.member_id, MemberKind.code),
    "offers": (MemberTag.member_id, Tag.slug),
    "seeks": (MemberTag.member_id, Tag.slug),
    "place": (MemberPlace.member_id, Term.code),
}
"""Of each facet whose a row is, and which choice."""


def everyone(viewer: Viewer, asked: Asked) -> tuple[queries.MemberCard, ...]:
    """Return all who fit, for an organiser's export; whom they muted as well."""
    found = narrowed(queries.people(viewer), asked)
    found = found.order_by(Member.folded, Member.id)
    rows = db.session.execute(found).mappings()
    return queries.dressed(viewer, (queries.card(**row) for row in rows), tags=20)
