"""A round from its opening to its end, as organisers and the clock move it."""

import secrets
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from community.coffee import letters, takers
from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.coffee.states import MOVES
from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.states import before
from community.core.text import N_
from community.core.visible import unscoped
from community.graph.pairing import Pairing
from community.members.models import Member

WHY = "coffee"
TIME_TO_MEET = timedelta(days=14)
"""Between the pairing and the end; a round that is paired late gets them too."""
LONGEST = timedelta(days=92)
CHANGED = N_("This round was paired or closed a moment ago. Look at it again")
TOO_FEW = N_("Fewer than two people take part. Wait for more, or close the round")


# ---------------------------------------------------------------- opening
def open_round(viewer: Viewer, month: str, pairs_on: date, closes_on: date) -> int:
    """Open a round; whoever takes part every month is in it, and told so."""
    require(viewer, Permission.COFFEE_ORGANISE)
    check_month(month)
    check_pairs_on(pairs_on)
    check_closes_on(closes_on, pairs_on)
    row = CoffeeRound(
        month=month,
        pairs_on=pairs_on,
        closes_on=closes_on,
        seed=secrets.randbelow(2**31),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(N_("There is a round for this month already")) from None
    journal.record(viewer, journal.Act.COFFEE, "coffee round", row.id, "opened")
    _join_every_month(row.id)
    db.session.flush()
    return row.id


def check_month(month: str) -> None:
    """Refuse a month that is over or has a round, and a second round at a time."""
    if month < f"{clock.today():%Y-%m}" or month > f"{clock.today() + LONGEST:%Y-%m}":
        raise Refused(N_("Choose a month from the list"))
    rows = db.session.execute(select(CoffeeRound.month, CoffeeRound.state)).all()
    if month in {row.month for row in rows}:
        raise Refused(N_("There is a round for this month already"))
    if RoundState.OPEN in {row.state for row in rows}:
        raise Refused(N_("A round is open. Pair or close it before you open the next"))


def check_pairs_on(pairs_on: date) -> None:
    """Refuse a day on which nobody could have joined, or that is far away."""
    if pairs_on <= clock.today():
        raise Refused(N_("Choose a day from tomorrow on, so that people can join"))
    if pairs_on > clock.today() + LONGEST:
        raise Refused(N_("Choose a day within the next three months"))


def check_closes_on(closes_on: date, pairs_on: date) -> None:
    """Refuse an end that leaves too little time to meet, or that never comes."""
    if closes_on < pairs_on + TIME_TO_MEET:
        raise Refused(N_("Leave people two weeks or more to meet after the pairing"))
    if closes_on > pairs_on + LONGEST:
        raise Refused(N_("Choose a day within three months of the pairing"))


def _join_every_month(round_id: int) -> None:
    standing = unscoped(WHY, CoffeeSeat.member_id).where(CoffeeSeat.every_month)
    found = takers.can_meet().where(Member.id.in_(standing))
    people = db.session.scalars(found).all()
    for member in people:
        db.session.add(
            CoffeeSeat(round_id=round_id, member_id=member, every_month=True)
        )
    letters.tell_all(letters.JOINED, round_id, people)


# ---------------------------------------------------------------- pairing
def pair_now(viewer: Viewer, round_id: int) -> Pairing:
    """Pair a round at once, for an organiser who does not wait for its day."""
    require(viewer, Permission.COFFEE_ORGANISE)
    row = _round(round_id)
    if len(takers.there(round_id)) < 2:
        raise Refused(TOO_FEW)
    found = pair_round(viewer, row)
    if found is None:
        raise Refused(CHANGED)
    return found


def pair_round(viewer: Viewer, row: CoffeeRound) -> Pairing | None:
    """Seat who takes part and tell them, once; None when somebody else was quicker."""
    ends = max(row.closes_on, clock.today() + TIME_TO_MEET)
    if not _move(viewer, row, RoundState.PAIRED, paired_at=clock.now(), closes_on=ends):
        return None
    people = takers.there(row.id)
    seated = takers.seating(row.id, people, row.seed)
    _seat(row.id, seated.pairing)
    row.outcome = seated.numbers
    left = [one.person for one in seated.pairing.left_out]
    _leave_out(row.id, left)
    letters.tell_all(letters.LEFT_OUT, row.id, left)
    at_tables = [one for group in seated.pairing.groups for one in group]
    letters.tell_all(letters.PAIRED, row.id, at_tables)
    db.session.flush()
    return seated.pairing


def _seat(round_id: int, pairing: Pairing) -> None:
    rows = [
        {"round_id": round_id, "table_number": number, "member_id": person}
        for number, group in enumerate(pairing.groups, 1)
        for person in group
    ]
    if rows:
        db.session.execute(insert(CoffeeGuest), rows)


def _leave_out(round_id: int, people: list[int]) -> None:
    """Remember who met nobody: they come first the next time."""
    db.session.execute(
        update(CoffeeSeat)
        .where(CoffeeSeat.round_id == round_id, CoffeeSeat.member_id.in_(people))
        .values(left_out=True)
    )


# ---------------------------------------------------------------- the end
def close(viewer: Viewer, round_id: int) -> None:
    """End a round; one that was never paired leaves everybody out, and tells them."""
    require(viewer, Permission.COFFEE_ORGANISE)
    if not close_round(viewer, _round(round_id)):
        raise Refused(CHANGED)


def close_round(viewer: Viewer, row: CoffeeRound) -> bool:
    """End a round, once; tell whether it was this call that did."""
    unpaired = row.state is RoundState.OPEN
    if not _move(viewer, row, RoundState.CLOSED, row.state, closed_at=clock.now()):
        return False
    if unpaired:
        people = takers.there(row.id)
        _leave_out(row.id, people)
        letters.tell_all(letters.LEFT_OUT, row.id, people)
        row.outcome = {"joined": len(people), "called off": len(people)}
    else:
        row.outcome = {**row.outcome, "met": people_who_met(row.id)}
    db.session.flush()
    return True


def people_who_met(round_id: int) -> int:
    """Return how many people sit at tables where somebody says that they met."""
    at_tables = takers.tables(round_id).values()
    return sum(len(one) for one in at_tables if any(guest.met for guest in one))


def _round(round_id: int) -> CoffeeRound:
    row = db.session.get(CoffeeRound, round_id, populate_existing=True)
    if row is None:
        raise NotFound("round")
    return row


def _move(
    viewer: Viewer,
    row: CoffeeRound,
    state: RoundState,
    only: RoundState | None = None,
    **values: Any,
) -> bool:
    """Move a round on, once; of two at the same moment one does.

    With `only` the round must still be in the state in which it was read.
    """
    allowed = before(MOVES, state) if only is None else (only,)
    if only is not None and only not in before(MOVES, state):
        return False
    done = db.session.execute(
        update(CoffeeRound)
        .where(CoffeeRound.id == row.id, CoffeeRound.state.in_(allowed))
        .values(state=state, **values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    db.session.refresh(row)
    journal.record(viewer, journal.Act.COFFEE, "coffee round", row.id, state.value)
    return True
