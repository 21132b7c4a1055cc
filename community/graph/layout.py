"""Where the nodes of a map stand: linked nodes near each other, all well apart."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.layout_frame import EDGE, along_the_edge, fit, has_place, room
from community.graph.layout_start import by_groups, near_neighbours, sunflower
from community.graph.relations import checked_pairs
from community.graph.repulsion import Places, repulsion

STEPS = 90
STEPS_ON = 25
"""From known places on, so many steps are enough."""
SEED = 2017
HOLD = 0.1
"""How much of each step nodes with known places take back."""
TOGETHER, CENTRE = 0.025, 0.6
"""How strongly groups and the centre draw, against links and repulsion."""


def layout(
    size: int,
    pairs: NDArray[np.int64],
    *,
    groups: NDArray[np.int64] | None = None,
    start: Places | None = None,
    seed: int = SEED,
) -> Places:
    """Lay a graph out in the unit square, the same way each time.

    Links pull, all nodes push (Fruchterman and Reingold [1]_, with the forces of
    ForceAtlas2 [2]_: a link pulls less on nodes with many); a node of a group starts
    among its group. Nodes without a link stand in rows along the edge.

    Parameters
    ----------
    size : int
        The number of nodes.
    pairs : ndarray of int, shape (links, 2)
        The linked nodes.
    groups : ndarray of int, shape (size,), optional
        The number of each node's group; 0 for none.
    start : ndarray of float, shape (size, 2), optional
        Where the nodes were; nan for new ones, which come near their neighbours. The
        others move little.
    seed : int
        What chance starts from.

    Returns
    -------
    ndarray of float64, shape (size, 2)
        From 0 to 1.

    Raises
    ------
    ValueError
        If `pairs`, `groups` or `start` have a wrong shape or name nodes that do not
        exist.

    References
    ----------
    .. [1] T. Fruchterman, E. Reingold, Software: Practice and Experience 21 (1991).
    .. [2] M. Jacomy et al., PLoS ONE 9:6 (2014), e98679.
    """
    links = _links(size, pairs)
    groups = np.zeros(size, dtype=np.int64) if groups is None else np.asarray(groups)
    known = np.full((size, 2), np.nan) if start is None else np.asarray(start, float)
    if groups.shape != (size,) or known.shape != (size, 2):
        raise ValueError("groups and start have one row for each node")
    placed = has_place(known)
    linked = np.flatnonzero(np.diff(links.indptr))
    random = np.random.default_rng(seed)
    inner = links[linked][:, linked]
    if not len(linked):
        found = np.empty((0, 2))
    elif placed[linked].any():
        found = _carry_on(inner, groups[linked], known[linked], random)
    else:
        found = _from_scratch(inner, groups[linked], random)
        found = fit(found, room(size, len(linked)))
    known = np.where(placed[:, None], np.clip(known, 0, 1), np.nan)
    known[linked] = found
    return along_the_edge(known)


def carry_over(size: int, pairs: NDArray[np.int64], known: Places) -> Places:
    """Return places at once: known ones stay, new nodes come near their neighbours.

    For a large graph whose layout is worked out elsewhere. Where nothing is known,
    linked nodes fill a disc in their order.

    Parameters
    ----------
    size : int
        The number of nodes.
    pairs : ndarray of int, shape (links, 2)
        The linked nodes.
    known : ndarray of float, shape (size, 2)
        Where the nodes were, from 0 to 1; nan for new ones.

    Returns
    -------
    ndarray of float64, shape (size, 2)
        From 0 to 1.
    """
    links, placed = _links(size, pairs), has_place(known)
    linked = np.flatnonzero(np.diff(links.indptr))
    found = known.copy()
    if placed[linked].any():
        random = np.random.default_rng(SEED)
        inner = links[linked][:, linked]
        near = near_neighbours(inner, known[linked], random)
        found[linked] = np.clip(near, EDGE, 1 - EDGE)
    elif len(linked):
        found[linked] = fit(sunflower(len(linked)), room(size, len(linked)))
    return along_the_edge(found)


def _links(size: int, pairs: NDArray[np.int64]) -> "sparse.csr_array":
    """Return who is linked with whom, 0 or 1, without links of a node to itself."""
    pairs = checked_pairs("pairs", pairs, size, size)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    both = np.concatenate([pairs, pairs[:, ::-1]])
    ones = np.ones(len(both))
    found = sparse.csr_array((ones, (both[:, 0], both[:, 1])), shape=(size, size))
    found.sum_duplicates()
    found.data[:] = 1
    return found


def _from_scratch(
    links: "sparse.csr_array",
    groups: NDArray[np.int64],
    random: np.random.Generator,
) -> Places:
    places = by_groups(links, groups, random)
    return _settle(links, groups, places, steps=STEPS, warmth=0.1)


def _settle(
    links: "sparse.csr_array",
    groups: NDArray[np.int64],
    places: Places,
    *,
    steps: int,
    warmth: float,
    near: float | None = None,
    hold: NDArray[np.float64] | None = None,
) -> Places:
    """Let links pull and nodes push, in ever smaller steps.

    `near` is how far apart single nodes would like to be.
    """
    near = 0.5 / len(places) ** 0.5 if near is None else near
    pulls = _pulls(links)
    home = places.copy()
    for step in range(steps):
        force = pulls @ places + near**2 * repulsion(places)
        force += TOGETHER * _to_group(groups, places)
        force -= CENTRE * near * (places - places.mean(axis=0))
        length = np.sqrt((force**2).sum(axis=1)) + 1e-12
        most = warmth * (1 - step / steps) ** 1.5 + near * 0.02
        places = places + force * (np.minimum(length, most) / length)[:, None]
        if hold is not None:
            places += (home - places) * hold[:, None]
    return places


def _pulls(links: "sparse.csr_array") -> "sparse.csr_array":
    """Return the matrix that turns places into the pull of all links."""
    gentle = sparse.diags_array(1 / np.sqrt(np.diff(links.indptr)))
    pulls = gentle @ links @ gentle
    return sparse.csr_array(pulls - sparse.diags_array(pulls.sum(axis=1)))


def _balance(links: "sparse.csr_array", places: Places) -> float:
    """Return for which distance the pull and the push of known places are even."""
    usual = 0.5 / len(places) ** 0.5
    push: float = np.sum(repulsion(places) * places)
    pull: float = -np.sum((_pulls(links) @ places) * places)
    if push <= 0 or pull <= 0:
        return float(usual)
    return float(min(max(sqrt(pull / push), usual / 5), usual * 2))


def _to_group(groups: NDArray[np.int64], places: Places) -> Places:
    """Return for each node the way to the middle of its group; 0 without a group."""
    number = np.maximum(np.bincount(groups), 1)
    middles = np.column_stack(
        [np.bincount(groups, places[:, axis]) / number for axis in (0, 1)]
    )
    return np.where(groups[:, None] > 0, middles[groups] - places, 0.0)


def _carry_on(
    links: "sparse.csr_array",
    groups: NDArray[np.int64],
    known: Places,
    random: np.random.Generator,
) -> Places:
    """Place new nodes near their neighbours and let all find their way a little."""
    placed = has_place(known)
    places = near_neighbours(links, known, random)
    hold = np.where(placed, HOLD, 0.0)
    settled = _settle(
        links,
        groups,
        places,
        steps=STEPS_ON,
        warmth=0.02,
        near=_balance(links, places),
        hold=hold,
    )
    return np.clip(settled, EDGE, 1 - EDGE)
