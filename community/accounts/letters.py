"""Which letters go out to whom: during a break, security alone."""

from sqlalchemy import select

from community.accounts.models import Account, State, Undeliverable
from community.core.db import db
from community.core.visible import unscoped

ALWAYS = frozenset(
    {
        "already-here", "appeal-answer", "change-email", "confirm", "confirm-you",
        "declined", "email-changed", "email-changing", "factor-changed",
        "factors-removed", "inactive", "inactive-again", "invitation-to-join",
        "leaving", "new-device", "password-changed", "reset", "rest-over",
        "role-changed", "sign-in-link", "suspended", "suspension-over",
        "updates-already", "updates-confirm", "updates-member", "wrong-codes",
    }
)  # fmt: skip
"""What is about signing in, or was just asked for by whoever reads it."""


def goes_out(kind: str, address: str) -> bool:
    """Tell whether a letter may be sent: who rests or was suspended gets no others.

    An address without an account gets what was written to it.
    """
    if kind in ALWAYS:
        return True
    state = db.session.scalar(
        unscoped("worker", Account.state).where(Account.email == address)
    )
    return state in (None, State.ACTIVE) and is_reached(kind, address)


def is_reached(kind: str, address: str) -> bool:
    """Tell whether mail of a kind still goes there; what is about signing in always."""
    back = select(Undeliverable.address).where(Undeliverable.address == address)
    return kind in ALWAYS or db.session.scalar(back) is None
