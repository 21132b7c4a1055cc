"""The clock of the network's past: a snapshot each night, one at the end of a phase."""

from datetime import timedelta

from sqlalchemy import select

from community.core import clock, journal, outbox
from community.core.access import Permission, Viewer, require
from community.core.db import db, read_only, start_writing
from community.core.outbox import Job, JobState
from community.network.models import MapSnapshot, Reason
from community.network.snapshots.taking import Prepared, keep, prepare
from community.vocabulary.models import PHASES
from community.vocabulary.queries import terms

HOUR = 2
"""The night's snapshot is taken after this hour, by clocks in Britain."""
GRACE = timedelta(days=7)
"""A phase that ended longer ago is closed by hand: this place was not there then."""
WORK = "snapshot"


def move() -> int:
    """Take what is due, each in a transaction of its own; return how many."""
    read_only()
    due = _due()
    for reason, phase in due:
        read_only()
        prepared = prepare()
        start_writing()
        keep(prepared, reason, phase=phase)
        db.session.commit()
    return len(due)


def _due() -> list[tuple[Reason, str]]:
    """Return what to take now: phases that ended, and the one of this night."""
    found = [(Reason.PHASE, code) for code in _ended()]
    night = clock.british(clock.today(), HOUR)
    if clock.now() >= night and not _taken_since_night():
        found.append((Reason.NIGHTLY, ""))
    db.session.rollback()
    return found


def _ended() -> list[str]:
    today = clock.today()
    closed = set(
        db.session.scalars(
            select(MapSnapshot.phase).where(MapSnapshot.reason == Reason.PHASE)
        )
    )
    return [
        one.code
        for one in terms(PHASES)
        if one.ends is not None
        and one.ends < today <= one.ends + GRACE
        and one.code not in closed
    ]


def _taken_since_night() -> bool:
    since = clock.british(clock.today(), HOUR)
    found = select(MapSnapshot.id).where(
        MapSnapshot.reason == Reason.NIGHTLY, MapSnapshot.taken_at >= since
    )
    return db.session.scalar(found.limit(1)) is not None


# ---------------------------------------------------------------- left to a worker
def ask(viewer: Viewer, reason: Reason, phase: str = "") -> bool:
    """Leave a snapshot to a worker; tell whether it was not asked for already."""
    require(viewer, Permission.NETWORK_KEEP)
    if is_asked_for():
        return False
    journal.record(viewer, journal.Act.NETWORK, "map_snapshot", None, "asked for")
    key = f"{WORK}:{clock.now().isoformat()}"
    return outbox.ask(
        WORK, key, kind=reason.value, member=viewer.member_id, lane=WORK, phase=phase
    )


def is_asked_for() -> bool:
    """Tell whether a worker is still to take a snapshot."""
    waits = select(Job.id).where(Job.work == WORK, Job.state == JobState.QUEUED)
    return db.session.scalar(waits.limit(1)) is not None


def plan(_job: Job) -> Prepared:
    """Work out the snapshot that a row asks for; without a lock."""
    return prepare()


def write(job: Job, prepared: Prepared) -> None:
    """Write the snapshot that a row asked for."""
    row = keep(prepared, Reason(job.kind), phase=job.facts.get("phase", ""))
    row.taken_by_id = job.member_id
