"""What came of each round, for organisers: numbers, never who."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sqlalchemy import func, select

from community.coffee import takers
from community.coffee.models import CoffeeRound, CoffeeSeat, RoundState
from community.connections.models import Connection
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import unscoped
from community.graph.pairing_room import ordered
from community.programme.models import Origin

WHY = "coffee"


@dataclass(frozen=True)
class RoundFigures:
    """One round in exact numbers; pages round them before anybody sees them.

    `met` and `left out` count people; `new` and `across` tables, of people who did not
    know each other and of different kinds.
    """

    id: int
    month: str
    state: RoundState
    pairs_on: date
    closes_on: date
    joined: int = 0
    pairs: int = 0
    trios: int = 0
    new: int = 0
    across: int = 0
    met_all: int = 0
    taken: int = 0
    called_off: int = 0
    met: int = 0
    connections: int = 0

    @property
    def first_day(self) -> date:
        """The first day of the round's month, which names it."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def left_out(self) -> int:
        """How many took part and met nobody."""
        return self.met_all + self.taken + self.called_off


def figures(viewer: Viewer) -> tuple[RoundFigures, ...]:
    """Return every round with what came of it, the newest first: four statements."""
    require(viewer, Permission.COFFEE_ORGANISE)
    found = select(CoffeeRound).order_by(CoffeeRound.month.desc())
    rows = db.session.scalars(found).all()
    sitting, tied = _sitting(), _tied()
    met: dict[int, int] = {}
    made: dict[int, int] = {}
    for (number, _table), guests in takers.tables().items():
        if any(guest.met for guest in guests):
            met[number] = met.get(number, 0) + len(guests)
        people = sorted(guest.member_id for guest in guests)
        new = sum(two in tied for two in combinations(people, 2))
        made[number] = made.get(number, 0) + new
    return tuple(
        _of(row, sitting.get(row.id, 0), met.get(row.id, 0), made.get(row.id, 0))
        for row in rows
    )


def _of(row: CoffeeRound, sitting: int, met: int, made: int) -> RoundFigures:
    came = row.outcome
    return RoundFigures(
        id=row.id,
        month=row.month,
        state=row.state,
        pairs_on=row.pairs_on,
        closes_on=row.closes_on,
        joined=came.get("joined", sitting),
        pairs=came.get("pairs", 0),
        trios=came.get("trios", 0),
        new=came.get("new", 0),
        across=came.get("across", 0),
        met_all=came.get("met all", 0),
        taken=came.get("taken", 0),
        called_off=came.get("called off", 0) + came.get("alone", 0),
        met=came.get("met", met),
        connections=made,
    )


def _sitting() -> dict[int, int]:
    """Return how many take part in each open round and can be met."""
    found = takers.can_meet().order_by(None).join(CoffeeSeat).join(CoffeeRound)
    found = found.where(CoffeeRound.state == RoundState.OPEN)
    seats = found.with_only_columns(CoffeeSeat.round_id, func.count().label("people"))
    rows = db.session.execute(seats.group_by(CoffeeSeat.round_id))
    return {row.round_id: row.people for row in rows}


def _tied() -> set[tuple[int, int]]:
    """Return who came to know each other here over a coffee."""
    found = unscoped(WHY, Connection.a_id, Connection.b_id)
    rows = db.session.execute(found.where(Connection.origin == Origin.COFFEE))
    return {ordered(*two) for two in rows}
