"""Whom to introduce: what a tie would do for the network, times how well two fit."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.graph.gains import (
    Gain,
    chosen_pairs,
    gains,
    possible_pairs,
)
from community.graph.links import Floats, Ints, Pairs, simple
from community.graph.situation import Situation

POOL = 4_000
"""So many of the pairs that do most for the network are asked how well they fit."""
EACH, EACH_GROUPS = 2, 4
"""How often somebody, and two groups, are suggested at most."""

May = Callable[[Pairs], NDArray[np.bool_]]
Fit = Callable[[Pairs], Floats]


@dataclass(frozen=True)
class Suggested:
    """Two people to introduce, by their numbers, the lower first.

    `score` is `gain.total` times `fit`.
    """

    a: int
    b: int
    score: float
    fit: float
    gain: Gain


def rank_pairs(
    size: int,
    people: int,
    ties: Pairs,
    links: Pairs,
    kinds: Ints,
    groups: Ints,
    load: Floats,
    may: May,
    fit: Fit,
    *,
    limit: int = 50,
    pairs: Pairs | None = None,
) -> list[Suggested]:
    """Return which pairs of people to introduce, the best first.

    A tie gains the more for the network, the more of this it does: it joins parts,
    reaches somebody alone, links groups that few links join, crosses kinds that few
    ties cross, shortens a way, relieves one of the busiest brokers. To suggest a
    variety, nobody comes more than twice and no two groups more than four times.

    Parameters
    ----------
    size, people : int
        The number of nodes; so many, the first ones, are people.
    ties : ndarray of int, shape (ties, 2)
        Who knows whom: they are never suggested.
    links : ndarray of int, shape (links, 2)
        All linked nodes.
    kinds, groups : ndarray of int, shape (people,)
        The kind and the group of each person; 0 for none.
    load : ndarray of float, shape (people,)
        The share of shortest ways that lead over each person: `Measures.between`.
    may : callable
        Tells which of some pairs, shape (k, 2), may be suggested.
    fit : callable
        Returns how well each of some pairs fits, from 0 to 1.
    limit : int
        At most so many.
    pairs : ndarray of int, shape (k, 2), optional
        Rank these alone, however often somebody comes, those tied left out; else all
        pairs are thought of, in a large network those of people who matter most.

    Returns
    -------
    list of Suggested
        Equal ones by number; the same each time. None scores 0.

    Raises
    ------
    ValueError
        If pairs name people or nodes that do not exist.
    """
    ties, links = simple("ties", people, ties), simple("links", size, links)
    situation = Situation.of(size, people, ties, links, kinds, groups, load)
    if pairs is None:
        found = chosen_pairs(situation, possible_pairs(situation), POOL)
    else:
        found = situation.untied(simple("pairs", people, pairs))
    found = found[may(found)] if len(found) else found
    ranked = _ranked(situation, found, fit) if len(found) else iter(())
    if pairs is None:
        ranked = _varied(ranked, situation)
    return [one for one, _ in zip(ranked, range(limit), strict=False)]


def _ranked(situation: Situation, pairs: Pairs, fit: Fit) -> Iterator[Suggested]:
    gained = gains(situation, pairs)
    fits = np.asarray(fit(pairs), dtype=np.float64)
    scores = np.array([one.total for one in gained]) * fits
    for place in np.lexsort((pairs[:, 1], pairs[:, 0], -scores)):
        if scores[place] > 0:
            a, b = pairs[place].tolist()
            yield Suggested(
                a, b, float(scores[place]), float(fits[place]), gained[place]
            )


def _varied(ranked: Iterator[Suggested], situation: Situation) -> Iterator[Suggested]:
    """Leave out who and which groups came often enough before."""
    often: Counter[int] = Counter()
    groups: Counter[tuple[int, int]] = Counter()
    for one in ranked:
        both = situation.groups_of(one.a, one.b)
        if max(often[one.a], often[one.b]) >= EACH:
            continue
        if all(both) and groups[both] >= EACH_GROUPS:
            continue
        often.update((one.a, one.b))
        groups[both] += 1
        yield one
