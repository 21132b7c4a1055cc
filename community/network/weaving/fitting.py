"""How well two people fit, by what both show to every member, and why in facts.

The matcher is not asked: it also reads sensitive tags and ties, and here each point of
a score is a sentence that the organiser can check on two profiles.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.network.about import Value
from community.network.figures import MapPerson

MEETS, SHARED, PLACE = 1.0, 0.5, 0.3
"""What one offers and the other looks for says most, then what both have, then where
both are; each counts less, the more people have it."""

LEAST = 0.1
"""How well two fit of whom nothing is known to be in common."""

TOLD = 3


class Common(StrEnum):
    """What two people have that fits."""

    MEETS = "meets"
    SHARED = "shared"
    PLACE = "place"


@dataclass(frozen=True)
class Fit:
    """One reason: what fits, its word, and for an offer whether the first makes it."""

    common: Common
    label: str
    first_offers: bool = False


Values = frozenset[Value]


class Fitting:
    """How well any two of the people of a map fit; asked with their places in it."""

    def __init__(self, people: Sequence[MapPerson]) -> None:
        self.offers = [frozenset(one.about.offers) for one in people]
        self.seeks = [frozenset(one.about.seeks) for one in people]
        pairs = zip(self.offers, self.seeks, strict=True)
        self.tags = [offers | seeks for offers, seeks in pairs]
        self.where = [_where(one) for one in people]
        self.worth = _worth(self.tags) | _worth(self.where)

    @cached_property
    def _made(self) -> list[sparse.csr_array]:
        known = self.offers, self.seeks, self.tags, self.where
        return [_matrix(sets, self.worth) for sets in known]

    def fit(self, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how well each pair fits, from `LEAST` to 1; pairs of shape (k, 2)."""
        one, two = pairs[:, 0], pairs[:, 1]
        offers, seeks, tags, where = self._made
        points = (
            MEETS * _common(offers[one], seeks[two])
            + MEETS * _common(seeks[one], offers[two])
            + SHARED * _common(tags[one], tags[two])
            + PLACE * _common(where[one], where[two])
        )
        found: NDArray[np.float64] = LEAST + (1 - LEAST) * (1 - np.exp(-points))
        return found

    def reasons(self, one: int, two: int) -> tuple[Fit, ...]:
        """Return what two have that fits, the most telling first, at most three.

        A tag that meets is not told as shared as well.
        """
        told: Values = frozenset()
        found: list[Fit] = []
        for first, gives, takes in ((True, one, two), (False, two, one)):
            meets = self.offers[gives] & self.seeks[takes] - told
            found += [Fit(Common.MEETS, tag.label, first) for tag in self._best(meets)]
            told |= meets
        both = self.tags[one] & self.tags[two] - told
        found += [Fit(Common.SHARED, tag.label) for tag in self._best(both)]
        here = self._best(self.where[one] & self.where[two])
        return tuple(found + [Fit(Common.PLACE, place.label) for place in here])[:TOLD]

    def _best(self, values: Values) -> list[Value]:
        return sorted(values, key=lambda one: (-self.worth[one], one))


def _where(person: MapPerson) -> Values:
    return frozenset({person.about.place} if person.about.place else ())


def _worth(sets: Sequence[Values]) -> dict[Value, float]:
    """Return how much each value says: 1 if two have it, little if all do."""
    having = Counter(one for some in sets for one in some)
    most = max(len(sets), 3)
    return {
        one: max(log(most / max(number, 2)) / log(most / 2), 0.05)
        for one, number in having.items()
    }


def _matrix(sets: Sequence[Values], worth: Mapping[Value, float]) -> sparse.csr_array:
    """Return who has what, each entry the root of its worth; shape (people, values)."""
    column = {value: place for place, value in enumerate(sorted(worth))}
    pairs = [(place, value) for place, some in enumerate(sets) for value in some]
    rows = np.array([place for place, _value in pairs], dtype=np.int64)
    columns = np.array([column[value] for _place, value in pairs], dtype=np.int64)
    values = np.array([worth[value] for _place, value in pairs], dtype=np.float64)
    shape = (len(sets), max(len(column), 1))
    return sparse.csr_array((np.sqrt(values), (rows, columns)), shape=shape)


def _common(one: sparse.csr_array, two: sparse.csr_array) -> NDArray[np.float64]:
    found = np.asarray(one.multiply(two).sum(axis=1), dtype=np.float64)
    return found.ravel()
