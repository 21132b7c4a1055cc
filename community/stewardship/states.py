"""The life of a hand-over: which state follows which, and how one is moved."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, update

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.states import Moves, before
from community.stewardship.models import Handover, HandoverState

S = HandoverState

HANDOVER: Moves[HandoverState] = {
    S.ASKED: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.LAPSED}),
    S.ACCEPTED: frozenset(),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.LAPSED: frozenset(),
}
"""Of each kind of hand-over; every one comes to an end, and by itself on day 21."""


def move(
    viewer: Viewer,
    state: HandoverState,
    *where: ColumnElement[bool],
    **values: Any,
) -> Collection[int]:
    """Move hand-overs that may come to `state`, and return their ids.

    Of two acts in the same moment one finds its hand-over moved already. Each move is
    journalled; the clock's are nobody's.
    """
    moved = db.session.scalars(
        update(Handover)
        .where(*where, Handover.state.in_(before(HANDOVER, state)))
        .values(state=state, answered_at=clock.now(), **values)
        .returning(Handover.id)
        .execution_options(unscoped="circles")
    ).all()
    for number in moved:
        note(viewer, number, state.value)
    return moved


def note(viewer: Viewer, handover: int, what: str) -> None:
    """Write what became of a hand-over into the audit trail."""
    journal.record(viewer, journal.Act.HANDOVER, "handover", handover, what)
