"""Who was heard already: a rule does nothing twice for the same people.

A moderator who shows a thing again, or lets somebody back in, has looked at what was
told until then. Whoever told it is counted no more, by whatever they report, for as
long as their report is kept: it takes as many others. Where a moderator's suspension
took the place of a rule's they were right, and what they tell anew counts; what was
told before it was over does not.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, true

from community.core.db import db
from community.core.visible import unscoped
from community.safeguarding.models import (
    SUSPENDS,
    Case,
    Measure,
    MeasureKind,
    Report,
)

WHY = "whom to tell of a report"


def not_of(case: Case) -> ColumnElement[bool]:
    """State that whoever made a report was not heard about the thing of a case."""
    same = (
        Case.subject_kind == case.subject_kind,
        Case.subject_id == case.subject_id,
    )
    let_go = db.session.scalar(
        unscoped(WHY, func.max(Measure.lifted_at))
        .join(Case, Case.id == Measure.case_id)
        .where(*same, Measure.kind == MeasureKind.HOLD)
    )
    if let_go is None:
        return true()
    told = _told_until(let_go).join(Case, Case.id == Report.case_id).where(*same)
    return _by_others(told)


def not_against(account: int) -> ColumnElement[bool]:
    """State that a report of somebody is new: told since, by others than before."""
    over = func.coalesce(Measure.lifted_at, Measure.ended_at).label("over")
    found = unscoped(WHY, Measure.case_id, Measure.by_rule, Measure.lifted_at, over)
    found = found.where(Measure.account_id == account, Measure.kind.in_(SUSPENDS))
    rows = db.session.execute(found).all()
    since = max((one.over for one in rows if one.over), default=None)
    if since is None:
        return true()
    new: ColumnElement[bool] = Report.made_at > since
    back = _back(rows)
    if back is None:
        return new
    told = _told_until(back).where(Report.about_id == account)
    return and_(new, _by_others(told))


def _back(rows: Sequence[Row[Any]]) -> datetime | None:
    """Return when a suspension was last taken back with no other in its place."""
    stand = {one.case_id for one in rows if not one.by_rule and one.lifted_at is None}
    gone = [one for one in rows if one.lifted_at and one.case_id not in stand]
    return max((one.lifted_at for one in gone), default=None)


def _told_until(moment: datetime) -> Select[Any]:
    return unscoped(WHY, Report.reporter_id).where(Report.made_at <= moment)


def _by_others(told: Select[Any]) -> ColumnElement[bool]:
    people = set(db.session.scalars(told.distinct())) - {None}
    return Report.reporter_id.not_in(people)
