"""After the pairing: finding a day, whether one met, and knowing each other then."""

from sqlalchemy import Select, select, update

from community.coffee import takers
from community.coffee.models import CoffeeGuest, CoffeeRound, RoundState
from community.connections import known, ties
from community.connections.models import How
from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.graph.pairing_room import ordered
from community.members.models import Member
from community.messages import commands as messages
from community.messages.models import ConversationKind
from community.programme.models import Origin

OVER = N_("This round is over. Join the next one")


def talk(viewer: Viewer, round_id: int) -> int:
    """Return the conversation of one's table, which begins with the first who asks.

    It is for those of the table who may meet each other still, while the round runs.
    """
    require(viewer, Permission.COFFEE_JOIN)
    mine = _my_table(viewer, round_id)
    table = _guests(viewer, mine)
    if mine.conversation_id is not None:
        return mine.conversation_id
    if db.session.scalar(_runs(round_id)) is None:
        raise Refused(OVER)
    inside = _who_may_talk(viewer, table)
    if len(inside) < 2:
        raise Refused(N_("Nobody of your table is here at the moment"))
    made = messages.begin(ConversationKind.COFFEE, inside, by=viewer.member_id)
    for guest in table:
        if guest.member_id in inside and guest.conversation_id is None:
            guest.conversation_id = made.id
    db.session.flush()
    return made.id


def _guests(viewer: Viewer, mine: CoffeeGuest) -> list[CoffeeGuest]:
    """Return the guests of a table, whom nobody changes or parts till this is over."""
    found = visible(viewer, CoffeeGuest).where(
        CoffeeGuest.round_id == mine.round_id,
        CoffeeGuest.table_number == mine.table_number,
    )
    ties.one_at_a_time(*(guest.member_id for guest in db.session.scalars(found)))
    found = found.order_by(CoffeeGuest.id).with_for_update()
    return list(
        db.session.scalars(found.execution_options(populate_existing=True)).all()
    )


def _who_may_talk(viewer: Viewer, table: list[CoffeeGuest]) -> list[int]:
    assert viewer.member_id is not None
    people = [guest.member_id for guest in table]
    seen = visible(viewer, Member.id).where(Member.id.in_(people)).order_by(Member.id)
    apart = takers.parted(people)
    inside = [viewer.member_id]
    for member in db.session.scalars(seen):
        if all(ordered(member, other) not in apart for other in inside):
            inside.append(member)
    return sorted(set(inside))


def say_met(viewer: Viewer, round_id: int, met: bool) -> None:
    """Say whether one met; it can be said otherwise until the round is over."""
    require(viewer, Permission.COFFEE_JOIN)
    mine = _my_table(viewer, round_id)
    done = db.session.execute(
        update(CoffeeGuest)
        .where(CoffeeGuest.id == mine.id, CoffeeGuest.round_id.in_(_runs(round_id)))
        .values(met=met, met_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(OVER)
    db.session.refresh(mine)


def _runs(round_id: int) -> Select[int]:
    """Select a round while people meet in it."""
    return select(CoffeeRound.id).where(
        CoffeeRound.id == round_id, CoffeeRound.state == RoundState.PAIRED
    )


def know(viewer: Viewer, round_id: int, slug: str) -> None:
    """Ask somebody whom one met at a table to say that the two know each other."""
    require(viewer, Permission.COFFEE_JOIN)
    mine = _my_table(viewer, round_id)
    other: Member = find(viewer, Member, Member.slug == slug)
    at_table = visible(viewer, CoffeeGuest.id).where(
        CoffeeGuest.round_id == round_id,
        CoffeeGuest.table_number == mine.table_number,
        CoffeeGuest.member_id == other.id,
    )
    if other.id == viewer.member_id or db.session.scalar(at_table) is None:
        raise NotFound("guest")
    known.say_known(
        viewer,
        [other.id],
        How.MET,
        since=clock.today(),
        origin=Origin.COFFEE,
        met=[other.id],
    )


def _my_table(viewer: Viewer, round_id: int) -> CoffeeGuest:
    row: CoffeeGuest = find(
        viewer,
        CoffeeGuest,
        CoffeeGuest.round_id == round_id,
        CoffeeGuest.member_id == viewer.member_id,
    )
    return row
