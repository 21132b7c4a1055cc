"""People who take part in coffee rounds, and what happens to them."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, update

from community.accounts.models import Account, State
from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import BLOCKED, tie, unscoped
from community.members.models import Member, MemberKind
from tests import databases
from tests.cast import CAST
from tests.letters import notices

BEGIN = date(2017, 9, 1)
OLU = CAST["olu"].viewer


def stand(day: date, hour: int = 12) -> None:
    """Set the clock."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    clock.set_source(lambda: moment)


def viewer(member: int) -> Viewer:
    return Viewer(member, member, state="active")


def crowd(many: int, start: int = 100, kinds: tuple[str, ...] = ()) -> list[int]:
    """Add people whom all members see, of the kinds in turn; return their ids."""
    ids = list(range(start, start + many))
    db.session.execute(
        insert(Account),
        [
            {"id": one, "email": f"p{one}@example.org", "state": State.ACTIVE}
            for one in ids
        ],
    )
    db.session.execute(
        insert(Member),
        [
            {
                "id": one, "account_id": one, "slug": f"p-{one}",
                "name": f"Person {one}",
                "folded": f"person {one}", "audience": Audience.MEMBERS, "listed": True,
            }
            for one in ids
        ],
    )  # fmt: skip
    if kinds:
        db.session.execute(
            insert(MemberKind),
            [
                {
                    "member_id": one, "code": kinds[place % len(kinds)],
                    "audience": Audience.MEMBERS,
                }
                for place, one in enumerate(ids)
            ],
        )  # fmt: skip
    databases.count_on()
    db.session.flush()
    return ids


def change(entity, number: int, **values: object) -> None:
    """Change a row, as something beside coffee does."""
    db.session.execute(update(entity).where(entity.id == number).values(**values))


def part_for_good(one: int, two: int) -> None:
    """Put down that two people do not see each other, as a block does."""
    rows = [
        {"member_id": a, "other_id": b, "kind": BLOCKED}
        for a, b in ((one, two), (two, one))
    ]
    db.session.execute(tie.insert(), rows)


def a_round(*members: int, month: str = "2017-09", state: RoundState = RoundState.OPEN):
    """Open a round at the first of September with seats for `members`."""
    row = CoffeeRound(
        month=month,
        state=state,
        seed=7,
        pairs_on=BEGIN + timedelta(days=7),
        closes_on=BEGIN + timedelta(days=28),
    )
    db.session.add(row)
    db.session.flush()
    for member in members:
        db.session.add(CoffeeSeat(round_id=row.id, member_id=member))
    db.session.flush()
    return row


def tables(round_id: int) -> list[tuple[int, ...]]:
    """Return who sits together in a round."""
    found: dict[int, list[int]] = {}
    rows = unscoped("test", CoffeeGuest).where(CoffeeGuest.round_id == round_id)
    for guest in db.session.scalars(rows.order_by(CoffeeGuest.member_id)):
        found.setdefault(guest.table_number, []).append(guest.member_id)
    return sorted(map(tuple, found.values()))


def left_out(round_id: int) -> list[int]:
    found = unscoped("test", CoffeeSeat.member_id).where(
        CoffeeSeat.round_id == round_id, CoffeeSeat.left_out
    )
    return sorted(db.session.scalars(found))


def seats(round_id: int) -> list[int]:
    found = unscoped("test", CoffeeSeat.member_id)
    found = found.where(CoffeeSeat.round_id == round_id)
    return sorted(db.session.scalars(found))


def told(kind: str | None = None) -> list[str]:
    """Return who was told, of a kind or of all, once for each time."""
    return sorted(one.to for one in notices(kind=kind))
