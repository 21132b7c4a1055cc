"""The link that confirms: it works once, for a week, and nothing goes before it."""

from typing import Any

from sqlalchemy import ColumnElement, select, update

from community.accounts import bounces
from community.accounts.commands import hash_of
from community.core import clock
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.subscriptions.models import Every, Subscription, SubscriptionState

ENDED = N_("This link has ended. Ask for updates again, and use the newest letter")


def _waits(token: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Subscription.key_hash == hash_of(token),
        Subscription.state == SubscriptionState.PENDING,
        Subscription.expires_at > clock.now(),
    )


def waits(token: str) -> Every:
    """Return how often updates would come by a link that still holds, or refuse."""
    every = db.session.scalar(select(Subscription.every).where(*_waits(token)))
    if every is None:
        raise Refused(ENDED)
    return every


def confirm(token: str) -> str:
    """Let updates come, and return the mark of the address; of two tries one does."""
    found = select(Subscription.id, Subscription.email, Subscription.mark)
    row = db.session.execute(found.where(*_waits(token))).first()
    if row is None:
        raise Refused(ENDED)
    values = {"state": SubscriptionState.ACTIVE, "confirmed_at": clock.now()}
    ended = {"key_hash": "", "expires_at": None}
    done: Any = db.session.execute(
        update(Subscription)
        .where(Subscription.id == row.id, *_waits(token))
        .values(**values, **ended, version=Subscription.version + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:
        raise Refused(ENDED)
    bounces.clear(row.email)
    return str(row.mark)
