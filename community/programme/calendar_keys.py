"""The secret address of somebody's own calendar: made, replaced, ended, looked up.

Its token is shown once and kept as a digest alone. It opens the calendar of an active
member, nothing else, and nothing for anybody who rests, was suspended or is gone.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete

from community.accounts.models import Account, State
from community.core import journal
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, NotFound
from community.core.visible import unscoped, visible
from community.members.models import Member
from community.programme.models import CalendarKey

WHY = "events"
BYTES = 32


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(viewer: Viewer) -> str:
    """Make the address anew and return its token; one that there was ends."""
    if viewer.member_id is None:
        raise Forbidden("calendar")
    _drop(viewer)
    token = secrets.token_urlsafe(BYTES)
    row = CalendarKey(member_id=viewer.member_id, token_hash=_digest(token))
    db.session.add(row)
    journal.record(viewer, journal.Act.EVENT, "calendar", viewer.member_id, "made")
    db.session.flush()
    return token


def end(viewer: Viewer) -> None:
    """End the address: whoever has it reads nothing any more."""
    if _drop(viewer):
        journal.record(viewer, journal.Act.EVENT, "calendar", viewer.member_id, "ended")
    db.session.flush()


def _drop(viewer: Viewer) -> bool:
    own = CalendarKey.member_id == viewer.member_id
    done = db.session.execute(delete(CalendarKey).where(own))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def made_at(viewer: Viewer) -> datetime | None:
    """Return since when the viewer has an address, None without one."""
    found: datetime | None = db.session.scalar(
        visible(viewer, CalendarKey.made_at).where(
            CalendarKey.member_id == viewer.member_id
        )
    )
    return found


def owner(token: str) -> Viewer:
    """Return whose calendar a token opens, as a member without any role."""
    found = (
        unscoped(WHY, Member.id, Account.id.label("account"))
        .join(Account, Account.id == Member.account_id)
        .join(CalendarKey, CalendarKey.member_id == Member.id)
        .where(CalendarKey.token_hash == _digest(token), Account.state == State.ACTIVE)
    )
    row = db.session.execute(found).first()
    if row is None:
        raise NotFound("calendar")
    return Viewer(member_id=row.id, account_id=row.account, state="active")
