"""What a tie between two people would do for their network, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from community.graph.links import Floats, Ints, Pairs
from community.graph.measures.distances import WORDS, Waves
from community.graph.situation import Situation

JOINS, ALONE, GROUPS, KINDS, STEPS, RELIEVES = 1.0, 0.8, 1.0, 0.5, 0.5, 0.6
"""The most that each part adds to what a tie gains."""
FAR = 6
"""Beyond so many steps a shorter way is worth no more."""
MOST = 1_200
"""In a larger network the pairs of so many people are thought of."""
AT_ONCE = 8_192
EACH = 25
"""So many pairs of one person are asked how well they fit."""


@dataclass(frozen=True)
class Gain:
    """What a tie would do for the network.

    `joins` says that no way leads from one to the other now, `alone` who of the two
    has no link at all, `steps` how many steps the way takes now (0 without a way).
    `groups` are the groups of the two where they differ, with `links` links between
    these now; `kinds` their kinds where both tell and they differ, with `ties` ties
    between these now. `relieves` is the busy person who alone knows both. `total` adds
    up the worth of all parts.
    """

    joins: bool
    alone: tuple[int, ...]
    steps: int
    groups: tuple[int, int] | None
    links: int
    kinds: tuple[int, int] | None
    ties: int
    relieves: int | None
    total: float


def possible_pairs(situation: Situation) -> Pairs:
    """Return all pairs of those who matter most who have no tie, the lower first."""
    some = _who_matters(situation)
    a, b = np.triu_indices(len(some), 1)
    return situation.untied(np.column_stack([some[a], some[b]]))


def _who_matters(situation: Situation) -> Ints:
    """Return everybody, or in a large network some of all groups and who is alone.

    Within a group those with more links come first, the busiest left out.
    """
    if situation.people <= MOST:
        return np.arange(situation.people)
    degree = np.diff(situation.links.indptr)[: situation.people]
    busy = np.isin(np.arange(situation.people), situation.brokers)
    order = np.lexsort((np.arange(situation.people), -degree, busy, situation.groups))
    groups = situation.groups[order]
    first = np.flatnonzero(np.diff(groups, prepend=-1))
    rank = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
    best: Ints = np.sort(order[np.argsort(rank, kind="stable")[:MOST]])
    return best


def chosen_pairs(situation: Situation, pairs: Pairs, most: int) -> Pairs:
    """Return the pairs that gain most, at most `EACH` of one person, in order."""
    worth = _rough(situation, pairs)
    found = pairs[np.argsort(-worth, kind="stable")]
    kept, often = [], [0] * situation.people
    for a, b in _in_turn(found):
        if often[a] < EACH and often[b] < EACH:
            often[a] += 1
            often[b] += 1
            kept.append((a, b))
            if len(kept) == most:
                break
    return np.array(sorted(kept), dtype=np.int64).reshape(-1, 2)


def _in_turn(pairs: Pairs) -> Iterator[list[int]]:
    """Yield pairs as numbers, some at a time: the first ones mostly are enough."""
    for first in range(0, len(pairs), AT_ONCE):
        yield from pairs[first : first + AT_ONCE].tolist()


def _rough(situation: Situation, pairs: Pairs) -> Floats:
    """Return the worth of ties without what takes a search for each: the steps."""
    a, b = pairs[:, 0], pairs[:, 1]
    lonely = situation.alone[a] | situation.alone[b]
    apart = situation.part[a] != situation.part[b]
    one, two = situation.groups[a], situation.groups[b]
    differ = (one != two) & (one > 0) & (two > 0)
    first, second = situation.kinds[a], situation.kinds[b]
    crosses = (first != second) & (first > 0) & (second > 0)
    found: Floats = (
        ALONE * lonely
        + JOINS * (apart & ~lonely)
        + GROUPS * differ / (1 + situation.between_groups[one, two])
        + KINDS * crosses / np.sqrt(1 + situation.between_kinds[first, second])
        + RELIEVES * _relief(situation, pairs)[0]
    )
    return found


def _relief(situation: Situation, pairs: Pairs) -> tuple[Floats, Ints]:
    """Return how much each pair relieves a broker who alone knows both, and whom."""
    worth, whom = np.zeros(len(pairs)), np.full(len(pairs), -1)
    for broker in situation.brokers:
        near = situation.links[[broker]].toarray().ravel() > 0
        both = np.flatnonzero(near[pairs].all(axis=1) & (whom < 0))
        ends = pairs[both]
        common = situation.links[ends[:, 0]].multiply(situation.links[ends[:, 1]])
        both = both[np.asarray(common.sum(axis=1)).ravel() == 1]
        worth[both], whom[both] = situation.load[broker], broker
    return worth, whom


def gains(situation: Situation, pairs: Pairs) -> list[Gain]:
    """Return what a tie between each pair would do."""
    rough, steps = _rough(situation, pairs), _steps(situation, pairs)
    whom = _relief(situation, pairs)[1]
    shorter = STEPS * np.clip((steps - 1) / (FAR - 1), 0, 1) * (steps > 0)
    return [
        _gain(situation, a, b, step, busy, total)
        for (a, b), step, busy, total in zip(
            pairs.tolist(),
            steps.tolist(),
            whom.tolist(),
            (rough + shorter).tolist(),
            strict=True,
        )
    ]


def _gain(
    situation: Situation, a: int, b: int, steps: int, busy: int, total: float
) -> Gain:
    one, two = int(situation.groups[a]), int(situation.groups[b])
    first, second = int(situation.kinds[a]), int(situation.kinds[b])
    groups = (one, two) if one != two and one and two else None
    kinds = (first, second) if first != second and first and second else None
    return Gain(
        joins=bool(situation.part[a] != situation.part[b]),
        alone=tuple(who for who in (a, b) if situation.alone[who]),
        steps=steps,
        groups=groups,
        links=int(situation.between_groups[one, two]) if groups else 0,
        kinds=kinds,
        ties=int(situation.between_kinds[first, second]) if kinds else 0,
        relieves=busy if busy >= 0 else None,
        total=total,
    )


def _steps(situation: Situation, pairs: Pairs) -> Ints:
    """Return how many steps lie between each pair; 0 where no way leads."""
    found = np.zeros(len(pairs), np.int64)
    sources = np.unique(pairs[:, 0])
    for first in range(0, len(sources), 64 * WORDS):
        some = sources[first : first + 64 * WORDS]
        mine = np.flatnonzero((pairs[:, 0] >= some[0]) & (pairs[:, 0] <= some[-1]))
        place = np.searchsorted(some, pairs[mine, 0])
        bit = np.left_shift(np.uint64(1), (place % 64).astype(np.uint64))
        for step, new in enumerate(Waves(some, situation.links), 1):
            here = (new[pairs[mine, 1], place // 64] & bit) > 0
            found[mine[here]] = step
    return found
