"""Forgetting the figures of long ago; the days that stay add up as before."""

from datetime import datetime

from sqlalchemy import delete, func, select

from community.core.db import db
from community.network.models import MapChange, MapSnapshot
from community.network.snapshots.added_up import facts_at, write


def older_than(moment: datetime) -> int:
    """Return how many snapshots were taken at `moment` or before; never the newest."""
    found = select(func.count(MapSnapshot.id)).where(MapSnapshot.id <= _last(moment))
    return db.session.scalar(found) or 0


def forget(moment: datetime) -> int:
    """Remove the snapshots taken at `moment` or before, but for the newest of all.

    What had begun by the last of them and not ended is written as what began with the
    first that stays: all changes up to that one still add up to its day.
    """
    last, number = _last(moment), older_than(moment)
    if not number:
        return 0
    still = facts_at(last)
    first = select(func.min(MapSnapshot.id)).where(MapSnapshot.id > last)
    stays = db.session.get_one(MapSnapshot, db.session.scalar(first))
    db.session.execute(delete(MapChange).where(MapChange.snapshot_id <= last))
    db.session.execute(delete(MapSnapshot).where(MapSnapshot.id <= last))
    write(stays, ((True, one) for one in sorted(still)))
    return number


def _last(moment: datetime) -> int:
    """Return the last snapshot up to which all are old enough; 0 for none."""
    younger = select(func.min(MapSnapshot.id)).where(MapSnapshot.taken_at > moment)
    newest = select(func.max(MapSnapshot.id))
    end = db.session.scalar(younger) or db.session.scalar(newest) or 0
    found = select(func.max(MapSnapshot.id)).where(MapSnapshot.id < end)
    return db.session.scalar(found) or 0
