"""Who has enough to answer already, and is left alone by lists of whom to ask.

That is counted up to the begin of a day, so that nobody reads off a list that somebody
was asked a moment ago.
"""

from datetime import UTC, date, datetime, time

from sqlalchemy import Select, func, select, union_all

from community.connections.models import ConnectionRequest, RequestKind
from community.core.states import RequestState
from community.projects.models import JoinKind, JoinRequest, JoinState

ENOUGH = 3
"""So many hellos and invitations that wait for an answer are enough for one person."""


def busy(day: date) -> Select[tuple[int]]:
    """Select the members who have enough to answer from before `day`."""
    hello, invited = ConnectionRequest.__table__.alias(), JoinRequest.__table__.alias()
    today = datetime.combine(day, time(), UTC)
    waits = union_all(
        select(hello.c.asked_id.label("who")).where(
            hello.c.state == RequestState.SENT,
            hello.c.kind == RequestKind.HELLO,
            hello.c.asked_at < today,
        ),
        select(invited.c.member_id).where(
            invited.c.state == JoinState.SENT,
            invited.c.kind == JoinKind.INVITATION,
            invited.c.asked_at < today,
        ),
    ).subquery()
    who = waits.c.who
    return select(who).group_by(who).having(func.count() >= ENOUGH)
