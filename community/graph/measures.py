"""The measures that stand beside the map: parts, groups, reach, who links groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.relations import checked_pairs

EXACT = 300
"""Up to this many nodes betweenness is exact; above it is estimated from a sample."""
SAMPLE = 60
MOST_BRIDGES = 3
SEED = 2017


@dataclass(frozen=True)
class Measures:
    """What is known of each node of a map, and of the whole.

    `groups` numbers the groups from the largest, 0 for nodes without a link; `reach`
    counts the people at most two steps away; `bridges` are the people, by node, whom
    most shortest paths between others pass.
    """

    groups: NDArray[np.int64]
    reach: NDArray[np.int64]
    parts: int
    largest_part: int
    alone: int
    bridges: tuple[int, ...]


def measure(size: int, people: int, pairs: NDArray[np.int64]) -> Measures:
    """Measure a map of `size` nodes, of which the first `people` are people.

    Up to `EXACT` nodes the bridges are exact [1]_; above, shortest paths are counted
    from `SAMPLE` nodes. Groups are found with the Louvain method [2]_. The order of the
    links changes nothing.

    Parameters
    ----------
    size : int
        The number of nodes.
    people : int
        So many of them, the first ones, are people.
    pairs : ndarray of int, shape (links, 2)
        The linked nodes.

    Returns
    -------
    Measures
        One value a node in `groups` and `reach`; counts in nodes.

    Raises
    ------
    ValueError
        If `pairs` names nodes that do not exist or there are more people than nodes.

    References
    ----------
    .. [1] U. Brandes, Journal of Mathematical Sociology 25:2 (2001), 163-177.
    .. [2] V. D. Blondel et al., J. Stat. Mech. (2008), P10008.
    """
    if not 0 <= people <= size:
        raise ValueError("people are some of the nodes")
    pairs = checked_pairs("pairs", pairs, size, size)
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs.tolist())
    parts = [part for part in nx.connected_components(graph) if len(part) > 1]
    linked = {node for part in parts for node in part}
    in_parts = [sum(node < people for node in part) for part in parts]
    return Measures(
        groups=_groups(graph, linked, people),
        reach=_reach(size, people, pairs),
        parts=sum(number > 0 for number in in_parts),
        largest_part=max(in_parts, default=0),
        alone=sum(node not in linked for node in range(people)),
        bridges=_bridges(graph, people),
    )


def _groups(graph: Any, linked: Iterable[int], people: int) -> NDArray[np.int64]:
    found = nx.community.louvain_communities(graph.subgraph(sorted(linked)), seed=SEED)
    numbers = np.zeros(graph.number_of_nodes(), dtype=np.int64)

    def by_size(group: set[int]) -> tuple[int, int]:
        return -sum(node < people for node in group), min(group)

    for number, group in enumerate(sorted(found, key=by_size), 1):
        numbers[sorted(group)] = number
    return numbers


def _reach(size: int, people: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    rows = np.concatenate([pairs[:, 0], pairs[:, 1], np.arange(size)])
    columns = np.concatenate([pairs[:, 1], pairs[:, 0], np.arange(size)])
    ones = np.ones(len(rows), dtype=np.int32)
    step = sparse.csr_array((ones, (rows, columns)), shape=(size, size))
    near = (step @ step)[:, :people] if people else step[:, :0]
    counted: NDArray[np.int64] = np.diff(sparse.csr_array(near).indptr).astype(np.int64)
    counted[:people] -= 1
    return counted


def _bridges(graph: Any, people: int) -> tuple[int, ...]:
    size = graph.number_of_nodes()
    sample = None if size <= EXACT else SAMPLE
    between = nx.betweenness_centrality(graph, k=sample, seed=SEED)
    best = sorted(range(people), key=lambda node: (-between[node], node))
    return tuple(node for node in best[:MOST_BRIDGES] if between[node] > 0)
