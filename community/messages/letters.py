"""Letters to one person about one thing, each at most once."""

from community.accounts.models import Account, State
from community.core import outbox
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member

WHY = "letters"


def write_once(member: int, kind: str, link: str, about: str) -> bool:
    """Put a letter to somebody active into the outbox, unless it was written before.

    `about` says what it is about, in up to 40 letters; of two that are written in the
    same moment one is kept. Tell whether a letter was written.
    """
    key = f"{kind}:{about}:{member}"
    address = _address_of(member)
    return address is not None and outbox.post_once(kind, address, key, link=link)


def _address_of(member: int) -> str | None:
    """Return the address of somebody whose account is active."""
    found = unscoped(WHY, Account.email).join(Member, Member.account_id == Account.id)
    address: str | None = db.session.scalar(
        found.where(Member.id == member, Account.state == State.ACTIVE)
    )
    return address
