"""Changes between people: hellos, their answers, and who may see a tie."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, update
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Account
from community.connections.models import (
    Connection,
    ConnectionRequest,
    TieAudience,
    narrower,
)
from community.connections.queries import QUIET, knows
from community.core import clock, outbox
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused, TooMany
from community.core.text import N_
from community.core.visible import CONNECTED, find, tie, unscoped, visible
from community.members.models import Member
from community.projects.models import RequestState
from community.vocabulary.choices import capacity

LETTERS = 280
A_DAY, A_DAY_AT_FIRST = 10, 3
DAY, FIRST_WEEK, FORTNIGHT = (timedelta(days=days) for days in (1, 7, 14))
WHY = "ties"


# ---------------------------------------------------------------- saying hello
def say_hello(
    viewer: Viewer, other: Member, message: str, origin: str = "direct"
) -> ConnectionRequest:
    """Pass one sentence on to somebody, and tell them by mail that it waits."""
    require(viewer, Permission.CONNECTION_ASK, other)
    assert viewer.member_id is not None
    words = " ".join(message.split())
    if not words:
        raise Refused(N_("Write a sentence: what makes you say hello?"))
    if len(words) > LETTERS:
        raise Refused(N_("Use %(most)s letters or fewer"), most=LETTERS)
    _one_at_a_time(viewer.member_id, other.id)
    _check_between(viewer, other)
    _check_often(viewer.member_id)
    _let_older_end(viewer.member_id, other.id)
    row = ConnectionRequest(
        asker_id=viewer.member_id, asked_id=other.id, message=words, origin=origin[:20]
    )
    db.session.add(row)
    db.session.flush()
    outbox.post("hello", _address_of(other.id))
    return row


def _one_at_a_time(asker: int, asked: int) -> None:
    """Let hellos from or to one person, sent in the same moment, be counted in turn."""
    both = unscoped(WHY, Member.id).where(Member.id.in_([asker, asked]))
    db.session.execute(both.order_by(Member.id).with_for_update())


def _check_between(viewer: Viewer, other: Member) -> None:
    """Refuse where the two know each other, or one of them would not know of it.

    Who has had enough hellos for now reads like who takes none: nobody is told which.
    """
    if not other.joined or not other.taking_requests or _has_enough(other.id):
        raise Refused(N_("They take no hellos at the moment"))
    if knows(viewer, other.id):
        raise Refused(N_("You know each other already"))
    if not _is_seen_by(other, viewer):
        raise Refused(
            N_("They cannot see your name. Show it to all members, then say hello")
        )
    waits = visible(viewer, ConnectionRequest.id).where(
        ConnectionRequest.asker_id == other.id,
        ConnectionRequest.asked_id == viewer.member_id,
        ConnectionRequest.state == RequestState.SENT,
    )
    if db.session.scalar(waits.limit(1)) is not None:
        raise Refused(N_("They said hello to you already. Answer it under Hellos"))
    sent = visible(viewer, func.max(ConnectionRequest.asked_at)).where(
        ConnectionRequest.asker_id == viewer.member_id,
        ConnectionRequest.asked_id == other.id,
    )
    last = db.session.scalar(sent)
    if last is not None and clock.now() < last + QUIET:
        raise Refused(
            N_("You said hello to them already. You can again from %(day)s"),
            day=f"{last + QUIET:%d.%m.%Y}",
        )


def _has_enough(asked: int) -> bool:
    """Tell whether somebody got as many hellos lately as the community allows."""
    most = capacity()
    got = unscoped(WHY, func.count(ConnectionRequest.id)).where(
        ConnectionRequest.asked_id == asked,
        ConnectionRequest.asked_at > clock.now() - FORTNIGHT,
    )
    return most > 0 and (db.session.scalar(got) or 0) >= most


def _is_seen_by(other: Member, viewer: Viewer) -> bool:
    they = Viewer(other.id, other.account_id, state="active")
    found = visible(they, Member.id).where(Member.id == viewer.member_id)
    return db.session.scalar(found) is not None


def _check_often(asker: int) -> None:
    since = clock.now() - DAY
    sent = unscoped(WHY, func.count(ConnectionRequest.id)).where(
        ConnectionRequest.asker_id == asker, ConnectionRequest.asked_at > since
    )
    most = A_DAY_AT_FIRST if _began(asker) > clock.now() - FIRST_WEEK else A_DAY
    if (db.session.scalar(sent) or 0) >= most:
        raise TooMany(
            N_("%(most)s hellos a day are enough for now. Come back tomorrow"),
            retry_after=int(DAY.total_seconds()),
            most=most,
        )


def _began(member: int) -> datetime:
    """Return when somebody's account became theirs."""
    found = unscoped(WHY, Account.confirmed_at, Account.created_at)
    found = found.join(Member, Member.account_id == Account.id)
    confirmed, created = db.session.execute(found.where(Member.id == member)).one()
    began: datetime = confirmed or created
    return began


def _address_of(member: int) -> str:
    """Return somebody's address, for the outbox alone."""
    found = unscoped(WHY, Account.email).join(Member, Member.account_id == Account.id)
    return str(db.session.scalar(found.where(Member.id == member)))


def _let_older_end(asker: int, asked: int) -> None:
    """End an older hello that was never answered, so that one alone waits."""
    db.session.execute(
        update(ConnectionRequest)
        .where(
            ConnectionRequest.asker_id == asker,
            ConnectionRequest.asked_id == asked,
            ConnectionRequest.state == RequestState.SENT,
        )
        .values(state=RequestState.NOT_NOW, answered_at=clock.now())
    )


