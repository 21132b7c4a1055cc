"""Those who take part in a round, and what is known of them to pair them.

What is read here is used to pair people and to tell them; nobody is shown it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

from sqlalchemy import Select, func

from community.accounts.models import Account, State
from community.coffee.models import CoffeeGuest, CoffeeSeat
from community.core.db import db
from community.core.visible import (
    BLOCKED,
    CONNECTED,
    EXCLUDED,
    MUTED,
    OPEN,
    circle_member,
    tie,
    unscoped,
)
from community.graph.pairing import Pairing, pair
from community.graph.pairing_room import Pair, ordered
from community.members.models import Member, MemberKind, MemberPlace

WHY = "coffee"
KNOWN, ALIKE, NEAR = 4, 3, 1
"""How much it counts that two know each other, are of one kind, live in one place."""


def can_meet() -> Select[Any]:
    """Select who can be met: active people whose name all members may see."""
    return (
        unscoped(WHY, Member.id)
        .join(Account, Account.id == Member.account_id)
        .where(Account.state == State.ACTIVE, Member.listed, Member.joined)
        .where(Member.audience.in_(OPEN))
        .order_by(Member.id)
    )


def there(round_id: int) -> list[int]:
    """Return those who take part in a round and can be met."""
    found = can_meet().join(CoffeeSeat, CoffeeSeat.member_id == Member.id)
    return list(db.session.scalars(found.where(CoffeeSeat.round_id == round_id)))


def tables(round_id: int | None = None) -> dict[tuple[int, int], list[CoffeeGuest]]:
    """Return who sat or sits together, by round and table."""
    found = unscoped(WHY, CoffeeGuest).order_by(CoffeeGuest.member_id)
    if round_id is not None:
        found = found.where(CoffeeGuest.round_id == round_id)
    together: dict[tuple[int, int], list[CoffeeGuest]] = defaultdict(list)
    for guest in db.session.scalars(found):
        together[guest.round_id, guest.table_number].append(guest)
    return together


def parted(people: Collection[int]) -> set[Pair]:
    """Return between whom of some people there is a block."""
    return _tied(people, BLOCKED)


def kept_apart(people: Collection[int]) -> set[Pair]:
    """Return who of some people must not meet: a block, an exclusion or a mute.

    Of so many who do not meet in a round these few tell nothing.
    """
    return parted(people) | _tied(people, EXCLUDED, MUTED)


def _tied(people: Collection[int], *kinds: str) -> set[Pair]:
    rows = db.session.execute(
        unscoped(WHY, tie.c.member_id, tie.c.other_id).where(tie.c.kind.in_(kinds))
    )
    among = set(people)
    return {ordered(*two) for two in rows if among.issuperset(two)}


@dataclass(frozen=True)
class Facts:
    """What is known of some people; of kinds and places only what members may see."""

    known: set[Pair] = field(default_factory=set)
    kinds: dict[int, set[str]] = field(default_factory=dict)
    places: dict[int, set[str]] = field(default_factory=dict)

    def likeness(self, one: int, two: int) -> int:
        """Return how little two people would be new to each other."""
        return (
            KNOWN * (ordered(one, two) in self.known)
            + ALIKE * self._shares(self.kinds, one, two)
            + NEAR * self._shares(self.places, one, two)
        )

    def are_new(self, group: Collection[int]) -> bool:
        """Tell whether no two at a table know each other."""
        return not any(two in self.known for two in combinations(sorted(group), 2))

    def cross_kinds(self, group: Collection[int]) -> bool:
        """Tell whether people of different kinds sit at a table."""
        return any(
            self.kinds.get(one) and self.kinds.get(two) and not self._alike(one, two)
            for one, two in combinations(group, 2)
        )

    def _alike(self, one: int, two: int) -> bool:
        return self._shares(self.kinds, one, two)

    @staticmethod
    def _shares(said: dict[int, set[str]], one: int, two: int) -> bool:
        return not said.get(one, set()).isdisjoint(said.get(two, ()))


def facts(people: Collection[int]) -> Facts:
    """Read what is known of some people."""
    return Facts(
        known=_tied(people, CONNECTED) | _team_mates(people),
        kinds=_said(MemberKind.member_id, MemberKind.code, MemberKind.audience),
        places=_said(MemberPlace.member_id, _where(), MemberPlace.audience),
    )


def _team_mates(people: Collection[int]) -> set[Pair]:
    among, teams = set(people), defaultdict(set)
    rows = unscoped(WHY, circle_member.c.circle_id, circle_member.c.member_id)
    for team, member in db.session.execute(rows):
        if member in among:
            teams[team].add(member)
    return {
        two for members in teams.values() for two in combinations(sorted(members), 2)
    }


def _where() -> Any:
    return func.coalesce(func.nullif(MemberPlace.region, ""), MemberPlace.nation)


def _said(member: Any, what: Any, audience: Any) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = db.session.execute(unscoped(WHY, member, what).where(audience.in_(OPEN)))
    for who, word in rows:
        found[who].add(word)
    return found


@dataclass(frozen=True)
class Seating:
    """How a round was paired, from what was known at the moment."""

    people: Collection[int]
    pairing: Pairing
    facts: Facts

    @cached_property
    def numbers(self) -> dict[str, int]:
        """What came of it, in numbers only."""
        found, groups = self.pairing, self.pairing.groups
        reasons = [one.reason for one in found.left_out]
        return {
            "joined": len(self.people),
            "pairs": found.pairs,
            "trios": found.trios,
            "new": sum(self.facts.are_new(group) for group in groups),
            "across": sum(self.facts.cross_kinds(group) for group in groups),
            **{reason.value: reasons.count(reason) for reason in set(reasons)},
        }


def seating(round_id: int, people: Collection[int], seed: int) -> Seating:
    """Pair those who take part, none with whom they met, or are kept apart from."""
    known = facts(people)
    met = {
        two
        for guests in tables().values()
        for two in combinations([guest.member_id for guest in guests], 2)
    }
    first = _left_out_before(round_id)
    found = pair(people, kept_apart(people), met, known.likeness, seed, first)
    return Seating(people, found, known)


def _left_out_before(round_id: int) -> set[int]:
    """Return who was left out of the last round before this one that they were in."""
    rows = db.session.execute(
        unscoped(WHY, CoffeeSeat.member_id, CoffeeSeat.left_out)
        .where(CoffeeSeat.round_id != round_id)
        .order_by(CoffeeSeat.round_id)
    )
    last = {row.member_id: row.left_out for row in rows}
    return {member for member, left_out in last.items() if left_out}
