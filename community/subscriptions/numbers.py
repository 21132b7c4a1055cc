"""How many get updates: rounded, for organisers; an address is read by nobody."""

from sqlalchemy import func, select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.matching.small_numbers import rounded
from community.subscriptions.models import Subscription, SubscriptionState


def readers(viewer: Viewer) -> int | None:
    """Return how many addresses get updates, rounded; None is fewer than eight."""
    require(viewer, Permission.NEWS_WRITE)
    active = Subscription.state == SubscriptionState.ACTIVE
    found = select(func.count()).select_from(Subscription).where(active)
    return rounded(db.session.scalar(found) or 0)


def is_known(email: str) -> bool:
    """Tell whether an address gets updates, for mail that came back from it."""
    found = select(Subscription.id).where(Subscription.email == email.strip().lower())
    return db.session.scalar(found) is not None
