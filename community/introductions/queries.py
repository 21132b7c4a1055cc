"""Reads of introductions: the viewer's, one of them, and who can introduce whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_

from community.connections.models import Connection
from community.connections.queries import QUIET
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import find, muted_by, unscoped, visible
from community.introductions.models import Introduction, IntroductionKind
from community.introductions.told import Side, Told, side_of, told
from community.members.models import Member
from community.members.queries import MemberCard, cards
from community.messages.models import Conversation

MOST = 200
WHY = "introductions"


@dataclass(frozen=True)
class IntroductionCard:
    """An introduction as one of the three may know it.

    A person is None where the viewer sees nobody now. `purpose` is what was asked of
    the one in the middle, `words` is what they wrote; each is empty to whom it is not
    for. One that is `woven` comes from an organiser, who needs to know neither.
    `folded` tells that it comes of somebody whom the viewer muted.
    """

    id: int
    kind: IntroductionKind
    side: Side
    state: Told
    introducer: MemberCard | None
    asker: MemberCard | None
    target: MemberCard | None
    purpose: str
    words: str
    asked_at: datetime
    ends_on: date
    conversation_id: int | None
    woven: bool
    is_target: bool = field(metadata={"api": False})
    folded: bool = field(default=False, metadata={"api": False})

    @property
    def other(self) -> MemberCard | None:
        """Whom the viewer would be introduced to."""
        return self.asker if self.is_target else self.target

    @property
    def can_take_back(self) -> bool:
        """Whether the viewer began it, and it still looks as if it waits."""
        return self.state is Told.WAITS


def introductions(viewer: Viewer) -> tuple[IntroductionCard, ...]:
    """Return those in which the viewer has a part, newest first: six statements."""
    rows = db.session.execute(
        visible(viewer, Introduction, _unheard(viewer))
        .where(_mine(viewer))
        .order_by(Introduction.asked_at.desc(), Introduction.id.desc())
        .limit(MOST)
    ).all()
    told_of = [(row, muted) for row, muted in rows if told(row, viewer.member_id)]
    found = _cards(viewer, [row for row, _muted in told_of], 0)
    return tuple(
        replace(card, folded=muted)
        for card, (_row, muted) in zip(found, told_of, strict=True)
    )


def _unheard(viewer: Viewer) -> ColumnElement[bool]:
    """State that the viewer muted somebody of whom it comes: no letter went either.

    To the one in the middle it comes of the asker alone, to a contact of both others.
    """
    three = Introduction.introducer_id, Introduction.asker_id, Introduction.target_id
    mine = Introduction.introducer_id == viewer.member_id
    muted = [person.in_(muted_by(viewer)) for person in three]
    return or_(and_(mine, muted[1]), and_(~mine, or_(*muted)))


def introduction(viewer: Viewer, introduction_id: int) -> IntroductionCard:
    """Return one, or raise `NotFound` where it is nothing to the viewer any more."""
    row: Introduction = find(
        viewer, Introduction, Introduction.id == introduction_id, _mine(viewer)
    )
    if told(row, viewer.member_id) is None:
        raise NotFound("introduction")
    return _cards(viewer, [row], 4)[0]


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    me = viewer.member_id
    return or_(
        Introduction.introducer_id == me,
        Introduction.asker_id == me,
        Introduction.target_id == me,
    )


def _cards(
    viewer: Viewer, rows: Iterable[Introduction], tags: int
) -> tuple[IntroductionCard, ...]:
    rows = list(rows)
    ends = {
        end for row in rows for end in (row.introducer_id, row.asker_id, row.target_id)
    }
    people = cards(viewer, ends, tags=tags)
    talks = _open_to(viewer, rows)
    return tuple(_card(viewer, row, people, talks) for row in rows)


def _open_to(viewer: Viewer, rows: Iterable[Introduction]) -> set[int]:
    """Return the conversations, of those that came of `rows`, that the viewer is in."""
    ids = {row.conversation_id for row in rows if row.conversation_id is not None}
    if not ids:
        return set()
    found = visible(viewer, Conversation.id).where(Conversation.id.in_(ids))
    return set(db.session.scalars(found))


def _card(
    viewer: Viewer, row: Introduction, people: dict[int, MemberCard], talks: set[int]
) -> IntroductionCard:
    side, state = side_of(row, viewer.member_id), told(row, viewer.member_id)
    assert state is not None
    return IntroductionCard(
        row.id,
        row.kind,
        side,
        state,
        people.get(row.introducer_id),
        people.get(row.asker_id),
        people.get(row.target_id),
        "" if side is Side.CONTACT else row.purpose,
        "" if side is Side.ASKER else row.words,
        row.asked_at,
        clock.british_day(row.asked_at + QUIET),
        row.conversation_id if row.conversation_id in talks else None,
        row.woven,
        row.target_id == viewer.member_id,
    )


# ---------------------------------------------------------------- who can introduce
def introducers(viewer: Viewer, member: int) -> frozenset[int]:
    """Return who knows both, as far as the viewer may see that, and can be asked.

    Two statements. Whom the viewer muted, and who takes no requests, is none of them.
    """
    ends = (viewer.member_id, member)
    rows = db.session.execute(
        visible(viewer, Connection.a_id, Connection.b_id).where(
            or_(Connection.a_id.in_(ends), Connection.b_id.in_(ends))
        )
    ).all()
    known = {
        end: {b if a == end else a for a, b in rows if end in (a, b)} for end in ends
    }
    both = (known[ends[0]] & known[ends[1]]) - set(ends)
    able = visible(viewer, Member.id).where(
        Member.id.in_(both), Member.joined, Member.taking_requests
    )
    heard = able.where(Member.id.not_in(muted_by(viewer)))
    return frozenset(db.session.scalars(heard))


def contacts(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Return slug and name of everybody whom the viewer knows and hears, by name."""
    me = viewer.member_id
    rows = db.session.execute(
        visible(viewer, Connection.a_id, Connection.b_id).where(
            or_(Connection.a_id == me, Connection.b_id == me)
        )
    )
    ids = [b if a == me else a for a, b in rows]
    found = visible(viewer, Member.slug, Member.name).where(
        Member.id.in_(ids), Member.joined, Member.id.not_in(muted_by(viewer))
    )
    return tuple(
        (slug, name)
        for slug, name in db.session.execute(found.order_by(Member.folded, Member.id))
    )


