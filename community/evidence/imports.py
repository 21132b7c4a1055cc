"""Bringing references in: a dry run that is looked at, then the records, or none.

Nothing of a file is in the hub before a curator has seen what will come, and what
came can be taken out again as long as nobody has worked on it.
"""

from sqlalchemy import delete, update

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.states import Moves
from community.core.text import N_, folded, random_id, slug_of
from community.core.visible import unscoped, visible
from community.evidence.facts import ResourceFacts, from_json, write
from community.evidence.imports_plan import known
from community.evidence.models import (
    CollectionItem,
    ImportState,
    Resource,
    ResourceImport,
    ResourceState,
    ResourceTalker,
    ResourceUse,
    ResourceVersion,
)

_I = ImportState
MOVES: Moves[ImportState] = {
    _I.DRY_RUN: frozenset({_I.APPLIED}),
    _I.APPLIED: frozenset({_I.UNDONE}),
    _I.UNDONE: frozenset(),
}
"""A dry run that is not wanted is thrown away."""
ANSWERED = N_("Somebody has decided on this file already")
OUT = (ResourceState.PUBLISHED, ResourceState.SUBMITTED)


# ---------------------------------------------------------------- bringing in
def bring(viewer: Viewer, batch: ResourceImport, published: bool) -> int:
    """Make records of what is new in a dry run, and return how many.

    They are out at once or wait in the queue; what came in meanwhile from elsewhere
    is not doubled.
    """
    require(viewer, Permission.EVIDENCE_CURATE)
    rows = list(batch.rows)
    _move(batch, _I.DRY_RUN, _I.APPLIED)
    here, brought = known(), 0
    for row in rows:
        facts = from_json(row["facts"]) if row["facts"] else None
        if facts is None or here.twin(facts) is not None:
            continue
        _make(viewer, batch, facts, published)
        here.add("new", folded(facts.title)[:400], facts.year, facts.doi)
        brought += 1
    batch.brought, batch.rows = brought, []
    _record(viewer, batch, f"brought {brought}")
    return brought


def _make(
    viewer: Viewer, batch: ResourceImport, facts: ResourceFacts, published: bool
) -> None:
    moment, slug = clock.now(), slug_of(facts.title) or "resource"
    made = Resource(
        slug=f"{slug}-{random_id()}",
        import_id=batch.id,
        state=ResourceState.PUBLISHED if published else ResourceState.SUBMITTED,
        submitted_at=moment,
        published_at=moment if published else None,
    )
    db.session.add(made)
    write(viewer, made, facts)


def throw_away(viewer: Viewer, batch: ResourceImport) -> None:
    """Forget a dry run: nothing of it comes in."""
    require(viewer, Permission.EVIDENCE_CURATE)
    if batch.state is not _I.DRY_RUN:
        raise Refused(ANSWERED)
    _record(viewer, batch, "thrown away")
    db.session.delete(batch)
    db.session.flush()


# ---------------------------------------------------------------- taking out again
def untouched(viewer: Viewer, batch: ResourceImport) -> list[int]:
    """Return the records of a file that nobody has changed, judged or used since."""
    columns = (Resource.id, Resource.submitted_at, Resource.published_at)
    found = visible(viewer, *columns).where(
        Resource.import_id == batch.id,
        Resource.state.in_(OUT),
        Resource.owner_id.is_(None),
        Resource.featured.is_(False),
        *(
            Resource.id.not_in(unscoped("evidence", table.resource_id))
            for table in (ResourceUse, ResourceTalker, CollectionItem)
        ),
        Resource.id.not_in(
            unscoped("evidence", ResourceVersion.resource_id).where(
                ResourceVersion.number > 1
            )
        ),
    )
    return [
        row.id
        for row in db.session.execute(found.order_by(Resource.id))
        if row.published_at in (None, row.submitted_at)
    ]


def undo(viewer: Viewer, batch: ResourceImport) -> tuple[int, int]:
    """Take out what a file brought and nobody has touched; return gone and kept."""
    require(viewer, Permission.EVIDENCE_CURATE)
    _move(batch, _I.APPLIED, _I.UNDONE)
    going = untouched(viewer, batch)
    all_of_it = visible(viewer, Resource.id).where(Resource.import_id == batch.id)
    there = len(list(db.session.scalars(all_of_it)))
    db.session.execute(delete(Resource).where(Resource.id.in_(going)))
    db.session.expire_all()
    _record(viewer, batch, f"undone {len(going)}")
    return len(going), there - len(going)


def _move(batch: ResourceImport, was: ImportState, to: ImportState) -> None:
    """Take a file on, once: of two who decide at the same time one is refused."""
    done = db.session.execute(
        update(ResourceImport)
        .where(ResourceImport.id == batch.id, ResourceImport.state == was)
        .values(state=to)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(ANSWERED)
    db.session.refresh(batch)


def _record(viewer: Viewer, batch: ResourceImport, note: str) -> None:
    db.session.flush()
    journal.record(viewer, journal.Act.IMPORT, "resource_import", batch.id, note)
