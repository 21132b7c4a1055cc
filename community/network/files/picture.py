"""The map as a picture: where marks, lines, circles and names stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.network.columns import SQUARE, Columns
from community.network.files.clusters import Circle, clustered
from community.network.files.labels import Label, labels_of
from community.network.files.looks import PROJECT, looks_of, near
from community.network.shown import Shown

WIDE, HIGH = 1200.0, 800.0
ROOMY = 120
"""A map of more nodes is drawn on a larger sheet, so that names have room."""
LARGEST = 6.0
NAMES = 5000
"""So many names are tried; of more, hardly any would find room."""
EDGE = 35.0
GROWN = 1.22
"""The points of the widest shape reach so many times its radius."""


@dataclass(frozen=True)
class Mark:
    """A node: where it stands, its shape, colour and radius, its name in full."""

    x: float
    y: float
    shape: int
    colour: int
    r: float
    words: str
    faint: bool
    crowd: bool


@dataclass(frozen=True)
class Stroke:
    """All lines of one kind and width."""

    kind: str
    width: float
    faint: bool
    ends: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class Picture:
    """A picture of a map, in units of its own; `scale` times as large as the usual one.

    `legend` gives what each shape stands for, "" where that is a kind; `told` says that
    it tells the values of a field; `unnamed` is how many names found no room.
    """

    width: float
    height: float
    scale: float
    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    circles: tuple[Circle, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[int, str], ...]
    told: bool
    unnamed: int


def picture_of(shown: Shown, drawn: Columns, names: Sequence[str]) -> Picture:
    """Return the picture of what is shown, as the page draws it."""
    looks = looks_of(shown, drawn)
    scale = min(LARGEST, max(1.0, float(np.sqrt(len(drawn.x) / ROOMY))))
    size = (WIDE * scale, HIGH * scale)
    places = np.column_stack([drawn.x, drawn.y]).reshape(-1, 2) / SQUARE
    places = EDGE + places * (np.array(size) - 2 * EDGE)
    places, circles = _clustered(shown, drawn, places, size)
    faint = _faint(shown, len(places))
    order = [int(n) for n in np.argsort(-looks.radius, kind="stable") if not faint[n]]
    bold = frozenset(n for n, shape in enumerate(looks.shapes) if shape >= PROJECT)
    taken = [one.name_box for one in circles]
    radius = looks.radius * GROWN
    labels = labels_of(
        order[:NAMES], names, places, radius, size, bold=bold, taken=taken
    )
    crowds = range(drawn.people + drawn.projects, len(places) - _things(drawn))
    marks = tuple(
        Mark(x, y, looks.shapes[n], looks.colours[n], r, names[n], weak, n in crowds)
        for n, ((x, y), r, weak) in enumerate(
            zip(places.tolist(), looks.radius.tolist(), faint.tolist(), strict=True)
        )
    )
    return Picture(
        *size, scale, marks, _strokes(shown, places, faint), circles, tuple(labels),
        _legend(looks.legend, looks.shapes),
        bool(looks.legend), len(order) - len(labels),
    )  # fmt: skip


def _faint(shown: Shown, size: int) -> NDArray[np.bool_]:
    """Return which nodes are dimmed: by the view, and away from the chosen person."""
    around = near(shown)
    found = np.zeros(size, dtype=bool)
    found[list(shown.faint)] = True
    if around is not None:
        found[[n for n in range(size) if n not in around]] = True
    return found


def _things(drawn: Columns) -> int:
    return len(drawn.tags) + len(drawn.organisations)


def _clustered(
    shown: Shown,
    drawn: Columns,
    places: NDArray[np.float64],
    size: tuple[float, float],
) -> tuple[NDArray[np.float64], tuple[Circle, ...]]:
    fields = {one.name: one for one in drawn.fields}
    field = fields.get(shown.view.cluster)
    return clustered(field, places, *size) if field and len(places) else (places, ())


def _strokes(
    shown: Shown, places: NDArray[np.float64], faint: NDArray[np.bool_]
) -> tuple[Stroke, ...]:
    found: dict[tuple[str, float, bool], list[tuple[float, float, float, float]]] = {}
    for link in shown.network.links:
        width = round(min(6.0, 1 + float(np.log2(max(1, link.number))) / 1.5), 1)
        key = (link.kind, width, bool(faint[link.a] or faint[link.b]))
        ends = (*places[link.a].tolist(), *places[link.b].tolist())
        found.setdefault(key, []).append(ends)
    return tuple(Stroke(*key, tuple(ends)) for key, ends in sorted(found.items()))


def _legend(told: list[str], shapes: list[int]) -> tuple[tuple[int, str], ...]:
    """Return (shape, the value that it stands for); "" is said by the caller."""
    if told:
        values = list(enumerate(told, 1))
        rest = [(0, "")] if 0 in shapes else []
    else:
        values = [(one, "") for one in sorted({*shapes}) if 0 < one < PROJECT]
        rest = [(0, "")] if 0 in shapes else []
    things = [(one, "") for one in sorted({*shapes}) if one >= PROJECT]
    return (*values, *rest, *things)
