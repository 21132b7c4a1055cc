"""What those with a role did, in numbers for everybody: by month, and never small ones.

They are counted in the audit trail, where nobody takes one away; how fast cases were
closed in the cases of the last year.
"""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlalchemy import ColumnElement, and_, case, func, select

from community.core import clock
from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.matching.small_numbers import LEAST, rounded
from community.safeguarding.models import Case, CaseState, MeasureKind

MONTHS = 12
E = AuditEvent

COUNTED: dict[str, ColumnElement[bool]] = {
    "reports": E.act == Act.REPORT,
    "closed": and_(
        E.act == Act.MODERATION, E.object_kind == "case", E.note.startswith("closed")
    ),
    "measures": and_(
        E.act == Act.MODERATION,
        E.object_kind == "measure",
        E.note.in_(list(MeasureKind)),
    ),
    "openings": and_(E.act == Act.BREAK_GLASS, E.note == "opened"),
    "exports": and_(E.act == Act.EXPORT, E.object_kind != "account"),
}
"""What is counted, by its name on the page."""


@dataclass(frozen=True)
class MonthLine:
    """One month: numbers to the nearest 5, None for fewer than 8."""

    month: date
    reports: int | None
    closed: int | None
    measures: int | None
    openings: int | None
    exports: int | None


@dataclass(frozen=True)
class Transparency:
    """The last whole months, the newest first; half the cases took so many hours."""

    months: tuple[MonthLine, ...]
    hours: int | None


def figures() -> Transparency:
    """Return what anybody may read."""
    return Transparency(_months(), _hours())


def _months() -> tuple[MonthLine, ...]:
    first = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [clock.months_before(first, number) for number in range(MONTHS + 1)]
    spans = [(starts[at + 1], starts[at]) for at in range(MONTHS)]
    sums = [_sum(where, *span) for span in spans for where in COUNTED.values()]
    inside = and_(E.at >= starts[-1], E.at < first)
    found = list(db.session.execute(select(*sums).where(inside)).one())
    width = len(COUNTED)
    parts = [found[at * width : (at + 1) * width] for at in range(MONTHS)]
    return tuple(
        MonthLine(begins.date(), *(rounded(int(one or 0)) for one in part))
        for (begins, _ends), part in zip(spans, parts, strict=True)
    )


def _sum(
    where: ColumnElement[bool], begins: datetime, ends: datetime
) -> ColumnElement[int]:
    there = and_(where, E.at >= begins, E.at < ends)
    return func.sum(case((there, 1), else_=0))


def _hours() -> int | None:
    """Return within how many hours half the cases of a year were closed.

    Those that an administrator closed as they began were no report.
    """
    year_ago = clock.months_before(clock.now(), MONTHS)
    found = unscoped("administration", Case.opened_at, Case.closed_at).where(
        Case.state == CaseState.CLOSED, Case.closed_at > year_ago,
        Case.closed_at > Case.opened_at,
    )  # fmt: skip
    took = [
        (closed - opened).total_seconds() / 3600
        for opened, closed in db.session.execute(found)
    ]
    return max(1, round(median(took))) if len(took) >= LEAST else None
