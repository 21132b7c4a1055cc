"""How a network hangs together: its parts, who is alone, what holds it together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from community.graph.links import Ints


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a network, counted in people.

    `part` numbers the part of each node; `number` counts parts with people and a link,
    `largest` the people of the largest; `alone` marks people without a link.
    """

    part: Ints
    number: int
    largest: int
    alone: NDArray[np.bool_]


def parts(people: int, links: "sparse.csr_array") -> Parts:
    """Return the connected parts of a network whose first nodes are people."""
    size = links.shape[0]
    if not size:
        return Parts(np.zeros(0, np.int64), 0, 0, np.zeros(0, np.bool_))
    number, part = csgraph.connected_components(links, directed=False)
    alone = np.diff(links.indptr) == 0
    inside = np.bincount(part[:people][~alone[:people]], minlength=number)
    largest = int(inside.max(initial=0))
    return Parts(
        part.astype(np.int64), int((inside > 0).sum()), largest, alone[:people]
    )
