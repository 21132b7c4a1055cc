"""Groups by the Louvain method, the same each time, from where they were last."""

from collections import defaultdict

import numpy as np
from scipy.sparse import csgraph

from community.graph.links import Ints, Pairs, matrix

CLEARLY = 0.01
"""A fresh look has to be better by so much modularity to change the last groups."""
ENOUGH = 1e-9
ROUNDS = 40

Weights = list[dict[int, float]]
"""For each node its neighbours and how strongly they are linked."""


def louvain(size: int, pairs: Pairs, before: Ints | None = None) -> Ints:
    """Return groups with many links inside and few to others [1]_.

    Parameters
    ----------
    size : int
        The number of nodes.
    pairs : ndarray of int, shape (links, 2)
        Each link once, none of a node to itself.
    before : ndarray of int, shape (size,), optional
        The last groups; 0 for nodes without one. They are kept, as far as links still
        speak for them, unless a fresh look is clearly better.

    Returns
    -------
    ndarray of int64, shape (size,)
        A number for each group; nodes of a group are connected. The same links in
        another order give the same groups.

    References
    ----------
    .. [1] V. D. Blondel et al., J. Stat. Mech. (2008), P10008.
    """
    near: Weights = [{} for _ in range(size)]
    for a, b in pairs.tolist():
        near[a][b] = near[b][a] = 1.0
    fresh = _whole(near, pairs, list(range(size)))
    if before is None or not np.any(before):
        return fresh
    kept = _whole(near, pairs, _as_before(before))
    better = modularity(pairs, fresh) - modularity(pairs, kept)
    return fresh if better > CLEARLY else kept


def modularity(pairs: Pairs, group: Ints) -> float:
    """Return the share of links inside groups, less what chance would put there."""
    if not len(pairs):
        return 0.0
    ends = group[pairs]
    inside = float(np.mean(ends[:, 0] == ends[:, 1]))
    degree = np.bincount(ends.ravel()) / (2 * len(pairs))
    return inside - float(np.square(degree).sum())


def _as_before(before: Ints) -> list[int]:
    """Return the last groups; whoever had none starts alone."""
    first = int(before.max()) + 1
    alone = np.arange(first, first + len(before))
    found: list[int] = np.where(before > 0, before, alone).tolist()
    return found


def _whole(near: Weights, pairs: Pairs, start: list[int]) -> Ints:
    """Move nodes, then whole groups, until nothing gets better."""
    loops = [0.0] * len(near)
    group = np.array(_moved(near, loops, start), dtype=np.int64)
    while len(near):
        numbers, group = np.unique(_connected(pairs, group), return_inverse=True)
        upper, within = _together(pairs, group, len(numbers))
        moved = np.array(
            _moved(upper, within, list(range(len(numbers)))), dtype=np.int64
        )
        if len(np.unique(moved)) == len(numbers):
            break
        group = moved[group]
    return group


def _moved(near: Weights, loops: list[float], start: list[int]) -> list[int]:
    """Move each node to the group that gains most, in order, until none moves."""
    group = list(start)
    degree = [
        sum(others.values()) + 2 * loop
        for others, loop in zip(near, loops, strict=True)
    ]
    twice = sum(degree) or 1.0
    total: defaultdict[int, float] = defaultdict(float)
    for node, one in enumerate(group):
        total[one] += degree[node]
    for _ in range(ROUNDS):
        left = sum(
            _move(node, near, group, degree, total, twice) for node in range(len(near))
        )
        if not left:
            break
    return group


def _move(
    node: int,
    near: Weights,
    group: list[int],
    degree: list[float],
    total: defaultdict[int, float],
    twice: float,
) -> bool:
    """Move one node to where it gains most; tell whether it left its group."""
    was, own = group[node], degree[node]
    links: defaultdict[int, float] = defaultdict(float)
    for other, weight in near[node].items():
        links[group[other]] += weight
    total[was] -= own
    best, most = was, links[was] - own * total[was] / twice
    for one in sorted(links):
        gain = links[one] - own * total[one] / twice
        if gain > most + ENOUGH:
            best, most = one, gain
    total[best] += own
    group[node] = best
    return best != was


def _together(pairs: Pairs, group: Ints, groups: int) -> tuple[Weights, list[float]]:
    """Return the links between groups, and how many are inside each."""
    near: Weights = [{} for _ in range(groups)]
    ends = np.sort(group[pairs], axis=1)
    keys, number = np.unique(ends[:, 0] * groups + ends[:, 1], return_counts=True)
    loops = [0.0] * groups
    for key, weight in zip(keys.tolist(), number.tolist(), strict=True):
        a, b = divmod(key, groups)
        if a == b:
            loops[a] = float(weight)
        else:
            near[a][b] = near[b][a] = float(weight)
    return near, loops


def _connected(pairs: Pairs, group: Ints) -> Ints:
    """Return the connected pieces of each group as groups of their own."""
    inside = pairs[group[pairs[:, 0]] == group[pairs[:, 1]]]
    _, piece = csgraph.connected_components(matrix(len(group), inside), directed=False)
    found: Ints = piece.astype(np.int64)
    return found
