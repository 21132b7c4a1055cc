"""The costly measures, by networkx for small networks and igraph above.

igraph is an extra (`scale`); without it numpy and networkx find the same, slower.
"""

from functools import cache
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from community.graph.links import (
    Floats,
    Ints,
    Pairs,
    Progress,
    matrix,
    nobody_asks,
    rounded,
)
from community.graph.measures.betweenness import share_of_ways

SMALL = 100
"""Up to this many nodes networkx answers at once."""
EXACT, SAMPLE = 3_000, 2_000
"""Above `EXACT` people ways are followed from a sample of them."""
SEED = 2017


@cache
def igraph() -> Any:
    """Return igraph where it is installed, else None."""
    try:
        import igraph  # type: ignore[import-untyped]
    except ImportError:
        return None
    return igraph


def _graph(size: int, pairs: Pairs) -> Any:
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs.tolist())
    return graph


def sample(people: int, some: int = SAMPLE) -> Ints:
    """Return from whom ways are followed: from all, or from some in a large network."""
    if people <= EXACT:
        return np.arange(people)
    random = np.random.default_rng(SEED)
    return np.sort(random.choice(people, min(some, people), replace=False))


def between(
    size: int,
    people: int,
    pairs: Pairs,
    *,
    sources: Ints | None = None,
    progress: Progress = nobody_asks,
) -> Floats:
    """Return the share of shortest ways between two others that lead over each person.

    Parameters
    ----------
    size, people : int
        The number of nodes; so many, the first ones, are people.
    pairs : ndarray of int, shape (links, 2)
        Links that `simple` made.
    sources : ndarray of int, optional
        Follow ways from these people only, and estimate the others; `sample` usually.
    progress : callable
        Is told how much is done.

    Returns
    -------
    ndarray of float64, shape (people,)
        From 0 to 1: of the pairs of two other people, joined or not [1]_.

    References
    ----------
    .. [1] U. Brandes, Social Networks 30:2 (2008), 136-145, sections 3.1 and 3.2.
    """
    sources = sample(people) if sources is None else sources
    others = (people - 1) * (people - 2) / 2
    if others <= 0 or not len(pairs):
        return np.zeros(people)
    if size <= SMALL:
        found = _by_networkx(size, people, pairs, sources)
    elif igraph() is not None:
        found = _by_igraph(size, people, pairs, sources, progress)
    else:
        found = share_of_ways(people, matrix(size, pairs), sources, progress)
    followed = len(sources) - np.isin(np.arange(people), sources)
    scale = (people - 1) / np.maximum(followed, 1)
    return rounded(found[:people] * scale / others)


def _by_networkx(size: int, people: int, pairs: Pairs, sources: Ints) -> Floats:
    found = nx.betweenness_centrality_subset(
        _graph(size, pairs), sources.tolist(), range(people)
    )
    return np.array([found[node] for node in range(size)])


def _by_igraph(
    size: int, people: int, pairs: Pairs, sources: Ints, progress: Progress
) -> Floats:
    """Ask igraph for some sources at a time: it lets nobody else work meanwhile."""
    graph = igraph().Graph(size, edges=pairs)
    step = max(8, 400_000 // (size + len(pairs)))
    found = np.zeros(size)
    targets = list(range(people))
    for first in range(0, len(sources), step):
        some = sources[first : first + step].tolist()
        found += graph.betweenness(directed=False, sources=some, targets=targets)
        progress(min(1.0, (first + step) / len(sources)))
    return found


def cores(people: int, ties: Pairs) -> Ints:
    """Return the core number of each person [1]_, in ties.

    References
    ----------
    .. [1] V. Batagelj, M. Zaversnik, arXiv cs/0310049 (2003).
    """
    if people > SMALL and igraph() is not None:
        found = igraph().Graph(people, edges=ties).coreness()
        return np.array(found, dtype=np.int64)
    found = nx.core_number(_graph(people, ties))
    return np.array([found[one] for one in range(people)], dtype=np.int64)


def holding(size: int, people: int, pairs: Pairs) -> tuple[Pairs, NDArray[np.bool_]]:
    """Return the links and the people without whom the network falls apart [1]_.

    `pairs` hold no loose ends, so that what falls apart are people.

    Returns
    -------
    ndarray of int, shape (bridges, 2)
        The links, the lower end first, in order.
    ndarray of bool, shape (people,)
        Whether each person is one.

    References
    ----------
    .. [1] J. Hopcroft, R. Tarjan, Communications of the ACM 16:6 (1973), 372-378.
    """
    if size > SMALL and igraph() is not None:
        graph = igraph().Graph(size, edges=pairs)
        bridges = pairs[np.array(graph.bridges(), dtype=np.int64)]
        cut = graph.articulation_points()
    else:
        plain = _graph(size, pairs)
        bridges = np.array(list(nx.bridges(plain)), dtype=np.int64).reshape(-1, 2)
        cut = list(nx.articulation_points(plain))
    marked = np.zeros(size, np.bool_)
    marked[np.array(cut, dtype=np.int64)] = True
    bridges = np.sort(bridges, axis=1)
    return bridges[np.lexsort((bridges[:, 1], bridges[:, 0]))], marked[:people]
