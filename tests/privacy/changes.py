"""What a viewer does not see of impact: notes that wait, and ties of others."""

import random

from sqlalchemy import insert

from community.connections.models import Connection
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.impact.models import ImpactRecord, ImpactState, ImpactTie
from tests.privacy.between import PEOPLE, secret


def changed(rng: random.Random, viewer: Viewer) -> str:
    """Others note more that waits, and say from which ties of theirs something came."""
    seen = set(db.session.scalars(visible(viewer, ImpactRecord.id)))
    rows = db.session.scalars(unscoped("test", ImpactRecord)).all()
    for row in rows:
        if row.id not in seen:
            row.what_changed, row.answer = secret(rng), secret(rng)
    if not viewer.can_organise:
        _notes(rng, viewer)
    said = _came_from(rng, viewer, [row.id for row in rows])
    return f"hidden notes were written anew, {said}"


def _notes(rng: random.Random, viewer: Viewer) -> None:
    others = [one for one in PEOPLE if one != viewer.member_id]
    state = rng.choice([ImpactState.NOTED, ImpactState.DECLINED])
    db.session.execute(
        insert(ImpactRecord).values(
            area="skills", what_changed=secret(rng), happened_on=clock.today(),
            claimed_by_id=rng.choice(others), state=state, version=1,
        )
    )  # fmt: skip


def _came_from(rng: random.Random, viewer: Viewer, records: list[int]) -> str:
    """Tie a record to a tie of two others, which the viewer may see or not."""
    me = viewer.member_id or 0
    found = unscoped("test", Connection.id).where(
        Connection.a_id != me, Connection.b_id != me
    )
    tie, record = rng.choice([0, *db.session.scalars(found)]), rng.choice(records)
    pair = {"record_id": record, "connection_id": tie}
    there = unscoped("test", ImpactTie.id).filter_by(**pair)
    if not tie or db.session.scalar(there) is not None:
        return "no more"
    db.session.execute(insert(ImpactTie).values(**pair))
    return f"record {record} came from tie {tie}"
