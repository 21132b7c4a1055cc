"""The life of a request: which state follows which, and how requests are moved."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, update

from community.connections.models import ConnectionRequest
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.states import Moves, RequestState, before

REQUEST: Moves[RequestState] = {
    RequestState.SENT: frozenset(
        {
            RequestState.ACCEPTED,
            RequestState.NOT_NOW,
            RequestState.WITHDRAWN,
            RequestState.LAPSED,
        }
    ),
    RequestState.NOT_NOW: frozenset({RequestState.WITHDRAWN}),
    RequestState.ACCEPTED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
    RequestState.LAPSED: frozenset(),
}
"""What may follow; who asked can take back a declined request, for it looks like one
that waits."""


def move(
    viewer: Viewer, state: RequestState, *where: ColumnElement[bool]
) -> Collection[int]:
    """Move the requests that may come to `state`, and return their ids.

    Of two answers in the same moment one finds its request moved already. Each move is
    journalled; the clock's are nobody's.
    """
    moved = db.session.scalars(
        update(ConnectionRequest)
        .where(*where, ConnectionRequest.state.in_(before(REQUEST, state)))
        .values(state=state, answered_at=clock.now())
        .returning(ConnectionRequest.id)
        .execution_options(unscoped="ties")
    ).all()
    for request in moved:
        journal.record(viewer, journal.Act.CONNECTION, "request", request, state.value)
    return moved
