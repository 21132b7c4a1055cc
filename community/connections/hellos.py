"""Hellos: one sentence to somebody, passed on, and its answer."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from community.connections import letters, ties
from community.connections.asking import check_between, check_often
from community.connections.models import (
    ConnectionRequest,
    How,
    RequestKind,
    TieAudience,
)
from community.connections.queries import QUIET, has_ended
from community.connections.states import move
from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.states import RequestState
from community.core.text import N_
from community.core.visible import find, visible
from community.members.hearing import reads_of
from community.members.models import Member
from community.notices.commands import tell
from community.programme.models import Origin

LETTERS = 280
ENDED = N_("This request has ended by itself")


# ---------------------------------------------------------------- saying hello
def say_hello(
    viewer: Viewer,
    other: Member,
    message: str,
    origin: Origin = Origin.DIRECT,
    *,
    how: How = How.OTHER,
    since: date | None = None,
    also: int = 0,
    got: int = 0,
) -> ConnectionRequest:
    """Pass one sentence on to somebody, and tell them that it waits.

    `also` counts first contacts of another sort in the last day, for the limit, `got`
    those of another sort that the other got lately.
    """
    require(viewer, Permission.CONNECTION_ASK, other)
    assert viewer.member_id is not None
    words = _checked(message, since)
    ties.one_at_a_time(viewer.member_id, other.id)
    check_between(viewer, other, got)
    check_often(viewer.member_id, also)
    _let_older_end(viewer, other.id)
    row = ConnectionRequest(
        asker_id=viewer.member_id, asked_id=other.id, message=words, origin=origin,
        how=how, since=since,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record(viewer, journal.Act.CONNECTION, "request", row.id, "sent")
    if reads_of(other.id, viewer.member_id):
        _tell(row, "hello", other.id, row.asker_id)
    db.session.flush()
    return row


def _checked(message: str, since: date | None) -> str:
    """Return the words of a hello with single spaces, or refuse them."""
    words = " ".join(message.split())
    if not words:
        raise Refused(N_("Write a sentence: what makes you say hello?"))
    if len(words) > LETTERS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=LETTERS)
    ties.check_since(since)
    return words


def _let_older_end(viewer: Viewer, asked: int) -> None:
    """End an older hello that was never answered, so that one alone waits."""
    move(
        viewer,
        RequestState.LAPSED,
        ConnectionRequest.asker_id == viewer.member_id,
        ConnectionRequest.asked_id == asked,
        ConnectionRequest.asked_at <= clock.now() - QUIET,
    )


# ---------------------------------------------------------------- answering
def accept(
    viewer: Viewer, request_id: int, audience: TieAudience = TieAudience.NEAR
) -> Member:
    """Say yes: the tie is made in this transaction. `audience` is that of my end."""
    row = _to_answer(viewer, request_id)
    ties.one_at_a_time(row.asker_id, row.asked_id)
    other: Member = find(viewer, Member, Member.id == row.asker_id)
    _settle(viewer, row, RequestState.ACCEPTED)
    move(viewer, RequestState.ACCEPTED, _wait_between(row.asker_id, row.asked_id))
    ties.connect(
        viewer,
        row.asker_id,
        row.asked_id,
        how=row.how,
        since=row.since,
        origin=row.origin,
        event_id=row.event_id,
        audiences={row.asked_id: audience},
    )
    if row.kind is RequestKind.HELLO and reads_of(row.asker_id, row.asked_id):
        _tell(row, "hello-answer", row.asker_id, row.asked_id)
    db.session.flush()
    return other


def accept_all(viewer: Viewer, requests: Collection[int], audience: TieAudience) -> int:
    """Say yes to those of some requests that still wait, and return how many.

    Who asks is kept from changing before the first yes: one after the other, two such
    answers could wait for each other.
    """
    found = visible(viewer, ConnectionRequest.asker_id).where(
        ConnectionRequest.id.in_(requests),
        ConnectionRequest.asked_id == viewer.member_id,
    )
    ties.one_at_a_time(viewer.member_id, *db.session.scalars(found))
    number = 0
    for one in sorted(requests):
        try:
            accept(viewer, one, audience)
            number += 1
        except (NotFound, Refused):
            continue  # taken back, or parted, since the page was read
    return number


def not_now(viewer: Viewer, request_id: int) -> None:
    """Say not now, quietly: to the asker it looks like no answer yet."""
    _settle(viewer, _to_answer(viewer, request_id), RequestState.NOT_NOW)


def withdraw(viewer: Viewer, request_id: int) -> None:
    """Take one's own request back; one that was declined goes in the same way."""
    row: ConnectionRequest = find(
        viewer,
        ConnectionRequest,
        ConnectionRequest.id == request_id,
        ConnectionRequest.asker_id == viewer.member_id,
    )
    _settle(viewer, row, RequestState.WITHDRAWN)


def end_between(viewer: Viewer, one: int, two: int) -> None:
    """End what waits between two people; to the asker it looks like no answer yet."""
    move(viewer, RequestState.NOT_NOW, _wait_between(one, two))


def _to_answer(viewer: Viewer, request_id: int) -> ConnectionRequest:
    row: ConnectionRequest = find(
        viewer, ConnectionRequest, ConnectionRequest.id == request_id
    )
    if row.asked_id != viewer.member_id:
        raise NotFound("hello")
    require(viewer, Permission.CONNECTION_ANSWER, row)
    return row


def _settle(viewer: Viewer, row: ConnectionRequest, state: RequestState) -> None:
    """End a request, once: of two answers at the same time one is refused."""
    if has_ended(row.asked_at):
        raise Refused(ENDED)
    if not move(viewer, state, ConnectionRequest.id == row.id):
        raise Refused(N_("This has been answered already"))
    db.session.refresh(row, ["state", "answered_at"])


def _tell(row: ConnectionRequest, kind: str, member: int, person: int) -> None:
    key = letters.key(kind, row.id, row.asked_at)
    tell(member, kind, key, person=person, link=letters.REQUESTS)


def _wait_between(one: int, two: int) -> ColumnElement[bool]:
    """State that a request between two people, either way, waits for its answer."""
    asked: Any = ConnectionRequest
    ends = or_(
        and_(asked.asker_id == one, asked.asked_id == two),
        and_(asked.asker_id == two, asked.asked_id == one),
    )
    return and_(
        ends,
        asked.state == RequestState.SENT,
        asked.asked_at > clock.now() - QUIET,
    )
