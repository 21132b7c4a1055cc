"""Who has enough to answer already, and is left alone by lists of whom to ask.

What waited when the day began is counted: what was asked since does not count yet, and
what was answered since still does. It waits as long as it seems to whoever asked, so
that no list tells them of a quiet "not now", of ignoring or of a block.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from community.connections.models import ConnectionRequest, RequestKind
from community.connections.queries import QUIET, SEEMS_SENT
from community.messages.models import Conversation, ConversationKind, Part
from community.projects.models import JoinKind, JoinRequest, JoinState
from community.stewardship.handing_over import ASKED_BY_LEADS
from community.stewardship.models import Handover, HandoverState

ENOUGH = 3
"""So many requests that wait for an answer are enough for one person."""


def busy(day: date) -> Select[tuple[int]]:
    """Select the members who had enough to answer when `day` began."""
    morning = datetime.combine(day, time(), UTC)
    sorts = (_hellos, _invitations, _to_lead, _messages)
    waits = union_all(*(sort(morning) for sort in sorts)).subquery()
    who = waits.c.who
    return select(who).group_by(who).having(func.count() >= ENOUGH)


def _hellos(morning: datetime) -> Select[Any]:
    row = ConnectionRequest.__table__.alias()
    return select(row.c.asked_id.label("who")).where(
        row.c.kind == RequestKind.HELLO,
        _young(row.c.asked_at, morning),
        or_(row.c.state.in_(SEEMS_SENT), row.c.answered_at >= morning),
    )


def _invitations(morning: datetime) -> Select[Any]:
    row = JoinRequest.__table__.alias()
    answered = func.coalesce(row.c.waits_since, row.c.answered_at) >= morning
    return select(row.c.member_id.label("who")).where(
        row.c.kind == JoinKind.INVITATION,
        row.c.asked_at < morning,
        row.c.due_at > morning,
        or_(row.c.state == JoinState.SENT, answered),
    )


def _to_lead(morning: datetime) -> Select[Any]:
    """Select whom leads asked to lead; an offer to take over waits for many."""
    row = Handover.__table__.alias()
    return select(row.c.member_id.label("who")).where(
        row.c.kind.in_(ASKED_BY_LEADS),
        row.c.asked_at < morning,
        row.c.due_at > morning,
        or_(row.c.state == HandoverState.ASKED, row.c.answered_at >= morning),
    )


def _messages(morning: datetime) -> Select[Any]:
    """Select to whom strangers wrote."""
    talk, part = Conversation.__table__.alias(), Part.__table__.alias()
    return (
        select(part.c.member_id.label("who"))
        .select_from(talk.join(part, part.c.conversation_id == talk.c.id))
        .where(
            talk.c.kind == ConversationKind.PAIR,
            part.c.member_id != talk.c.asked_by_id,
            _young(talk.c.began_at, morning),
            or_(talk.c.accepted_at.is_(None), talk.c.accepted_at >= morning),
            or_(talk.c.closed_at.is_(None), talk.c.closed_at >= morning),
        )
    )


def _young(asked_at: Any, morning: datetime) -> ColumnElement[bool]:
    """State that something was asked before a day, and not over by its age then."""
    return and_(asked_at < morning, asked_at > morning - QUIET)
