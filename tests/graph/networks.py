"""Random networks of people and projects, and the same as networkx graphs."""

from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray


@dataclass
class Drawn:
    size: int
    people: int
    links: NDArray[np.int64]

    @property
    def ties(self) -> NDArray[np.int64]:
        return self.links[(self.links < self.people).all(axis=1)]

    @property
    def graph(self) -> Any:
        return graph(self.size, self.links)

    @property
    def known(self) -> Any:
        return graph(self.people, self.ties)


def graph(size: int, pairs: NDArray[np.int64]) -> Any:
    made = nx.Graph()
    made.add_nodes_from(range(size))
    made.add_edges_from((a, b) for a, b in pairs.tolist() if a != b)
    return made


def drawn(seed: int, people: int | None = None) -> Drawn:
    """A random network; every third holds people alone, sparse ones fall apart.

    Half of the links stay within one of a few groups, so that there are bridges.
    """
    random = np.random.default_rng(seed)
    people = int(random.integers(2, 45)) if people is None else people
    projects = 0 if seed % 3 == 0 else int(random.integers(0, people // 2 + 1))
    density = (0.3, 0.7, 1.2, 2.5)[seed % 4]
    ends = random.integers(0, people, (int(people * density) + 1, 2))
    group = random.integers(0, 4, people)
    near = random.random(len(ends)) < 0.5
    ties = ends[(group[ends[:, 0]] == group[ends[:, 1]]) | near]
    if not projects:
        return Drawn(people, people, ties)
    joined = np.column_stack(
        [
            random.integers(0, people, people),
            random.integers(people, people + projects, people),
        ]
    )
    return Drawn(people + projects, people, np.concatenate([ties, joined]))
