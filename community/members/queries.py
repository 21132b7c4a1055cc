"""Reads of members as cards and profiles: each only what the viewer may see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.members.models import (
    Affiliation,
    DetailName,
    Member,
    MemberDetail,
    MemberKind,
    MemberPlace,
    MemberTag,
    Relation,
)
from community.organisations.models import Organisation, OrganisationState
from community.vocabulary.models import KINDS, NATIONS, REGIONS, Term
from community.vocabulary.queries import SHAPES


@dataclass(frozen=True)
class TagChip:
    """A tag on a card."""

    slug: str
    label: str


@dataclass(frozen=True)
class MemberCard:
    """A person in a list."""

    id: int = field(metadata={"api": False})
    slug: str
    name: str
    joined: bool
    headline: str = ""
    place: str = ""
    kind: str = ""
    shape: int = 0
    photo: str = ""
    photo_alt: str = ""
    tags: tuple[TagChip, ...] = ()

    @property
    def initials(self) -> str:
        """Up to two letters, for a face without a photo."""
        return Viewer(name=self.name).initials


Nation, Region = aliased(Term), aliased(Term)


def people(viewer: Viewer) -> Select[Any]:
    """Select what a card's head needs; callers narrow, sort and page it."""
    return (
        visible(
            viewer,
            Member.id,
            Member.slug,
            Member.name,
            Member.joined,
            Nation.label.label("nation"),
            Region.label.label("region"),
        )
        .join(MemberPlace, MemberPlace.member_id == Member.id, isouter=True)
        .join(
            Nation,
            and_(Nation.list == NATIONS, Nation.code == MemberPlace.nation),
            isouter=True,
        )
        .join(
            Region,
            and_(Region.list == REGIONS, Region.code == MemberPlace.region),
            isouter=True,
        )
    )


def card(
    id: int,  # noqa: A002 (the column's name)
    slug: str,
    name: str,
    joined: bool,
    nation: str | None,
    region: str | None,
) -> MemberCard:
    """Return the head of a card from a row of `people`."""
    return MemberCard(
        id=id,
        slug=slug,
        name=name,
        joined=joined,
        place=region or nation or "",
    )


def dressed(
    viewer: Viewer, heads: Iterable[MemberCard], tags: int = 4
) -> tuple[MemberCard, ...]:
    """Return cards with headline, photo, first kind and offers: three statements."""
    heads = tuple(heads)
    ids = [head.id for head in heads]
    if not ids:
        return ()
    kinds = _first_kinds(viewer, ids)
    chips = _offers(viewer, ids) if tags else {}
    said = _said(viewer, ids)
    return tuple(
        replace(
            head,
            headline=said.get((head.id, DetailName.HEADLINE), {}).get("text", ""),
            photo=said.get((head.id, DetailName.PHOTO), {}).get("file", ""),
            photo_alt=said.get((head.id, DetailName.PHOTO), {}).get("alt", ""),
            kind=kinds.get(head.id, ("", 0))[0],
            shape=kinds.get(head.id, ("", 0))[1],
            tags=tuple(chips.get(head.id, ())[:tags]),
        )
        for head in heads
    )


def at_a_glance(viewer: Viewer) -> Select[Any]:
    """Select cards with headline, photo and first kind, no offers: one statement."""
    return people(viewer).add_columns(
        _detail(DetailName.HEADLINE).label("headline"),
        _detail(DetailName.PHOTO).label("photo"),
        _first_kind(Term.label).label("kind"),
        _first_kind(Term.group).label("kinds"),
    )


def _detail(name: DetailName) -> Any:
    mine = (MemberDetail.member_id == Member.id, MemberDetail.name == name)
    found = select(MemberDetail.value).where(*mine).limit(1)
    return found.correlate(Member).scalar_subquery()


def _first_kind(column: Any) -> Any:
    found = (
        select(column)
        .join(MemberKind, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .where(MemberKind.member_id == Member.id)
        .order_by(MemberKind.rank, MemberKind.id)
        .limit(1)
    )
    return found.correlate(Member).scalar_subquery()


def glanced_at(
    headline: dict[str, Any] | None,
    photo: dict[str, Any] | None,
    kind: str | None,
    kinds: str | None,
    **row: Any,
) -> MemberCard:
    """Return the card of a row of `at_a_glance`."""
    return replace(
        card(**row),
        headline=(headline or {}).get("text", ""),
        photo=(photo or {}).get("file", ""),
        photo_alt=(photo or {}).get("alt", ""),
        kind=kind or "",
        shape=shape_of(kinds or ""),
    )


def cards(viewer: Viewer, ids: Iterable[int], tags: int = 4) -> dict[int, MemberCard]:
    """Return the cards of those of `ids` whom the viewer may see: four statements."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(people(viewer).where(Member.id.in_(wanted))).mappings()
    found = dressed(viewer, (card(**row) for row in rows), tags)
    return {one.id: one for one in found}


def shape_of(group: str) -> int:
    """Return the number of a group's colour and shape."""
    return SHAPES.index(group) + 1 if group in SHAPES else 0


def _first_kinds(viewer: Viewer, ids: list[int]) -> dict[int, tuple[str, int]]:
    rows = db.session.execute(
        visible(viewer, MemberKind.member_id, Term.label, Term.group)
        .join(Term, and_(Term.list == KINDS, Term.code == MemberKind.code))
        .where(MemberKind.member_id.in_(ids))
        .order_by(MemberKind.member_id, MemberKind.rank, MemberKind.id)
    )
    found: dict[int, tuple[str, int]] = {}
    for member, label, group in rows:
        found.setdefault(member, (label, shape_of(group)))
    return found


def _said(
    viewer: Viewer, ids: list[int]
) -> dict[tuple[int, DetailName], dict[str, Any]]:
    rows = db.session.execute(
        visible(viewer, MemberDetail.member_id, MemberDetail.name, MemberDetail.value)
        .where(MemberDetail.member_id.in_(ids))
        .where(MemberDetail.name.in_([DetailName.HEADLINE, DetailName.PHOTO]))
    )
    return {(member, name): value for member, name, value in rows}


def _offers(viewer: Viewer, ids: list[int]) -> dict[int, list[TagChip]]:
    rows = db.session.execute(
        visible(viewer, MemberTag.member_id, Tag.slug, Tag.label)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(MemberTag.member_id.in_(ids), MemberTag.relation == Relation.OFFERS)
        .where(Tag.state == TagState.APPROVED)
        .order_by(MemberTag.member_id, Tag.label)
    )
    found: dict[int, list[TagChip]] = defaultdict(list)
    for member, slug, label in rows:
        found[member].append(TagChip(slug, label))
    return found


def organisation_names(viewer: Viewer, limit: int = 300) -> tuple[str, ...]:
    """Return names to choose from: approved ones, and those that people show."""
    shown = Organisation.id.in_(select(Affiliation.organisation_id))
    known = Organisation.state == OrganisationState.APPROVED
    found = visible(viewer, Organisation.name).where(or_(known, shown))
    return tuple(db.session.scalars(found.order_by(Organisation.name).limit(limit)))
