"""One question with all its candidates scored, and the parts of each score."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from community.graph.channels import PATTERN, POPULAR, Walk, Weights
from community.graph.latent import Patterns, Taste
from community.graph.overlay import Question
from community.graph.records import Node, Reason, Suggestion
from community.graph.relations import Floats, Ids, as_ids
from community.graph.walks import arrive, split

EXACT = 1000
"""So many of the best are scored in double precision, where patterns speak."""
NEGLIGIBLE = 1e-12
"""A reason with less than this share of a score is left out."""


@dataclass(frozen=True)
class Asked:
    """A question, what it is answered with, and the candidates it has already."""

    question: Question
    targets: str
    walks: Sequence[Walk]
    weights: Weights
    barred: Ids
    patterns: Patterns | None


@dataclass(frozen=True)
class _Scored:
    """The candidates that are reached, in rising order, and their scores.

    `factors` says by how much each walk was multiplied, `liked` by how much each
    candidate for the size of its team; `taste` and `factor` are those of the patterns.
    """

    ids: Ids
    scores: Floats
    liked: Floats
    factors: tuple[tuple[Walk, float], ...]
    taste: Taste | None
    factor: float


class Answer:
    """One question with all its candidates scored: take the best, then explain some.

    Scoring costs the same for one as for a hundred; reasons cost by the candidate. So
    a caller can take many, leave some out, and ask for reasons of the rest.
    """

    def __init__(self, asked: Asked) -> None:
        self._asked, self._scored = asked, _score(asked)

    def best(self, limit: int) -> list[Suggestion]:
        """Return the best candidates without reasons, equal scores by number.

        Raises
        ------
        ValueError
            If `limit` is negative.
        """
        if limit < 0:
            raise ValueError("a limit is 0 or more")
        scored = self._scored
        best = _best(scored, _left_out(self._asked), limit)
        return [
            Suggestion(int(scored.ids[place]), float(scored.scores[place]), ())
            for place in best.tolist()
        ]

    def explain(self, found: Sequence[Suggestion]) -> list[Suggestion]:
        """Return suggestions of this answer with the reasons that add up to each."""
        ids = as_ids(one.id for one in found)
        reasons = dict(
            zip(ids.tolist(), _reasons(self._asked, self._scored, ids), strict=True)
        )
        return [replace(one, reasons=tuple(reasons[one.id])) for one in found]

    def told(self, limit: int, explain: bool) -> list[Suggestion]:
        """Return the best candidates, with reasons if asked for."""
        found = self.best(limit)
        return self.explain(found) if explain else found


def _candidates(asked: Asked) -> NDArray[np.bool_]:
    open_ = np.ones(asked.question.shared.size[asked.targets], dtype=np.bool_)
    open_[asked.barred] = False
    if asked.targets == "member":
        open_[asked.question.hidden] = False
    return open_


def _left_out(asked: Asked) -> Ids:
    """Return the candidates that count but may not be in the answer."""
    seed = asked.question.seed
    if seed is None:
        return as_ids(())
    return as_ids(seed.not_members if asked.targets == "member" else seed.not_projects)


def _score(asked: Asked) -> _Scored:
    """Add up the walks, and what patterns say of the candidates that they reach."""
    open_ = _candidates(asked)
    scores, factors = _walked(asked, open_)
    ids = np.flatnonzero(scores > 0)
    found, liked = scores[ids], _liked(asked, ids)
    taste, by = None, 0.0
    if asked.patterns is not None and asked.weights.channel.get(PATTERN):
        taste = asked.question.taste(asked.patterns, asked.targets)
        many = len(ids) > EXACT
        said = (taste.roughly if many else taste.liking)(asked.targets, ids)
        by = _factor(asked.weights.channel[PATTERN], said, len(open_))
        if many:
            best = _first((found + by * said) * liked, EXACT)
            said[best] = taste.liking(asked.targets, ids[best])
        found = found + by * said
    return _Scored(ids, found * liked, liked, factors, taste, by)


def _walked(
    asked: Asked, open_: NDArray[np.bool_]
) -> tuple[Floats, tuple[tuple[Walk, float], ...]]:
    """Add up the walks, each divided by its root mean square over the candidates."""
    scores = np.zeros(len(open_))
    factors = []
    for walk in asked.walks:
        weight = asked.weights.channel.get(walk.channel, 0.0)
        if not weight:
            continue
        ids, brought = arrive(asked.question, walk, asked.targets)
        brought = brought * open_[ids]
        factor = _factor(weight, brought, len(open_))
        if factor:
            scores[ids] += factor * brought
            factors.append((walk, factor))
    return scores, tuple(factors)


def _first(scores: Floats, most: int) -> Ids:
    """Return the places of the `most` best of more scores, in no order."""
    return np.argpartition(-scores, most)[:most]


def _factor(weight: float, brought: Floats, size: int) -> float:
    """Return by how much to multiply: the weight over the root mean square."""
    square = float(np.square(brought).sum())
    return weight * (size / square) ** 0.5 if square > 0 else 0.0


def _liked(asked: Asked, ids: Ids) -> Floats:
    """Return by how much the size of a candidate's team dampens its score."""
    if not asked.weights.beta or asked.targets != "project":
        return np.ones(len(ids))
    team = asked.question.degree("project>member", ids)
    return np.asarray((1.0 + team) ** -asked.weights.beta, dtype=np.float64)


def _best(scored: _Scored, left_out: Ids, limit: int) -> Ids:
    """Return the places of the `limit` best candidates above 0, ties by number."""
    scores = scored.scores
    open_ = (scores > 0) & ~np.isin(scored.ids, left_out)
    found = np.flatnonzero(open_)
    if 0 < limit < len(found):
        least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
        found = found[scores[found] >= least]
    best: Ids = found[np.lexsort((found, -scores[found]))][:limit]
    return best


def _reasons(asked: Asked, scored: _Scored, best: Ids) -> list[list[Reason]]:
    """Return all that speaks for each of some candidates, in rising order."""
    reasons: list[list[Reason]] = [[] for _ in best]
    places = np.searchsorted(scored.ids, best)
    scores, liked = scored.scores[places], scored.liked[places]
    for walk, factor in scored.factors:
        if walk.channel == POPULAR:
            team = asked.question.degree("project>member", best)
            _add(reasons, POPULAR, [()], (factor * liked * team)[None], scores)
            continue
        parts = split(asked.question, walk, best, asked.targets)
        shares = factor * liked * parts.shares
        rows, columns = np.nonzero(np.abs(shares) > NEGLIGIBLE * scores)
        via = parts.via(rows, columns)
        each = shares[rows, columns].tolist()
        for column, path, share in zip(columns.tolist(), via, each, strict=True):
            reasons[column].append(Reason(walk.channel, path, share))
    if scored.taste is not None:
        said = scored.taste.split(asked.targets, best)
        via = [(node,) for node in scored.taste.nodes]
        _add(reasons, PATTERN, via, scored.factor * liked * said, scores)
    for why in reasons:
        why.sort(key=lambda reason: (-reason.share, reason.channel, reason.via))
    return reasons


def _add(
    reasons: list[list[Reason]],
    channel: str,
    via: Sequence[tuple[Node, ...]],
    shares: Floats,
    scores: Floats,
) -> None:
    """Add the shares of one channel, shape (paths, candidates), to the reasons."""
    rows, columns = np.nonzero(np.abs(shares) > NEGLIGIBLE * scores)
    each = shares[rows, columns].tolist()
    for row, column, share in zip(rows.tolist(), columns.tolist(), each, strict=True):
        reasons[column].append(Reason(channel, via[row], share))
