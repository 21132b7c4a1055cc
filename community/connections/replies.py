"""How long answers usually take here, of the whole community and nobody in it."""

from community.connections.models import ConnectionRequest, RequestKind
from community.core.db import db
from community.core.states import RequestState
from community.core.usual import lately, usual_days
from community.core.visible import unscoped


def usual_reply() -> int | None:
    """Return within how many days three of four hellos that got a yes were answered."""
    since, midnight = lately()
    asked = ConnectionRequest
    rows = db.session.execute(
        unscoped("ties", asked.asked_at, asked.answered_at).where(
            asked.kind == RequestKind.HELLO,
            asked.state == RequestState.ACCEPTED,
            asked.answered_at < midnight,
            asked.answered_at >= since,
        )
    )
    return usual_days([answered - sent for sent, answered in rows])
