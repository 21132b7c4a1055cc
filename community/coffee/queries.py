"""Reads of coffee for whoever takes part: their own rounds and tables alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_

from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import OPEN, visible
from community.members import queries as members
from community.members.models import Member
from community.members.queries import MemberCard
from community.messages.models import Conversation

HISTORY = 24
"""So many earlier coffees are shown."""


@dataclass(frozen=True)
class RoundCard:
    """A round as every member may know of it."""

    id: int
    month: str
    pairs_on: date
    closes_on: date

    @property
    def first_day(self) -> date:
        """The first day of the round's month, which names it."""
        return date.fromisoformat(f"{self.month}-01")


@dataclass(frozen=True)
class TableCard:
    """A table of the viewer's: who else is there, and what the viewer says of it.

    `hidden` is how many of the others the viewer does not see now; `conversation` the
    number of that in which they find a day, 0 while there is none.
    """

    round: RoundCard
    others: tuple[MemberCard, ...]
    hidden: int
    met: bool | None
    conversation: int = 0


@dataclass(frozen=True)
class Coffee:
    """Where the viewer stands: what they may join, whom they meet, whom they met.

    `can_join` tells that members see the viewer's name. `left_out` are rounds that
    still run in which the viewer meets nobody; `away` tells for these that they were
    not there when the round was paired.
    """

    can_join: bool
    every_month: bool
    open: RoundCard | None
    joined: bool
    now: tuple[TableCard, ...]
    left_out: RoundCard | None
    away: bool
    running: RoundCard | None
    earlier: tuple[TableCard, ...]


@dataclass(frozen=True)
class _Seen:
    round: CoffeeRound
    seat: CoffeeSeat | None
    guest: CoffeeGuest | None
    talk: Conversation | None


def coffee(viewer: Viewer) -> Coffee:
    """Return where the viewer stands: seven statements."""
    rounds = _rounds(viewer)
    tables = _tables(viewer, rounds)
    is_open = next((one for one in rounds if _is(one, RoundState.OPEN)), None)
    running = next((one for one in rounds if _is(one, RoundState.PAIRED)), None)
    out = next((one for one in rounds if _was_left_out(one)), None)
    return Coffee(
        can_join=_can_join(viewer),
        every_month=any(
            one.seat is not None and one.seat.every_month for one in rounds
        ),
        open=_card(is_open),
        joined=is_open is not None and is_open.seat is not None,
        now=tuple(made for one, made in tables if _is(one, RoundState.PAIRED)),
        left_out=_card(out),
        away=out is not None and out.seat is not None and not out.seat.left_out,
        running=_card(running),
        earlier=tuple(made for one, made in tables if _is(one, RoundState.CLOSED)),
    )


def _is(one: _Seen, state: RoundState) -> bool:
    return one.round.state is state


def _was_left_out(one: _Seen) -> bool:
    """Tell whether somebody took part in a round that runs, and meets nobody."""
    paired = one.round.state is RoundState.PAIRED
    return paired and one.seat is not None and one.guest is None


def _card(one: _Seen | None) -> RoundCard | None:
    if one is None:
        return None
    row = one.round
    return RoundCard(row.id, row.month, row.pairs_on, row.closes_on)


def _can_join(viewer: Viewer) -> bool:
    mine = visible(viewer, Member.audience).where(Member.id == viewer.member_id)
    return db.session.scalar(mine) in OPEN


def _rounds(viewer: Viewer) -> list[_Seen]:
    """Return the rounds with the viewer's own seat and place, the newest first."""
    own_seat = and_(
        CoffeeSeat.round_id == CoffeeRound.id, CoffeeSeat.member_id == viewer.member_id
    )
    own_place = and_(
        CoffeeGuest.round_id == CoffeeRound.id,
        CoffeeGuest.member_id == viewer.member_id,
    )
    found = (
        visible(viewer, CoffeeRound, CoffeeSeat, CoffeeGuest, Conversation)
        .join(CoffeeSeat, own_seat, isouter=True)
        .join(CoffeeGuest, own_place, isouter=True)
        .join(
            Conversation, Conversation.id == CoffeeGuest.conversation_id, isouter=True
        )
        .order_by(CoffeeRound.month.desc())
    )
    return [_Seen(*row) for row in db.session.execute(found)]


def _tables(viewer: Viewer, rounds: Sequence[_Seen]) -> list[tuple[_Seen, TableCard]]:
    """Return the viewer's tables with the cards of those whom they see there."""
    sat = [one for one in rounds if one.guest is not None][:HISTORY]
    found = visible(viewer, CoffeeGuest.round_id, CoffeeGuest.member_id).where(
        CoffeeGuest.round_id.in_([one.round.id for one in sat]),
        CoffeeGuest.member_id != viewer.member_id,
    )
    others: dict[int, list[int]] = defaultdict(list)
    for number, member in db.session.execute(found.order_by(CoffeeGuest.member_id)):
        others[number].append(member)
    seen = {member for some in others.values() for member in some}
    cards = members.cards(viewer, seen, tags=3)
    return [(one, _table(one, others[one.round.id], cards)) for one in sat]


def _table(one: _Seen, there: list[int], cards: dict[int, MemberCard]) -> TableCard:
    card, guest = _card(one), one.guest
    assert card is not None
    assert guest is not None
    shown = tuple(cards[member] for member in there if member in cards)
    talk = one.talk.id if one.talk is not None else 0
    return TableCard(card, shown, len(there) - len(shown), guest.met, talk)
