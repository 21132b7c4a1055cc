"""How many steps lie between the people of one sort and those of another."""

import numpy as np
from numpy.typing import NDArray

from community.graph.links import matrix, simple
from community.graph.measures.distances import WORDS, Waves

AT_ONCE = 64 * WORDS
"""So many people are searched from in one go."""


def mean_steps(
    size: int, pairs: NDArray[np.int64], codes: NDArray[np.int64], sorts: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the mean length of the shortest ways between sorts of nodes, exactly.

    Parameters
    ----------
    size : int
        The number of nodes.
    pairs : ndarray of int, shape (links, 2)
        The linked nodes; the order of the links and of their ends changes nothing.
    codes : ndarray of int, shape (up to size,)
        The sort of each of the first nodes, 0 to `sorts` - 1; -1 for none. Nodes
        beyond are walked through and not counted.
    sorts : int
        How many sorts there are.

    Returns
    -------
    mean : ndarray of float64, shape (sorts, sorts)
        Steps between two different nodes of the two sorts that a way joins; nan where
        there are none. Symmetric.
    joined : ndarray of int64, shape (sorts, sorts)
        From how many nodes of one sort, times how many of the other, a way leads:
        within a sort each two nodes count twice.

    Raises
    ------
    ValueError
        If `pairs` or `codes` name nodes or sorts that do not exist.
    """
    wrong = len(codes) and not -1 <= codes.min() <= codes.max() < sorts
    if wrong or len(codes) > size:
        raise ValueError("codes are sorts of the first nodes")
    links = matrix(size, simple("pairs", size, pairs))
    inside = [np.flatnonzero(codes == sort) for sort in range(sorts)]
    steps = np.zeros((sorts, sorts), dtype=np.int64)
    joined = np.zeros((sorts, sorts), dtype=np.int64)
    for sort, sources in enumerate(inside):
        for first in range(0, len(sources), AT_ONCE):
            waves = Waves(sources[first : first + AT_ONCE], links)
            for step, new in enumerate(waves, 1):
                found = [int(np.bitwise_count(new[nodes]).sum()) for nodes in inside]
                joined[sort] += found
                steps[sort] += step * np.array(found)
    with np.errstate(invalid="ignore"):
        mean: NDArray[np.float64] = np.where(joined > 0, steps / joined, np.nan)
    return mean, joined
