"""Who has enough to answer, or got enough, and is left alone by lists of whom to ask.

First contacts are hellos, invitations, questions to lead and first messages; what came
before the day began is counted. So nobody reads off a list that somebody was asked, or
answered, a moment ago. One waits as long as it seems to whoever asked, so that no list
tells them of a quiet "not now", of ignoring or of a block.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    func,
    or_,
    select,
    union_all,
)

from community.connections.models import ConnectionRequest, RequestKind
from community.connections.queries import QUIET, SEEMS_SENT
from community.messages.models import Conversation, ConversationKind, Part
from community.projects.models import JoinKind, JoinRequest, JoinState
from community.stewardship.handing_over import ASKED_BY_LEADS
from community.stewardship.models import Handover, HandoverState

ENOUGH = 3
"""So many requests that wait for an answer are enough for one person."""

Waits = Callable[[datetime], ColumnElement[bool]]


@dataclass(frozen=True)
class Sort:
    """One sort of first contact: whom it reaches, when, and whether it waited then."""

    who: ColumnElement[int]
    at: ColumnElement[datetime]
    where: ColumnElement[bool]
    waits: Waits
    source: FromClause

    def select(self, *more: ColumnElement[bool]) -> Select[Any]:
        """Select whom it reached, once for each."""
        found = select(self.who.label("who")).select_from(self.source)
        return found.where(self.where, *more)


def busy(day: date) -> Select[tuple[int]]:
    """Select the members who had enough to answer when `day` began."""
    morning = _morning(day)
    waits = union_all(
        *(sort.select(sort.at < morning, sort.waits(morning)) for sort in _sorts())
    ).subquery()
    who = waits.c.who
    return select(who).group_by(who).having(func.count() >= ENOUGH)


def got(since: date, day: date) -> Select[tuple[int, int]]:
    """Select how many first contacts each member got from `since` until `day` began."""
    begins, ends = _morning(since), _morning(day)
    came = union_all(
        *(sort.select(sort.at >= begins, sort.at < ends) for sort in _sorts())
    ).subquery()
    who = came.c.who
    return select(who, func.count().label("number")).group_by(who)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _sorts() -> tuple[Sort, ...]:
    return _hellos(), _invitations(), _to_lead(), _messages()


def _hellos() -> Sort:
    row = ConnectionRequest.__table__.alias()

    def waits(morning: datetime) -> ColumnElement[bool]:
        seems = or_(row.c.state.in_(SEEMS_SENT), row.c.answered_at >= morning)
        return and_(row.c.asked_at > morning - QUIET, seems)

    hello = row.c.kind == RequestKind.HELLO
    return Sort(row.c.asked_id, row.c.asked_at, hello, waits, row)


def _invitations() -> Sort:
    row = JoinRequest.__table__.alias()

    def waits(morning: datetime) -> ColumnElement[bool]:
        answered = func.coalesce(row.c.waits_since, row.c.answered_at) >= morning
        seems = or_(row.c.state == JoinState.SENT, answered)
        return and_(row.c.due_at > morning, seems)

    invited = row.c.kind == JoinKind.INVITATION
    return Sort(row.c.member_id, row.c.asked_at, invited, waits, row)


def _to_lead() -> Sort:
    """Return what leads ask; an offer to take over waits for many."""
    row = Handover.__table__.alias()

    def waits(morning: datetime) -> ColumnElement[bool]:
        seems = or_(row.c.state == HandoverState.ASKED, row.c.answered_at >= morning)
        return and_(row.c.due_at > morning, seems)

    asked = row.c.kind.in_(ASKED_BY_LEADS)
    return Sort(row.c.member_id, row.c.asked_at, asked, waits, row)


def _messages() -> Sort:
    """Return what strangers wrote first: whoever asked is no end of theirs."""
    talk, part = Conversation.__table__.alias(), Part.__table__.alias()

    def waits(morning: datetime) -> ColumnElement[bool]:
        ends = (talk.c.accepted_at, talk.c.closed_at)
        seems = (or_(one.is_(None), one >= morning) for one in ends)
        return and_(talk.c.began_at > morning - QUIET, *seems)

    first = and_(
        talk.c.kind == ConversationKind.PAIR, part.c.member_id != talk.c.asked_by_id
    )
    source = talk.join(part, part.c.conversation_id == talk.c.id)
    return Sort(part.c.member_id, talk.c.began_at, first, waits, source)
