"""The square of a map: linked nodes fill it, those without a link frame it."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from community.graph.repulsion import Places

EDGE = 0.02
"""The margin of the square that stays empty."""


def has_place(places: Places) -> NDArray[np.bool_]:
    """Tell which nodes have a place."""
    return np.asarray(~np.isnan(places).any(axis=1))


def room(size: int, linked: int) -> float:
    """Return the side of the square for linked nodes; the rest is for the others."""
    alone = size - linked
    return float((1 - min(0.5, 0.7 * alone / max(size, 1))) ** 0.5) * (1 - 2 * EDGE)


def fit(places: Places, side: float) -> Places:
    """Stretch places evenly over a square of this side in the middle of the unit one.

    Each axis is bent halfway towards even use, so that few far nodes do not press all
    others together.
    """
    if not len(places):
        return places
    spread = np.empty_like(places)
    for axis in (0, 1):
        values = places[:, axis]
        order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
        even = (order + 0.5) / len(values)
        width = float(np.ptp(values))
        plain = (values - values.min()) / width if width else np.full(len(values), 0.5)
        spread[:, axis] = 0.5 * plain + 0.5 * even if width else plain
    return 0.5 + (spread - 0.5) * side


def along_the_edge(places: Places) -> Places:
    """Place the nodes that have no place in rows along the edge, from outside in."""
    placed = has_place(places)
    missing = np.flatnonzero(~placed)
    if not len(missing):
        return places
    points = _free_points(len(missing), len(places), places[placed])
    places = places.copy()
    places[missing] = points
    return places


def _free_points(number: int, size: int, taken: Places) -> Places:
    gap = 0.8 / max(size, 4) ** 0.5
    while True:
        side = max(2, int((1 - 2 * EDGE) / gap))
        steps = np.linspace(EDGE, 1 - EDGE, side)
        grid = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=2)
        points = grid.reshape(-1, 2)
        if len(taken):
            distance, _ = cKDTree(taken).query(points)
            points = points[distance > 0.7 * gap]
        if len(points) >= number:
            break
        gap *= 0.8
    return _evenly(points, number)


def _evenly(points: Places, number: int) -> Places:
    """Return the outermost points; from the innermost ring in use, every so many."""
    ring = np.abs(points - 0.5).max(axis=1).round(9)
    turn = np.arctan2(points[:, 1] - 0.5, points[:, 0] - 0.5)
    order = np.lexsort((turn, -ring))
    last = ring[order[number - 1]]
    outside = order[ring[order] > last]
    inside = order[ring[order] == last]
    some = np.linspace(0, len(inside), number - len(outside), endpoint=False)
    chosen: Places = points[np.append(outside, inside[some.astype(np.int64)])]
    return chosen
