"""All measures of a network at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.graph.groups import numbered
from community.graph.links import (
    Floats,
    Ints,
    Pairs,
    Progress,
    between_people,
    matrix,
    nobody_asks,
    simple,
    without_loose_ends,
)
from community.graph.measures import engines, local
from community.graph.measures.distances import distances
from community.graph.measures.parts import parts

MOST_BROKERS = 3


@dataclass(frozen=True, eq=False)
class Measures:
    """What is known of each person of a network, and of the whole.

    Each array has a value a person, `group` one a node: 0 without a link, else 1 for
    the largest group. `DEFINITIONS` says what each measure means. With `deep` unset,
    `between`, `closeness` and `group` are zeros, `diameter` and `mean_path` None: not
    worked out. They are None, too, where nobody reaches anybody.
    """

    people: int
    deep: bool
    degree: Ints
    reach: Ints
    between: Floats
    closeness: Floats
    constraint: Floats
    clustering: Floats
    core: Ints
    cut: NDArray[np.bool_]
    group: Ints
    ties: int
    parts: int
    largest_part: int
    alone: int
    bridges: Pairs
    diameter: int | None
    mean_path: float | None

    @property
    def groups(self) -> int:
        """How many groups have people in them."""
        found = np.unique(self.group[: self.people])
        return int((found > 0).sum())

    @property
    def cut_people(self) -> int:
        """How many people there are without whom others lose their way."""
        return int(self.cut.sum())

    @property
    def density(self) -> float:
        """The share of all pairs of people who are tied."""
        return local.density(self.people, self.ties)

    @property
    def mean_degree(self) -> float:
        """How many people somebody is tied to on average."""
        return 2 * self.ties / self.people if self.people else 0.0

    @property
    def mean_clustering(self) -> float:
        """The mean of everybody's clustering."""
        return float(self.clustering.mean()) if self.people else 0.0

    @property
    def brokers(self) -> tuple[int, ...]:
        """The people whom most shortest ways between others pass, at most three."""
        best = np.lexsort((np.arange(self.people), -self.between))[:MOST_BROKERS]
        return tuple(int(one) for one in best if self.between[one] > 0)


def measure(
    size: int,
    people: int,
    links: Pairs,
    ties: Pairs | None = None,
    *,
    deep: bool = True,
    before: Ints | None = None,
    progress: Progress = nobody_asks,
) -> Measures:
    """Measure a network of `size` nodes, of which the first `people` are people.

    Parameters
    ----------
    size, people : int
        The number of nodes; so many, the first ones, are people, the others projects.
    links : ndarray of int, shape (links, 2)
        All linked nodes: people with people and with projects.
    ties : ndarray of int, shape (ties, 2), optional
        Who knows whom; the links between people when not given.
    deep : bool
        Whether to work out what takes time in a large network: `between`,
        `closeness`, `group`, `diameter`, `mean_path`.
    before : ndarray of int, shape (size,), optional
        The last groups of the nodes; 0 for none.
    progress : callable
        Is told how much is done, from 0 to 1.

    Returns
    -------
    Measures
        The order of links changes nothing.

    Raises
    ------
    ValueError
        If links name nodes that do not exist or there are more people than nodes.
    """
    if not 0 <= people <= size:
        raise ValueError("people are some of the nodes")
    links = simple("links", size, links)
    ties = (
        between_people(people, links) if ties is None else simple("ties", people, ties)
    )
    joined, known = matrix(size, links), matrix(people, ties)
    whole = parts(people, joined)
    bridges, cut = engines.holding(
        size, people, without_loose_ends(size, people, links)
    )
    far = _Deep.of(size, people, links, before, progress) if deep else None
    far = far or _Deep.unknown(size, people)
    return Measures(
        people=people,
        deep=deep,
        degree=local.degrees(known),
        reach=local.reach(people, joined)[:people],
        between=far.between,
        closeness=far.closeness,
        constraint=local.constraint(known),
        clustering=local.clustering(known),
        core=engines.cores(people, ties),
        cut=cut,
        group=far.group,
        ties=len(ties),
        parts=whole.number,
        largest_part=whole.largest,
        alone=int(whole.alone.sum()),
        bridges=bridges,
        diameter=far.diameter,
        mean_path=far.mean_path,
    )


@dataclass(frozen=True, eq=False)
class _Deep:
    """What takes time in a large network."""

    between: Floats
    closeness: Floats
    group: Ints
    diameter: int | None
    mean_path: float | None

    @classmethod
    def of(
        cls,
        size: int,
        people: int,
        links: Pairs,
        before: Ints | None,
        progress: Progress,
    ) -> "_Deep":
        """Work it out; ways take nearly all of the time."""
        group = numbered(size, people, links, before)
        progress(0.1)
        steps = distances(people, matrix(size, links))
        progress(0.2)
        between = engines.between(
            size, people, links, progress=lambda done: progress(0.2 + 0.8 * done)
        )
        return cls(between, steps.closeness, group, steps.longest, steps.mean)

    @classmethod
    def unknown(cls, size: int, people: int) -> "_Deep":
        """Stand for what was not worked out."""
        nothing = np.zeros(people)
        return cls(nothing, nothing, np.zeros(size, np.int64), None, None)
