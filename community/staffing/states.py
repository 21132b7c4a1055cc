"""The life of a request to join: which state follows which, and how it is moved."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, update

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.states import Moves, before
from community.projects.models import JoinRequest, JoinState

JOIN: Moves[JoinState] = {
    JoinState.SENT: frozenset(
        {
            JoinState.ACCEPTED,
            JoinState.WAITING,
            JoinState.DECLINED,
            JoinState.WITHDRAWN,
            JoinState.LAPSED,
        }
    ),
    JoinState.WAITING: frozenset(
        {
            JoinState.ACCEPTED,
            JoinState.DECLINED,
            JoinState.WITHDRAWN,
            JoinState.LAPSED,
        }
    ),
    JoinState.DECLINED: frozenset(
        {JoinState.SENT, JoinState.WAITING, JoinState.WITHDRAWN}
    ),
    JoinState.ACCEPTED: frozenset(),
    JoinState.WITHDRAWN: frozenset(),
    JoinState.LAPSED: frozenset(),
}
"""What may follow; a "not now" can be taken back for an hour.

Until then whoever asked knows of none, and can take their request back.
"""


def move(
    viewer: Viewer, state: JoinState, *where: ColumnElement[bool], **values: Any
) -> Collection[int]:
    """Move the requests that may come to `state`, and return their ids.

    Of two answers in the same moment one finds its request moved already. Each move is
    journalled; the clock's are nobody's.
    """
    moved = db.session.scalars(
        update(JoinRequest)
        .where(*where, JoinRequest.state.in_(before(JOIN, state)))
        .values(**{"state": state, "answered_at": clock.now(), **values})
        .returning(JoinRequest.id)
        .execution_options(unscoped="joining")
    ).all()
    for request in moved:
        note(viewer, request, state)
    return moved


def note(viewer: Viewer, request: int, state: JoinState) -> None:
    """Write into the audit trail to which state a request has come."""
    journal.record(viewer, journal.Act.PROJECT, "join_request", request, state.value)
