"""Which things stand together in the questions of a best-worst survey.

Everybody answers the same questions, so that each thing is shown as often as each
other to everybody; only the order differs from member to member.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

Question = tuple[int, ...]
Ordered = TypeVar("Ordered")

TIMES = 3
"""So often at least is each thing shown: once says little, five times tire."""
TRIES = 8
"""So many beginnings are tried, the same ones each time: exchanges alone may end in a
place from which no single one leads on."""


@lru_cache(maxsize=128)
def questions(items: int, shows: int) -> tuple[Question, ...]:
    """Return the questions of a survey: which of its things stand in each.

    A balanced incomplete block design as near as there is one: no thing is shown more
    than once more often than another, and pairs meet as evenly as exchanges between
    questions can make them [1]_.

    Parameters
    ----------
    items : int
        How many things there are, 2 or more; they are numbered from 0.
    shows : int
        How many stand in a question, 2 or more; all of them if there are no more.

    Returns
    -------
    tuple of tuples
        The numbers of the things in each question, ascending; the same each time.

    Raises
    ------
    ValueError
        If there are fewer than two things, or fewer than two in a question.

    References
    ----------
    .. [1] J. J. Louviere, T. N. Flynn, A. A. J. Marley, Best-Worst Scaling: Theory,
       Methods and Applications, Cambridge University Press (2015).
    """
    if items < 2 or shows < 2:
        raise ValueError("a question compares two things or more")
    if shows >= items:
        return (tuple(range(items)),)
    number = -(-TIMES * items // shows)
    chances = map(random.Random, range(TRIES))
    tried = (_even(_filled(items, shows, number, one), items) for one in chances)
    return min(tried, key=lambda one: _unevenness(one, items))


def _unevenness(asked: tuple[Question, ...], items: int) -> tuple[int, int]:
    """Return how far the rarest and the commonest pair are apart; sum of squares."""
    met = Counter(pair for one in asked for pair in combinations(one, 2))
    times = [met[pair] for pair in combinations(range(items), 2)]
    return max(times) - min(times), sum(time**2 for time in times)


def _filled(
    items: int, shows: int, number: int, chance: random.Random
) -> list[set[int]]:
    """Fill each question with what was shown least, then with what met least."""
    shown, met = [0] * items, [[0] * items for _ in range(items)]
    found = []
    for _question in range(number):
        inside: list[int] = []
        while len(inside) < shows:
            rest = [one for one in range(items) if one not in inside]
            chance.shuffle(rest)
            chosen = min(
                rest, key=lambda one: (shown[one], sum(met[one][i] for i in inside))
            )
            for other in inside:
                met[chosen][other] += 1
                met[other][chosen] += 1
            inside.append(chosen)
        for one in inside:
            shown[one] += 1
        found.append(set(inside))
    return found


def _even(found: list[set[int]], items: int) -> tuple[Question, ...]:
    """Exchange things between questions as long as pairs meet more evenly for it."""
    met = [[0] * items for _ in range(items)]
    for inside in found:
        for one, other in combinations(inside, 2):
            met[one][other] += 1
            met[other][one] += 1
    while _exchange_one(found, met):
        pass
    return tuple(tuple(sorted(inside)) for inside in found)


def _exchange_one(found: list[set[int]], met: list[list[int]]) -> bool:
    """Make the first exchange that helps; tell whether there was one."""
    for first, second in combinations(found, 2):
        for one in sorted(first - second):
            for other in sorted(second - first):
                stay, go = first - {one}, second - {other}
                if _gain(met, one, other, stay, go) > 0:
                    _exchange(met, one, other, stay, go)
                    first.remove(one)
                    first.add(other)
                    second.remove(other)
                    second.add(one)
                    return True
    return False


def _gain(
    met: list[list[int]], one: int, other: int, stay: set[int], go: set[int]
) -> int:
    """Return by how much an exchange lowers the sum of squares of meetings, halved."""
    both = stay & go
    gain = 0
    for near, leaves, enters in (
        (one, stay - both, go - both),
        (other, go - both, stay - both),
    ):
        gain += sum(met[near][each] for each in leaves)
        gain -= sum(met[near][each] for each in enters)
        gain -= len(enters)
    return gain


def _exchange(
    met: list[list[int]], one: int, other: int, stay: set[int], go: set[int]
) -> None:
    for near, leaves, enters in ((one, stay, go), (other, go, stay)):
        for group, step in ((leaves, -1), (enters, 1)):
            for each in group:
                met[near][each] += step
                met[each][near] += step


def turn(key: str, number: int) -> int:
    """Return by how much something of `number` places is turned for `key`."""
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:8], "big") % number if number else 0


def turned(things: Sequence[Ordered], key: str) -> tuple[Ordered, ...]:
    """Return `things` turned like a wheel: the same way each time for one key.

    Whatever stands first is chosen a little more often; so each stands first for some.
    """
    start = turn(key, len(things))
    return (*things[start:], *things[:start])
