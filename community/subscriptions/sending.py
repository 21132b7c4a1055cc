"""Letters with what is new: each address gets one on its morning, or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from community.core import clock, outbox
from community.core.db import db
from community.core.outbox import Job
from community.subscriptions import gathering
from community.subscriptions.choosing import UPDATES
from community.subscriptions.gathering import Section
from community.subscriptions.models import Subscription, SubscriptionState
from community.subscriptions.mornings import STEP, last_morning, rhythms_of

BATCH = 500
"""So many addresses are looked at together; the next move takes the next ones."""


def send_due() -> int:
    """Leave the letters that are due to the outbox, and return how many; however late.

    Whatever was new until now is told then, so that a morning that was missed is made
    up for once.
    """
    morning = last_morning(clock.now())
    due = _due(morning)
    if not due:
        return 0
    gathering.gather()
    newest = gathering.newest()
    return sum(_send(row, morning, newest) for row in due)


def _waits(morning: datetime) -> tuple[ColumnElement[bool], ...]:
    """State that an address gets its letter of a morning still."""
    told = Subscription.told_until
    return (
        Subscription.state == SubscriptionState.ACTIVE,
        Subscription.confirmed_at < morning,
        or_(told.is_(None), told < morning),
    )


def _due(morning: datetime) -> Sequence[Any]:
    found = select(
        Subscription.id, Subscription.email, Subscription.every, Subscription.told_until
    )
    found = found.where(*_waits(morning), Subscription.every.in_(rhythms_of(morning)))
    return db.session.execute(found.order_by(Subscription.id).limit(BATCH)).all()


def _send(row: Any, morning: datetime, newest: datetime | None) -> bool:
    """Send one letter, if something is new; of two workers in one moment one does."""
    now = clock.now()
    done: Any = db.session.execute(
        update(Subscription)
        .where(Subscription.id == row.id, *_waits(morning))
        .values(told_until=now, version=Subscription.version + 1)
        .execution_options(synchronize_session=False)
    )
    since = row.told_until or now - STEP[row.every]
    if done.rowcount != 1 or newest is None or newest <= since:
        return False
    key = f"{UPDATES}:{row.id}:{morning:%Y%m%d%H}"
    return outbox.post_once(
        UPDATES, row.email, key, since=since.isoformat(), until=now.isoformat()
    )


def sections_of(job: Job) -> tuple[Section, ...]:
    """Return what a letter says now; nothing where its reader stopped meanwhile."""
    reads = select(Subscription.id).where(
        Subscription.email == job.to, Subscription.state == SubscriptionState.ACTIVE
    )
    if db.session.scalar(reads) is None:
        return ()
    since, until = (
        datetime.fromisoformat(job.facts[one]) for one in ("since", "until")
    )
    return gathering.between(since, until)
