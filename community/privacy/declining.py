"""Turning an applicant down: what they gave is deleted, in an older backup too."""

import secrets

from community.accounts.models import Account
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.members import joining
from community.privacy.models import Erasure


def decline(viewer: Viewer, account: Account) -> None:
    """Turn an applicant down, and note outside the database that they are gone.

    The clock writes the line. Nothing is kept of the address: they may ask again.
    """
    number, member = account.id, joining.member_of(account)
    member_id = member.id if member is not None else None
    joining.decline(viewer, account)
    db.session.add(
        Erasure(
            mark=secrets.token_hex(8), account_id=number, member_id=member_id,
            at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
