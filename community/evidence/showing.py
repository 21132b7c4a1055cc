"""One resource, with all that is known of it and of who works with it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from community.core.access import Viewer
from community.core.together import Read, together
from community.core.visible import find
from community.evidence.cards import ResourceCard, of_today
from community.evidence.catalogue import Beside, beside, card_of, catalogue
from community.evidence.models import (
    Collection,
    CollectionItem,
    CollectionState,
    Resource,
    ResourceState,
    ResourceTalker,
    ResourceUse,
)
from community.members.directory import not_muted
from community.members.models import Member
from community.members.queries import TagChip
from community.projects.models import Project


@dataclass(frozen=True)
class UseLine:
    """A project that uses a resource, and for what."""

    slug: str
    title: str
    words: str


@dataclass(frozen=True)
class TalkerLine:
    """Somebody who is happy to talk about a resource, and what they say to that."""

    id: int = field(metadata={"api": False})
    slug: str
    name: str
    words: str


@dataclass(frozen=True)
class OwnerLine:
    """Who keeps a resource up to date."""

    slug: str
    name: str


@dataclass(frozen=True)
class HoldingLine:
    """A collection that holds a resource, and why it is there."""

    slug: str
    title: str
    words: str


@dataclass(frozen=True)
class ResourceShown:
    """A resource as its page has it; `mine` for whoever sent it in.

    `similar` are resources that are out and much like it, the likest first.
    """

    card: ResourceCard
    state: str
    summary: str
    note: str
    licence: str
    factors: tuple[TagChip, ...] = ()
    uses: tuple[UseLine, ...] = ()
    talkers: tuple[TalkerLine, ...] = ()
    owner: OwnerLine | None = None
    collections: tuple[HoldingLine, ...] = ()
    similar: tuple[ResourceCard, ...] = ()
    mine: bool = field(default=False, metadata={"api": False})


def one(viewer: Viewer, slug: str) -> ResourceShown:
    """Return a resource that `viewer` may see, with what they may see around it.

    Three statements. Raises `NotFound` where there is none for them.
    """
    row: Resource = find(viewer, Resource, Resource.slug == slug)
    tags, factors, audiences, settings, *around = together(
        viewer, *beside(Resource.id == row.id), *_around(viewer, row)
    )
    uses, talkers, owners, collections = around
    about = Beside(tags, factors, audiences, settings)
    return ResourceShown(
        card=of_today(card_of(vars(row), about)),
        state=row.state.value,
        summary=row.summary,
        note=row.note,
        licence=row.licence,
        factors=factors.get(row.id, ()),
        uses=uses,
        talkers=talkers,
        owner=owners[0] if owners else None,
        collections=collections,
        similar=_similar(row),
        mine=viewer.is_member and row.submitted_by_id == viewer.member_id,
    )


def _similar(row: Resource) -> tuple[ResourceCard, ...]:
    """Return what is like a resource; of one that is in no list, by its title."""
    there = catalogue()
    numbers = (
        there.index.like(row.id)
        if row.state is ResourceState.PUBLISHED
        else there.index.like_words(row.title)
    )
    return tuple(of_today(there.entries[number].card) for number in numbers)


def _around(viewer: Viewer, row: Resource) -> tuple[Read[Any], ...]:
    uses = (
        select(Project.slug, Project.title, ResourceUse.words)
        .join(ResourceUse, ResourceUse.project_id == Project.id)
        .where(ResourceUse.resource_id == row.id)
        .order_by(Project.folded, Project.id)
    )
    talkers = (
        select(ResourceTalker.id, Member.slug, Member.name, ResourceTalker.words)
        .join(ResourceTalker, ResourceTalker.member_id == Member.id)
        .where(ResourceTalker.resource_id == row.id, not_muted(viewer))
        .order_by(Member.folded, Member.id)
    )
    owner = select(Member.slug, Member.name).where(Member.id == row.owner_id)
    return (
        _lines(uses, UseLine),
        _lines(talkers, TalkerLine),
        _lines(owner, OwnerLine),
        _lines(_holding(row.id), HoldingLine),
    )


def _lines(found: Any, line: type[Any]) -> Read[Any]:
    return Read(found, lambda rows: tuple(line(**row) for row in rows))


def _holding(resource: int) -> Any:
    return (
        select(Collection.slug, Collection.title, CollectionItem.words)
        .join(CollectionItem, CollectionItem.collection_id == Collection.id)
        .where(CollectionItem.resource_id == resource)
        .where(Collection.state == CollectionState.PUBLISHED)
        .order_by(Collection.title, Collection.id)
    )
