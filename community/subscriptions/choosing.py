"""What the links of a letter do: how often updates come, and stopping them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from community.core import clock
from community.core.db import db
from community.core.errors import NotFound
from community.core.outbox import Job, JobState
from community.subscriptions import stopped
from community.subscriptions.asking import ALREADY, CONFIRM
from community.subscriptions.models import Every, Subscription, SubscriptionState
from community.subscriptions.mornings import next_morning

UPDATES = "updates"
"""The letter with what is new."""
_ACTIVE = Subscription.state == SubscriptionState.ACTIVE


@dataclass(frozen=True)
class Chosen:
    """How often updates come, and when the next letter may go."""

    every: Every
    next: datetime


def chosen(mark: str) -> Chosen | None:
    """Return what the owner of a letter chose; None where nothing comes any more."""
    found = select(Subscription.every).where(Subscription.mark == mark, _ACTIVE)
    every = db.session.scalar(found)
    return Chosen(every, next_morning(every, clock.now())) if every else None


def choose(mark: str, every: Every) -> None:
    """Let updates come as often as that; what was told is not told again."""
    found = select(Subscription).where(Subscription.mark == mark, _ACTIVE)
    row = db.session.scalar(found.with_for_update())
    if row is None:
        raise NotFound("subscription")
    row.every = every
    db.session.flush()


def stop(mark: str) -> None:
    """Forget an address, and what waits to go to it; calm where that was done.

    A code of it stays for a while beside the database (`stopped`).
    """
    if forget(mark):
        stopped.remember(mark)


def forget(mark: str) -> bool:
    """Forget an address, and what waits to go to it; tell whether it was there."""
    found = select(Subscription.email).where(Subscription.mark == mark)
    email = db.session.scalar(found)
    if email is None:
        return False
    waits = (Job.to == email, Job.state == JobState.QUEUED)
    kinds = Job.kind.in_((UPDATES, CONFIRM, ALREADY))
    db.session.execute(delete(Job).where(*waits, kinds))
    db.session.execute(delete(Subscription).where(Subscription.mark == mark))
    return True
