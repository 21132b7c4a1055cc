"""Walks made ready for many members at once: a chain of sparse products for each.

A block of members goes over the same relations as one asker; what inner nodes pass on
is multiplied into the matrices beforehand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from community.graph.channels import LENGTH, POPULAR, Walk, type_of
from community.graph.relations import Floats, Ids, Relation
from community.graph.shared import OWN, Shared

TABLE = 2**24
"""From few nodes to candidates leads a whole table, up to so many cells."""
THIN = 0.02
"""What has fewer edges than this share of its cells stays sparse."""

Step = tuple[str, float | str, bool]
"""A relation, how its nodes pass on, and whether by the length of candidates' tags."""


@dataclass(frozen=True, eq=False)
class Way:
    """A walk made ready: the members' own nodes, then a matrix for each relation."""

    channel: str
    own: Any
    steps: tuple[Any, ...]

    def arrive(self, members: Ids) -> Any:
        """Return what the walk brings members (rows) to candidates (columns).

        Sparse, or a table where the last step is one.
        """
        brought = self.own[members]
        for step in self.steps:
            brought = brought @ step
        return brought


class Ways:
    """The walks from all members to one type of candidates; like steps are shared."""

    def __init__(self, shared: Shared, targets: str) -> None:
        self.shared, self.targets = shared, targets
        self._made: dict[tuple[Step, ...], Any] = {}

    def of(self, walks: Iterable[Walk]) -> tuple[Way, ...]:
        """Return walks made ready."""
        return tuple(
            self._popular() if walk.channel == POPULAR else self._way(walk)
            for walk in walks
        )

    def _popular(self) -> Way:
        team = self.shared.degree("project>member").astype(np.float64)
        everybody = np.ones((self.shared.size["member"], 1))
        return Way(POPULAR, sparse.csr_array(everybody), (team[None],))

    def _way(self, walk: Walk) -> Way:
        own = matrix(self.shared.relations[OWN["member"][walk.start]])
        last = len(walk.over) - 1
        steps: list[Step] = [
            (name, walk.how(level), walk.cosine and level == last)
            for level, name in enumerate(walk.over)
        ]
        cut = last - 1 if last and self._widens(walk.over[-2]) else last
        first = (self._made_once((step,)) for step in steps[:cut])
        return Way(walk.channel, own, (*first, self._made_once(tuple(steps[cut:]))))

    def _widens(self, relation: str) -> bool:
        """Tell whether a step leads from few nodes to many, on the way to few."""
        few = self.shared.size[type_of(relation)]
        fits = few * self.shared.size[self.targets] <= TABLE
        return fits and few < self.shared.relations[relation].columns

    def _made_once(self, steps: tuple[Step, ...]) -> Any:
        if steps not in self._made:
            made = self._matrix(steps[0])
            for step in steps[1:]:
                made = made @ self._matrix(step)
            self._made[steps] = self._table(made) if made.nnz else made
        return self._made[steps]

    def _matrix(self, step: Step) -> Any:
        name, how, cosine = step
        relation = self.shared.relations[name]
        edges = np.repeat(self.shared.passes(name, how), relation.degree)
        if cosine:
            edges = (
                edges
                * self.shared.passes(f"{self.targets}>tag", LENGTH)[relation.indices]
            )
        return matrix(relation, edges)

    def _table(self, made: Any) -> Any:
        cells = made.shape[0] * made.shape[1]
        last = made.shape[1] == self.shared.size[self.targets]
        whole = last and cells <= TABLE and made.nnz >= THIN * cells
        return made.toarray() if whole else made


def matrix(relation: Relation, edges: Floats | None = None) -> Any:
    """Return a relation as a sparse matrix; edges count 1 unless told."""
    values = np.ones(len(relation.indices)) if edges is None else edges
    shape = (relation.size, relation.columns)
    return sparse.csr_array((values, relation.indices, relation.indptr), shape=shape)
