"""What patterns of joining say to many members at once: see `latent`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from community.graph.latent import ASKER, FOUND, SIZE, SURER, Factors, Patterns
from community.graph.relations import Floats, Ids
from community.graph.shared import Shared
from community.graph.ways import matrix


@dataclass(frozen=True, eq=False)
class Side:
    """One side of the patterns: what members have there, and what that says."""

    own: Any
    trust: Floats
    factors: Factors
    gram: Floats
    penalty: float

    def fold_in(self, members: Ids) -> Floats:
        """Solve for the factors of members, shape (members, size)."""
        own = self.own[members]
        grams = np.empty((len(members), *self.gram.shape))
        sums = np.zeros((len(members), len(self.gram)))
        for row in range(len(members)):
            nodes = own.indices[own.indptr[row] : own.indptr[row + 1]]
            near = self.factors[nodes].astype(np.float64)
            surer = SURER * self.trust[nodes][:, None]
            weighed = surer * near
            grams[row] = self.gram + near.T @ weighed
            grams[row].flat[:: len(self.gram) + 1] += self.penalty * (len(nodes) + 1)
            sums[row] = near.sum(axis=0) + weighed.sum(axis=0)
        solved: Any = np.linalg.solve(grams, sums[:, :, None])[:, :, 0]
        return np.asarray(solved, dtype=np.float64)


class Tastes:
    """What patterns say to members of one type of candidates."""

    def __init__(self, shared: Shared, patterns: Patterns, targets: str) -> None:
        by = patterns.trust
        own = {"project": by.joined, "tag": by.tags, "member": by.ties}
        names = (FOUND, ASKER) if targets == "member" else (FOUND,)
        self.sides = [_side(shared, patterns, name, own) for name in names]
        parts = [patterns.side(name)[targets].T for name in names]
        self.candidates = np.concatenate(parts).astype(np.float64)

    def say(self, members: Ids) -> Floats:
        """Return what is said to members (rows) of all candidates (columns)."""
        factors = np.concatenate([side.fold_in(members) for side in self.sides], axis=1)
        said: Floats = factors @ self.candidates
        return said


def _side(
    shared: Shared, patterns: Patterns, name: str, own: Mapping[str, float]
) -> Side:
    """Return a side; between members, ties alone lead the other way round."""
    factors = patterns.side(name)
    kinds = [kind for kind, by in own.items() if by > 0]
    if name == ASKER:
        kinds = [kind for kind in kinds if kind == "member"]
    has = [matrix(shared.relations[f"member>{kind}"]) for kind in kinds]
    nothing = sparse.csr_array((shared.size["member"], 0))
    return Side(
        own=sparse.csr_array(sparse.hstack([nothing, *has], format="csr")),
        trust=np.concatenate(
            [np.zeros(0), *(np.full(len(factors[kind]), own[kind]) for kind in kinds)]
        ),
        factors=np.concatenate(
            [np.zeros((0, SIZE), np.float32), *(factors[kind] for kind in kinds)]
        ),
        gram=patterns.grams[name],
        penalty=patterns.trust.penalty,
    )
