"""What each node looks like in a picture: as the drawing of the page shows it."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.network.columns import Columns
from community.network.shown import Shown

PROJECT, TAG, ORGANISATION = 7, 8, 9
"""Shapes from here on are things: outlined, where people are filled."""
TOLD_APART = 6
"""So many values of a field get a colour and a shape of their own."""


@dataclass(frozen=True)
class Looks:
    """The shape, colour (0 neutral, to 6) and radius of each node.

    `legend` names colours from 1 on, and is empty where they stand for kinds.
    """

    shapes: list[int]
    colours: list[int]
    radius: NDArray[np.float64]
    legend: list[str]


def looks_of(shown: Shown, drawn: Columns) -> Looks:
    """Return the looks that the view asks for."""
    shapes = _shapes(drawn)
    fields = {one.name: one for one in drawn.fields}
    field = fields.get(shown.view.colour)
    radius = _radius(shown, drawn)
    if field is None:
        colours = [shape if shape < PROJECT else 0 for shape in shapes]
        return Looks(shapes, colours, radius, [])
    number = Counter(value for value in field.of[: drawn.people] if value)
    most = sorted(number, key=lambda value: (-number[value], value))[:TOLD_APART]
    code = {value: place for place, value in enumerate(most, 1)}
    told = [code.get(value, 0) for value in field.of[: drawn.people]]
    told += [0] * (len(shapes) - drawn.people)
    shapes = [
        shape if shape >= PROJECT else one
        for shape, one in zip(shapes, told, strict=True)
    ]
    return Looks(shapes, told, radius, [field.values[value] for value in most])


def _shapes(drawn: Columns) -> list[int]:
    return [
        *(drawn.kinds[kind][1] for kind in drawn.kind),
        *[PROJECT] * drawn.projects,
        *(max(0, shape) for shape, _people in drawn.crowds),
        *[TAG] * len(drawn.tags),
        *[ORGANISATION] * len(drawn.organisations),
    ]


def _radius(shown: Shown, drawn: Columns) -> NDArray[np.float64]:
    size = len(drawn.x)
    crowds = np.zeros(size)
    first = drawn.people + drawn.projects
    crowds[first : first + len(drawn.crowds)] = [many for _, many in drawn.crowds]
    pairs = shown.network.pairs
    links = np.bincount(pairs.ravel(), minlength=size).astype(float)
    links = np.where(crowds > 0, crowds, links)
    share = np.minimum(9, np.sqrt(links) * 1.1)
    sizes = {one.name: one.of for one in drawn.sizes}
    if shown.view.size == "same":
        share = np.full(size, 3.5)
    elif shown.view.size != "ties" and shown.view.size in sizes:
        values = np.array(sizes[shown.view.size], dtype=float)
        share[: len(values)] = 9 * np.sqrt(values / max(1.0, values.max(initial=0)))
    scale = min(1.7, max(0.8, float(np.sqrt(500 / max(1, size)))))
    grown = (2.4 + share) * scale
    return np.asarray(np.where(crowds > 0, grown * 1.6 + 4, grown), dtype=np.float64)


def near(shown: Shown) -> frozenset[int] | None:
    """Return the nodes at most the asked steps from the chosen one; None without."""
    slugs = [one.slug for one in shown.network.people]
    if not shown.view.person or shown.view.person not in slugs:
        return None
    edge = {slugs.index(shown.view.person)}
    known = set(edge)
    for _step in range(shown.view.steps):
        links = ((one.a, one.b) for one in shown.network.links)
        found = {b if a in edge else a for a, b in links if (a in edge) != (b in edge)}
        edge = found - known
        known |= found
    return frozenset(known)
