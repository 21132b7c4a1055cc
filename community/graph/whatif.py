"""What a network would be with some more ties."""

from dataclasses import dataclass

import numpy as np

from community.graph.links import (
    Floats,
    Ints,
    Pairs,
    between_people,
    matrix,
    simple,
)
from community.graph.measures import engines, local
from community.graph.measures.distances import distances
from community.graph.measures.parts import parts
from community.graph.measures.shares import across

PATHS, LOADS = 512, 64
"""From so many people steps, and ways over others, are followed in a large network."""


@dataclass(frozen=True)
class Outcome:
    """A network in few figures; each as `DEFINITIONS` has it.

    `across` of the `told` ties join people of different kinds. `busiest` is the person
    over whom most shortest ways lead and the share of ways that do; None where no way
    leads over anybody. In a large network (`estimated`) ways are followed from some
    people only, the same ones without and with the added ties.
    """

    parts: int
    alone: int
    mean_path: float | None
    diameter: int | None
    across: int
    told: int
    busiest: tuple[int, float] | None
    density: float
    estimated: bool


@dataclass(frozen=True)
class WhatIf:
    """A network without and with the added ties.

    `relieved` is the load that is left, with them, to whoever was busiest without.
    """

    before: Outcome
    after: Outcome
    relieved: float | None


def change(
    size: int,
    people: int,
    links: Pairs,
    ties: Pairs | None,
    added: Pairs,
    *,
    codes: Ints | None = None,
    load: Floats | None = None,
) -> WhatIf:
    """Return what a network is, and what it would be with `added` ties.

    Nothing is derived from the difference: both are worked out as a whole, in about
    half a second each for 2,000 people.

    Parameters
    ----------
    size, people : int
        The number of nodes; so many, the first ones, are people.
    links : ndarray of int, shape (links, 2)
        All linked nodes.
    ties : ndarray of int, shape (ties, 2), optional
        Who knows whom; the links between people when not given.
    added : ndarray of int, shape (k, 2)
        Pairs of people; those tied already change nothing.
    codes : ndarray of int, shape (people,), optional
        What kind each person is; 0 for whoever does not tell.
    load : ndarray of float, shape (people,), optional
        `Measures.between` of this very network, to save working it out again.

    Returns
    -------
    WhatIf
        Equal to measuring both networks afresh.

    Raises
    ------
    ValueError
        If pairs name people or nodes that do not exist.
    """
    links = simple("links", size, links)
    ties = (
        between_people(people, links) if ties is None else simple("ties", people, ties)
    )
    added = simple("added", people, added)
    codes = np.zeros(people, np.int64) if codes is None else codes
    if load is None or people > engines.EXACT:
        load = _load(size, people, links)
    before = _outcome(size, people, links, ties, codes, load)
    links = simple("links", size, np.concatenate([links, added]))
    ties = simple("ties", people, np.concatenate([ties, added]))
    then = _load(size, people, links)
    after = _outcome(size, people, links, ties, codes, then)
    relieved = float(then[before.busiest[0]]) if before.busiest else None
    return WhatIf(before, after, relieved)


def _load(size: int, people: int, links: Pairs) -> Floats:
    return engines.between(size, people, links, sources=engines.sample(people, LOADS))


def _outcome(
    size: int, people: int, links: Pairs, ties: Pairs, codes: Ints, load: Floats
) -> Outcome:
    joined = matrix(size, links)
    steps = distances(people, joined, sources=engines.sample(people, PATHS))
    whole = parts(people, joined)
    told = across(ties, codes)
    top = int(np.argmax(load)) if people else 0
    return Outcome(
        parts=whole.number,
        alone=int(whole.alone.sum()),
        mean_path=steps.mean,
        diameter=steps.longest,
        across=told.across,
        told=told.told,
        busiest=(top, float(load[top])) if people and load[top] > 0 else None,
        density=local.density(people, len(ties)),
        estimated=people > engines.EXACT,
    )
