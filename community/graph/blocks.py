"""Scores of many members at once, as a table of members and candidates.

The same sums as in `suggest`, but for their order.
"""

from typing import Any

import numpy as np

from community.graph.relations import Floats, Ids

WIDTH = 64
"""So many candidates stand together while the best are looked for."""
MANY = 0.03
"""What reaches more than this share of the candidates is added as a whole table."""


class Block:
    """The scores of a few members (rows) for all candidates (columns)."""

    def __init__(self, barred: Any) -> None:
        """Begin with nothing; `barred` holds whom or what members have already."""
        rows, self.size = barred.shape
        self.width = -(-self.size // WIDTH) * WIDTH
        self.scores = np.zeros((rows, self.width))
        self.barred = np.repeat(np.arange(rows), np.diff(barred.indptr)), barred.indices
        self._open = np.ones((rows, self.width), dtype=np.bool_)
        self._open[self.barred] = False

    def add(self, brought: Any, weight: float) -> None:
        """Add what a walk brings, divided by its root mean square over candidates."""
        if isinstance(brought, np.ndarray):
            self._add_table(brought, weight)
        elif brought.nnz > MANY * self.scores.size:
            self._add_table(brought.toarray(), weight)
        else:
            self._add_few(brought, weight)

    def _add_table(self, brought: Floats, weight: float) -> None:
        brought[self.barred] = 0.0
        brought *= self._factors(weight, np.einsum("ij,ij->i", brought, brought))
        self.scores[:, : self.size] += brought

    def _add_few(self, brought: Any, weight: float) -> None:
        number = len(self.scores)
        rows = np.repeat(np.arange(number), np.diff(brought.indptr))
        places = rows * self.width + brought.indices
        sent = brought.data * self._open.ravel()[places]
        squares = np.bincount(rows, sent * sent, minlength=number)
        self.scores.ravel()[places] += self._factors(weight, squares)[rows, 0] * sent

    def like(self, said: Floats, weight: float) -> None:
        """Add what patterns say of the candidates that some walk reached."""
        reached = self.scores[:, : self.size] > 0
        said *= reached
        said *= self._factors(weight, np.einsum("ij,ij->i", said, said))
        self.scores[:, : self.size] += said

    def damp(self, by: Any) -> None:
        """Multiply the scores of each candidate."""
        self.scores[:, : self.size] *= by

    def leave_out(self, apart: Any, closed: Ids) -> None:
        """Take candidates out of the answers, though they counted until now."""
        rows = np.repeat(np.arange(len(self.scores)), np.diff(apart.indptr))
        self.scores[rows, apart.indices] = 0.0
        self.scores[:, closed] = 0.0

    def best(self, limit: int) -> tuple[Ids, Floats]:
        """Return the best candidates of each row and their scores, ties by number.

        Shape (rows, limit); -1 and 0 where there are fewer.
        """
        places = np.flatnonzero(self.scores >= self._least(limit)[:, None])
        rows, columns = np.divmod(places, self.width)
        scores = self.scores.ravel()[places]
        order = np.lexsort((columns, -scores, rows))
        rows, columns, scores = rows[order], columns[order], scores[order]
        starts = np.searchsorted(rows, np.arange(len(self.scores)))
        place = np.arange(len(rows)) - starts[rows]
        kept = place < limit
        ids = np.full((len(self.scores), limit), -1, dtype=np.int64)
        found = np.zeros((len(self.scores), limit))
        ids[rows[kept], place[kept]] = columns[kept]
        found[rows[kept], place[kept]] = scores[kept]
        return ids, found

    def _least(self, limit: int) -> Floats:
        """Return for each row a bound above 0 which its best candidates reach.

        So many groups have somebody who reaches it as there are places.
        """
        greatest = self.scores.reshape(len(self.scores), WIDTH, -1).max(axis=1)
        groups = greatest.shape[1]
        least = np.full(len(self.scores), np.finfo(np.float64).tiny)
        if 0 < limit <= groups:
            bound = np.partition(greatest, groups - limit, axis=1)[:, groups - limit]
            least = np.maximum(least, bound)
        return least

    def _factors(self, weight: float, squares: Any) -> Floats:
        """Return by how much to multiply each row: as for one asker."""
        some = squares > 0
        factors = some * weight * np.sqrt(self.size / np.where(some, squares, 1.0))
        return np.asarray(factors[:, None], dtype=np.float64)
