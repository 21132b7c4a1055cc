"""Who is in a conversation, as the viewer sees them, and where the conversation stands.

Of a message request the one who asked sees that it waits until its day, and then "not
now", whether it was ignored, parted by a block or not looked at.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from community.connections.queries import has_ended
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.members.queries import MemberCard, cards
from community.messages.models import Conversation, ConversationKind, Part
from community.messages.states import is_request


class Standing(StrEnum):
    """Where a conversation stands for one of those in it."""

    OPEN = "open"
    WAITS = "waits for an answer"
    TO_ANSWER = "to answer"
    NOT_NOW = "not now"
    ENDED = "ended"


@dataclass(frozen=True)
class PartCard:
    """Somebody in a conversation; `person` is None where the viewer sees nobody now.

    `left` is told while others talk on. Of one that has ended it is not: there it would
    tell that a conversation which nobody left was ended by a block.
    """

    person: MemberCard | None
    me: bool
    left: bool


def standing(viewer: Viewer, row: Conversation) -> Standing:
    """Return where a conversation stands, as far as the viewer may know."""
    if not is_request(row):
        return Standing.OPEN if row.closed_at is None else Standing.ENDED
    mine = row.asked_by_id == viewer.member_id
    if row.asked_by_id is None or row.closed_at is not None or has_ended(row.began_at):
        return Standing.NOT_NOW if mine else Standing.ENDED
    return Standing.WAITS if mine else Standing.TO_ANSWER


def parts_of(
    viewer: Viewer, conversations: Iterable[Conversation]
) -> dict[int, list[Part]]:
    """Return who is or was in each conversation, the viewer first."""
    found: dict[int, list[Part]] = defaultdict(list)
    ids = [row.id for row in conversations]
    if ids:
        parts = visible(viewer, Part).where(Part.conversation_id.in_(ids))
        mine_first = (Part.member_id != viewer.member_id, Part.id)
        for part in db.session.scalars(parts.order_by(*mine_first)):
            found[part.conversation_id].append(part)
    return found


def people_of(viewer: Viewer, parts: Iterable[Part]) -> dict[int, MemberCard]:
    """Return whom the viewer sees of those in conversations."""
    return cards(viewer, {part.member_id for part in parts}, tags=0)


def company(
    viewer: Viewer, row: Conversation, parts: list[Part], people: dict[int, MemberCard]
) -> tuple[PartCard, ...]:
    """Return who is or was in a conversation, the viewer first."""
    talks_on = row.closed_at is None and not is_request(row)
    return tuple(
        PartCard(
            people.get(part.member_id),
            part.member_id == viewer.member_id,
            part.left_at is not None and talks_on,
        )
        for part in parts
        if row.kind is not ConversationKind.TEAM or part.left_at is None
    )
