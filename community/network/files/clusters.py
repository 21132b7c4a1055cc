"""Nodes pulled together by what they share: a circle for each value of a field."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.network.column_fields import Field
from community.network.files.labels import width_of

MOST, ROUNDS, GAP, LABEL = 24, 240, 14.0, 24.0
CIRCLE = 14
"""The size of the letters of a circle's name."""
BOLD = 1.12
GOLDEN = np.pi * (3 - np.sqrt(5))


@dataclass(frozen=True)
class Circle:
    """A cluster: its middle, its radius, the value of its nodes ("" the others)."""

    x: float
    y: float
    r: float
    words: str

    @property
    def name_box(self) -> tuple[float, float, float, float]:
        """Where the name of the circle stands: left, top, right, bottom."""
        half, foot = _wide(self.words) / 2, self.y - self.r - 3
        return self.x - half, foot - 18, self.x + half, foot


def _wide(words: str) -> float:
    return BOLD * width_of(words or "Others, or not shown", CIRCLE)


def clustered(
    field: Field, places: NDArray[np.float64], width: float, height: float
) -> tuple[NDArray[np.float64], tuple[Circle, ...]]:
    """Return the places of nodes in their circles, and the circles.

    `places` has the shape (nodes, 2), in units of a drawing of `width` and `height`.
    Nodes beyond those of the field stand with the others.
    """
    values = np.zeros(len(places), dtype=int)
    values[: len(field.of)] = field.of
    number = Counter(values[values > 0].tolist())
    kept = [value for value, _ in sorted(number.items(), key=_largest)[:MOST]]
    groups = [(value, np.flatnonzero(values == value)) for value in kept]
    rest = np.flatnonzero(~np.isin(values, kept))
    if len(rest):
        groups.append((0, rest))
    if not groups:
        return places, ()
    middles = np.array([places[nodes].mean(axis=0) for _, nodes in groups])
    radii = np.array([16 + 9 * np.sqrt(len(nodes)) for _, nodes in groups])
    words = [field.values[value] if value else "" for value, _ in groups]
    wide = np.array([_wide(one) / 2 for one in words])
    middles, radii = _fit(
        _spread(middles, radii, wide), radii, wide, np.array([width, height])
    )
    moved = places.copy()
    for (_, nodes), middle, r in zip(groups, middles, radii, strict=True):
        moved[nodes] = _seats(places[nodes], middle, r)
    circles = (
        Circle(float(x), float(y), float(r), called)
        for called, (x, y), r in zip(words, middles, radii, strict=True)
    )
    return moved, tuple(circles)


def _largest(one: tuple[int, int]) -> tuple[int, int]:
    return -one[1], one[0]


def _spread(
    middles: NDArray[np.float64],
    radii: NDArray[np.float64],
    wide: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Push circles apart until none covers another or its name, `wide` to each side."""
    found = middles + 0.1 * np.arange(2 * len(middles)).reshape(-1, 2)
    reach = np.maximum(radii, np.minimum(wide, 1.5 * radii))
    for _round in range(ROUNDS):
        between = found[:, None] - found[None]
        away = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(away, np.inf)
        wanted = reach[:, None] + reach[None] + GAP
        wanted = wanted + LABEL * np.abs(between[..., 1]) / away
        push = np.maximum(0, wanted - away) / 2 / away
        if not push.any():
            break
        found = found + (between * push[..., None]).sum(axis=1)
    return found


def _fit(
    middles: NDArray[np.float64],
    radii: NDArray[np.float64],
    wide: NDArray[np.float64],
    size: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bring all circles and their names into the drawing."""
    across = np.column_stack([np.maximum(radii, wide), radii])
    low = (middles - across).min(axis=0) - (0, LABEL)
    high = (middles + across).max(axis=0)
    scale = min(1.6, float(((size - 40) / (high - low)).min()))
    moved = (middles - (low + high) / 2) * scale + size / 2
    inside = np.clip(moved[:, 0], wide + 4, size[0] - wide - 4)
    return np.column_stack([inside, moved[:, 1]]), radii * scale


def _seats(
    places: NDArray[np.float64], middle: NDArray[np.float64], r: float
) -> NDArray[np.float64]:
    """Seat nodes within their circle, those nearest to its middle first."""
    order = np.argsort(((places - middle) ** 2).sum(axis=1), kind="stable")
    rank = np.empty(len(places), dtype=int)
    rank[order] = np.arange(len(places))
    far = max(0.0, r - 8) * np.sqrt((rank + 0.5) / len(places))
    turn = rank * GOLDEN
    way = np.column_stack([np.cos(turn), np.sin(turn)])
    return np.asarray(middle + far[:, None] * way)
