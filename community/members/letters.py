"""Letters to a member: to active accounts alone, each about one thing once."""

from typing import Any

from community.accounts.models import Account, State
from community.core import outbox
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member

WHY = "letters"


def address_of(member: int) -> str | None:
    """Return the address of somebody whose account is active, for the outbox alone."""
    found = unscoped(WHY, Account.email).join(Member, Member.account_id == Account.id)
    address: str | None = db.session.scalar(
        found.where(Member.id == member, Account.state == State.ACTIVE)
    )
    return address


def write_once(member: int, kind: str, key: str, **facts: Any) -> bool:
    """Put a letter to somebody active into the outbox, unless its key was used before.

    Tell whether a letter was written.
    """
    address = address_of(member)
    return address is not None and outbox.post_once(kind, address, key, **facts)
