"""Shortest ways over somebody, counted with matrices: for where igraph is not."""

import numpy as np
from scipy import sparse

from community.graph.links import Floats, Ints, Progress, nobody_asks

AT_ONCE = 64


def share_of_ways(
    people: int,
    links: "sparse.csr_array",
    sources: Ints,
    progress: Progress = nobody_asks,
) -> Floats:
    """Return how many pairs' shortest ways lead over each node, each way its part.

    This is Brandes' algorithm [1]_ for many sources at once: a column each.

    Parameters
    ----------
    people : int
        The first nodes are people: ways are counted between them.
    links : csr_array of 0 and 1, shape (size, size)
        Symmetric, with an empty diagonal.
    sources : ndarray of int
        From whom ways are followed.
    progress : callable
        Is told how much is done.

    Returns
    -------
    ndarray of float64, shape (size,)
        In pairs of people, both ways counted as one.

    References
    ----------
    .. [1] U. Brandes, Journal of Mathematical Sociology 25:2 (2001), 163-177.
    """
    found = np.zeros(links.shape[0])
    targets = (np.arange(links.shape[0]) < people).astype(np.float64)[:, None]
    for first in range(0, len(sources), AT_ONCE):
        some = sources[first : first + AT_ONCE]
        waves = _number_of_ways(some, links)
        found += _gathered(some, links, waves, targets).sum(axis=1)
        progress((first + len(some)) / len(sources))
    return found / 2


def _number_of_ways(sources: Ints, links: "sparse.csr_array") -> list[Floats]:
    """Return for each number of steps how many shortest ways lead to each node."""
    front = np.zeros((links.shape[0], len(sources)))
    front[sources, np.arange(len(sources))] = 1
    seen, waves = front > 0, []
    while front.any():
        waves.append(front)
        front = links @ front
        front[seen] = 0
        seen |= front > 0
    return waves


def _gathered(
    sources: Ints, links: "sparse.csr_array", waves: list[Floats], targets: Floats
) -> Floats:
    """Add up, from the farthest nodes back, what leads over each node."""
    over = np.zeros_like(waves[0])
    for nearer, wave in zip(waves[-2::-1], waves[:0:-1], strict=True):
        part = np.divide(targets + over, wave, out=np.zeros_like(wave), where=wave > 0)
        over += nearer * (links @ part)
    over[sources, np.arange(len(sources))] = 0
    return over
