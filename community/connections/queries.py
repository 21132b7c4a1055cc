"""Reads of requests and ties: what waits for me, what I sent, whom I know."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from community.connections.models import (
    Connection,
    ConnectionRequest,
    How,
    RequestKind,
)
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import muted_by, visible
from community.members import queries as members
from community.members.models import Member
from community.members.queries import MemberCard
from community.programme.models import Event, Origin

QUIET = timedelta(days=21)
"""For so long a hello looks the same whether it was declined, ignored or blocked."""

REMINDED = (timedelta(days=3), timedelta(days=7))
"""So long after a hello its reader is reminded, while it waits."""

MOST = 200
"""So many requests are listed, those to answer first."""


@dataclass(frozen=True)
class HelloCard:
    """A hello that waits for the viewer's answer."""

    id: int
    person: MemberCard
    message: str
    how: How
    since: date | None
    asked_at: datetime


@dataclass(frozen=True)
class KnownCard:
    """Somebody who says that the viewer and they know each other, perhaps from where.

    `event` is the title of the event that they name. An `imported` one nobody sent
    here; `message` are the words that came with it.
    """

    id: int
    person: MemberCard
    message: str
    how: How
    since: date | None
    event: str
    imported: bool


@dataclass(frozen=True)
class SentCard:
    """A request that the viewer sent; `person` is None where they see nobody now.

    `state` is what the asker may know of it: sent | accepted | not now | withdrawn.
    An `imported` one was brought in from before this place: they never said it here.
    """

    id: int
    kind: RequestKind
    person: MemberCard | None
    message: str
    asked_at: datetime
    state: RequestState
    again_from: datetime
    imported: bool

    @property
    def waits(self) -> bool:
        """Whether it can still be taken back."""
        return self.state is RequestState.SENT

    @property
    def over(self) -> bool:
        """Whether it is a hello that ended without a yes, which other people follow."""
        ended = self.state is RequestState.NOT_NOW
        return ended and self.kind is RequestKind.HELLO

    @property
    def again_on(self) -> date:
        """The day from whose start the viewer can say hello again."""
        return again_on(self.asked_at)

    @property
    def to_remind(self) -> tuple[date, ...]:
        """The days to come on which the other is reminded while there is no answer."""
        today = clock.british_day(clock.now())
        return tuple(day for day in reminded(self.asked_at) if day > today)


@dataclass(frozen=True)
class Hellos:
    """The viewer's requests: those to answer, and those sent.

    `folded` are hellos of people whom the viewer muted.
    """

    to_answer: tuple[HelloCard, ...]
    folded: tuple[HelloCard, ...]
    known: tuple[KnownCard, ...]
    sent: tuple[SentCard, ...]


def reminded(asked_at: datetime) -> tuple[date, ...]:
    """Return the days on which the reader of a hello is reminded."""
    return tuple(clock.british_day(asked_at + after) for after in REMINDED)


def has_ended(asked_at: datetime) -> bool:
    """Tell whether a request is over by its age, whether the clock has run or not."""
    return clock.now() >= asked_at + QUIET


def again_on(asked_at: datetime) -> date:
    """Return the first day of which every hour lets one ask again, as in Britain."""
    return clock.first_day_after(asked_at + QUIET)


def waits() -> ColumnElement[bool]:
    """State that a request waits for its answer."""
    return and_(
        ConnectionRequest.state == RequestState.SENT,
        ConnectionRequest.asked_at > clock.now() - QUIET,
    )


SEEMS_SENT = (RequestState.SENT, RequestState.NOT_NOW, RequestState.LAPSED)
"""What looks to whoever asked as if it waited, until its days are over."""


def told_to_asker(state: RequestState, asked_at: datetime) -> RequestState:
    """Return the state of a request as its asker may know it."""
    if state in SEEMS_SENT:
        return RequestState.NOT_NOW if has_ended(asked_at) else RequestState.SENT
    return state


