"""Reads of conversations in lists: the viewer's, and the requests to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_

from community.connections.queries import QUIET
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import muted_by, visible
from community.members.queries import MemberCard, cards
from community.messages.company import (
    PartCard,
    Standing,
    company,
    parts_of,
    people_of,
    standing,
)
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.messages.words import Piece, pieces
from community.projects.models import Project

MOST = 100


@dataclass(frozen=True)
class ConversationCard:
    """A conversation in a list; `unread` says that others wrote since one looked.

    `team` is the title of the project whose team it is of.
    """

    id: int
    others: tuple[PartCard, ...]
    team: str
    last_at: datetime
    standing: Standing
    muted: bool
    unread: bool

    @property
    def closed(self) -> bool:
        """Whether nobody can write any more."""
        return self.standing in (Standing.ENDED, Standing.NOT_NOW)


@dataclass(frozen=True)
class RequestCard:
    """A message request to the viewer: who asks, and what they wrote."""

    id: int
    person: MemberCard
    pieces: tuple[Piece, ...]
    asked_at: datetime
    folded: bool


def _is_request() -> ColumnElement[bool]:
    return and_(
        Conversation.kind == ConversationKind.PAIR,
        Conversation.accepted_at.is_(None),
    )


def conversations(viewer: Viewer) -> tuple[ConversationCard, ...]:
    """Return the viewer's conversations, that with the newest word first.

    Requests to the viewer are not among them before they said yes (`requests`).
    """
    theirs = Message.author_id.is_distinct_from(viewer.member_id)
    last = func.max(Message.written_at)
    last_theirs = func.max(case((theirs, Message.written_at)))
    rows = db.session.execute(
        visible(viewer, Conversation, last, last_theirs)
        .join(Message, Message.conversation_id == Conversation.id, isouter=True)
        .where(or_(~_is_request(), Conversation.asked_by_id == viewer.member_id))
        .group_by(Conversation.id)
        .order_by(func.coalesce(last, Conversation.began_at).desc())
        .order_by(Conversation.id.desc())
        .limit(MOST)
    ).all()
    talks = [row for row, _last, _theirs in rows]
    parts = parts_of(viewer, talks)
    people = people_of(viewer, (part for found in parts.values() for part in found))
    titles = titles_of(viewer, talks)
    return tuple(
        _card(viewer, row, parts[row.id], people, titles, said, heard)
        for row, said, heard in rows
    )


def _card(
    viewer: Viewer,
    row: Conversation,
    parts: list[Part],
    people: dict[int, MemberCard],
    titles: dict[int, Any],
    said: datetime | None,
    heard: datetime | None,
) -> ConversationCard:
    inside = company(viewer, row, parts, people)
    mine = next((part for part in parts if part.member_id == viewer.member_id), None)
    team = titles.get(row.project_id or 0)
    return ConversationCard(
        row.id,
        tuple(part for part in inside if not part.me),
        team.title if team else "",
        said or row.began_at,
        standing(viewer, row),
        mine is not None and mine.muted_at is not None,
        _is_unread(mine, row, heard),
    )


def _is_unread(mine: Part | None, row: Conversation, heard: datetime | None) -> bool:
    """Tell whether others said something that one has not seen, or have begun."""
    if mine is None or (heard is None and row.kind in _BY_ONESELF):
        return False
    return mine.read_at is None or mine.read_at < (heard or row.began_at)


_BY_ONESELF = (ConversationKind.PAIR, ConversationKind.TEAM)
"""What begins with somebody's first word, which the others hear of."""


def titles_of(viewer: Viewer, talks: Iterable[Conversation]) -> dict[int, Any]:
    """Return slug and title of the projects whose teams talk."""
    ids = {talk.project_id for talk in talks if talk.project_id is not None}
    if not ids:
        return {}
    found = visible(viewer, Project.id, Project.slug, Project.title)
    rows = db.session.execute(found.where(Project.id.in_(ids)))
    return {row.id: row for row in rows}


# ---------------------------------------------------------------- requests to me
def requests(viewer: Viewer) -> tuple[RequestCard, ...]:
    """Return the message requests that the viewer can answer, the newest first.

    Folded are those that they ignored, and those of people whom they muted.
    """
    folded = or_(
        Part.ignored_at.is_not(None), Conversation.asked_by_id.in_(muted_by(viewer))
    )
    rows = db.session.execute(
        visible(viewer, Conversation, folded, Message.words)
        .select_from(Conversation)
        .join(Part, Part.conversation_id == Conversation.id)
        .join(Message, Message.conversation_id == Conversation.id)
        .where(_waits_for(viewer), Part.member_id == viewer.member_id)
        .order_by(Conversation.began_at.desc(), Conversation.id.desc(), Message.id)
        .limit(MOST)
    ).all()
    if not rows:
        return ()
    people = cards(viewer, {row.asked_by_id for row, *_rest in rows}, tags=3)
    return tuple(
        RequestCard(
            row.id, people[row.asked_by_id], pieces(words), row.began_at, bool(away)
        )
        for row, away, words in rows
        if row.asked_by_id in people
    )


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    return and_(
        _is_request(),
        Conversation.asked_by_id != viewer.member_id,
        Conversation.closed_at.is_(None),
        Conversation.began_at > clock.now() - QUIET,
    )
