"""One conversation: who is in it, what is said, and what the viewer can do there."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from community.connections.queries import QUIET, knows
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, count, find, unscoped, visible
from community.members.queries import MemberCard
from community.messages.company import (
    PartCard,
    Standing,
    company,
    parts_of,
    people_of,
    standing,
)
from community.messages.models import (
    Conversation,
    ConversationChoice,
    ConversationKind,
    Message,
    Part,
)
from community.messages.own import TEN_MINUTES
from community.messages.queries import titles_of
from community.messages.taking import WHY
from community.messages.words import Piece, pieces

SIZE = 50


@dataclass(frozen=True)
class MessageCard:
    """What somebody wrote, as words, ends of lines and addresses.

    Of a `former` member the words went with them.
    """

    id: int
    author: MemberCard | None
    mine: bool
    written_at: datetime
    edited: bool
    can_edit: bool
    pieces: tuple[Piece, ...]
    former: bool


@dataclass(frozen=True)
class Team:
    """The project whose team talks."""

    slug: str
    title: str


@dataclass(frozen=True)
class Talk:
    """One conversation: who is in it, and a page of what is said, oldest first.

    `can_write` is false too while one's own request waits. `read_by` are those who have
    read the viewer's last word, where both sides show that. `ends_on` is the day on
    which a request ends without a yes.
    """

    id: int
    kind: ConversationKind
    began_at: datetime
    standing: Standing
    can_write: bool
    ends_on: date
    muted: bool
    ignored: bool
    team: Team | None
    people: tuple[PartCard, ...]
    messages: Page[MessageCard]
    read_by: tuple[MemberCard, ...] = field(default=())

    @property
    def closed(self) -> bool:
        """Whether it has ended for good."""
        return self.standing in (Standing.ENDED, Standing.NOT_NOW)

    @property
    def read_until(self) -> datetime:
        """The moment of the newest word on this page; without any, of the beginning."""
        page = self.messages.items
        return page[-1].written_at if page else self.began_at

    @property
    def others(self) -> tuple[PartCard, ...]:
        """Everybody but the viewer."""
        return tuple(part for part in self.people if not part.me)

    @property
    def cards(self) -> dict[int, MemberCard]:
        """The people whom the viewer sees, by id."""
        found = (part.person for part in self.people)
        return {person.id: person for person in found if person is not None}


def talk(viewer: Viewer, conversation_id: int, number: int = 0) -> Talk:
    """Return a conversation of the viewer's: page `number` of it, else the last one."""
    row: Conversation = find(viewer, Conversation, Conversation.id == conversation_id)
    parts = parts_of(viewer, [row])[row.id]
    people, stands = people_of(viewer, parts), standing(viewer, row)
    mine = [part for part in parts if part.member_id == viewer.member_id]
    team = titles_of(viewer, [row]).get(row.project_id or 0)
    found = Talk(
        row.id,
        row.kind,
        row.began_at,
        stands,
        stands is Standing.OPEN or _opens(viewer, stands, parts),
        clock.british_day(row.began_at + QUIET),
        any(part.muted_at for part in mine),
        any(part.ignored_at for part in mine),
        Team(team.slug, team.title) if team else None,
        company(viewer, row, parts, people),
        _said(viewer, row.id, number, people),
    )
    return replace(_editable(found), read_by=_read_by(viewer, found, parts, people))


def _opens(viewer: Viewer, stands: Standing, parts: Iterable[Part]) -> bool:
    """Tell whether one's request needs no answer: the two know each other by now."""
    if stands is not Standing.WAITS:
        return False
    others = [part.member_id for part in parts if part.member_id != viewer.member_id]
    return any(knows(viewer, other) for other in others)


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
    mine = said.author_id == viewer.member_id
    return MessageCard(
        said.id,
        people.get(said.author_id or 0),
        mine,
        said.written_at,
        said.edited_at is not None,
        mine and clock.now() < said.written_at + TEN_MINUTES,
        pieces(said.words),
        said.author_id is None,
    )


def _editable(found: Talk) -> Talk:
    """Return a conversation, none of whose words can be changed once it has ended."""
    if not found.closed:
        return found
    fixed = tuple(replace(one, can_edit=False) for one in found.messages.items)
    return replace(found, messages=replace(found.messages, items=fixed))


def _read_by(
    viewer: Viewer, found: Talk, parts: list[Part], people: dict[int, MemberCard]
) -> tuple[MemberCard, ...]:
    """Return who has read the viewer's last word: those who show it, if they do too."""
    page = found.messages
    mine = [one.written_at for one in page.items if one.mine]
    if found.standing is not Standing.OPEN or not mine or page.number < page.pages:
        return ()
    private = unscoped(WHY, ConversationChoice.member_id).where(
        ConversationChoice.member_id.in_([part.member_id for part in parts]),
        ~ConversationChoice.read_marks,
    )
    silent = set(db.session.scalars(private))
    if viewer.member_id in silent:
        return ()
    return tuple(
        people[part.member_id]
        for part in parts
        if part.member_id not in {viewer.member_id, *silent}
        and part.member_id in people
        and part.left_at is None
        and part.read_at is not None
        and part.read_at >= mine[-1]
    )
