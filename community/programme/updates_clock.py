"""The clock of news: what has its day is published at its minute, once."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from community.accounts.models import Account, State
from community.accounts.roles import held
from community.core import clock, journal
from community.core.access import VISITOR, Role
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member
from community.programme.models import Update, UpdateState
from community.programme.updates import ask_to_tell
from community.projects.models import Membership, TeamRole

WHY = "news"


def move() -> int:
    """Publish what is due, however late, and return how many that were."""
    now = clock.now()
    due = unscoped(WHY, Update).where(
        Update.state == UpdateState.SCHEDULED, Update.publish_at <= now
    )
    rows = db.session.scalars(due.order_by(Update.publish_at, Update.id)).all()
    return sum(_go_out(row, now) for row in rows)


def _go_out(row: Update, now: datetime) -> bool:
    """Publish news, or make them a draft again where nobody answers for them now.

    Of two clocks at once one does it; the version stays, as that of the words.
    """
    out = {"published_at": now, "edited_at": now, "state": UpdateState.PUBLISHED}
    back = {"state": UpdateState.DRAFT}
    values: dict[str, Any] = out if _is_answered_for(row) else back
    waits = (Update.state == UpdateState.SCHEDULED, Update.publish_at <= now)
    done = db.session.execute(
        update(Update)
        .where(Update.id == row.id, *waits)
        .values(publish_at=None, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    note = row.state.value
    journal.record(VISITOR, journal.Act.UPDATE, "update", row.id, note)
    if row.state is UpdateState.PUBLISHED:
        ask_to_tell(row, row.author_id)
    db.session.flush()
    return row.state is UpdateState.PUBLISHED


def _is_answered_for(row: Update) -> bool:
    """Tell whether who gave it its day is active, and may write such news still."""
    found = unscoped(WHY, Account.id).join(Member, Member.account_id == Account.id)
    active = found.where(Member.id == row.author_id, Account.state == State.ACTIVE)
    account = db.session.scalar(active)
    if account is None or row.project_id is None:
        return account is not None and Role.ORGANISER in held(account)
    leads = unscoped(WHY, Membership.id).where(
        Membership.project_id == row.project_id,
        Membership.member_id == row.author_id,
        Membership.role == TeamRole.LEAD,
        Membership.until.is_(None),
    )
    return db.session.scalar(leads) is not None
