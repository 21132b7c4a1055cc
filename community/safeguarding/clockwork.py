"""What is due by itself where people are kept safe: reminders, ends of suspensions."""

from datetime import timedelta

from sqlalchemy import ColumnElement

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.safeguarding import appeals, cases, suspending
from community.safeguarding.models import Case, CaseState, Lane
from community.vocabulary.choices import number

WHY = "worker"


def move() -> int:
    """Do what is due now; return how much that was."""
    return sum(
        (
            suspending.end_due(),
            cases.give_back_of_the_gone(),
            _remind_of_unclaimed(),
            _remind_of_overdue(),
            appeals.remind(),
        )
    )


def _remind_of_unclaimed() -> int:
    """Tell all who may that a case about risk of harm waits for somebody, once."""
    late = clock.now() - timedelta(hours=number("case_unclaimed_hours"))
    rows = _cases(
        Case.state == CaseState.OPEN, Case.lane == Lane.HARM,
        Case.opened_at <= late, Case.reminded_at.is_(None),
    )  # fmt: skip
    for row in rows:
        row.reminded_at = clock.now()
        cases.tell_workers(row, "case-waits", f"case-waits:{row.id}")
    return len(rows)


def _remind_of_overdue() -> int:
    """Tell all who may that a case is overdue, whoever has it, once."""
    rows = _cases(
        Case.state != CaseState.CLOSED, Case.due_at <= clock.now(),
        Case.overdue_told_at.is_(None),
    )  # fmt: skip
    for row in rows:
        row.overdue_told_at = clock.now()
        cases.tell_workers(row, "case-overdue", f"case-overdue:{row.id}")
    return len(rows)


def _cases(*where: ColumnElement[bool]) -> list[Case]:
    found = unscoped(WHY, Case).where(*where).order_by(Case.id)
    rows = db.session.scalars(found.with_for_update(skip_locked=True)).all()
    db.session.flush()
    return list(rows)
