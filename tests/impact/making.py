"""What changed, for tests: notes in every state, resources, what they are tied to."""

from datetime import date
from typing import Any

from sqlalchemy import update

from community.connections.models import Connection
from community.core.db import db
from community.core.text import folded
from community.core.visible import unscoped
from community.evidence.models import Resource, ResourceState, ResourceType
from community.impact.models import (
    ImpactEvidence,
    ImpactRecord,
    ImpactState,
    ImpactTie,
)
from community.programme.models import Origin
from tests.cast import CAST

DAY = date(2017, 9, 1)


def noted(
    who: str | None = "alice",
    state: ImpactState = ImpactState.NOTED,
    project: int | None = None,
    **values: Any,
) -> ImpactRecord:
    """Something that one of the cast noted."""
    plain = {
        "project_id": project, "area": "skills", "what_changed": "Two more hosts",
        "happened_on": DAY, "claimed_by_id": CAST[who].id if who else None,
        "state": state,
    }  # fmt: skip
    row = ImpactRecord(**{**plain, **values})
    db.session.add(row)
    db.session.flush()
    return row


def resource(
    title: str = "Peer support at work",
    state: ResourceState = ResourceState.PUBLISHED,
) -> Resource:
    """Something in the Evidence Hub."""
    row = Resource(
        slug=folded(title).replace(" ", "-"), title=title, folded=folded(title),
        type=ResourceType.GUIDE, state=state,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def rests_upon(record: ImpactRecord, what: Resource) -> None:
    """Tie a record to a resource."""
    db.session.add(ImpactEvidence(record_id=record.id, resource_id=what.id))
    db.session.flush()


def came_from(record: ImpactRecord, one: str, other: str) -> int:
    """Tie a record to the tie of two of the cast, and return the number of the tie."""
    low, high = sorted((CAST[one].id, CAST[other].id))
    found = unscoped("test", Connection.id).where(
        Connection.a_id == low, Connection.b_id == high
    )
    number = db.session.scalars(found).one()
    db.session.add(ImpactTie(record_id=record.id, connection_id=number))
    db.session.flush()
    return number


def began(number: int, origin: Origin) -> None:
    """Say where a tie came from."""
    row = update(Connection).where(Connection.id == number)
    db.session.execute(row.values(origin=origin, since=DAY))
