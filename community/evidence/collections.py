"""Changes of collections: made, filled, put in order, put out, deleted."""

from sqlalchemy import delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.core.text import N_, folded, random_id, slug_of
from community.core.visible import find, visible
from community.evidence.models import (
    Collection,
    CollectionItem,
    CollectionState,
    Resource,
    ResourceState,
)

FASTER = N_("This collection was changed a moment ago, in another window or tab")
TITLE, INTRO, WORDS = 120, 2000, 300
"""So many letters may a title, an introduction and the words to a resource have."""
MOST = 60
"""So many resources in one collection are plenty."""


def reach(viewer: Viewer, slug: str) -> Collection:
    """Return a collection that the viewer may see."""
    row: Collection = find(viewer, Collection, Collection.slug == slug)
    return row


def make(viewer: Viewer, title: str, intro: str = "") -> Collection:
    """Begin a collection: a draft that curators alone see."""
    require(viewer, Permission.EVIDENCE_CURATE)
    slug = f"{slug_of(title) or 'collection'}-{random_id()}"
    row = Collection(slug=slug, title="", made_by_id=viewer.member_id)
    _write(row, title, intro)
    db.session.add(row)
    db.session.flush()
    _note(viewer, row, "made")
    return row


def reword(
    viewer: Viewer, row: Collection, title: str, intro: str, version: int
) -> None:
    """Change the title and the introduction of a collection."""
    require(viewer, Permission.EVIDENCE_CURATE)
    if row.version != version:
        raise Conflict(FASTER)
    _write(row, title, intro)
    _touch(row)
    _note(viewer, row, "edited")


def _write(row: Collection, title: str, intro: str) -> None:
    title, intro = " ".join(title.split()), intro.strip()
    if not folded(title):
        raise Refused(N_("Give it a title"))
    if len(title) > TITLE or len(intro) > INTRO:
        raise Refused(N_("Use %(most)s letters or fewer"), most=INTRO)
    row.title, row.intro = title, intro


def _touch(row: Collection) -> None:
    row.edited_at = clock.now()
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None


def _note(viewer: Viewer, row: Collection, note: str) -> None:
    journal.record(viewer, journal.Act.EVIDENCE, "collection", row.id, note)
    db.session.flush()


# ---------------------------------------------------------------- out or not
def put_out(viewer: Viewer, row: Collection) -> None:
    """Publish a collection; one without a resource in the hub is not ready."""
    require(viewer, Permission.EVIDENCE_CURATE)
    shown = (
        visible(viewer, func.count(CollectionItem.id))
        .join(Resource, Resource.id == CollectionItem.resource_id)
        .where(CollectionItem.collection_id == row.id)
        .where(Resource.state == ResourceState.PUBLISHED)
    )
    if not db.session.scalar(shown):
        raise Refused(N_("Add a resource that is in the hub first"))
    first = row.published_at or clock.now()
    _step(viewer, row, CollectionState.DRAFT, CollectionState.PUBLISHED, first)


def take_in(viewer: Viewer, row: Collection) -> None:
    """Make a draft of a published collection again: curators alone see it."""
    require(viewer, Permission.EVIDENCE_CURATE)
    out, draft = CollectionState.PUBLISHED, CollectionState.DRAFT
    _step(viewer, row, out, draft, row.published_at)


def _step(
    viewer: Viewer,
    row: Collection,
    was: CollectionState,
    to: CollectionState,
    day: object,
) -> None:
    done = db.session.execute(
        update(Collection)
        .where(Collection.id == row.id, Collection.state == was)
        .values(state=to, published_at=day, version=Collection.version + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("That does not fit where the collection stands now"))
    db.session.refresh(row)
    _note(viewer, row, to.value)


def discard(viewer: Viewer, row: Collection) -> None:
    """Delete a collection for good; its resources stay in the hub."""
    require(viewer, Permission.EVIDENCE_CURATE)
    _note(viewer, row, "deleted")
    db.session.execute(delete(Collection).where(Collection.id == row.id))
    db.session.flush()


# ---------------------------------------------------------------- what is in it
def add(viewer: Viewer, row: Collection, resource: Resource, words: str = "") -> None:
    """Put a resource at the end of a collection, with words on why it is there."""
    require(viewer, Permission.EVIDENCE_CURATE)
    if resource.state is not ResourceState.PUBLISHED:
        raise Refused(N_("Only what is in the hub can be in a collection"))
    there = visible(viewer, CollectionItem.rank).where(
        CollectionItem.collection_id == row.id
    )
    ranks = list(db.session.scalars(there))
    if len(ranks) >= MOST:
        raise Refused(N_("%(most)s resources in a collection are plenty"), most=MOST)
    item = CollectionItem(
        collection_id=row.id, resource_id=resource.id, rank=max(ranks, default=0) + 1,
        words=_worded(words),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(item)
    except IntegrityError:
        raise Refused(N_("It is in this collection already")) from None
    _touch(row)
    _note(viewer, row, "resource added")


def _worded(words: str) -> str:
    words = " ".join(words.split())
    if len(words) > WORDS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=WORDS)
    return words


def item_of(viewer: Viewer, row: Collection, slug: str) -> CollectionItem:
    """Return the place of a resource in a collection."""
    resource = visible(viewer, Resource.id).where(Resource.slug == slug)
    number = db.session.scalar(resource)
    if number is None:
        raise NotFound("resource")
    item: CollectionItem = find(
        viewer, CollectionItem, CollectionItem.collection_id == row.id,
        CollectionItem.resource_id == number,
    )  # fmt: skip
    return item


def word(viewer: Viewer, row: Collection, item: CollectionItem, words: str) -> None:
    """Say why a resource is in a collection."""
    require(viewer, Permission.EVIDENCE_CURATE)
    item.words = _worded(words)
    _touch(row)
    _note(viewer, row, "resource worded")


def take_out(viewer: Viewer, row: Collection, item: CollectionItem) -> None:
    """Take a resource out of a collection."""
    require(viewer, Permission.EVIDENCE_CURATE)
    db.session.delete(item)
    _touch(row)
    _note(viewer, row, "resource taken out")


def shift(viewer: Viewer, row: Collection, item: CollectionItem, up: bool) -> None:
    """Move a resource one place up or down; at the end it stays where it is."""
    require(viewer, Permission.EVIDENCE_CURATE)
    found = visible(viewer, CollectionItem).where(
        CollectionItem.collection_id == row.id
    )
    items = list(
        db.session.scalars(found.order_by(CollectionItem.rank, CollectionItem.id))
    )
    at = items.index(item)
    to = at - 1 if up else at + 1
    if 0 <= to < len(items):
        items[at], items[to] = items[to], items[at]
        for rank, one in enumerate(items, 1):
            one.rank = rank
        _touch(row)
        _note(viewer, row, "order changed")
