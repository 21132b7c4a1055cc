"""What moderators do about somebody or something, and taking it back.

Whoever has the case acts; whom it is about is told, with words for them alone, and may
appeal. Out of hours a rule acts by itself, until a moderator has looked.
"""

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, unscoped
from community.safeguarding import holding, suspending
from community.safeguarding.cases import held_by, require_in_charge
from community.safeguarding.measuring import (
    NOBODY,
    WHY,
    by_rule,
    in_case,
    made,
    note,
    tell_of,
    to_change,
)
from community.safeguarding.models import (
    SUSPENDS,
    Case,
    CaseState,
    Ground,
    Measure,
    MeasureKind,
)
from community.safeguarding.suspending import remember_ban as remember_ban
from community.safeguarding.things import can_be_held

CANNOT = N_("This cannot be held back: warn or suspend whoever it is about instead")


def warn(viewer: Viewer, case_id: int, ground: Ground, why: str) -> Measure:
    """Warn whom a case is about: they read it before they go on."""
    case = _about_somebody(held_by(viewer, case_id))
    return tell_of(made(viewer, case, MeasureKind.WARNING, ground, why))


def hold(viewer: Viewer, case_id: int, ground: Ground, why: str) -> Measure:
    """Hold back the thing that a case is about, and tell whoever made it."""
    case = held_by(viewer, case_id)
    if not can_be_held(case.subject_kind):
        raise Refused(CANNOT)
    if _held(case) is not None:
        raise Refused(N_("It is held back already"))
    row = made(viewer, case, MeasureKind.HOLD, ground, why)
    holding.hold(case)
    return tell_of(row)


def _about_somebody(case: Case) -> Case:
    if case.about_id is None:
        raise Refused(NOBODY)
    return case


def _held(case: Case) -> Measure | None:
    for row in in_case(case.id):
        if row.kind is MeasureKind.HOLD and row.holds:
            return row
    return None


def _held_still(case: Case) -> bool:
    """Tell whether the thing of a case is held back in some case."""
    found = (
        unscoped(WHY, Measure.id)
        .join(Case, Case.id == Measure.case_id)
        .where(Case.subject_kind == case.subject_kind)
        .where(Case.subject_id == case.subject_id)
        .where(Measure.kind == MeasureKind.HOLD, Measure.lifted_at.is_(None))
    )
    return db.session.scalar(found.limit(1)) is not None


# ---------------------------------------------------------------- taking it back
def lift(viewer: Viewer, measure_id: int) -> None:
    """Take a measure back: whoever has the case, or once it is closed whoever may."""
    row = to_change(viewer, measure_id)
    case: Case = find(viewer, Case, Case.id == row.case_id)
    if case.state is CaseState.CLOSED:
        require_in_charge(viewer, case)
    else:
        held_by(viewer, case.id)
    if not row.holds:
        raise Refused(N_("It has ended already"))
    undo(viewer, row)


def undo(viewer: Viewer, row: Measure) -> None:
    """Let a measure be as if it had not been: nothing holds any more by it."""
    row.lifted_at, row.for_good_asked = clock.now(), False
    db.session.flush()
    case = db.session.get(Case, row.case_id, execution_options={"unscoped": WHY})
    if row.kind is MeasureKind.HOLD and case is not None and not _held_still(case):
        holding.let_go(case)
    if row.kind in SUSPENDS:
        suspending.reinstate(row.account_id)
    note(viewer, row, "lifted")


def acknowledge(viewer: Viewer, measure_id: int) -> None:
    """Note that the viewer has read a warning of theirs."""
    row = find(viewer, Measure, Measure.id == measure_id)
    if row.account_id != viewer.account_id or row.kind is not MeasureKind.WARNING:
        raise NotFound("warning")
    if row.acknowledged_at is None:
        row.acknowledged_at = clock.now()
        note(viewer, row, "acknowledged")


# ---------------------------------------------------------------- by a rule
def hold_by_rule(case: Case) -> Measure:
    """Hold a thing back until moderators have looked, and tell whoever made it."""
    there = _held(case)
    if there is not None:
        return there
    row = by_rule(case, MeasureKind.HOLD)
    holding.hold(case)
    return tell_of(row)


def suspend_by_rule(case: Case) -> Measure | None:
    """Suspend whom a case is about until moderators have looked.

    None where that cannot be: they are not here, or nobody else would administer.
    """
    for row in in_case(case.id):
        if row.kind in SUSPENDS and row.holds:
            return row
    if case.about_id is None or not suspending.can_be_suspended(case.about_id):
        return None
    row = by_rule(case, MeasureKind.SUSPENSION)
    suspending.put_out(row)
    return row
