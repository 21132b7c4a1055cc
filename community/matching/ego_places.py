"""Where things stand in the drawing of one's own network: a centre and two rings.

On each side of a ring the nodes have the same distance in height, so that labels, which
stand beside their nodes, never overlap, however many there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

WIDTH = 960
ROW = 28
LEAST_HEIGHT = 420
RINGS = {1: 0.3, 2: 0.66}
"""Half the width of each ring, as a share of half the drawing's width."""
FLAT = 2.2
"""How flat the rings are, so that a label of the first does not reach the second."""


@dataclass(frozen=True)
class Place:
    """Where a node stands, and whether its label is on the left of it."""

    x: float
    y: float
    left: bool


def rings(
    inner: Sequence[str], outer: Mapping[str, str]
) -> tuple[dict[str, Place], int]:
    """Return the place of each node and the drawing's height, in units of `WIDTH`.

    `outer` gives for each node of the second ring the one of the first that it hangs
    on, so that both stand on the same side at about the same height.
    """
    left, right = _two_sides(inner, outer)
    sides = (left, right)
    further = tuple(
        [node for parent in side for node in outer if outer[node] == parent]
        for side in sides
    )
    rows = max(len(ring) for ring in (*sides, *further))
    height = max(LEAST_HEIGHT, ROW * (rows + 3))
    found: dict[str, Place] = {}
    for ring, halves in ((1, sides), (2, further)):
        for half, nodes in zip((True, False), halves, strict=True):
            found |= _half_ring(nodes, RINGS[ring], half, height)
    return found, height


def _two_sides(
    inner: Sequence[str], outer: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Share the first ring out so that both sides carry about as much."""
    weight = dict.fromkeys(inner, 1)
    for parent in outer.values():
        weight[parent] += 1
    sides: tuple[list[str], list[str]] = ([], [])
    carried = [0, 0]
    for node in inner:
        side = int(carried[1] < carried[0])
        sides[side].append(node)
        carried[side] += weight[node]
    return sides


def _half_ring(
    nodes: Sequence[str], share: float, left: bool, height: int
) -> dict[str, Place]:
    middle, tall = height / 2, height / 2 - ROW * (1.2 if share > 0.5 else 2)
    step = min(2 * tall / max(1, len(nodes)), 3.2 * ROW)
    found = {}
    for number, node in enumerate(nodes):
        off = (number - (len(nodes) - 1) / 2) * step
        out = share * WIDTH / 2 * sqrt(1 - (off / (tall * FLAT)) ** 2)
        x = WIDTH / 2 + (-out if left else out)
        found[node] = Place(round(x, 1), round(middle + off, 1), left)
    return found
