"""The conversation of two: opened at once by who know each other, else asked for."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_

from community.connections import asking
from community.connections.queries import QUIET, again_on, has_ended, knows
from community.connections.ties import one_at_a_time
from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import connected_to, find, mates_of, unscoped, visible
from community.members.models import Member
from community.messages import commands, telling
from community.messages.models import Conversation, ConversationKind, Part
from community.messages.states import Asked, is_request, move, pair_of
from community.messages.taking import WHY, add, close, hold, note, take, tidy, two_of

OVER = N_("This request has ended by itself")


def _could_go_on() -> ColumnElement[bool]:
    """State that a conversation is open, or is a request whose day has not come."""
    young = and_(
        Conversation.asked_by_id.is_not(None),
        Conversation.began_at > clock.now() - QUIET,
    )
    is_open = Conversation.accepted_at.is_not(None)
    return and_(Conversation.closed_at.is_(None), or_(is_open, young))


def open_with(viewer: Viewer, other: int) -> Conversation | None:
    """Return the conversation of the viewer and somebody, or the request of one."""
    theirs = visible(viewer, Part.conversation_id).where(Part.member_id == other)
    found = visible(viewer, Conversation).where(
        Conversation.kind == ConversationKind.PAIR,
        Conversation.id.in_(theirs),
        _could_go_on(),
    )
    row: Conversation | None = db.session.scalar(
        found.order_by(Conversation.id.desc()).limit(1)
    )
    return row


def is_first_contact(viewer: Viewer, other: int) -> bool:
    """Tell whether nothing links two: they neither know each other nor share a team."""
    if knows(viewer, other):
        return False
    mates = unscoped(WHY, Member.id).where(Member.id.in_(mates_of(viewer)))
    return db.session.scalar(mates.where(Member.id == other)) is None


# ---------------------------------------------------------------- beginning
def begin(
    viewer: Viewer, other: Member, words: str, *, also: int = 0, got: int = 0
) -> Conversation:
    """Write the first message to somebody: a request, where nothing links the two.

    `also` counts other first contacts that the viewer made in the last day, `got` those
    that the other got lately. Of two who begin in the same moment the second one
    finds what the first wrote, and answers it.
    """
    require(viewer, Permission.CONNECTION_ASK, other)
    said = tidy(words)
    one_at_a_time(viewer.member_id, other.id)
    there = open_with(viewer, other.id)
    if there is not None:
        return _go_on(viewer, there, said)
    request = is_first_contact(viewer, other.id)
    _check(viewer, other, request, also, got)
    made = _make(viewer, other.id, request)
    commands.say(viewer, made, said)
    if request:
        telling.request(made, other.id)
    return made


def _go_on(viewer: Viewer, talk: Conversation, said: str) -> Conversation:
    if is_request(talk) and talk.asked_by_id != viewer.member_id:
        accept(viewer, talk.id)
    commands.write(viewer, talk.id, said)
    return talk


def _check(viewer: Viewer, other: Member, request: bool, also: int, got: int) -> None:
    """Refuse who cannot be written to, in the same words whatever the reason."""
    assert viewer.member_id is not None
    got += got_lately(other.id)
    if not (asking.takes(other, got) if request else other.joined):
        raise Refused(asking.TAKE_NONE)
    if not asking.is_seen_by(other, viewer):
        raise Refused(
            N_("They cannot see your name. Show it to all members, then write")
        )
    if not request:
        return
    again = again_from(viewer, other.id)
    if again is not None:
        raise Refused(
            N_("You wrote to them already. You can write again from %(day)s"), day=again
        )
    asking.check_often(viewer.member_id, also + begun_lately(viewer))


def _make(viewer: Viewer, other: int, request: bool) -> Conversation:
    assert viewer.member_id is not None
    pair = pair_of(viewer.member_id, other)
    for old in hold(Conversation.pair == pair):
        _let_end(viewer, old)
    how = {"asked_by_id": viewer.member_id} if request else {"accepted_at": clock.now()}
    made = add(ConversationKind.PAIR, (viewer.member_id, other), pair=pair, **how)
    note(viewer, made.id, Asked.WAITING.value if request else "begun")
    return made


def _let_end(viewer: Viewer, old: Conversation) -> None:
    """End what stands where a new one begins: a request whose day came unnoticed."""
    if is_request(old):
        move(viewer, old, *two_of(old), Asked.NOT_NOW)
    else:
        close(viewer, old)
    db.session.flush()


# ---------------------------------------------------------------- how often
def is_among_strangers(viewer: Viewer, conversation_id: int) -> bool:
    """Tell whether the viewer knows nobody of a conversation; a team is no stranger."""
    of_team = visible(viewer, Conversation.id).where(
        Conversation.id == conversation_id,
        Conversation.kind == ConversationKind.TEAM,
    )
    if db.session.scalar(of_team) is not None:
        return False
    known = unscoped(WHY, Part.id).where(
        Part.conversation_id == conversation_id,
        Part.member_id.in_(connected_to(viewer)),
        Part.left_at.is_(None),
    )
    return db.session.scalar(known.limit(1)) is None


def again_from(viewer: Viewer, other: int) -> date | None:
    """Return from when the viewer may ask somebody again to whom they wrote lately."""
    sent = unscoped(WHY, func.max(Conversation.began_at)).join(
        Part, Part.conversation_id == Conversation.id
    )
    last: datetime | None = db.session.scalar(
        sent.where(
            Conversation.asked_by_id == viewer.member_id, Part.member_id == other
        )
    )
    return None if last is None or has_ended(last) else again_on(last)


def begun_lately(viewer: Viewer) -> int:
    """Return how many message requests the viewer sent in the last day."""
    sent = unscoped(WHY, func.count(Conversation.id)).where(
        Conversation.asked_by_id == viewer.member_id,
        Conversation.began_at > clock.now() - asking.DAY,
    )
    return db.session.scalar(sent) or 0


def got_lately(member: int) -> int:
    """Return how many message requests somebody got while their capacity counts."""
    got = (
        unscoped(WHY, func.count(Conversation.id))
        .join(Part, Part.conversation_id == Conversation.id)
        .where(
            Part.member_id == member,
            Conversation.asked_by_id != member,
            Conversation.began_at > clock.now() - timedelta(days=14),
        )
    )
    return db.session.scalar(got) or 0


# ---------------------------------------------------------------- answering
def accept(viewer: Viewer, conversation_id: int) -> Conversation:
    """Say yes to a request: from now on the two write to each other."""
    talk = _to_answer(viewer, conversation_id)
    find(viewer, Member, Member.id == talk.asked_by_id)
    move(viewer, talk, *two_of(talk), Asked.ACCEPTED)
    telling.accepted(talk, viewer.member_id)
    db.session.flush()
    return talk


def ignore(viewer: Viewer, conversation_id: int) -> None:
    """Put a request away, quietly: to who asked it looks like no answer yet."""
    talk = _to_answer(viewer, conversation_id)
    move(viewer, talk, *two_of(talk), Asked.IGNORED)
    db.session.flush()


def withdraw(viewer: Viewer, conversation_id: int) -> None:
    """Take one's own request back; the other does not find it any more."""
    talk = _request(viewer, conversation_id)
    if talk.asked_by_id != viewer.member_id:
        raise NotFound("request")
    asker, asked = two_of(talk)
    move(viewer, talk, asker, asked, Asked.WITHDRAWN)
    telling.forget_request(talk, asked.member_id if asked else None)
    db.session.flush()


def _request(viewer: Viewer, conversation_id: int) -> Conversation:
    talk = take(viewer, conversation_id)
    if talk.kind is not ConversationKind.PAIR or talk.asked_by_id is None:
        raise NotFound("request")
    if is_request(talk) and has_ended(talk.began_at):
        raise Refused(OVER)
    return talk


def _to_answer(viewer: Viewer, conversation_id: int) -> Conversation:
    talk = _request(viewer, conversation_id)
    if talk.asked_by_id == viewer.member_id:
        raise NotFound("request")
    return talk
