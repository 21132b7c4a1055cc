"""Asking for updates: whoever asks learns nothing, a letter tells the address itself.

The page does the same for every address: it leaves the asking to a worker. Only there
does it matter whether an address gets updates already, is a member's, or is new.
"""

import secrets
from datetime import timedelta

from sqlalchemy import select

from community.accounts.commands import clean_email, hash_of
from community.accounts.models import Account, State
from community.core import clock, limits, outbox
from community.core.db import db
from community.core.errors import TooMany
from community.core.outbox import Job
from community.core.visible import unscoped
from community.subscriptions.models import Every, Subscription, SubscriptionState

WORK = "subscribe"
CONFIRM, ALREADY, MEMBER = "updates-confirm", "updates-already", "updates-member"
"""The letters that answer whoever asked: one of them, by what the address is here."""
LASTS = timedelta(days=7)
"""How long the link that confirms holds."""
MOST, DAY = 3, 86_400
"""So many answers go to one address on a day; whoever asks more often can't tell."""


def ask(email: str, every: Every) -> None:
    """Leave it to a worker to write to an address; the same for every address."""
    clean = clean_email(email)
    facts = {"every": every.value}
    lane = f"{WORK}:{mark_of(clean)[:24]}"
    db.session.add(Job(work=WORK, to=clean, facts=facts, lane=lane))
    db.session.flush()


def mark_of(email: str) -> str:
    """Return what stands for an address in the links of its letters."""
    return hash_of(f"updates to {email}")


def answer(job: Job) -> None:
    """Write to the address that asked; the work itself keeps it no longer."""
    email, every = job.to, Every(job.facts["every"])
    job.to = None
    if email is None or not _may_be_written_to(email):
        return
    if _is_member(email):
        outbox.post(MEMBER, email)
        return
    found = select(Subscription).where(Subscription.email == email).with_for_update()
    row = db.session.scalar(found)
    if row is not None and row.state is SubscriptionState.ACTIVE:
        outbox.post(ALREADY, email)
    else:
        _send_link(row or Subscription(email=email, mark=mark_of(email)), every)
    db.session.flush()


def _may_be_written_to(email: str) -> bool:
    """Tell whether an address had fewer answers today: nobody fills another's mail."""
    try:
        limits.check("updates letter", mark_of(email)[:32], MOST, DAY)
    except TooMany:
        return False
    return True


def _is_member(email: str) -> bool:
    """Tell whether somebody has this address here, and a digest by it."""
    own = unscoped("letters", Account.id).where(Account.email == email)
    here = own.where(Account.state.in_((State.ACTIVE, State.RESTING)))
    return db.session.scalar(here) is not None


def _send_link(row: Subscription, every: Every) -> None:
    """Send a new link that confirms; those before it end."""
    token, now = secrets.token_urlsafe(32), clock.now()
    row.every, row.key_hash = every, hash_of(token)
    row.asked_at, row.expires_at = now, now + LASTS
    db.session.add(row)
    link = f"/get-updates/confirm/{token}"
    outbox.post(CONFIRM, row.email, link=link, every=every.value)
