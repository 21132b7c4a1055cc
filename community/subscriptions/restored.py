"""Updates after a restore: who stopped them gets none, and no link that waits holds."""

from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from community.core.db import db
from community.subscriptions import stopped
from community.subscriptions.choosing import forget
from community.subscriptions.models import Subscription, SubscriptionState


def stop_again(path: Path) -> int:
    """Forget the addresses that, by a list, were stopped since they were confirmed.

    Who asked for updates again after that goes on getting them. Returns how many.
    """
    codes = stopped.known(path)
    found = select(Subscription.mark, Subscription.confirmed_at)
    active = found.where(Subscription.state == SubscriptionState.ACTIVE)
    done = 0
    for mark, since in db.session.execute(active).all() if codes else ():
        at = stopped.last(mark, codes)
        if at is not None and (since is None or since <= at):
            forget(mark)
            done += 1
    return done


def end_asking() -> int:
    """Forget who asked and has not confirmed: the link that they have ends."""
    pending = Subscription.state == SubscriptionState.PENDING
    done: Any = db.session.execute(delete(Subscription).where(pending))
    return int(done.rowcount)
