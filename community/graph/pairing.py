"""Who meets whom in a round: strangers in twos, and in threes where one is left over.

A maximum weight matching of the graph of those who may meet. Whoever is left over joins
a pair of people whom they may both meet; whoever stays out is told apart by why.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, NamedTuple

import networkx as nx

from community.graph.pairing_room import (
    Likeness,
    Pair,
    Room,
    best_pairs,
    ordered,
    room_of,
)

EFFORT = 200_000
"""How many edges the search for one three is looked through, over all its tries."""


class Reason(StrEnum):
    """Why somebody meets nobody in a round."""

    ALONE = "alone"
    MET_ALL = "met all"
    TAKEN = "taken"


class LeftOut(NamedTuple):
    """Somebody who meets nobody, why, and whom they may meet and have not met yet."""

    person: int
    reason: Reason
    could_meet: frozenset[int]


@dataclass(frozen=True)
class Pairing:
    """Who sits together, in twos and threes, and who is left out."""

    groups: tuple[tuple[int, ...], ...]
    left_out: tuple[LeftOut, ...]

    @property
    def pairs(self) -> int:
        """How many tables of two there are."""
        return sum(len(group) == 2 for group in self.groups)

    @property
    def trios(self) -> int:
        """How many tables of three there are."""
        return sum(len(group) == 3 for group in self.groups)


def pair(
    people: Iterable[int],
    apart: Collection[Pair],
    met: Collection[Pair],
    likeness: Likeness,
    seed: int,
    first: Collection[int] = (),
) -> Pairing:
    """Return who meets whom: nobody twice, nobody whom they are kept apart from.

    As many people as possible meet in twos (Edmonds' blossom algorithm [1]_, as
    networkx has it after Galil [2]_). Among all ways to do so one with little likeness
    is taken. Whoever is left over joins two people whom they may both meet.

    Parameters
    ----------
    people : iterable of int
        Those who take part; any order, doubles count once.
    apart : collection of (int, int)
        Who must never meet, in either order; others than `people` may be named.
    met : collection of (int, int)
        Who met in an earlier round, in either order.
    likeness : callable
        Of two people, a whole number from 0: how much they know of each other already.
        Called once for each two who may meet, the lower number first.
    seed : int
        Decides between ways of the same worth. The same questions have the same answer.
    first : collection of int
        Those who were left out the last time: they are left out again only where
        otherwise fewer people would meet.

    Returns
    -------
    Pairing
        Every person once, at a table or left out. Tables and their people are sorted.
        No two at a table are in `apart` or `met`. Where somebody is left out with the
        reason `MET_ALL`, they have met everybody whom they may meet; with `TAKEN`,
        there is no way in which more people meet in twos, and no table of two that
        could take them; with `ALONE`, there is nobody else.

    Raises
    ------
    ValueError
        If a likeness is negative.

    Notes
    -----
    The sum of likeness is least for up to some twenty people. For more, only `KEPT`
    pairs of each degree of likeness are looked at for each person, which is a hundred
    times less work for 200 people, and all of them where these do not let as many
    people meet as there is reason to hope. With an odd number, and where no table can
    take the last one, threes are tried in the order of their worth, all of them in
    small rounds and within `EFFORT` in large ones.

    References
    ----------
    .. [1] J. Edmonds, "Paths, Trees, and Flowers", Canadian Journal of Mathematics 17
       (1965), 449-467.
    .. [2] Z. Galil, "Efficient Algorithms for Finding Maximum Matching in Graphs", ACM
       Computing Surveys 18 (1986), 23-38.
    """
    ids = sorted(set(people))
    closed = {ordered(*two) for two in (*apart, *met)}
    room = room_of(ids, closed, likeness, seed, frozenset(first))
    groups: list[tuple[int, ...]] = list(best_pairs(room, ids))
    groups = _with_thirds(room, groups)
    if len(_others(ids, groups)) == 1:
        groups = _another_way(room) or groups
    left = _others(ids, groups)
    return Pairing(tuple(sorted(groups)), tuple(_why(room, person) for person in left))


# ---------------------------------------------------------------- in threes
def _others(ids: Iterable[int], groups: Iterable[tuple[int, ...]]) -> list[int]:
    seated = {person for group in groups for person in group}
    return [person for person in ids if person not in seated]


def _with_thirds(room: Room, groups: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Let those who are left over join tables of two, each another one."""
    graph: nx.Graph[Any] = nx.Graph()
    for person in _others(room.ids, groups):
        for number, (one, two) in enumerate(groups, 1):
            if {one, two} <= room.others[person]:
                with_one, with_two = ordered(person, one), ordered(person, two)
                worth = room.value(with_one) + room.value(with_two)
                graph.add_edge(person, ("table", number), weight=worth)
    joined = {}
    for both in nx.max_weight_matching(graph, maxcardinality=True):
        person, table = sorted(both, key=lambda node: isinstance(node, tuple))
        joined[table[1]] = person
    return [
        tuple(sorted((*group, joined[number]))) if number in joined else group
        for number, group in enumerate(groups, 1)
    ]


def _another_way(room: Room) -> list[tuple[int, ...]] | None:
    """Seek a three without which all others meet in twos; the best ones first."""
    wanted = (len(room.ids) - 3) // 2
    tries = EFFORT // max(1, len(room.worth))
    for three in _threes(room)[:tries]:
        found = list(best_pairs(room, set(room.ids) - set(three)))
        if len(found) == wanted:
            return [three, *found]
    return None


def _threes(room: Room) -> list[tuple[int, ...]]:
    found = [
        (one, two, three)
        for one, two in room.worth
        for three in room.others[one] & room.others[two]
        if three > two
    ]
    return sorted(found, key=lambda three: (-_worth_of(room, three), three))


def _worth_of(room: Room, group: tuple[int, ...]) -> int:
    return sum(room.value(two) for two in combinations(group, 2))


def _why(room: Room, person: int) -> LeftOut:
    could_meet = room.others[person]
    if len(room.ids) == 1:
        return LeftOut(person, Reason.ALONE, could_meet)
    reason = Reason.TAKEN if could_meet else Reason.MET_ALL
    return LeftOut(person, reason, could_meet)
