"""Letters about requests: to active accounts alone, and never what people wrote."""

from datetime import datetime
from typing import Any

from community.accounts.models import Account, State
from community.core import outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import muted_by, unscoped, visible
from community.members.models import Member

WHY = "ties"


def write(member: int, kind: str, key: str, **facts: Any) -> None:
    """Put a letter to somebody into the outbox, while their account is active."""
    found = unscoped(WHY, Account.email).join(Member, Member.account_id == Account.id)
    here = (Member.id == member, Account.state == State.ACTIVE)
    address = db.session.scalar(found.where(*here))
    if address is not None:
        outbox.post_once(kind, address, key, **facts)


def key(kind: str, request: int, asked_at: datetime, number: int = 1) -> str:
    """Return what makes a letter about a request go once.

    With its moment: some databases give the number of a deleted row to a new one.
    """
    return f"{kind}-{request}-{asked_at:%y%m%d%H%M%S%f}-{number}"


def reads_of(member: int, other: int) -> bool:
    """Tell whether somebody wants letters about `other`: they see and hear them."""
    they = Viewer(member, state="active")
    found = visible(they, Member.id).where(
        Member.id == other, Member.id.not_in(muted_by(they))
    )
    return db.session.scalar(found) is not None
