"""What each rule of retention counts and lets go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from community.accounts.models import Challenge, Invitation, MailToken, SignIn
from community.core import clock, outbox_care, trail
from community.core.db import db
from community.core.held import HeldItem
from community.core.ledger import LedgerEntry
from community.core.limits import LimitCount
from community.core.visible import unscoped
from community.network.snapshots import forgetting
from community.notices import clockwork
from community.notices.models import Notice
from community.safeguarding.models import (
    Appeal,
    Case,
    CaseState,
    Measure,
    Opening,
    Report,
)

WHY = "retention"
Which = Callable[[], tuple[type[Any], ColumnElement[bool]]]
"""Which rows of which table go now."""
HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)


def count_all(which: Which) -> int:
    """Return how many rows would go."""
    entity, where = which()
    found = unscoped(WHY, func.count()).select_from(entity).where(where)
    return db.session.scalar(found) or 0


def delete_all(which: Which) -> int:
    """Delete the rows; return how many."""
    entity, where = which()
    done: Any = db.session.execute(
        delete(entity).where(where).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)


def sessions() -> tuple[type[Any], ColumnElement[bool]]:
    """Sessions that ended 30 days ago."""
    return SignIn, SignIn.ends_at <= clock.now() - MONTH


def tries() -> tuple[type[Any], ColumnElement[bool]]:
    """Counts of windows that are over: none is longer than a day."""
    return LimitCount, LimitCount.began <= int((clock.now() - DAY).timestamp())


def tokens() -> tuple[type[Any], ColumnElement[bool]]:
    """Links that were used, or ended, an hour ago."""
    over = clock.now() - HOUR
    return MailToken, or_(MailToken.ends_at <= over, MailToken.used_at <= over)


def challenges() -> tuple[type[Any], ColumnElement[bool]]:
    """Questions to passkeys that ended an hour ago."""
    return Challenge, Challenge.ends_at <= clock.now() - HOUR


def invitations() -> tuple[type[Any], ColumnElement[bool]]:
    """Invitations that were used, taken back, or ended, 30 days ago."""
    ends = (Invitation.ends_at, Invitation.used_at, Invitation.revoked_at)
    return Invitation, or_(*(end <= clock.now() - MONTH for end in ends))


def reports() -> tuple[type[Any], ColumnElement[bool]]:
    """What was reported in cases closed a year ago."""
    return Report, Report.case_id.in_(select(Case.id).where(_old_case()))


def cases() -> tuple[type[Any], ColumnElement[bool]]:
    """Those cases, not while their thing is held back and could be shown again.

    What was done about somebody stays with them.
    """
    back = select(HeldItem.thing_id).where(
        HeldItem.kind == Case.subject_kind, HeldItem.thing_id == Case.subject_id
    )
    return Case, _old_case() & ~back.correlate(Case).exists()


def _old_case() -> ColumnElement[bool]:
    """State that a case ended a year ago, and nobody waits for an answer in it."""
    asked = select(Measure.case_id).join(Appeal, Appeal.measure_id == Measure.id)
    waits = asked.where(Appeal.decided_at.is_(None), Measure.case_id.is_not(None))
    old = Case.closed_at <= clock.months_before(clock.now(), 12)
    return and_(Case.state == CaseState.CLOSED, old, Case.id.not_in(waits))


def ledger() -> tuple[type[Any], ColumnElement[bool]]:
    """Rows of the access ledger of two years ago."""
    return LedgerEntry, LedgerEntry.at <= clock.months_before(clock.now(), 24)


def openings() -> tuple[type[Any], ColumnElement[bool]]:
    """Openings of two years ago, of which the member was told."""
    old = Opening.at <= clock.months_before(clock.now(), 24)
    return Opening, old & Opening.told_at.is_not(None)


def outbox_due() -> int:
    """Return how many rows of the outbox are old."""
    return outbox_care.old()


def outbox_go() -> int:
    """Empty and remove them."""
    return outbox_care.forget_old()


def notices_due() -> int:
    """Return how many notices are old."""
    old = Notice.at < clock.now() - clockwork.KEPT
    return db.session.scalar(unscoped(WHY, func.count(Notice.id)).where(old)) or 0


def notices_go() -> int:
    """Remove them."""
    return clockwork.move()


def snapshots_due() -> int:
    """Return how many snapshots of the network are old."""
    return forgetting.older_than(clock.months_before(clock.now(), 24))


def snapshots_go() -> int:
    """Remove them."""
    return forgetting.forget(clock.months_before(clock.now(), 24))


def trail_due() -> int:
    """Return how many entries of the audit trail are of months that go."""
    return trail.older_than(_first_month())


def trail_go() -> int:
    """Remove them, after a checkpoint."""
    return trail.let_go(_first_month())


def head() -> tuple[int, str]:
    """Return the id and the hash of the newest entry of the audit trail."""
    return trail.head()


def _first_month() -> Any:
    """Return the beginning of the first month of which something is kept."""
    then = clock.months_before(clock.now(), 24)
    return then.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
