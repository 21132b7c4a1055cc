"""Variety: what is like something higher up in a list stands a little lower."""

import numpy as np

from community.graph.relations import Floats, Ids, Relation

WORD = 64
"""So many tags are compared at once, as the bits of one number."""


def alike(tags: Relation, nodes: Ids) -> Floats:
    """Return how alike nodes are by their tags: Jaccard's coefficient.

    Parameters
    ----------
    tags : Relation
        From nodes to their tags.
    nodes : ndarray of int, shape (n,)
        Some of its rows.

    Returns
    -------
    ndarray of float, shape (n, n)
        The share of common tags in those that either has, 0 to 1; 0 without tags.
    """
    lengths, reached = tags.rows(nodes)
    names, columns = np.unique(reached, return_inverse=True)
    table = np.zeros((len(nodes), WORD * (1 + len(names) // WORD)), dtype=np.bool_)
    table[np.repeat(np.arange(len(nodes)), lengths), columns] = True
    bits = np.packbits(table, axis=1).view(np.uint64)
    common = np.bitwise_count(bits[:, None] & bits).sum(axis=2, dtype=np.int64)
    either = lengths[:, None] + lengths - common
    shares: Floats = common / np.maximum(either, 1)
    return shares


def varied(worth: Floats, likeness: Floats, length: int, similarity: float) -> Ids:
    """Return the order that weighs worth against likeness to what stands before.

    Maximal marginal relevance [1]_, as a product: the first candidate stays first; each
    next place goes to the one with the greatest ``worth * (1 - similarity * like)``,
    where `like` is the likeness to the most similar candidate before it. As a product
    it promises what the sum does not: nobody is passed by one who is worth less than
    ``1 - similarity`` of them.

    Parameters
    ----------
    worth : ndarray of float, shape (n,)
        What each is worth, above 0.
    likeness : ndarray of float, shape (n, n)
        How alike they are, 0 to 1.
    length : int
        So many places, 1 or more.
    similarity : float
        How much likeness counts, from 0 (nothing) to 1.

    Returns
    -------
    ndarray of int, shape (min(length, n),)
        Places in `worth`; who comes first in `worth` wins a tie.

    References
    ----------
    .. [1] J. Carbonell, J. Goldstein, SIGIR (1998), 335-336.
    """
    kept = 1 - similarity * likeness
    counts, free = kept[0].copy(), np.ones(len(worth), dtype=np.bool_)
    free[0] = False
    chosen = [0]
    for _ in range(min(length, len(worth)) - 1):
        best = int(np.argmax(np.where(free, worth * counts, -1.0)))
        chosen.append(best)
        free[best] = False
        np.minimum(counts, kept[best], out=counts)
    return np.array(chosen, dtype=np.int64)
