"""Seeing more than the excerpt: one moderator asks, another lets them for a day."""

from datetime import timedelta

from sqlalchemy import update

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.safeguarding import cases
from community.safeguarding.models import Case, Widening

LASTS = timedelta(hours=24)
WIDER = ("comment", "message")
"""Of what there is more to see: what was written before and after it."""


def ask(viewer: Viewer, case_id: int, why: str) -> Widening:
    """Ask for leave to see more around what was reported; say why."""
    case = cases.held_by(viewer, case_id)
    if case.subject_kind not in WIDER:
        raise Refused(N_("There is nothing more to see than what was reported"))
    if not why.strip():
        raise Refused(N_("Write why you need to see more"))
    if len(why.strip()) > 300:
        raise Refused(N_("Use 300 letters or fewer"))
    if waiting(of_case(viewer, case_id)) is not None:
        raise Refused(N_("You have asked already: somebody else must answer"))
    row = Widening(case_id=case_id, asked_by_id=viewer.account_id, why=why.strip())
    db.session.add(row)
    db.session.flush()
    _note(viewer, row, "asked")
    key = f"case-second:widening:{row.id}"
    cases.tell_workers(case, "case-second", key, viewer.account_id)
    return row


def answer(viewer: Viewer, widening_id: int, granted: bool) -> Widening:
    """Let somebody else see more for a day, or not; of two answers one counts."""
    require(viewer, Permission.CASE_WORK)
    row: Widening = find(viewer, Widening, Widening.id == widening_id)
    case: Case = find(viewer, Case, Case.id == row.case_id)
    if not cases.may_second(viewer, case, row.asked_by_id):
        raise Refused(N_("Somebody else must answer this"))
    done = db.session.execute(
        update(Widening)
        .where(Widening.id == widening_id, Widening.answered_at.is_(None))
        .values(
            answered_by_id=viewer.account_id, answered_at=clock.now(), granted=granted,
            until=clock.now() + LASTS if granted else None,
        )
    )  # fmt: skip
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("Somebody has answered this one already"))
    _note(viewer, row, "granted" if granted else "refused")
    cases.tell_asker(row.asked_by_id, row.case_id, f"case-answer:widening:{row.id}")
    return row


def of_case(viewer: Viewer, case_id: int) -> list[Widening]:
    """Return what was asked in a case, the last first."""
    found = visible(viewer, Widening).where(Widening.case_id == case_id)
    options = {"populate_existing": True}
    ordered = found.order_by(Widening.id.desc()).execution_options(**options)
    return list(db.session.scalars(ordered))


def waiting(rows: list[Widening]) -> Widening | None:
    """Return what is asked and nobody has answered yet."""
    return next((row for row in rows if row.answered_at is None), None)


def given(viewer: Viewer, rows: list[Widening]) -> Widening | None:
    """Return the leave that `viewer` was given and that has not ended."""
    return next((row for row in rows if _holds(viewer, row)), None)


def _holds(viewer: Viewer, row: Widening) -> bool:
    mine = row.granted and row.asked_by_id == viewer.account_id
    return mine and row.until is not None and row.until > clock.now()


def _note(viewer: Viewer, row: Widening, words: str) -> None:
    journal.record(viewer, journal.Act.MODERATION, "widening", row.id, words)
    db.session.flush()
