"""What a record is tied to: evidence that it rests upon, ties from which it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, or_
from sqlalchemy.exc import IntegrityError

from community.connections.models import Connection
from community.core import journal
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_, folded
from community.core.visible import find, visible
from community.evidence.models import Resource, ResourceState, ResourceUse
from community.impact.lists import ImpactName
from community.impact.models import ImpactEvidence, ImpactTie
from community.impact.notes import own
from community.members.models import Member
from community.programme.models import Origin

MOST_EVIDENCE, MOST_TIES = 10, 20
FOUND = 20
"""So many resources are offered for some words."""


@dataclass(frozen=True)
class OwnTie:
    """A tie of the viewer's own, to somebody whom they see; `chosen` for a record."""

    id: int
    name: str
    slug: str
    since: date
    origin: Origin
    chosen: bool = False


# ---------------------------------------------------------------- evidence
def evidence_of(viewer: Viewer, record: int) -> tuple[ImpactName, ...]:
    """Return the published resources that a record rests upon: one statement."""
    found = (
        _published(viewer)
        .join(ImpactEvidence, ImpactEvidence.resource_id == Resource.id)
        .where(ImpactEvidence.record_id == record)
    )
    return _names(found)


def search_evidence(viewer: Viewer, words: str) -> tuple[ImpactName, ...]:
    """Return published resources whose title has all words: one statement."""
    asked = folded(words).split()[:8]
    if not asked:
        return ()
    found = _published(viewer)
    for word in asked:
        found = found.where(Resource.folded.contains(word, autoescape=True))
    return _names(found.limit(FOUND))


def evidence_at_hand(viewer: Viewer, project: int | None) -> tuple[ImpactName, ...]:
    """Return the resources that a project says it uses: one statement."""
    if project is None:
        return ()
    found = (
        _published(viewer)
        .join(ResourceUse, ResourceUse.resource_id == Resource.id)
        .where(ResourceUse.project_id == project)
    )
    return _names(found.limit(FOUND))


def add_evidence(viewer: Viewer, record: int, slug: str) -> None:
    """Tie a published resource to what one noted."""
    row = own(viewer, record)
    resource: Resource = find(
        viewer,
        Resource,
        Resource.slug == slug,
        Resource.state == ResourceState.PUBLISHED,
    )
    there = visible(viewer, func.count(ImpactEvidence.id))
    there = there.where(ImpactEvidence.record_id == row.id)
    if (db.session.scalar(there) or 0) >= MOST_EVIDENCE:
        raise Refused(N_("Ten at most: choose what matters most"))
    try:
        with db.session.begin_nested():
            db.session.add(ImpactEvidence(record_id=row.id, resource_id=resource.id))
    except IntegrityError:
        return
    journal.record(viewer, journal.Act.IMPACT, "impact_record", row.id, "evidence")
    db.session.flush()


def remove_evidence(viewer: Viewer, record: int, slug: str) -> None:
    """Untie a resource from what one noted."""
    row = own(viewer, record)
    resource: Resource = find(viewer, Resource, Resource.slug == slug)
    db.session.execute(
        delete(ImpactEvidence).where(
            ImpactEvidence.record_id == row.id,
            ImpactEvidence.resource_id == resource.id,
        )
    )
    journal.record(viewer, journal.Act.IMPACT, "impact_record", row.id, "no evidence")
    db.session.flush()


def _published(viewer: Viewer) -> Select[Any]:
    found = visible(viewer, Resource.slug, Resource.title.label("name"))
    shown = found.where(Resource.state == ResourceState.PUBLISHED)
    return shown.order_by(func.lower(Resource.title), Resource.id)


def _names(found: Select[Any]) -> tuple[ImpactName, ...]:
    return tuple(ImpactName(**row) for row in db.session.execute(found).mappings())


# ---------------------------------------------------------------- one's own ties
def own_ties(viewer: Viewer, record: int | None = None) -> tuple[OwnTie, ...]:
    """Return the viewer's ties by name, and which of them a record came from.

    Two statements; of people whom the viewer sees no more there is nothing.
    """
    mine = or_(Connection.a_id == viewer.member_id, Connection.b_id == viewer.member_id)
    found = (
        visible(viewer, Connection.id, Member.name, Member.slug)
        .add_columns(Connection.since, Connection.origin)
        .join(Member, or_(Member.id == Connection.a_id, Member.id == Connection.b_id))
        .where(mine, Member.id != viewer.member_id)
        .order_by(Member.folded, Connection.id)
    )
    if not viewer.is_member:
        return ()
    chosen = _chosen(viewer, record)
    return tuple(
        OwnTie(**row, chosen=row["id"] in chosen)
        for row in db.session.execute(found).mappings()
    )


def _chosen(viewer: Viewer, record: int | None) -> set[int]:
    if record is None:
        return set()
    found = visible(viewer, ImpactTie.connection_id)
    return set(db.session.scalars(found.where(ImpactTie.record_id == record)))


def choose_ties(viewer: Viewer, record: int, chosen: Iterable[int]) -> None:
    """Say from which of one's own ties it came; those of others are no business here.

    The other end of a tie sees it too, where they may read the record.
    """
    row = own(viewer, record)
    known = {one.id: one for one in own_ties(viewer, record)}
    wanted = set(chosen)
    if not wanted <= known.keys():
        raise NotFound("connection")
    if len(wanted) > MOST_TIES:
        raise Refused(N_("Twenty at most: choose those from which it came"))
    db.session.execute(
        delete(ImpactTie).where(
            ImpactTie.record_id == row.id,
            ImpactTie.connection_id.in_(known.keys() - wanted),
        )
    )
    db.session.add_all(
        ImpactTie(record_id=row.id, connection_id=one)
        for one in sorted(wanted)
        if not known[one].chosen
    )
    db.session.flush()
