"""Reports that were made to do harm: who made several can report less for a while.

A worry about somebody's safety always gets through.
"""

from datetime import datetime, timedelta

from community.core import clock
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.members.models import Member
from community.notices.commands import tell
from community.safeguarding.models import Case, Report, ReportReason
from community.vocabulary.choices import number

WHY = "administration"
LIMITED = N_(
    "Some of your reports were not made in good faith. Until %(day)s you can report "
    "only that somebody may come to harm"
)


def limited_until(account_id: int | None) -> datetime | None:
    """Return until when somebody can report risk of harm alone; None for no limit."""
    days = timedelta(days=number("bad_faith_days"))
    found = (
        unscoped(WHY, Case.closed_at)
        .join(Report, Report.case_id == Case.id)
        .where(Report.reporter_id == account_id, Report.bad_faith)
        .where(Case.closed_at > clock.now() - days)
        .order_by(Case.closed_at.desc())
    )
    ends = list(db.session.scalars(found))
    return ends[0] + days if len(ends) >= number("bad_faith_reports") else None


def check(account_id: int | None, reason: ReportReason) -> None:
    """Refuse a report of somebody who is limited, but for risk of harm."""
    until = None if reason.harm else limited_until(account_id)
    if until is not None:
        raise Refused(LIMITED, day=clock.british_day(until))


def tell_if_limited(account_id: int | None) -> None:
    """Tell somebody that they can report less for a while, once they can."""
    until = limited_until(account_id)
    found = unscoped(WHY, Member.id).where(Member.account_id == account_id)
    member = db.session.scalar(found) if account_id else None
    if until is not None and member is not None:
        key = f"report-limited:{until.date().isoformat()}"
        tell(member, "report-limited", key, link="/house-rules")
