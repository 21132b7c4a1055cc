"""The demo's coffee rounds: one that is over, one that is on, one to join."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from community.coffee import takers
from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.core import clock
from community.core.db import db
from community.demo.people import Loaded

PAIRED_AGO, MONTH = timedelta(days=5), timedelta(days=35)
TO_MEET, TO_JOIN = timedelta(days=23), timedelta(days=6)


class Days(NamedTuple):
    """When a round is paired, and when it is over."""

    pairs: date
    closes: date


def load(rounds: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Load the rounds, of the month before, of this one and of the next."""
    for place, facts in enumerate(rounds):
        state = RoundState(facts["state"])
        row = _round(state, place)
        tables = [
            ([ids[one].member_id for one in table["who"]], table["met"])
            for table in facts.get("tables", ())
        ]
        every = {ids[one].member_id for one in facts.get("every_month", ())}
        open_to = [ids[one].member_id for one in facts.get("seats", ())]
        people = open_to + [one for who, _met in tables for one in who]
        for one in sorted(people):
            _sit(row, one, one in every)
        for number, (who, met) in enumerate(tables, 1):
            _seat(row, number, who, met)
        if tables:
            row.outcome = _outcome(row, tables)
    db.session.flush()


def _round(state: RoundState, place: int) -> CoffeeRound:
    days = _days(state)
    opened = _noon(days.pairs - MONTH)
    row = CoffeeRound(
        month=_month(place - 1),
        state=state,
        pairs_on=days.pairs,
        closes_on=days.closes,
        seed=2017 + place,
        opened_at=min(opened, clock.now()),
        paired_at=None if state is RoundState.OPEN else _noon(days.pairs),
        closed_at=_noon(days.closes) if state is RoundState.CLOSED else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _days(state: RoundState) -> Days:
    today = clock.today()
    pairs = {
        RoundState.CLOSED: today - PAIRED_AGO - MONTH,
        RoundState.PAIRED: today - PAIRED_AGO,
        RoundState.OPEN: max(date.fromisoformat(f"{_month(1)}-05"), today + TO_JOIN),
    }[state]
    return Days(pairs, pairs + TO_MEET)


def _month(after: int) -> str:
    """Return the month of the round that is on, or one before or after it."""
    on = clock.today() - PAIRED_AGO
    months = on.year * 12 + on.month - 1 + after
    return f"{months // 12}-{months % 12 + 1:02}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(9), clock.now().tzinfo)


def _sit(row: CoffeeRound, member: int, every_month: bool) -> None:
    db.session.add(
        CoffeeSeat(
            round_id=row.id,
            member_id=member,
            every_month=every_month,
            joined_at=row.opened_at,
        )
    )


def _seat(row: CoffeeRound, number: int, who: list[int], met: bool | None) -> None:
    """Seat some people; the first of them says whether they met."""
    for place, member in enumerate(who):
        said = met if place == 0 else None
        db.session.add(
            CoffeeGuest(
                round_id=row.id,
                table_number=number,
                member_id=member,
                met=said,
                met_at=None if said is None else clock.now() - timedelta(days=1),
            )
        )


def _outcome(
    row: CoffeeRound, tables: list[tuple[list[int], bool | None]]
) -> dict[str, int]:
    """Count what came of a round, as the rounds count it."""
    groups = [who for who, _met in tables]
    people = [one for who in groups for one in who]
    facts = takers.facts(people)
    found = {
        "joined": len(people),
        "pairs": sum(len(who) == 2 for who in groups),
        "trios": sum(len(who) == 3 for who in groups),
        "new": sum(facts.are_new(who) for who in groups),
        "across": sum(facts.cross_kinds(who) for who in groups),
    }
    if row.state is RoundState.CLOSED:
        found["met"] = sum(len(who) for who, met in tables if met)
    return found
