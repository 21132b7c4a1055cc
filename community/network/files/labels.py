"""Names beside their marks: never over one another, and never over another mark."""

import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELL = 4
HIGH = 15.0
FONT = 12.0
BOLD = 1.1
TRIES = (
    (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0),
    (0.8, 0.8), (0.8, -0.8), (-0.8, 0.8), (-0.8, -0.8),
)  # fmt: skip
LETTERS = 40
"""Longer names are cut in the drawing; the table has them whole."""


@dataclass(frozen=True)
class Label:
    """A name, and the box that it stands in."""

    node: int
    words: str
    left: float
    top: float
    wide: float
    high: float = HIGH


def width_of(words: str, font: float = FONT) -> float:
    """Return about how wide words are; rather too wide than too narrow."""
    return font * sum(map(_letter, words))


def _letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if letter in "iljtfrI.,:;'’|! ()-":
        return 0.4
    return 0.98 if letter in "mwMW@—" else 0.76 if letter.isupper() else 0.64


def cut(words: str) -> str:
    """Return words, shortened where they are long."""
    return words if len(words) <= LETTERS else words[: LETTERS - 1].rstrip() + "…"


class _Room:
    """Which parts of a drawing are taken, by cells of a few units."""

    def __init__(self, width: float, height: float) -> None:
        self._taken = np.zeros((int(height // CELL) + 2, int(width // CELL) + 2), bool)

    def part(
        self, left: float, top: float, right: float, bottom: float
    ) -> NDArray[np.bool_]:
        """Return the cells of a box."""
        rows = slice(max(0, int(top // CELL)), max(0, int(bottom // CELL) + 1))
        across = slice(max(0, int(left // CELL)), max(0, int(right // CELL) + 1))
        return self._taken[rows, across]

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether nothing stands in a box."""
        return not self.part(left, top, right, bottom).any()

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Note that something stands in a box."""
        self.part(left, top, right, bottom)[:] = True


def labels_of(
    order: Iterable[int],
    names: Sequence[str],
    places: NDArray[np.float64],
    radius: NDArray[np.float64],
    size: tuple[float, float],
    *,
    bold: Container[int] = (),
    taken: Iterable[tuple[float, float, float, float]] = (),
) -> list[Label]:
    """Return a label for each node of `order` that has room; the first have the choice.

    `places` and `radius` are those of all nodes, in units of a drawing of `size`; the
    names of `bold` nodes are wider; `taken` are boxes in which other words stand.
    """
    room = _Room(*size)
    for box in taken:
        room.take(*box)
    for (x, y), r in zip(places.tolist(), radius.tolist(), strict=True):
        room.take(x - r, y - r, x + r, y + r)
    found = []
    for node in order:
        words = cut(names[node])
        wide = width_of(words) * (BOLD if node in bold else 1)
        spot = _spot(room, places[node], float(radius[node]), wide, size)
        label = Label(node, words, *spot, wide) if spot else None
        if label is not None:
            room.take(label.left, label.top, label.left + label.wide, label.top + HIGH)
            found.append(label)
    return found


def _spot(
    room: _Room,
    place: NDArray[np.float64],
    r: float,
    wide: float,
    size: tuple[float, float],
) -> tuple[float, float] | None:
    """Return the left and the top of a free box beside a mark."""
    (x, y), off = place.tolist(), r + CELL + 2
    for right, down in TRIES:
        left = x + right * off - _share(right) * wide
        top = y + down * off - _share(down) * HIGH
        inside = left >= 2 and left + wide <= size[0] - 2
        if not inside or top < 2 or top + HIGH > size[1] - 2:
            continue
        if room.free(left, top, left + wide, top + HIGH):
            return left, top
    return None


def _share(way: float) -> float:
    return 0.0 if way > 0 else 1.0 if way < 0 else 0.5
