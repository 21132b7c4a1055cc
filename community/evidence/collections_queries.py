"""Collections as they are read: their list, one with what is in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.evidence.models import (
    Collection,
    CollectionItem,
    CollectionState,
    Resource,
    ResourceState,
    ResourceType,
    Strength,
)


@dataclass(frozen=True)
class CollectionCard:
    """A collection in a list; `number` counts what is in it and in the hub."""

    slug: str
    title: str
    intro: str
    state: CollectionState
    number: int

    @property
    def draft(self) -> bool:
        """Whether curators alone see it."""
        return self.state is CollectionState.DRAFT


@dataclass(frozen=True)
class ItemCard:
    """A resource in a collection, and why it is there."""

    slug: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    type: ResourceType
    strength: Strength
    sentence: str
    words: str
    state: ResourceState

    @property
    def shown(self) -> bool:
        """Whether it is in the hub; what is archived is for curators alone here."""
        return self.state is ResourceState.PUBLISHED


@dataclass(frozen=True)
class CollectionView:
    """One collection, with what is in it, in its order."""

    slug: str
    title: str
    intro: str
    state: CollectionState
    published_at: datetime | None
    items: tuple[ItemCard, ...]

    @property
    def draft(self) -> bool:
        """Whether curators alone see it."""
        return self.state is CollectionState.DRAFT


def collections(viewer: Viewer) -> tuple[CollectionCard, ...]:
    """Return the collections that the viewer may see, by title: two statements."""
    found = visible(
        viewer, Collection.id, Collection.slug, Collection.title, Collection.intro,
        Collection.state,
    ).order_by(Collection.title, Collection.id)  # fmt: skip
    numbers = (
        visible(viewer, CollectionItem.collection_id, func.count(CollectionItem.id))
        .join(Resource, Resource.id == CollectionItem.resource_id)
        .where(Resource.state == ResourceState.PUBLISHED)
        .group_by(CollectionItem.collection_id)
    )
    held = {row[0]: row[1] for row in db.session.execute(numbers)}
    return tuple(
        CollectionCard(row.slug, row.title, row.intro, row.state, held.get(row.id, 0))
        for row in db.session.execute(found.limit(200))
    )


def collection_view(
    viewer: Viewer, row: Collection, everything: bool = False
) -> CollectionView:
    """Return a collection; with `everything` also what is archived in it."""
    found = (
        visible(
            viewer, Resource.slug, Resource.title, Resource.authors, Resource.year,
            Resource.type, Resource.strength, Resource.sentence, CollectionItem.words,
            Resource.state,
        )
        .join(CollectionItem, CollectionItem.resource_id == Resource.id)
        .where(CollectionItem.collection_id == row.id)
        .order_by(CollectionItem.rank, CollectionItem.id)
    )  # fmt: skip
    if not everything:
        found = found.where(Resource.state == ResourceState.PUBLISHED)
    items = tuple(
        ItemCard(slug, title, tuple(authors), *rest)
        for slug, title, authors, *rest in db.session.execute(found)
    )
    return CollectionView(
        row.slug, row.title, row.intro, row.state, row.published_at, items
    )


def to_add_to(viewer: Viewer, resource: Resource) -> tuple[CollectionCard, ...]:
    """Return the collections that a resource is not in yet."""
    held = (
        visible(viewer, Collection.slug)
        .join(CollectionItem, CollectionItem.collection_id == Collection.id)
        .where(CollectionItem.resource_id == resource.id)
    )
    there = set(db.session.scalars(held))
    return tuple(one for one in collections(viewer) if one.slug not in there)


def holding(viewer: Viewer, resource: int) -> tuple[tuple[str, str], ...]:
    """Return the published collections that hold a resource, as slug and title."""
    found = (
        visible(viewer, Collection.slug, Collection.title)
        .join(CollectionItem, CollectionItem.collection_id == Collection.id)
        .where(CollectionItem.resource_id == resource)
        .where(Collection.state == CollectionState.PUBLISHED)
        .order_by(Collection.title, Collection.id)
    )
    return tuple((row.slug, row.title) for row in db.session.execute(found))
