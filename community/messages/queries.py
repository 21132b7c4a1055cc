"""Reads of conversations: the viewer's, and one with who is in it and what is said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import case, func, update

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, count, find, visible
from community.members.queries import MemberCard, cards
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.messages.words import Piece, pieces

MOST, SIZE = 100, 50


@dataclass(frozen=True)
class PartCard:
    """Somebody in a conversation; `person` is None where the viewer sees nobody now.

    `left` is told while others talk on. Of one that has ended it is not: there it would
    tell that a conversation which nobody left was ended by a block.
    """

    person: MemberCard | None
    me: bool
    left: bool


@dataclass(frozen=True)
class ConversationCard:
    """A conversation in a list; `unread` says that others wrote since one looked."""

    id: int
    others: tuple[PartCard, ...]
    last_at: datetime
    closed: bool
    unread: bool


@dataclass(frozen=True)
class MessageCard:
    """What somebody wrote, as words, ends of lines and addresses."""

    author: MemberCard | None
    mine: bool
    written_at: datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Talk:
    """One conversation: who is in it, and a page of what is said, oldest first."""

    id: int
    kind: ConversationKind
    began_at: datetime
    closed: bool
    people: tuple[PartCard, ...]
    messages: Page[MessageCard]

    @property
    def others(self) -> tuple[PartCard, ...]:
        """Everybody but the viewer."""
        return tuple(part for part in self.people if not part.me)

    @property
    def cards(self) -> dict[int, MemberCard]:
        """The people whom the viewer sees, by id."""
        found = (part.person for part in self.people)
        return {person.id: person for person in found if person is not None}


def conversations(viewer: Viewer) -> tuple[ConversationCard, ...]:
    """Return the viewer's conversations, that with the newest word first."""
    theirs = Message.author_id.is_distinct_from(viewer.member_id)
    last = func.max(Message.written_at)
    last_theirs = func.max(case((theirs, Message.written_at)))
    rows = db.session.execute(
        visible(viewer, Conversation, last, last_theirs)
        .join(Message, Message.conversation_id == Conversation.id, isouter=True)
        .group_by(Conversation.id)
        .order_by(func.coalesce(last, Conversation.began_at).desc())
        .order_by(Conversation.id.desc())
        .limit(MOST)
    ).all()
    parts = _parts(viewer, [row.id for row, _last, _theirs in rows])
    people = _people(viewer, (part for found in parts.values() for part in found))
    return tuple(
        ConversationCard(
            row.id,
            tuple(
                part
                for part in _company(viewer, row, parts[row.id], people)
                if not part.me
            ),
            said or row.began_at,
            row.closed_at is not None,
            _is_unread(viewer, parts[row.id], heard or row.began_at),
        )
        for row, said, heard in rows
    )


def _parts(viewer: Viewer, conversations: list[int]) -> dict[int, list[Part]]:
    """Return who is or was in each conversation; the viewer first."""
    found: dict[int, list[Part]] = defaultdict(list)
    if conversations:
        parts = visible(viewer, Part).where(Part.conversation_id.in_(conversations))
        mine_first = (Part.member_id != viewer.member_id, Part.id)
        for part in db.session.scalars(parts.order_by(*mine_first)):
            found[part.conversation_id].append(part)
    return found


def _people(viewer: Viewer, parts: Iterable[Part]) -> dict[int, MemberCard]:
    return cards(viewer, {part.member_id for part in parts}, tags=0)


def _company(
    viewer: Viewer, row: Conversation, parts: list[Part], people: dict[int, MemberCard]
) -> tuple[PartCard, ...]:
    """Return who is or was in a conversation, the viewer first."""
    return tuple(
        PartCard(
            people.get(part.member_id),
            part.member_id == viewer.member_id,
            part.left_at is not None and row.closed_at is None,
        )
        for part in parts
    )


def _is_unread(viewer: Viewer, parts: list[Part], heard: datetime) -> bool:
    mine = (part for part in parts if part.member_id == viewer.member_id)
    return any(part.read_at is None or part.read_at < heard for part in mine)


def talk(viewer: Viewer, conversation_id: int, number: int = 0) -> Talk:
    """Return a conversation of the viewer's: page `number` of it, else the last one."""
    row: Conversation = find(viewer, Conversation, Conversation.id == conversation_id)
    parts = _parts(viewer, [row.id])[row.id]
    people = _people(viewer, parts)
    return Talk(
        row.id,
        row.kind,
        row.began_at,
        row.closed_at is not None,
        _company(viewer, row, parts, people),
        _said(viewer, row.id, number, people),
    )


def _said(
    viewer: Viewer, conversation_id: int, number: int, people: dict[int, MemberCard]
) -> Page[MessageCard]:
    """Return a page of messages: two statements."""
    said = visible(viewer, Message).where(Message.conversation_id == conversation_id)
    empty = Page[MessageCard]((), number, SIZE, count(said))
    number = number or empty.pages
    if not 0 < number <= empty.pages:
        raise NotFound("page")
    said = said.order_by(Message.written_at, Message.id)
    rows = db.session.scalars(said.limit(SIZE).offset((number - 1) * SIZE))
    written = tuple(_written(viewer, row, people) for row in rows)
    return replace(empty, items=written, number=number)


def _written(
    viewer: Viewer, said: Message, people: dict[int, MemberCard]
) -> MessageCard:
    return MessageCard(
        people.get(said.author_id or 0),
        said.author_id == viewer.member_id,
        said.written_at,
        pieces(said.words),
    )


def mark_read(viewer: Viewer, conversation_id: int) -> None:
    """Note that the viewer has seen a conversation as it is now."""
    db.session.execute(
        update(Part)
        .where(
            Part.conversation_id == conversation_id,
            Part.member_id == viewer.member_id,
        )
        .values(read_at=clock.now())
    )
