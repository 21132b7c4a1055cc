"""A network before anybody is introduced: what gains are reckoned from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.links import Floats, Ints, Pairs, matrix
from community.graph.measures.parts import parts

BROKERS = 3
"""So many of the busiest people are to be relieved."""


@dataclass(frozen=True, eq=False)
class Situation:
    """A network before anybody is introduced.

    `between_groups` and `between_kinds` count links and ties; `brokers` are the
    busiest people, most first, with their `load` as a share of the most.
    """

    people: int
    links: "sparse.csr_array"
    ties: Ints
    part: Ints
    alone: NDArray[np.bool_]
    kinds: Ints
    groups: Ints
    between_groups: Ints
    between_kinds: Ints
    brokers: tuple[int, ...]
    load: Floats

    @classmethod
    def of(
        cls,
        size: int,
        people: int,
        ties: Pairs,
        links: Pairs,
        kinds: Ints,
        groups: Ints,
        load: Floats,
    ) -> "Situation":
        """Describe a network; see `rank_pairs`."""
        joined = matrix(size, links)
        whole = parts(people, joined)
        kinds, groups = np.asarray(kinds), np.asarray(groups)[:people]
        top = np.lexsort((np.arange(people), -load))[:BROKERS]
        over_projects = _through(joined, people, groups)
        return cls(
            people=people,
            links=joined,
            ties=ties[:, 0] * people + ties[:, 1],
            part=whole.part,
            alone=whole.alone,
            kinds=kinds,
            groups=groups,
            between_groups=over_projects + _counted(ties, groups),
            between_kinds=_counted(ties, kinds),
            brokers=tuple(int(one) for one in top if load[one] > 0),
            load=load / max(float(load.max(initial=0)), 1e-12),
        )

    def untied(self, pairs: Pairs) -> Pairs:
        """Return the pairs who have no tie."""
        return pairs[~np.isin(pairs[:, 0] * self.people + pairs[:, 1], self.ties)]

    def groups_of(self, a: int, b: int) -> tuple[int, int]:
        """Return the groups of two people, the lower first."""
        one, two = sorted((int(self.groups[a]), int(self.groups[b])))
        return one, two


def _counted(pairs: Pairs, codes: Ints) -> Ints:
    """Return how many pairs join each two codes, symmetric, shape (codes, codes)."""
    number = int(codes.max(initial=0)) + 1
    found = np.zeros((number, number), dtype=np.int64)
    np.add.at(found, (codes[pairs[:, 0]], codes[pairs[:, 1]]), 1)
    return found + found.T - np.diag(np.diag(found))


def _through(links: "sparse.csr_array", people: int, groups: Ints) -> Ints:
    """Return how many projects have people of each two groups."""
    number = int(groups.max(initial=0)) + 1
    belongs = sparse.csr_array(
        (np.ones(people), (np.arange(people), groups)), shape=(people, number)
    )
    present = sparse.csr_array(links[people:, :people] @ belongs)
    present.data[:] = 1
    found: Ints = (present.T @ present).toarray().astype(np.int64)
    return found