def hellos(viewer: Viewer) -> Hellos:
    """Return the requests to answer and those sent: five statements."""
    rows = _rows(viewer)
    ends = {end for row, *_rest in rows for end in (row.asker_id, row.asked_id)}
    people = members.cards(viewer, ends - {viewer.member_id}, tags=3)
    to_me = [
        (row, event or "", people[row.asker_id], muted)
        for row, event, muted in rows
        if row.asked_id == viewer.member_id and row.asker_id in people
    ]
    hellos = [
        (HelloCard(row.id, who, row.message, row.how, row.since, row.asked_at), muted)
        for row, _event, who, muted in to_me
        if row.kind is RequestKind.HELLO
    ]
    return Hellos(
        tuple(hello for hello, muted in hellos if not muted),
        tuple(hello for hello, muted in hellos if muted),
        tuple(
            _known(row, who, event)
            for row, event, who, muted in to_me
            if row.kind is RequestKind.KNOWN and not muted
        ),
        tuple(
            _sent(row, people.get(row.asked_id))
            for row, *_rest in rows
            if row.asker_id == viewer.member_id
        ),
    )


def _known(row: ConnectionRequest, person: MemberCard, event: str) -> KnownCard:
    imported = row.origin is Origin.IMPORT
    return KnownCard(row.id, person, row.message, row.how, row.since, event, imported)


def _sent(row: ConnectionRequest, person: MemberCard | None) -> SentCard:
    return SentCard(
        row.id, row.kind, person, row.message, row.asked_at,
        told_to_asker(row.state, row.asked_at), row.asked_at + QUIET,
        row.origin is Origin.IMPORT,
    )  # fmt: skip


def _rows(viewer: Viewer) -> list[Any]:
    asked = ConnectionRequest
    mine, to_me = asked.asker_id == viewer.member_id, asked.asked_id == viewer.member_id
    found = (
        visible(viewer, asked, Event.title, asked.asker_id.in_(muted_by(viewer)))
        .join(Event, Event.id == asked.event_id, isouter=True)
        .where(or_(mine, and_(to_me, waits())))
        .order_by(to_me.desc(), asked.asked_at.desc(), asked.id.desc())
        .limit(MOST)
    )
    return list(db.session.execute(found))


def waiting(viewer: Viewer) -> int:
    """Return how many requests wait for the viewer's answer, of people they hear."""
    found = visible(viewer, func.count(ConnectionRequest.id)).where(
        ConnectionRequest.asked_id == viewer.member_id,
        ConnectionRequest.asker_id.not_in(muted_by(viewer)),
        waits(),
    )
    return db.session.scalar(found) or 0


@dataclass(frozen=True)
class EndedHello:
    """A hello of the viewer's that ended without a yes, and to whom it went."""

    id: int
    asked_id: int = field(metadata={"api": False})
    name: str
    slug: str
    asked_at: datetime


def ended(viewer: Viewer, request_id: int) -> EndedHello | None:
    """Return one's own hello that ended without a yes: one statement."""
    asked = ConnectionRequest
    row = db.session.execute(
        visible(viewer, asked, Member.name, Member.slug)
        .join(Member, Member.id == asked.asked_id, isouter=True)
        .where(asked.id == request_id, asked.asker_id == viewer.member_id)
        .where(asked.kind == RequestKind.HELLO)
    ).first()
    if row is None:
        return None
    made, name, slug = row
    if told_to_asker(made.state, made.asked_at) is not RequestState.NOT_NOW:
        return None
    return EndedHello(made.id, made.asked_id, name or "", slug or "", made.asked_at)


def knows(viewer: Viewer, member: int) -> bool:
    """Tell whether the viewer and somebody are tied."""
    if viewer.member_id is None:
        return False
    low, high = sorted((viewer.member_id, member))
    found = visible(viewer, Connection.id).where(
        Connection.a_id == low, Connection.b_id == high
    )
    return db.session.scalar(found) is not None
