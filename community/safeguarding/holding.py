"""Holding back what was reported until moderators have looked, and showing it again."""

from sqlalchemy import and_, delete, select, update

from community.core import clock, held
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.safeguarding.models import Appeal, Case, Measure, MeasureKind
from community.safeguarding.things import can_be_held


def hold(case: Case) -> None:
    """Hold back the thing that a case is about; once is enough.

    Its author goes on seeing it, marked as held back; nobody else does.
    """
    if not can_be_held(case.subject_kind):
        raise Refused(N_("This cannot be held back: only those read it whom it is for"))
    held.hold(case.subject_kind, case.subject_id)
    case.held_at = case.held_at or clock.now()
    db.session.flush()


def outlast(account_id: int) -> None:
    """Let what is held back of somebody stay so, and be shown again, once they go.

    Their things can stay without them: a measure that went with their account would
    leave nothing by which anybody lets go of them. What was written to them goes, and
    what they wrote.
    """
    held_back = and_(
        Measure.account_id == account_id,
        Measure.kind == MeasureKind.HOLD,
        Measure.lifted_at.is_(None),
    )
    theirs = Appeal.measure_id.in_(select(Measure.id).where(held_back))
    emptied = update(Measure).where(held_back).values(account_id=None, why="")
    for statement in (delete(Appeal).where(theirs), emptied):
        db.session.execute(statement.execution_options(synchronize_session=False))


def let_go(case: Case) -> None:
    """Show the thing again that a case is about."""
    held.let_go(case.subject_kind, case.subject_id)
    case.held_at = None
    db.session.flush()
