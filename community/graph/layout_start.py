"""Where the nodes of a map stand before links pull and nodes push."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.layout_frame import has_place
from community.graph.repulsion import Places

GOLDEN = np.pi * (3 - 5**0.5)
"""The angle between neighbours of a sunflower's spiral."""
STEPS, MOST_PAIRS = 80, 8_000_000
"""So many steps for groups, as long as they take no more pairs than that."""


def sunflower(number: int) -> Places:
    """Return points that fill the unit disc evenly."""
    order = np.arange(number)
    radius = np.sqrt((order + 0.5) / max(number, 1))
    angle = order * GOLDEN
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def by_groups(
    links: "sparse.csr_array",
    groups: NDArray[np.int64],
    random: np.random.Generator,
) -> Places:
    """Place each group in a disc of its own, linked groups near each other."""
    size = len(groups)
    names, member_of = np.unique(groups, return_inverse=True)
    belongs = sparse.csr_array(
        (np.ones(size), (np.arange(size), member_of)), shape=(size, len(names))
    )
    between = sparse.csr_array(belongs.T @ links @ belongs)
    sizes = np.bincount(member_of, minlength=len(names))
    centres = _centres(between.toarray(), sizes)
    places = np.empty((size, 2))
    for group in range(len(names)):
        inside = np.flatnonzero(member_of == group)
        radius = 0.5 * (len(inside) / size) ** 0.5
        places[random.permutation(inside)] = (
            centres[group] + sunflower(len(inside)) * radius
        )
    return places + random.normal(scale=1e-4, size=places.shape)


def _centres(between: NDArray[np.float64], sizes: NDArray[np.int64]) -> Places:
    """Lay the groups themselves out: all pairs, in fewer steps if they are many."""
    steps = min(STEPS, 1 + MOST_PAIRS // len(sizes) ** 2)
    radii = 0.5 * (sizes / max(1, sizes.sum())) ** 0.5
    places = sunflower(len(sizes)) * 0.5
    weights = between / np.sqrt(np.outer(sizes, sizes))
    np.fill_diagonal(weights, 0)
    for step in range(steps):
        apart = places[:, None] - places[None]
        distance = np.sqrt((apart**2).sum(axis=2)) + 1e-9
        needed = radii[:, None] + radii[None]
        push = np.maximum(needed / distance - 1, 0) * 0.5
        np.fill_diagonal(push, 0)
        pull = np.minimum(weights * 0.3, 0.3) * (distance > needed)
        moved = ((push - pull / len(sizes) ** 0.5)[:, :, None] * apart).sum(axis=1)
        places = places + moved * 0.5 - places * 0.02 * (1 - step / steps)
    return places


def near_neighbours(
    links: "sparse.csr_array", known: Places, random: np.random.Generator
) -> Places:
    """Return known places, and for new nodes some near those of their neighbours.

    Whoever has no neighbour with a place, even over others, starts in the middle.
    """
    placed = has_place(known)
    places = np.where(placed[:, None], known, 0.0)
    middle = known[placed].mean(axis=0)
    while not placed.all():
        number = links @ placed.astype(float)
        ready = ~placed & (number > 0)
        if not ready.any():
            ready = ~placed
            around = np.broadcast_to(middle, places.shape)
        else:
            total = links @ (places * placed[:, None])
            around = total / np.maximum(number, 1)[:, None]
        near = random.normal(scale=0.3 / len(known) ** 0.5, size=places.shape)
        places = np.where(ready[:, None], around + near, places)
        placed = placed | ready
    return places
