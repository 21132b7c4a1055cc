"""The compiled graph that all questions share, and what each of its nodes passes on."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.graph.channels import IDF, type_of
from community.graph.records import Rows
from community.graph.relations import (
    REVERSE,
    Floats,
    Ids,
    Relation,
    compile_relations,
    sizes,
)

NOTHING = 1e-9
"""A squared length below this is rounding; the least of one tag is log(2) ** 2."""

OWN = {
    "member": {
        "projects": "member>project",
        "ties": "member>member",
        "tags": "member>tag",
        "offers": "member>offer",
        "seeks": "member>seek",
        "places": "member>place",
    },
    "project": {
        "members": "project>member",
        "tags": "project>tag",
        "needs": "project>need",
        "places": "project>place",
    },
}
"""The asker's own rows: each field of `Seed` and the relation that it replaces."""


class Shared:
    """The compiled graph that all questions share, with what each node passes on."""

    def __init__(
        self, size: Mapping[str, int], relations: Mapping[str, Relation]
    ) -> None:
        self.size, self.relations = size, relations
        self._passed: dict[tuple[str, float | str], Floats] = {}

    @classmethod
    def from_rows(cls, rows: Rows) -> "Shared":
        """Compile a community.

        Raises
        ------
        ValueError
            If an edge names a node that does not exist or has a wrong shape.
        """
        return cls(sizes(rows), compile_relations(rows))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as named arrays, which `from_arrays` takes back."""
        kinds = sorted(self.size)
        made: dict[str, NDArray[Any]] = {
            "size": np.array([self.size[kind] for kind in kinds], dtype=np.int64)
        }
        for name, relation in self.relations.items():
            made[f"{name} indptr"] = relation.indptr
            made[f"{name} indices"] = relation.indices
        return made

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Shared":
        """Return what `arrays` came from, over the same memory, without a copy."""
        kinds = sorted({type_of(name) for name in REVERSE})
        size = dict(zip(kinds, arrays["size"].tolist(), strict=True))
        relations = {
            name: Relation(
                arrays[f"{name} indptr"],
                arrays[f"{name} indices"],
                size[type_of(REVERSE[name])],
            )
            for name in REVERSE
        }
        return cls(size, relations)

    def degree(self, relation: str) -> Ids:
        """Return the number of edges of each node that the relation leaves."""
        return self.relations[relation].degree

    def passes(self, relation: str, how: float | str) -> Floats:
        """Return what each node passes on when a walk leaves it over `relation`."""
        key = (relation, how)
        if key not in self._passed:
            self._passed[key] = self._pass(relation, how)
        return self._passed[key]

    def _pass(self, relation: str, how: float | str) -> Floats:
        if isinstance(how, float):
            return damped(self.degree(relation), how)
        if how == IDF:
            return self.rarity
        return one_over_length(self.squares[type_of(relation)])

    @cached_property
    def rarity(self) -> Floats:
        """Return the squared inverse document frequency of each tag."""
        return rarity(self.degree("tag>member") + self.degree("tag>project"), self.size)

    @cached_property
    def squares(self) -> dict[str, Floats]:
        """Return the squared length of the tags of each member and project."""
        return {
            kind: self.relations[f"tag>{kind}"].step(self.rarity)
            for kind in ("member", "project")
        }


def damped(degree: Ids, power: float) -> Floats:
    """Return degrees to the power of minus `power`; 0 without an edge."""
    return np.where(degree > 0, np.maximum(degree, 1.0) ** -power, 0.0)


def rarity(number: Ids, size: Mapping[str, int]) -> Floats:
    """Return `log(1 + N / number)` squared, N all members and projects; 0 for none."""
    total = size["member"] + size["project"]
    return np.where(number > 0, np.log1p(total / np.maximum(number, 1)) ** 2, 0.0)


def one_over_length(squares: Floats) -> Floats:
    """Return one over the root of squared lengths; 0 for no length."""
    some = squares > NOTHING
    lengths = np.sqrt(squares, where=some, out=np.ones(len(squares)))
    return some / lengths
