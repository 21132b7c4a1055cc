"""What a record said before, and who did what with it, for curators."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.journal import Act, AuditEvent, accounts_behind
from community.core.visible import visible
from community.evidence.curation import Name, names
from community.evidence.facts import ResourceFacts, as_json, from_json
from community.evidence.models import Resource, ResourceVersion
from community.evidence.record import in_order
from community.members.models import Member


@dataclass(frozen=True)
class VersionLine:
    """A version of a record: who made it, when and why."""

    number: int
    at: datetime
    by: Name | None
    why: str


@dataclass(frozen=True)
class Deed:
    """Something that somebody did with a record."""

    at: datetime
    by: Name | None
    what: str


def versions(viewer: Viewer, row: Resource) -> tuple[VersionLine, ...]:
    """Return the versions of a record, the newest first."""
    require(viewer, Permission.EVIDENCE_CURATE)
    found = visible(
        viewer, ResourceVersion.number, ResourceVersion.at, ResourceVersion.by_id,
        ResourceVersion.why,
    )  # fmt: skip
    found = found.where(ResourceVersion.resource_id == row.id)
    rows = db.session.execute(found.order_by(ResourceVersion.number.desc())).all()
    known = names(viewer, {one.by_id for one in rows})
    return tuple(
        VersionLine(one.number, one.at, known.get(one.by_id), one.why) for one in rows
    )


def deeds(viewer: Viewer, row: Resource) -> tuple[Deed, ...]:
    """Return what was done with a record, the newest first, by whom as far as shown."""
    require(viewer, Permission.EVIDENCE_CURATE)
    found = select(AuditEvent).where(
        AuditEvent.act == Act.EVIDENCE,
        AuditEvent.object_kind == "resource",
        AuditEvent.object_id == row.id,
    )
    rows = list(db.session.scalars(found.order_by(AuditEvent.id.desc())))
    seen = visible(viewer, Member.account_id, Member.id, Member.name, Member.slug)
    accounts = accounts_behind(one.actor for one in rows)
    known = {
        one.account_id: Name(one.id, one.name, one.slug)
        for one in db.session.execute(
            seen.where(Member.account_id.in_(accounts.values()))
        )
    }
    return tuple(
        Deed(one.at, known.get(accounts.get(one.actor)), one.note) for one in rows
    )


def said_in(viewer: Viewer, row: Resource, number: int) -> ResourceFacts:
    """Return what a record said in one of its versions."""
    require(viewer, Permission.EVIDENCE_CURATE)
    kept = visible(viewer, ResourceVersion.facts).where(
        ResourceVersion.resource_id == row.id, ResourceVersion.number == number
    )
    facts = db.session.scalar(kept)
    if facts is None:
        raise NotFound("version")
    return from_json(facts)


def differing(one: ResourceFacts, two: ResourceFacts) -> tuple[str, ...]:
    """Return the names of the facts in which two versions differ, in their order."""
    before, after = as_json(in_order(one)), as_json(in_order(two))
    return tuple(name for name in before if before[name] != after[name])
