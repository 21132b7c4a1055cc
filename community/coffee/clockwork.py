"""The clock of coffee rounds: it pairs, closes, and asks once whether people met."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from community.coffee import letters, rounds, takers
from community.coffee.models import CoffeeRound, RoundState
from community.core import clock
from community.core.access import VISITOR
from community.core.db import db
from community.graph.pairing_room import ordered

WEEK = timedelta(days=7)


def move() -> int:
    """Do what is due, however late, and return how many things changed.

    A round is paired on its day, or closed when fewer than two people can meet. It is
    closed when its last day has passed. What is done is not done again.
    """
    return _pair_due() + _close_due() + _ask_due()


def _due(state: RoundState, *where: Any) -> Sequence[CoffeeRound]:
    """Return the rounds to work on, each for one process alone."""
    found = select(CoffeeRound).where(CoffeeRound.state == state, *where)
    found = found.order_by(CoffeeRound.id).with_for_update(skip_locked=True)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def _pair_due() -> int:
    done = 0
    for row in _due(RoundState.OPEN, CoffeeRound.pairs_on <= clock.today()):
        if len(takers.there(row.id)) < 2:
            done += rounds.close_round(VISITOR, row)
        else:
            done += rounds.pair_round(VISITOR, row) is not None
    return done


def _close_due() -> int:
    due = _due(RoundState.PAIRED, CoffeeRound.closes_on < clock.today())
    return sum(rounds.close_round(VISITOR, row) for row in due)


def _ask_due() -> int:
    """Ask those who have not said whether they met, a week after the pairing."""
    due = _due(RoundState.PAIRED, CoffeeRound.paired_at <= clock.now() - WEEK)
    done = sum(letters.tell_all(letters.MET, row.id, _to_ask(row.id)) for row in due)
    db.session.flush()
    return done


def _to_ask(round_id: int) -> set[int]:
    """Return who has not said yet, and still sees somebody of their table."""
    there = set(takers.there(round_id))
    apart = takers.parted(there)
    return {
        guest.member_id
        for guests in takers.tables(round_id).values()
        for guest in guests
        if guest.met is None
        and guest.member_id in there
        and any(
            mate.member_id in there
            and mate is not guest
            and ordered(guest.member_id, mate.member_id) not in apart
            for mate in guests
        )
    }
