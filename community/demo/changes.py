"""What people of the demo noted has changed, in every state, and what it came from."""

from datetime import date, datetime, time
from typing import Any

from community.connections.models import Connection
from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.demo.people import Loaded
from community.evidence.models import Resource
from community.impact.models import (
    ImpactEvidence,
    ImpactRecord,
    ImpactState,
    ImpactTie,
)

WHY = "demo"
NOON = time(12)
Facts = dict[str, Any]


def load(rows: list[Facts], ids: dict[str, Loaded], projects: dict[str, int]) -> None:
    """Load what changed; evidence and ties that are not there stay out."""
    for said in rows:
        day = date.fromisoformat(said["day"])
        row = ImpactRecord(
            project_id=projects[said["project"]] if "project" in said else None,
            area=said["area"],
            what_changed=said["what_changed"],
            happened_on=day,
            claimed_by_id=ids[said["by"]].member_id,
            state=ImpactState(said["state"]),
            for_everybody=said.get("for_everybody", False),
            answer=said.get("answer", ""),
            made_at=datetime.combine(day, NOON, clock.BRITAIN),
        )
        db.session.add(row)
        db.session.flush()
        _rests_upon(row.id, said.get("evidence", ()))
        if "with" in said:
            _came_from(row.id, row.claimed_by_id or 0, ids[said["with"]].member_id)
    db.session.flush()


def _rests_upon(record: int, keys: Any) -> None:
    found = unscoped(WHY, Resource.id).where(Resource.key.in_(keys))
    for resource in db.session.scalars(found.order_by(Resource.id)):
        db.session.add(ImpactEvidence(record_id=record, resource_id=resource))


def _came_from(record: int, one: int, other: int) -> None:
    low, high = sorted((one, other))
    pair = (Connection.a_id == low, Connection.b_id == high)
    tie = db.session.scalar(unscoped(WHY, Connection.id).where(*pair))
    if tie is not None:
        db.session.add(ImpactTie(record_id=record, connection_id=tie))
