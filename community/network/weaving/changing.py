"""What introductions would change: the figures of a map without and with them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from community.graph import whatif
from community.graph.links import matrix
from community.graph.measures import across
from community.graph.measures.parts import parts
from community.network.maps import Network, measured
from community.network.weaving.arrays import Arrays, Ints, pairs_of
from community.network.weaving.people import Pair
from community.network.weaving.suggesting import board_of


@dataclass(frozen=True)
class WovenFigures:
    """What a map adds up to.

    `across` of the `told` ties join people of different kinds. `mean_path` and
    `diameter` are in steps, None where nobody reaches anybody. `busiest` is the name of
    the person through whom most shortest ways lead, `load` the share of those, 0 to 1.
    """

    parts: int
    alone: int
    mean_path: float | None
    diameter: int | None
    across: int
    told: int
    busiest: str
    load: float


@dataclass(frozen=True)
class WhatIf:
    """The figures without and with some ties."""

    before: WovenFigures
    after: WovenFigures


def change(network: Network, pairs: Iterable[Pair]) -> WhatIf:
    """Return what ties of `pairs` (places of people in the map) would change.

    Links through projects count as steps; what crosses kinds are ties. In a large map
    nothing is said of steps and ways: they take too long for a page.
    """
    board = board_of(network)
    a = board.arrays
    if network.large:
        return _in_short(a, pairs_of(pairs))
    found = whatif.change(
        a.size, a.people, a.links, a.ties, pairs_of(pairs), codes=a.kinds,
        load=board.load,
    )  # fmt: skip
    return WhatIf(_figures(network, found.before), _figures(network, found.after))


def figures_of(network: Network) -> WovenFigures:
    """Return the figures of a map as it is, from measures that are kept."""
    found, a = measured(network), board_of(network).arrays
    told = across(a.ties, a.kinds)
    busiest = int(found.between.argmax()) if a.people else -1
    load = float(found.between[busiest]) if a.people else 0.0
    return WovenFigures(
        found.parts,
        found.alone,
        found.mean_path,
        found.diameter,
        told.across,
        told.told,
        network.people[busiest].name if load > 0 else "",
        load,
    )


def _in_short(a: Arrays, added: Ints) -> WhatIf:
    """Return what takes no time in a large map: all but steps and ways."""
    return WhatIf(
        _short(a, a.ties, a.links),
        _short(a, np.concatenate([a.ties, added]), np.concatenate([a.links, added])),
    )


def _short(a: Arrays, ties: Ints, links: Ints) -> WovenFigures:
    whole = parts(a.people, matrix(a.size, links))
    told = across(ties, a.kinds)
    alone = int(whole.alone.sum())
    return WovenFigures(
        whole.number, alone, None, None, told.across, told.told, "", 0.0
    )


def _figures(network: Network, found: whatif.Outcome) -> WovenFigures:
    who, load = found.busiest or (-1, 0.0)
    return WovenFigures(
        found.parts,
        found.alone,
        found.mean_path,
        found.diameter,
        found.across,
        found.told,
        network.people[who].name if found.busiest else "",
        load,
    )
