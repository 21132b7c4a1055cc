"""Questions whose answers were hidden, and how well weights find them again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.graph import channels as c
from community.graph.hiding import Ask
from community.graph.latent import Patterns
from community.graph.overlay import Question
from community.graph.relations import Floats, Ids
from community.graph.shared import Shared
from community.graph.walks import arrive

POOL = 60
"""So many of the best candidates of each channel are ranked."""
CUT = 20


@dataclass(frozen=True)
class Trial:
    """Questions with hidden rows: what each channel brings to the ranked candidates.

    `brought` has shape (questions, channels, candidates), `team` and `hidden`
    (questions, candidates); `lost` counts what each question should find.
    """

    channels: tuple[str, ...]
    brought: NDArray[np.float32]
    team: NDArray[np.float32]
    hidden: NDArray[np.bool_]
    lost: Ids

    def some(self, which: slice) -> "Trial":
        """Return some of the questions."""
        return Trial(
            self.channels, self.brought[which], self.team[which],
            self.hidden[which], self.lost[which],
        )  # fmt: skip

    def scores(self, weights: Floats) -> NDArray[np.float32]:
        """Return the weighed sums, shape (questions, candidates)."""
        scores: NDArray[np.float32] = np.einsum(
            "qwc,w->qc", self.brought, weights.astype(np.float32)
        )
        return scores

    def damped(self, beta: float) -> NDArray[np.float32]:
        """Return by how much big teams are damped, shape (questions, candidates)."""
        liked = (1 + self.team) ** np.float32(-beta)
        return np.where(self.hidden, liked * np.float32(1 - 1e-6), liked)

    def found(self, scores: NDArray[np.float32], damped: NDArray[np.float32]) -> Floats:
        """Return how high each question ranks what was hidden: NDCG, 0 to 1.

        Whoever ties with a hidden one comes first.
        """
        worth = -(scores * damped)
        cut = min(CUT, worth.shape[1])
        best = np.argpartition(worth, cut - 1, axis=1)[:, :cut]
        values = np.take_along_axis(worth, best, axis=1)
        order = np.argsort(values, axis=1, kind="stable")
        hits = np.take_along_axis(self.hidden, np.take_along_axis(best, order, 1), 1)
        hits &= np.take_along_axis(values, order, 1) < 0
        gain = 1 / np.log2(np.arange(2, CUT + 2))
        most = np.cumsum(gain)[np.minimum(self.lost, CUT) - 1]
        found: Floats = hits @ gain[:cut] / most
        return found

    def each(self, weights: "Tried") -> Floats:
        """Return what weights find, question by question."""
        return self.found(self.scores(weights.weights), self.damped(weights.beta))

    def worth(self, weights: "Tried") -> float:
        """Return the mean of what weights find."""
        return float(self.each(weights).mean())


@dataclass(frozen=True)
class Tried:
    """Weights that are tried: one for each channel, and the damping of big teams."""

    weights: Floats
    beta: float


def ask_all(
    shared: Shared, patterns: Patterns, ask: Ask, questions: list[tuple[int, Ids]]
) -> Trial:
    """Ask each question of what is left, channel by channel."""
    names = (*(walk.channel for walk in ask.walks), c.PATTERN)
    asked = [_brought(shared, patterns, ask, source) for source, _ in questions]
    pools = [_pool(brought) for brought in asked]
    shape = (len(questions), max((len(pool) for pool in pools), default=0))
    brought = np.zeros((shape[0], len(names), shape[1]), dtype=np.float32)
    team, hidden = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.bool_)
    teams = shared.degree("project>member")
    for number, (pool, (_, lost)) in enumerate(zip(pools, questions, strict=True)):
        for place, (ids, values) in enumerate(asked[number]):
            here = np.isin(ids, pool, assume_unique=True)
            at = np.searchsorted(pool, ids[here])
            brought[number, place, at] = values[here]
        if ask.targets == "project":
            team[number, : len(pool)] = teams[pool]
        hidden[number, : len(pool)] = np.isin(pool, lost)
    lost_ = np.array([len(lost) for _, lost in questions], dtype=np.int64)
    return Trial(names, brought, team, hidden, lost_)


def _brought(
    shared: Shared, patterns: Patterns, ask: Ask, source: int
) -> list[tuple[Ids, Floats]]:
    """Return what each channel brings, divided by its root mean square."""
    question = Question(shared, ask.kind, source, None)
    size = shared.size[ask.targets]
    open_ = np.ones(size, dtype=np.bool_)
    open_[shared.relations[ask.relation].row(source)] = False
    if ask.kind == ask.targets:
        open_[source] = False
    found = []
    reached = np.zeros(size, dtype=np.bool_)
    for walk in ask.walks:
        ids, values = arrive(question, walk, ask.targets)
        ids, values = ids[open_[ids]], values[open_[ids]]
        reached[ids[values > 0]] = True
        found.append((ids, values))
    ids = np.flatnonzero(reached)
    taste = question.taste(patterns, ask.targets)
    found.append((ids, taste.liking(ask.targets, ids)))
    return [(ids, _even(values, size)) for ids, values in found]


def _even(values: Floats, size: int) -> Floats:
    square = float(np.square(values).sum())
    return values * (size / square) ** 0.5 if square > 0 else values


def _pool(brought: Sequence[tuple[Ids, Floats]]) -> Ids:
    """Return the best candidates of each channel."""
    best = [
        ids[np.argpartition(-values, POOL)[:POOL]] if len(ids) > POOL else ids
        for ids, values in brought
    ]
    return np.unique(np.concatenate(best))