# ---------------------------------------------------------------- answering
def accept(
    viewer: Viewer, request_id: int, audience: TieAudience = TieAudience.NEAR
) -> Member:
    """Say yes: the tie is made in this transaction. `audience` is that of my end."""
    row = _to_answer(viewer, request_id)
    other: Member = find(viewer, Member, Member.id == row.asker_id)
    _settle(row, RequestState.ACCEPTED)
    _settle_other_way(row)
    _connect(row, audience)
    outbox.post("hello-answer", _address_of(row.asker_id))
    return other


def not_now(viewer: Viewer, request_id: int) -> None:
    """Say not now, quietly: to the asker it looks like no answer yet."""
    _settle(_to_answer(viewer, request_id), RequestState.NOT_NOW)


def withdraw(viewer: Viewer, request_id: int) -> None:
    """Take one's own hello back; one that was declined goes in the same way."""
    row: ConnectionRequest = find(
        viewer,
        ConnectionRequest,
        ConnectionRequest.id == request_id,
        ConnectionRequest.asker_id == viewer.member_id,
    )
    if clock.now() >= row.asked_at + QUIET:
        raise Refused(N_("This hello has ended by itself"))
    _settle(row, RequestState.WITHDRAWN, RequestState.SENT, RequestState.NOT_NOW)


def _to_answer(viewer: Viewer, request_id: int) -> ConnectionRequest:
    row: ConnectionRequest = find(
        viewer, ConnectionRequest, ConnectionRequest.id == request_id
    )
    if row.asked_id != viewer.member_id:
        raise NotFound("hello")
    require(viewer, Permission.CONNECTION_ANSWER, row)
    return row


def _settle(
    row: ConnectionRequest,
    state: RequestState,
    *before: RequestState,
) -> None:
    """End a hello, once: of two answers at the same time one is refused."""
    allowed = before or (RequestState.SENT,)
    done = db.session.execute(
        update(ConnectionRequest)
        .where(ConnectionRequest.id == row.id, ConnectionRequest.state.in_(allowed))
        .values(state=state, answered_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("This has been answered already"))
    db.session.refresh(row, ["state", "answered_at"])


def _settle_other_way(row: ConnectionRequest) -> None:
    """Say yes as well to a hello that went the other way in the same moment."""
    db.session.execute(
        update(ConnectionRequest)
        .where(
            ConnectionRequest.asker_id == row.asked_id,
            ConnectionRequest.asked_id == row.asker_id,
            ConnectionRequest.state == RequestState.SENT,
        )
        .values(state=RequestState.ACCEPTED, answered_at=clock.now())
    )


def _connect(row: ConnectionRequest, audience: TieAudience) -> None:
    """Make the tie of asker and asked; whose yes comes second finds it made."""
    low, high = sorted((row.asker_id, row.asked_id))
    made = Connection(a_id=low, b_id=high, origin=row.origin)
    if row.asked_id == low:
        made.a_audience, made.b_audience = audience, TieAudience.NEAR
    else:
        made.a_audience, made.b_audience = TieAudience.NEAR, audience
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return
    _show(low, high, narrower(made.a_audience, made.b_audience))


# ---------------------------------------------------------------- ties
def _both_ways(one: int, two: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (one, two), (two, one)


def _show(one: int, two: int, audience: TieAudience) -> None:
    """Write down for the visibility rule that two people know each other."""
    for member, other in _both_ways(one, two):
        ends = (tie.c.member_id == member, tie.c.other_id == other)
        done = db.session.execute(
            update(tie)
            .where(*ends, tie.c.kind == CONNECTED)
            .values(audience=audience.value)
        )
        if not done.rowcount:  # type: ignore[attr-defined]
            row = {"member_id": member, "other_id": other, "kind": CONNECTED}
            db.session.execute(tie.insert().values(**row, audience=audience.value))


def _mine(viewer: Viewer, tie_id: int) -> Connection:
    row: Connection = find(
        viewer,
        Connection,
        Connection.id == tie_id,
        or_(Connection.a_id == viewer.member_id, Connection.b_id == viewer.member_id),
    )
    return row


def show_tie(viewer: Viewer, tie_id: int, audience: TieAudience) -> None:
    """Choose who may see one's own end; the narrower choice is the tie's."""
    row = _mine(viewer, tie_id)
    if row.a_id == viewer.member_id:
        row.a_audience = audience
    else:
        row.b_audience = audience
    _show(row.a_id, row.b_id, narrower(row.a_audience, row.b_audience))
    db.session.flush()


def remove_tie(viewer: Viewer, tie_id: int) -> None:
    """End a tie, quietly, for both."""
    row = _mine(viewer, tie_id)
    for member, other in _both_ways(row.a_id, row.b_id):
        db.session.execute(
            delete(tie).where(
                tie.c.member_id == member,
                tie.c.other_id == other,
                tie.c.kind == CONNECTED,
            )
        )
    db.session.delete(row)
    db.session.flush()


def rebuild_ties() -> None:
    """Write anew, from the connections, who knows whom; blocks stay as they are."""
    db.session.execute(delete(tie).where(tie.c.kind == CONNECTED))
    found = db.session.execute(
        unscoped(WHY, Connection.a_id, Connection.b_id).add_columns(
            Connection.a_audience, Connection.b_audience
        )
    ).all()
    rows = [
        {
            "member_id": member,
            "other_id": other,
            "kind": CONNECTED,
            "audience": narrower(one, two).value,
        }
        for a, b, one, two in found
        for member, other in _both_ways(a, b)
    ]
    for start in range(0, len(rows), 500):
        db.session.execute(insert(tie), rows[start : start + 500])
