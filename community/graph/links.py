"""Links between nodes as they come in, made simple: each once, none to itself."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.relations import checked_pairs, distinct

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Pairs = NDArray[np.int64]
Progress = Callable[[float], None]
"""Is told how much is done, from 0 to 1."""

DIGITS = 12
"""Fractions are rounded to so many digits, so that the order of sums says nothing."""


def nobody_asks(_done: float) -> None:
    """Take no notice of how much is done."""


def simple(name: str, size: int, pairs: Pairs) -> Pairs:
    """Return the links each once, the lower end first, in order, none to itself.

    Raises
    ------
    ValueError
        If `pairs` has another shape or names nodes that do not exist.
    """
    found = checked_pairs(name, pairs, size, size)
    found = found[found[:, 0] != found[:, 1]]
    low, high = found.min(axis=1, initial=size), found.max(axis=1, initial=-1)
    keys = distinct(low * np.int64(max(size, 1)) + high)
    return np.column_stack([keys // max(size, 1), keys % max(size, 1)])


def matrix(size: int, pairs: Pairs) -> "sparse.csr_array":
    """Return links that `simple` made as a symmetric matrix of 0 and 1."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    ones = np.ones(len(both))
    found = sparse.csr_array((ones, (both[:, 0], both[:, 1])), shape=(size, size))
    found.sort_indices()
    return found


def between_people(people: int, links: Pairs) -> Pairs:
    """Return the links whose ends are both among the first `people` nodes."""
    return links[(links < people).all(axis=1)]


def without_loose_ends(size: int, people: int, pairs: Pairs) -> Pairs:
    """Return the links without those that lead to no further person.

    A project with one member, or what stands for a link into a crowd, is a loose end;
    they go until none is left.
    """
    while True:
        degree = np.bincount(pairs.ravel(), minlength=size)
        loose = degree == 1
        loose[:people] = False
        keep = ~loose[pairs].any(axis=1)
        if keep.all():
            return pairs
        pairs = pairs[keep]


def rounded(values: Floats) -> Floats:
    """Return `values` to `DIGITS` digits, without negative zero."""
    found: Floats = np.round(values, DIGITS) + 0.0
    return found
