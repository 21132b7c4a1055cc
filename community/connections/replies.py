"""How long answers usually take here, of the whole community and nobody in it."""

from datetime import UTC, datetime, time, timedelta
from math import ceil

from community.connections.models import ConnectionRequest, RequestKind
from community.core import clock
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import unscoped

BACK = timedelta(days=90)
FEWEST = 8
"""With fewer answers nothing is said: one could tell whose they are."""

MOST_OF_THEM = 0.75
DAY = timedelta(days=1)


def usual_reply() -> int | None:
    """Return within how many days three of four hellos that got a yes were answered.

    Of those answered in the last 90 days up to yesterday, so that nobody reads off it
    that somebody answered a moment ago.
    """
    midnight = datetime.combine(clock.today(), time(), UTC)
    asked = ConnectionRequest
    rows = db.session.execute(
        unscoped("ties", asked.asked_at, asked.answered_at).where(
            asked.kind == RequestKind.HELLO,
            asked.state == RequestState.ACCEPTED,
            asked.answered_at < midnight,
            asked.answered_at >= midnight - BACK,
        )
    )
    took: list[timedelta] = sorted(answered - sent for sent, answered in rows)
    if len(took) < FEWEST:
        return None
    return max(1, ceil(took[ceil(len(took) * MOST_OF_THEM) - 1] / DAY))
