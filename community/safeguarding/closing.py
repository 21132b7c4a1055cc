"""Closing a case: what was found, what its reporters are told, what people may read."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import update

from community.core import clock, ledger
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.members.models import Member
from community.notices.commands import tell
from community.safeguarding import good_faith, measures, measuring
from community.safeguarding.cases import held_by, note
from community.safeguarding.models import (
    SUSPENDS,
    Case,
    CaseState,
    Finding,
    Lane,
    Measure,
    Report,
)

WHY = "administration"
NEVER = timedelta(days=36_500)
"""Until when the ledger keeps quiet about a case that nobody is told of."""
SAY = N_("Write what came of it, in a sentence")
DID = N_("You did something in this case. Take it back, or say that you acted")
UNDECIDED = N_("A rule suspended somebody until you decide: end that, or suspend them")
NO_MALICE = N_("Only where nothing was found a report can be in bad faith")


def close(
    viewer: Viewer,
    case_id: int,
    finding: Finding,
    outcome: str,
    bad_faith: Collection[int] = (),
) -> None:
    """Close a case that the viewer has, with what was found and what came of it.

    Where nothing was found what a rule did is taken back. `bad_faith` are the reports
    that were made to do harm.
    """
    case = held_by(viewer, case_id)
    if not outcome.strip():
        raise Refused(SAY)
    if bad_faith and finding is not Finding.NO_BREACH:
        raise Refused(NO_MALICE)
    _settle(viewer, case, finding)
    case.state, case.open_key = CaseState.CLOSED, None
    case.finding, case.outcome = finding, outcome.strip()
    case.closed_by_id, case.closed_at = viewer.account_id, clock.now()
    note(viewer, case.id, f"closed: {finding.value}")
    _tell_reporters(case, bad_faith)
    _show_in_ledger(case)


def _settle(viewer: Viewer, case: Case, finding: Finding) -> None:
    """Let nothing hang: what a rule did is taken back, or the moderator's from now."""
    holding = [row for row in measuring.in_case(case.id) if row.holds]
    if finding is Finding.NO_BREACH and any(not row.by_rule for row in holding):
        raise Refused(DID)
    for row in holding:
        if not row.by_rule:
            continue
        if finding is Finding.NO_BREACH:
            measures.undo(viewer, row)
        elif row.kind in SUSPENDS:
            raise Refused(UNDECIDED)
        else:
            _adopt(viewer, row)


def _adopt(viewer: Viewer, row: Measure) -> None:
    row.by_id, row.by_rule = viewer.account_id, False
    measuring.note(viewer, row, "confirmed")


def _tell_reporters(case: Case, bad_faith: Collection[int]) -> None:
    """Tell each reporter that somebody has looked, and no more than that."""
    acted = case.finding is Finding.ACTED
    kind = "report-acted" if acted else "report-no-breach"
    found = unscoped(WHY, Report).where(Report.case_id == case.id)
    for report in db.session.scalars(found.order_by(Report.id)).all():
        if report.id in bad_faith:
            report.bad_faith = True
            db.session.flush()
            good_faith.tell_if_limited(report.reporter_id)
            continue
        member = unscoped(WHY, Member.id).where(Member.account_id == report.reporter_id)
        number = db.session.scalar(member) if report.reporter_id else None
        if number is not None:
            tell(number, kind, f"report-closed:{report.id}", link="/house-rules")


# ---------------------------------------------------------------- the access ledger
def note_look(viewer: Viewer, case: Case, accounts: Collection[int | None]) -> None:
    """Note that a moderator looked: kept from those concerned while it is looked into.

    A look once they know shows at once.
    """
    later = timedelta(0) if _is_known(case) else NEVER
    about = [one for one in accounts if one is not None]
    ledger.note(viewer, about, ledger.Looked.CASE, case.number, later=later)


def _is_known(case: Case) -> bool:
    """Tell whether whom a case is about was told what was done, so it is no secret.

    Where there was risk of harm nothing shows: it could put somebody in danger.
    """
    closed = case.state is CaseState.CLOSED and case.lane is Lane.USUAL
    return closed and any(measuring.in_case(case.id))


def _show_in_ledger(case: Case) -> None:
    if not _is_known(case):
        return
    looks = (
        ledger.LedgerEntry.about_id == case.about_id,
        ledger.LedgerEntry.what == ledger.Looked.CASE,
        ledger.LedgerEntry.why == case.number,
    )
    shown = update(ledger.LedgerEntry).where(*looks)
    db.session.execute(shown.values(shown_from=clock.now()))
