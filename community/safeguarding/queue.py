"""The moderators' queue: what waits, what is whose, closed or appealed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import Page, count, page_of, unscoped, visible
from community.members.models import Member
from community.safeguarding.models import (
    Appeal,
    Case,
    CaseState,
    Lane,
    Measure,
    MeasureKind,
    Report,
)
from community.safeguarding.models.parties import works_on


class Tab(StrEnum):
    """A part of the queue."""

    OPEN = "open"
    MINE = "mine"
    CLAIMED = "claimed"
    CLOSED = "closed"
    APPEALS = "appeals"


@dataclass(frozen=True)
class CaseCard:
    """A case in the queue: never who reported.

    `reports` says how many told of it, `ruled` that a rule did something by itself,
    `claimed_by` the account of whoever has it.
    """

    id: int
    number: str
    subject_kind: str
    lane: Lane
    state: CaseState
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    ruled_at: datetime | None
    claimed_by_id: int | None
    reports: int

    @property
    def harm(self) -> bool:
        """Whether somebody may come to harm."""
        return self.lane is Lane.HARM

    @property
    def overdue(self) -> bool:
        """Whether somebody should have looked by now."""
        return self.state is not CaseState.CLOSED and self.due_at <= clock.now()

    @property
    def hours(self) -> int:
        """For how many whole hours it is overdue, or until it is due."""
        apart = abs((self.due_at - clock.now()).total_seconds())
        return int(apart // 3600)


@dataclass(frozen=True)
class AppealCard:
    """An appeal that waits for somebody else than before."""

    id: int
    case_number: str
    kind: MeasureKind
    made_at: datetime
    mine_to_decide: bool


def cases(viewer: Viewer, tab: Tab, page: int = 1) -> Page[CaseCard]:
    """Return a part of the queue: what a rule did first, then risk of harm, then due.

    What is closed comes newest first.
    """
    require(viewer, Permission.CASE_WORK)
    columns = [getattr(Case, name) for name in list(CaseCard.__dataclass_fields__)[:-1]]
    found = visible(viewer, *columns, _reports()).where(*_of(viewer, tab))
    if tab is Tab.CLOSED:
        found = found.order_by(Case.closed_at.desc(), Case.id.desc())
    else:
        first = (Case.lane != Lane.HARM, Case.ruled_at.is_(None))
        found = found.order_by(*first, Case.due_at, Case.id)
    return page_of(found, CaseCard, page, 24)


def _reports() -> Any:
    report = Report.__table__.alias()
    told = select(func.count()).where(report.c.case_id == Case.id)
    return told.correlate_except(report).scalar_subquery().label("reports")


def _of(viewer: Viewer, tab: Tab) -> tuple[ColumnElement[bool], ...]:
    if tab is Tab.MINE:
        return Case.state == CaseState.CLAIMED, Case.claimed_by_id == viewer.account_id
    return (Case.state == CaseState(tab.value),)


def counts(viewer: Viewer) -> dict[Tab, int]:
    """Return how many stand in each part of the queue."""
    require(viewer, Permission.CASE_WORK)
    found = dict.fromkeys(Tab, 0)
    mine = Case.claimed_by_id == viewer.account_id
    rows = visible(viewer, Case.state, mine, func.count()).group_by(Case.state, mine)
    for state, own, number in db.session.execute(rows):
        found[Tab(state.value)] += number
        if own and state is CaseState.CLAIMED:
            found[Tab.MINE] += number
    found[Tab.APPEALS] = count(_appeals(viewer))
    return found


def _appeals(viewer: Viewer) -> Select[Any]:
    columns = (Appeal.id, Measure.kind, Measure.by_id, Measure.agreed_by_id)
    return (
        visible(viewer, *columns, Appeal.made_at, Measure.case_id)
        .join(Measure, Measure.id == Appeal.measure_id)
        .where(Appeal.decided_at.is_(None))
        .where(Measure.account_id.is_distinct_from(viewer.account_id))
        .where(works_on(viewer, Measure.case_id))
    )


def appeals(viewer: Viewer) -> tuple[AppealCard, ...]:
    """Return the appeals that wait, the oldest first."""
    require(viewer, Permission.CASE_WORK)
    rows = db.session.execute(_appeals(viewer).order_by(Appeal.made_at, Appeal.id))
    found = rows.all()
    numbers = _numbers({row.case_id for row in found})
    return tuple(
        AppealCard(
            row.id, numbers.get(row.case_id, ""), row.kind, row.made_at,
            viewer.account_id not in (row.by_id, row.agreed_by_id),
        )
        for row in found
    )  # fmt: skip


def _numbers(ids: set[int]) -> dict[int, str]:
    found = unscoped("administration", Case.id, Case.number).where(Case.id.in_(ids))
    return {row.id: row.number for row in db.session.execute(found)}


def names(accounts: set[int | None]) -> dict[int, str]:
    """Return the names behind accounts: of colleagues, and of whom cases are about.

    A block or a narrow audience never hides a case from those who look into it.
    """
    found = unscoped("administration", Member.account_id, Member.name)
    rows = db.session.execute(found.where(Member.account_id.in_(accounts - {None})))
    return {row.account_id: row.name for row in rows}
