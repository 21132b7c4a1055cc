"""The clock of updates: who never answered is forgotten, what is due goes out."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from community.accounts import bounces
from community.accounts.models import Undeliverable
from community.core import clock
from community.core.db import db
from community.subscriptions.models import Subscription, SubscriptionState
from community.subscriptions.sending import send_due

UNANSWERED = timedelta(days=30)
"""So long an address that never confirmed is kept."""


def move() -> int:
    """Do what is due, and return how much changed."""
    return forget_unanswered() + end_returned() + send_due()


def forget_unanswered() -> int:
    """Delete the addresses that asked long ago and never confirmed."""
    done: Any = db.session.execute(
        delete(Subscription).where(
            Subscription.state == SubscriptionState.PENDING,
            Subscription.asked_at <= clock.now() - UNANSWERED,
        )
    )
    return int(done.rowcount)


def end_returned() -> int:
    """Delete the addresses that mail comes back from, and what was noted of them."""
    found = select(Subscription.email).join(
        Undeliverable, Undeliverable.address == Subscription.email
    )
    active = found.where(Subscription.state == SubscriptionState.ACTIVE)
    emails = db.session.scalars(active).all()
    for email in emails:
        db.session.execute(delete(Subscription).where(Subscription.email == email))
        if not bounces.is_known(email):
            bounces.clear(email)
    return len(emails)
