"""What happens out of hours, when many report: by itself, until a moderator has looked.

So many different people hide one thing, so many against one person suspend them pending
review. People count whose account is open and old enough, each once, and not those
whose last decided report was in bad faith. A worry about somebody accuses them of
nothing: it never counts against them. A rule acts once in a case, and not again for
those who were heard already: what a moderator undid stays undone.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select

from community.accounts.models import Account, Grant, State
from community.accounts.roles import holds_now
from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.safeguarding import heard, measures
from community.safeguarding.models import (
    SUSPENDS,
    WORRIES,
    Case,
    CaseState,
    Measure,
    MeasureKind,
    Report,
)
from community.safeguarding.things import can_be_held
from community.vocabulary.choices import number

WHY = "whom to tell of a report"
HIDE, SUSPEND, AGE = "report_hide_people", "report_suspend_people", "report_age_days"
"""The settings: how many people hide a thing, suspend somebody; how old an account is
that counts."""


def act(case: Case) -> None:
    """Do what the reports of a case bring about by themselves, if anything.

    The case is locked by who reports; reports in several cases about one person wait
    for each other here.
    """
    hides = can_be_held(case.subject_kind) and not _acted(case, (MeasureKind.HOLD,))
    if hides and people_in(case) >= number(HIDE):
        measures.hold_by_rule(case)
    if case.about_id is None:
        return
    whom = unscoped(WHY, Account.id).where(Account.id == case.about_id)
    db.session.execute(whom.with_for_update(key_share=True))
    if _is_trusted(case.about_id) or _has_acted_against(case.about_id):
        return
    if people_against(case.about_id) >= number(SUSPEND):
        measures.suspend_by_rule(case)


def people_in(case: Case) -> int:
    """Return how many who count, and were not heard yet, reported a case's thing."""
    return _count(_people().where(Report.case_id == case.id, heard.not_of(case)))


def people_against(account: int) -> int:
    """Return how many who count accuse somebody anew in what is not closed."""
    open_ones = _people().join(Case, Case.id == Report.case_id).where(
        Report.about_id == account,
        Report.reason.not_in(WORRIES),
        Case.state != CaseState.CLOSED,
        heard.not_against(account),
    )  # fmt: skip
    return _count(open_ones)


def _people() -> Select[Any]:
    """Select who reported, of those who count."""
    since = func.coalesce(Account.confirmed_at, Account.created_at)
    old_enough = since <= clock.now() - timedelta(days=number(AGE))
    return (
        unscoped(WHY, func.count(Report.reporter_id.distinct()))
        .select_from(Report)
        .join(Account, Account.id == Report.reporter_id)
        .where(Account.state == State.ACTIVE, old_enough, ~_in_bad_faith())
    )


def _in_bad_faith() -> Any:
    """State that the last report of an account that was decided was in bad faith."""
    report, case = Report.__table__.alias(), Case.__table__.alias()
    last = (
        select(report.c.bad_faith)
        .where(report.c.case_id == case.c.id, report.c.reporter_id == Account.id)
        .where(case.c.state == CaseState.CLOSED)
        .order_by(case.c.closed_at.desc(), report.c.id.desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
    return func.coalesce(last, False)


def _count(found: Select[Any]) -> int:
    return db.session.scalar(found) or 0


def _acted(case: Case, kinds: tuple[MeasureKind, ...]) -> bool:
    """Tell whether anything of a kind was done in a case, undone or not."""
    found = unscoped(WHY, Measure.id).where(
        Measure.case_id == case.id, Measure.kind.in_(kinds)
    )
    return db.session.scalar(found.limit(1)) is not None


def _has_acted_against(account: int) -> bool:
    """Tell whether somebody was suspended in a case that is still looked into."""
    open_ones = and_(Case.id == Measure.case_id, Case.state != CaseState.CLOSED)
    found = unscoped(WHY, Measure.id).join(Case, open_ones).where(
        Measure.account_id == account, Measure.kind.in_(SUSPENDS)
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is not None


def _is_trusted(account: int) -> bool:
    """Tell whether somebody holds a role: five accounts shut no moderator out."""
    found = unscoped(WHY, Grant.id).where(Grant.account_id == account, holds_now())
    return db.session.scalar(found.limit(1)) is not None
