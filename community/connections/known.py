"""Naming people whom one knows: many at once; each of them confirms with one tap.

Nobody else sees it before they have. Whoever named the viewer already is tied to them
at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from community.connections import hellos, letters, nameable, states, ties
from community.connections.models import ConnectionRequest, How, RequestKind
from community.connections.nameable import A_DAY, DAY, Nameable
from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.states import RequestState
from community.core.text import N_
from community.core.visible import EXCLUDED, MUTED, tie, unscoped, visible
from community.notices.commands import call_back, tell
from community.programme.models import Origin

WHY = "ties"
UNDO = timedelta(hours=1)
WAITS = (RequestState.SENT, RequestState.NOT_NOW)
"""The states that look to the asker as if the other had not answered yet."""
NONE = N_("Nobody of those can be named now. Tick somebody of the list")


@dataclass(frozen=True)
class Named:
    """What came of naming people: requests that wait, and ties that were made."""

    requests: tuple[int, ...] = ()
    met: tuple[int, ...] = ()


def say_known(
    viewer: Viewer,
    members: Collection[int],
    how: How,
    since: date | None = None,
    origin: Origin = Origin.DIRECT,
    event_id: int | None = None,
    met: Collection[int] = (),
) -> int:
    """Name people whom one knows, and return how many were named.

    For `met` the caller vouches: they sat at one table. With an event, both were there.
    """
    named = name_people(viewer, members, how, since, origin, event_id, met)
    return len(named.requests) + len(named.met)


def name_people(
    viewer: Viewer,
    members: Collection[int],
    how: How,
    since: date | None = None,
    origin: Origin = Origin.DIRECT,
    event_id: int | None = None,
    met: Collection[int] = (),
) -> Named:
    """Name people whom one knows: the same as `say_known`, with what came of it.

    Whoever cannot be named is left out without a word, so that it tells nothing.
    """
    for member in members:
        require(viewer, Permission.CONNECTION_ASK, Nameable(member))
    ties.one_at_a_time(viewer.member_id, *members)
    past = nameable.past_of(viewer)
    shared = nameable.sharing(viewer, event_id) if event_id or not met else {}
    wanted = {
        one: shared.get(one) or Nameable(one)
        for one in members
        if one in shared or one in met
    }
    able = {one.id for one in nameable.open_to(viewer, wanted)[0]}
    answered = sorted(able & past.to_answer.keys())
    asked = sorted(able - past.to_answer.keys() - past.quiet)
    if not answered and not asked:
        raise Refused(NONE)
    _check_often(asked, past.left)
    for other in answered:
        hellos.accept(viewer, past.to_answer[other])
    rows = [
        ConnectionRequest(
            asker_id=viewer.member_id, asked_id=other, kind=RequestKind.KNOWN, how=how,
            since=since, origin=origin, event_id=event_id,
        )
        for other in asked
    ]  # fmt: skip
    return Named(_send(viewer, rows), tuple(answered))


def _check_often(asked: Collection[int], left: int) -> None:
    if len(asked) <= left:
        return
    if left:
        raise TooMany(
            N_("You can name %(left)s more today. Untick some, or come back tomorrow"),
            retry_after=int(DAY.total_seconds()),
            left=left,
        )
    raise TooMany(
        N_("%(most)s people a day are enough. Come back tomorrow"),
        retry_after=int(DAY.total_seconds()),
        most=A_DAY,
    )


def _send(viewer: Viewer, rows: list[ConnectionRequest]) -> tuple[int, ...]:
    asked = [row.asked_id for row in rows]
    states.move(
        viewer,
        RequestState.LAPSED,
        ConnectionRequest.asker_id == viewer.member_id,
        ConnectionRequest.asked_id.in_(asked),
    )
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        journal.record(viewer, journal.Act.CONNECTION, "request", row.id, "named")
    _tell(viewer, asked)
    db.session.flush()
    return tuple(row.id for row in rows)


def _tell(viewer: Viewer, asked: Collection[int]) -> None:
    """Tell each, once a day, that somebody named them; not who, nor how many.

    They are told when it cannot be taken back any more; none to whom the viewer never
    shows.
    """
    muted = unscoped(WHY, tie.c.member_id).where(
        tie.c.other_id == viewer.member_id, tie.c.kind.in_([EXCLUDED, MUTED])
    )
    key, link = _key(clock.now()), letters.REQUESTS
    for member in sorted(set(asked) - set(db.session.scalars(muted))):
        tell(member, "known", key, link=link, after=UNDO)


def _key(moment: datetime) -> str:
    """Return what makes it once a day that somebody is told."""
    return f"known:{moment:%Y-%m-%d}"


# ---------------------------------------------------------------- taking it back
def just_named(viewer: Viewer, requests: Collection[int]) -> tuple[int, ...]:
    """Return those of `requests` that the viewer can still take back at once.

    Declined ones among them, for the asker cannot know.
    """
    found = visible(viewer, ConnectionRequest.id).where(
        ConnectionRequest.id.in_(requests),
        ConnectionRequest.asker_id == viewer.member_id,
        ConnectionRequest.kind == RequestKind.KNOWN,
        ConnectionRequest.state.in_(WAITS),
        ConnectionRequest.asked_at > clock.now() - UNDO,
    )
    return tuple(db.session.scalars(found.order_by(ConnectionRequest.id)))


def take_back(viewer: Viewer, requests: Collection[int]) -> int:
    """Take back whom one just named, and return how many; a yes came first stays."""
    able = just_named(viewer, requests)
    named = visible(viewer, ConnectionRequest.asked_id, ConnectionRequest.asked_at)
    found = db.session.execute(named.where(ConnectionRequest.id.in_(able))).all()
    ties.one_at_a_time(viewer.member_id, *(member for member, _at in found))
    taken = states.move(viewer, RequestState.WITHDRAWN, ConnectionRequest.id.in_(able))
    _untell([(member, asked_at) for member, asked_at in found])
    db.session.flush()
    return len(taken)


def _untell(named: Collection[tuple[int, datetime]]) -> None:
    """Call back what is told to whom nobody names any more who did on that day."""
    request = ConnectionRequest
    muted = select(tie.c.kind).where(
        tie.c.member_id == request.asked_id,
        tie.c.other_id == request.asker_id,
        tie.c.kind == MUTED,
    )
    waits = unscoped(WHY, request.asked_id, request.asked_at).where(
        request.asked_id.in_([member for member, _at in named]),
        request.kind == RequestKind.KNOWN,
        request.state == RequestState.SENT,
        ~muted.exists(),
    )
    still = {(member, _key(at)) for member, at in db.session.execute(waits)}
    for member, key in {(member, _key(at)) for member, at in named} - still:
        call_back(member, [key])
