"""Things that happen to people, and the digests that come of them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from community.core import clock
from community.core.db import db
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.digests import clockwork, letter
from community.digests.compose import Digest, compose
from community.digests.models import Every, Rhythm
from community.notices.commands import tell
from community.notices.models import Notice
from tests.cast import CAST

FRIDAY = datetime(2017, 9, 1, 12, tzinfo=UTC)
TUESDAY = datetime(2017, 9, 5, 8, tzinfo=UTC)
"""Nine o'clock in Britain: when the usual digest comes after that Friday."""


def stand(moment: datetime) -> None:
    """Set the clock."""
    clock.set_source(lambda: moment)


def later(days: float) -> None:
    stand(clock.now() + timedelta(days=days))


def happened(who: str, kind: str, key: str = "k", **about: object) -> Notice:
    """Tell somebody of something, and return the notice."""
    member = CAST[who].id
    assert tell(member, kind, key, **about)  # type: ignore[arg-type]
    own = unscoped("test", Notice).where(Notice.member_id == member, Notice.key == key)
    return db.session.scalars(own).one()


def news_of_project(who: str, project: int = 1, key: str = "k") -> Notice:
    return happened(who, "follow-stage", key, project=project, link="/projects/p")


def next_digest(who: str, every: Every = Every.WEEK) -> Digest:
    return compose(CAST[who].viewer, every, clock.now())


def told(digest: Digest) -> list[tuple[str, str]]:
    """Return what a digest tells: kinds and projects."""
    lines = [line for entry in digest.entries for line in entry.lines]
    return [(line.kind, line.project) for line in lines]


def names(digest: Digest) -> list[str]:
    return [one.name for one in digest.suggested]


def rhythm_of(who: str) -> Rhythm:
    own = unscoped("test", Rhythm).where(Rhythm.member_id == CAST[who].id)
    return db.session.scalars(own).one()


def jobs(work: str, who: str | None = None) -> list[Job]:
    """Return work of the outbox that waits: digests to make, or their letters."""
    found = select(Job).where(Job.work == work, Job.state == JobState.QUEUED)
    if work == "letter":
        found = found.where(Job.kind == "digest")
    if who is not None:
        found = found.where(Job.member_id == CAST[who].id)
    return list(db.session.scalars(found.order_by(Job.id)))


def make(job: Job) -> None:
    """Do a digest's job as a worker does: read, then write."""
    clockwork.keep(job, clockwork.plan(job))


def make_all() -> list[Job]:
    """Make the digests that were asked for, and return their letters."""
    for job in jobs("digest"):
        make(job)
        job.state = JobState.DONE
    db.session.flush()
    return jobs("letter")


def words(job: Job) -> Digest | None:
    """Return what a letter says if it goes now."""
    said = letter.words_of(job)
    return said["digest"] if said else None
