"""Reads of hellos and ties: what waits for me, what I sent, whom I know."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_

from community.connections.models import Connection, ConnectionRequest
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.members import queries as members
from community.members.queries import MemberCard
from community.projects.models import RequestState

QUIET = timedelta(days=21)
"""For so long a hello looks the same whether it was declined, ignored or blocked."""


@dataclass(frozen=True)
class HelloCard:
    """A hello that waits for the viewer's answer."""

    id: int
    person: MemberCard
    message: str
    asked_at: datetime


@dataclass(frozen=True)
class SentCard:
    """A hello that the viewer sent; `person` is None where they see nobody now.

    `state` is what the asker may know of it: sent | accepted | not now | withdrawn.
    """

    id: int
    person: MemberCard | None
    message: str
    asked_at: datetime
    state: RequestState
    again_from: datetime

    @property
    def waits(self) -> bool:
        """Whether it can still be taken back."""
        return self.state is RequestState.SENT


@dataclass(frozen=True)
class Hellos:
    """The viewer's hellos: those to answer, and those sent."""

    to_answer: tuple[HelloCard, ...]
    sent: tuple[SentCard, ...]


def told_to_asker(state: RequestState, asked_at: datetime) -> RequestState:
    """Return the state of a hello as its asker may know it."""
    if state in (RequestState.SENT, RequestState.NOT_NOW):
        ended = clock.now() >= asked_at + QUIET
        return RequestState.NOT_NOW if ended else RequestState.SENT
    return state


def hellos(viewer: Viewer) -> Hellos:
    """Return the hellos to answer and those sent: five statements."""
    asked = ConnectionRequest
    to_me = and_(asked.asked_id == viewer.member_id, asked.state == RequestState.SENT)
    rows = db.session.scalars(
        visible(viewer, asked)
        .where(or_(asked.asker_id == viewer.member_id, to_me))
        .order_by(asked.asked_at.desc(), asked.id.desc())
        .limit(200)
    ).all()
    ends = {row.asker_id for row in rows} | {row.asked_id for row in rows}
    people = members.cards(viewer, ends - {viewer.member_id}, tags=3)
    return Hellos(
        tuple(
            HelloCard(row.id, people[row.asker_id], row.message, row.asked_at)
            for row in rows
            if row.asked_id == viewer.member_id and row.asker_id in people
        ),
        tuple(
            SentCard(
                row.id, people.get(row.asked_id), row.message, row.asked_at,
                told_to_asker(row.state, row.asked_at), row.asked_at + QUIET,
            )
            for row in rows
            if row.asker_id == viewer.member_id
        ),
    )  # fmt: skip


def waiting(viewer: Viewer) -> int:
    """Return how many hellos wait for the viewer's answer."""
    found = visible(viewer, func.count(ConnectionRequest.id)).where(
        ConnectionRequest.asked_id == viewer.member_id,
        ConnectionRequest.state == RequestState.SENT,
    )
    return db.session.scalar(found) or 0


def knows(viewer: Viewer, member: int) -> bool:
    """Tell whether the viewer and somebody are tied."""
    if viewer.member_id is None:
        return False
    low, high = sorted((viewer.member_id, member))
    found = visible(viewer, Connection.id).where(
        Connection.a_id == low, Connection.b_id == high
    )
    return db.session.scalar(found) is not None
