"""Two cases for the demo's moderator: one that waits, one that is closed and appealed.

They are written as rows: nobody is told of what lies in the past.
"""

from datetime import datetime, timedelta
from typing import Any

from community.core import clock
from community.core.db import db
from community.demo.people import Loaded
from community.safeguarding.cases import due_in
from community.safeguarding.models import (
    Appeal,
    Case,
    CaseState,
    Finding,
    Ground,
    Lane,
    Measure,
    MeasureKind,
    Report,
    ReportReason,
)


def load(cases: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Load the cases with their reports, and what was decided in them."""
    for facts in cases:
        row = _case(facts, ids)
        about = ids[facts["about"]].account_id
        for number, told in enumerate(facts["reports"]):
            db.session.add(
                Report(
                    receipt=f"{facts['number'][:6]}{number:02}", case_id=row.id,
                    reporter_id=ids[told["person"]].account_id, about_id=about,
                    reason=ReportReason(told["reason"]), text=told["text"],
                    made_at=_ago(told["hours_ago"]),
                )
            )  # fmt: skip
        for decided in facts.get("measures", ()):
            _measure(decided, row)
    db.session.flush()


def _ago(hours: float) -> datetime:
    return clock.now() - timedelta(hours=hours)


def _case(facts: dict[str, Any], ids: dict[str, Loaded]) -> Case:
    thing, lane = ids[facts["about"]].member_id, Lane(facts["lane"])
    opened = _ago(facts["hours_ago"])
    row = Case(
        number=facts["number"], subject_kind=facts["kind"], subject_id=thing,
        about_id=ids[facts["about"]].account_id, lane=lane, opened_at=opened,
        due_at=opened + due_in(lane), open_key=f"{facts['kind']}:{thing}",
    )  # fmt: skip
    if "by" in facts:
        by, closed = ids[facts["by"]].account_id, _ago(facts["closed_hours_ago"])
        row.state, row.open_key, row.finding = (
            CaseState.CLOSED, None, Finding(facts["finding"]),
        )  # fmt: skip
        row.claimed_by_id = row.closed_by_id = by
        row.claimed_at = row.closed_at = closed
        row.outcome = facts["outcome"]
    db.session.add(row)
    db.session.flush()
    return row


def _measure(facts: dict[str, Any], case: Case) -> None:
    row = Measure(
        case_id=case.id, account_id=case.about_id, kind=MeasureKind(facts["kind"]),
        ground=Ground(facts["ground"]), by_id=case.closed_by_id, why=facts["why"],
        at=_ago(facts["hours_ago"]), acknowledged_at=_ago(facts["read_hours_ago"]),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    asked = facts["appeal"]
    db.session.add(
        Appeal(measure_id=row.id, text=asked["text"], made_at=_ago(asked["hours_ago"]))
    )
