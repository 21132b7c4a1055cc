"""The clock of introductions: reminders on days 3 and 7, the end on day 21."""

from typing import Any

from sqlalchemy import func, or_, update

from community.connections.queries import QUIET, REMINDED
from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.core.visible import unscoped
from community.introductions import letters
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.introductions.states import ENDED, WAITING, note
from community.introductions.states import move as moved
from community.introductions.told import own_answer
from community.introductions.waiting import forget
from community.members.hearing import reads_of

WHY = "introductions"


def move() -> int:
    """Let introductions end, remind of those that wait, tell who began them.

    What is late is done once, and what was done is not done again. Returns how many
    changed.
    """
    done = _let_end() + _remind() + _tell()
    db.session.flush()
    return done


def _due(*where: Any) -> list[Introduction]:
    """Return introductions to work on, each for one process alone."""
    found = unscoped(WHY, Introduction).where(*where).order_by(Introduction.id)
    locked = found.with_for_update(skip_locked=True)
    return list(db.session.scalars(locked.execution_options(populate_existing=True)))


def _let_end() -> int:
    due = _due(
        Introduction.state.in_(WAITING), Introduction.asked_at <= clock.now() - QUIET
    )
    ids = Introduction.id.in_([row.id for row in due])
    lapsed = IntroductionState.LAPSED
    return sum(len(moved(VISITOR, kind, lapsed, ids)) for kind in IntroductionKind)


# ---------------------------------------------------------------- reminders
def _remind() -> int:
    """Remind whoever has to act; of two missed reminders one is sent.

    What somebody declined still waits for the other, who is not to learn of it.
    """
    now = clock.now()
    came = func.coalesce(Introduction.passed_at, Introduction.asked_at)
    offered = Introduction.kind == IntroductionKind.OFFERED
    due = _due(
        Introduction.nudges < len(REMINDED),
        came <= now - REMINDED[0],
        Introduction.asked_at > now - QUIET,
        or_(
            Introduction.state.in_(WAITING),
            offered
            & (Introduction.state == IntroductionState.NOT_NOW)
            & Introduction.passed_at.is_not(None),
        ),
    )
    return sum(_remind_of(row) for row in due)


def _remind_of(row: Introduction) -> bool:
    waits = clock.now() - (row.passed_at or row.asked_at)
    number = sum(waits >= after for after in REMINDED)
    if not _mark(row.id, Introduction.nudges < number, nudges=number):
        return False
    for member, about in _who_must_act(row):
        if all(reads_of(member, one) for one in about):
            letters.remind(row, member, number)
    note(VISITOR, row.id, "reminded")
    return True


def _who_must_act(row: Introduction) -> list[tuple[int, tuple[int, ...]]]:
    """Return who has to act, each with the others, whom they have to see for that."""
    if row.state is IntroductionState.ASKED:
        return [(row.introducer_id, (row.asker_id,))]
    return [
        (member, letters.others(row, member))
        for member in letters.answerers(row)
        if own_answer(row, member) is None
    ]


# ---------------------------------------------------------------- the end
def _tell() -> int:
    """Tell whoever began one of an end without a yes: all in the same moment."""
    due = _due(
        Introduction.state.in_(ENDED),
        Introduction.told_at.is_(None),
        Introduction.asked_at <= clock.now() - QUIET,
    )
    return sum(_tell_of(row) for row in due)


def _tell_of(row: Introduction) -> bool:
    if not _mark(row.id, Introduction.told_at.is_(None), told_at=clock.now()):
        return False
    asked = row.kind is IntroductionKind.ASKED
    letters.ended(row, row.asker_id if asked else row.introducer_id)
    forget(row, (row.introducer_id, row.asker_id, row.target_id))
    note(VISITOR, row.id, "told")
    return True


def _mark(introduction: int, still: Any, **values: Any) -> bool:
    """Write down that a step was done, unless it was."""
    done = db.session.execute(
        update(Introduction)
        .where(Introduction.id == introduction, still)
        .values(**values)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