def are_tied(viewer: Viewer, one: int, two: int) -> bool:
    """Tell whether two people know each other, as far as the viewer may see."""
    low, high = sorted((one, two))
    found = visible(viewer, Connection.id).where(
        Connection.a_id == low, Connection.b_id == high
    )
    return db.session.scalar(found) is not None


def reach_each_other(one: int, two: int) -> bool:
    """Tell whether two people see each other, and do not know each other already.

    For the machine alone: where it says no, nothing is delivered, and nobody is told.
    """
    low, high = sorted((one, two))
    tied = unscoped(WHY, Connection.id).where(
        Connection.a_id == low, Connection.b_id == high
    )
    if db.session.scalar(tied) is not None:
        return False
    return sees(one, two) and sees(two, one)


def sees(one: int, two: int) -> bool:
    """Tell whether somebody sees somebody else."""
    they = Viewer(one, state="active")
    found = visible(they, Member.id).where(Member.id == two)
    return db.session.scalar(found) is not None


# ---------------------------------------------------------------- in conversations
@dataclass(frozen=True)
class Opening:
    """What brought the people of a conversation together, as the viewer may know it."""

    introducer: MemberCard | None
    asker: MemberCard | None
    target: MemberCard | None
    on: date


def opening_of(
    viewer: Viewer, conversation_id: int, people: Mapping[int, MemberCard]
) -> Opening | None:
    """Return the introduction that a conversation of `people` began with."""
    row = db.session.scalar(
        visible(viewer, Introduction)
        .where(Introduction.conversation_id == conversation_id)
        .limit(1)
    )
    if row is None:
        return None
    return Opening(
        people.get(row.introducer_id),
        people.get(row.asker_id),
        people.get(row.target_id),
        clock.british_day(row.ended_at or row.asked_at),
    )
