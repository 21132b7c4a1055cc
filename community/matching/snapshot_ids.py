"""The ids of the database and their numbers in the graph, as sorted arrays."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from community.graph.records import Pairs

Ids = NDArray[np.int64]


class Places:
    """The ids of rows in rising order; the place of each is its number in the graph."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def of(self) -> "PlaceOf":
        """Return the number of each id, as from a dict."""
        return PlaceOf(self.ids)

    def find(self, ids: Ids) -> Ids:
        """Return the number of each of many ids; -1 for those that are not here."""
        if not len(self.ids):
            return np.full(len(ids), -1, dtype=np.int64)
        found = np.searchsorted(self.ids, ids).clip(max=len(self.ids) - 1)
        return np.where(self.ids[found] == ids, found, -1).astype(np.int64, copy=False)

    def pairs(self, other: "Places", rows: Ids) -> "Pairs":
        """Return pairs of ids as pairs of numbers; those that are not here stay out."""
        found = np.column_stack([self.find(rows[:, 0]), other.find(rows[:, 1])])
        kept: Pairs = found[(found >= 0).all(axis=1)]
        return kept

    def spread(self, rows: Ids, empty: float) -> NDArray[Any]:
        """Return an array over the numbers: the value beside each id in `rows`."""
        made = np.full(len(self), empty)
        found = self.find(rows[:, 0])
        made[found[found >= 0]] = rows[found >= 0, 1]
        return made


class PlaceOf(Mapping[int, int]):
    """The number of each id, looked up in the sorted ids: no memory of its own."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def __getitem__(self, one: int) -> int:
        place = int(self._ids.searchsorted(one))
        if place == len(self._ids) or self._ids[place] != one:
            raise KeyError(one)
        return place

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids.tolist())

    def __len__(self) -> int:
        return len(self._ids)
