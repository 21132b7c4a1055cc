"""The snapshots over time: for plots, and for the ends of phases."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.network.models import MapSnapshot, Reason
from community.network.snapshots.published import Frozen, frozen
from community.vocabulary.models import PHASES
from community.vocabulary.queries import terms


class Period(StrEnum):
    """How far back to look."""

    WEEKS = "weeks"
    YEAR = "year"
    ALL = "all"


DAYS = {Period.WEEKS: 84, Period.YEAR: 366}
_BUCKETS: dict[Period, Callable[[date], object]] = {
    Period.WEEKS: lambda day: day,
    Period.YEAR: lambda day: day.isocalendar()[:2],
    Period.ALL: lambda day: (day.year, day.month),
}
"""Of one day, week or month the last snapshot is shown, beside all ends of phases."""


def last(viewer: Viewer) -> Frozen | None:
    """Return the last snapshot as it is told; None before the first."""
    require(viewer, Permission.NETWORK_SEE)
    newest = select(MapSnapshot).order_by(MapSnapshot.id.desc()).limit(1)
    row = db.session.scalar(newest)
    return None if row is None else frozen(row)


def timeline(viewer: Viewer, period: Period = Period.ALL) -> tuple[Frozen, ...]:
    """Return the snapshots of a period, thinned out, oldest first: two statements."""
    require(viewer, Permission.NETWORK_SEE)
    found = select(MapSnapshot.id, MapSnapshot.taken_at, MapSnapshot.reason)
    if period in DAYS:
        since = clock.now() - timedelta(days=DAYS[period])
        found = found.where(MapSnapshot.taken_at >= since)
    rows = db.session.execute(found.order_by(MapSnapshot.id)).all()
    kept = thinned(((row[0], row[1], row[2]) for row in rows), period)
    chosen = select(MapSnapshot).where(MapSnapshot.id.in_(kept))
    return tuple(map(frozen, db.session.scalars(chosen.order_by(MapSnapshot.id))))


def thinned(rows: Iterable[tuple[int, datetime, Reason]], period: Period) -> set[int]:
    """Return which snapshots of (number, when, why) are shown of a period."""
    of_bucket: dict[object, int] = {}
    phases = set()
    for number, taken_at, reason in rows:
        of_bucket[_BUCKETS[period](taken_at.date())] = number
        if reason is Reason.PHASE:
            phases.add(number)
    return phases | set(of_bucket.values())


@dataclass(frozen=True)
class PhaseLine:
    """A phase of the programme, and the snapshot that was taken at its end.

    `begun` says that it can be closed now.
    """

    code: str
    label: str
    starts: date | None
    ends: date | None
    snapshot_id: int | None
    taken_at: datetime | None
    begun: bool


def phases(viewer: Viewer) -> tuple[PhaseLine, ...]:
    """Return the phases in their order: two statements."""
    require(viewer, Permission.NETWORK_SEE)
    rows = db.session.execute(
        select(MapSnapshot.phase, MapSnapshot.id, MapSnapshot.taken_at)
        .where(MapSnapshot.reason == Reason.PHASE)
        .order_by(MapSnapshot.id)
    )
    taken = {phase: (number, at) for phase, number, at in rows}
    nothing = (None, None)
    today = clock.today()
    return tuple(
        PhaseLine(
            one.code, one.label, one.starts, one.ends,
            taken.get(one.code, nothing)[0], taken.get(one.code, nothing)[1],
            one.starts is None or one.starts <= today,
        )
        for one in terms(PHASES)
    )  # fmt: skip
