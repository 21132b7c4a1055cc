"""Reporting: what somebody tells the moderators, and what they may know of it later."""

from dataclasses import dataclass
from datetime import datetime

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, random_id
from community.core.visible import unscoped
from community.safeguarding import cases, good_faith, rules
from community.safeguarding.models import Case, CaseState, Report, ReportReason
from community.safeguarding.things import LONGEST, Reported

WHY = "whom to tell of a report"
GRAVEST = tuple(ReportReason)


def report(viewer: Viewer, thing: Reported, reason: ReportReason, text: str) -> str:
    """Store a report, tell those who read reports, and return the receipt number.

    Who reports the same again before it is closed adds to what they said. A rule may
    act at once, where many report (`rules`).
    """
    require(viewer, Permission.REPORT_WRITE)
    if reason is ReportReason.OTHER and not text.strip():
        raise Refused(N_("Say in a few words what is wrong"))
    good_faith.check(viewer.account_id, reason)
    case = cases.join(thing, reason)
    row = _of_viewer(viewer, case)
    news = row is None
    if row is None:
        row = Report(
            receipt=random_id(8), case_id=case.id, reporter_id=viewer.account_id,
            about_id=thing.about_account, excerpt=thing.excerpt, reason=reason,
            text=text.strip(),
        )  # fmt: skip
        db.session.add(row)
    else:
        _add_to(row, thing, reason, text)
    db.session.flush()
    note = "" if news else "added"
    journal.record(viewer, journal.Act.REPORT, "report", row.id, note)
    key = f"report:{row.receipt}" if news else f"report:{row.receipt}:{random_id()}"
    cases.tell_workers(case, "report", key)
    rules.act(case)
    return row.receipt


def _of_viewer(viewer: Viewer, case: Case) -> Report | None:
    found = unscoped(WHY, Report).where(
        Report.case_id == case.id, Report.reporter_id == viewer.account_id
    )
    row: Report | None = db.session.scalar(found)
    return row


def _add_to(row: Report, thing: Reported, reason: ReportReason, text: str) -> None:
    """Add what somebody says of the same once more; the graver reason stands."""
    row.reason = min(row.reason, reason, key=GRAVEST.index)
    if text.strip():
        row.text = "\n\n".join(filter(None, (row.text, text.strip())))
    if thing.excerpt and thing.excerpt not in row.excerpt:
        both = f"{thing.excerpt}\n\n{row.excerpt}".strip()
        row.excerpt = both[:LONGEST]


# ---------------------------------------------------------------- for who reported
@dataclass(frozen=True)
class MyReport:
    """One's own report: what it was about is only said by its kind."""

    receipt: str
    kind: str
    reason: ReportReason
    text: str
    made_at: datetime
    state: CaseState


def my_reports(viewer: Viewer) -> tuple[MyReport, ...]:
    """Return what the viewer reported, newest first; never what came of it."""
    found = (
        unscoped(WHY, Report.receipt, Case.subject_kind, Report.reason, Report.text)
        .add_columns(Report.made_at, Case.state)
        .join(Case, Case.id == Report.case_id)
        .where(Report.reporter_id == viewer.account_id)
        .order_by(Report.made_at.desc(), Report.id.desc())
    )
    if not viewer.signed_in:
        return ()
    return tuple(MyReport(*row) for row in db.session.execute(found))
