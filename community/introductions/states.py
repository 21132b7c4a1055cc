"""The life of an introduction: which state follows which, and how one is moved."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, update

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.states import Moves, before
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)

S = IntroductionState

ASKED: Moves[IntroductionState] = {
    S.ASKED: frozenset(
        {S.PASSED_ON, S.NOT_PASSED_ON, S.NOT_NOW, S.WITHDRAWN, S.LAPSED}
    ),
    S.PASSED_ON: frozenset({S.ACCEPTED, S.NOT_NOW, S.WITHDRAWN, S.LAPSED}),
    S.NOT_PASSED_ON: frozenset({S.WITHDRAWN}),
    S.NOT_NOW: frozenset({S.WITHDRAWN}),
    S.ACCEPTED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.LAPSED: frozenset(),
}
"""Of one that was asked for. Passed on to somebody whom it does not reach it comes to
"not now" at once; what was declined can be taken back, for it looks like what waits."""

OFFERED: Moves[IntroductionState] = {
    S.PASSED_ON: frozenset({S.ACCEPTED, S.NOT_NOW, S.WITHDRAWN, S.LAPSED}),
    S.NOT_NOW: frozenset({S.WITHDRAWN}),
    S.ACCEPTED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.LAPSED: frozenset(),
}
"""Of one that was offered; one that reaches nobody begins with "not now"."""

MOVES: Mapping[IntroductionKind, Moves[IntroductionState]] = {
    IntroductionKind.ASKED: ASKED,
    IntroductionKind.OFFERED: OFFERED,
}
WAITING = (S.ASKED, S.PASSED_ON)
"""The states in which somebody can still bring it to a good end."""

ENDED = (S.NOT_PASSED_ON, S.NOT_NOW, S.LAPSED)
"""The states of an end without a yes that nobody took back."""

END = (S.ACCEPTED, S.WITHDRAWN, *ENDED)


def move(
    viewer: Viewer,
    kind: IntroductionKind,
    state: IntroductionState,
    *where: ColumnElement[bool],
    **values: Any,
) -> Collection[int]:
    """Move introductions of a kind that may come to `state`, and return their ids.

    Of two acts in the same moment one finds its introduction moved already. Each move
    is journalled; the clock's are nobody's.
    """
    if state in END:
        values["ended_at"] = clock.now()
    moved = db.session.scalars(
        update(Introduction)
        .where(
            *where,
            Introduction.kind == kind,
            Introduction.state.in_(before(MOVES[kind], state)),
        )
        .values(state=state, **values)
        .returning(Introduction.id)
        .execution_options(unscoped="introductions")
    ).all()
    for number in moved:
        note(viewer, number, state.value)
    return moved


def note(viewer: Viewer, introduction: int, what: str) -> None:
    """Write what became of an introduction into the audit trail."""
    act = journal.Act.INTRODUCTION
    journal.record(viewer, act, "introduction", introduction, what)
