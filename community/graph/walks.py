"""Walking from the asker to candidates, and splitting scores over first inner nodes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from community.graph.channels import POPULAR, Walk, type_of
from community.graph.overlay import Question
from community.graph.records import Node
from community.graph.relations import REVERSE, Floats, Ids


def arrive(question: Question, walk: Walk, targets: str) -> tuple[Ids, Floats]:
    """Return the candidates that a walk reaches, in rising order, and what it brings.

    Not only those who may be in the answer: the asker's own are among them.
    """
    if walk.channel == POPULAR:
        nodes = np.arange(question.shared.size[targets])
        return nodes, question.degree("project>member", nodes).astype(np.float64)
    nodes = question.own(walk.start)
    weights = np.ones(len(nodes))
    for level, relation in enumerate(walk.over):
        weights = weights * question.passed(relation, walk.how(level), nodes)
        nodes, weights = question.relations[relation].send(nodes, weights)
    if walk.cosine:
        weights = weights * question.one_over_lengths(targets, nodes)
    return nodes, weights


@dataclass(frozen=True)
class Split:
    """What a walk brings to a few candidates, split over its first inner nodes.

    `shares` has shape (first nodes, candidates); `paths` holds the further inner nodes
    of the strongest path, an array of the same shape for each; `types` are the types of
    all inner nodes.
    """

    first: Ids
    shares: Floats
    paths: tuple[Ids, ...]
    types: tuple[str, ...]

    def via(self, rows: Ids, columns: Ids) -> Iterable[tuple[Node, ...]]:
        """Return the inner nodes of the strongest path for each row and column."""
        steps = [self.first[rows], *(path[rows, columns] for path in self.paths)]
        named = (
            map(partial(Node, kind), step.tolist())
            for kind, step in zip(self.types, steps, strict=True)
        )
        return zip(*named, strict=True)


def split(question: Question, walk: Walk, candidates: Ids, targets: str) -> Split:
    """Split what a walk brings to `candidates` over its first inner nodes."""
    first = question.own(walk.start)
    back = _Back(question, walk, candidates, _leading(question, walk, candidates))
    shares, _, paths = back.paths(0, first)
    if walk.cosine:
        shares = shares * question.one_over_lengths(targets, candidates)
    return Split(first, shares, paths, tuple(type_of(name) for name in walk.over))


def _leading(
    question: Question, walk: Walk, candidates: Ids
) -> list[NDArray[np.bool_]]:
    """Return for each step which nodes that it reaches lead on to a candidate."""
    nodes, found = candidates, []
    for relation in reversed(walk.over[1:]):
        back = question.relations[REVERSE[relation]]
        mask = np.zeros(back.columns, dtype=np.bool_)
        mask[back.rows(nodes)[1]] = True
        nodes = np.flatnonzero(mask)
        found.append(mask)
    return found[::-1]


@dataclass(frozen=True)
class _Back:
    """The paths of a walk to a few candidates, over nodes that lead there alone."""

    question: Question
    walk: Walk
    candidates: Ids
    leading: list[NDArray[np.bool_]]

    def paths(self, level: int, nodes: Ids) -> tuple[Floats, Floats, tuple[Ids, ...]]:
        """Return the paths from `nodes` to the candidates: sum, greatest, its nodes."""
        relation = self.walk.over[level]
        passed = self.question.passed(relation, self.walk.how(level), nodes)[:, None]
        if level == len(self.walk.over) - 1:
            hits = passed * _linked(self.question, relation, nodes, self.candidates)
            return hits, hits, ()
        lengths, reached = self._step(level, nodes)
        inner, places = np.unique(reached, return_inverse=True)
        total, best, paths = self.paths(level + 1, inner)
        filled = np.flatnonzero(lengths)
        starts = (np.cumsum(lengths) - lengths)[filled]
        shape = (len(nodes), len(self.candidates))
        sums, bests = np.zeros(shape), np.zeros(shape)
        through = np.zeros(shape, dtype=np.int64)
        if len(filled):
            sums[filled] = np.add.reduceat(total[places], starts, axis=0)
            runs = _best(best[places], starts, lengths[filled])
            bests[filled], through[filled] = runs
        chosen = places[through] if len(places) else through
        columns = np.arange(len(self.candidates))
        if len(inner):
            paths = tuple(path[chosen, columns] for path in paths)
        step = inner[chosen] if len(inner) else through
        return passed * sums, passed * bests, (step, *paths)

    def _step(self, level: int, nodes: Ids) -> tuple[Ids, Ids]:
        """Return how many nodes that lead on each node reaches, and which."""
        lengths, reached = self.question.relations[self.walk.over[level]].rows(nodes)
        kept = self.leading[level][reached]
        owners = np.repeat(np.arange(len(nodes)), lengths)[kept]
        return np.bincount(owners, minlength=len(nodes)), reached[kept]


def _best(values: Floats, starts: Ids, lengths: Ids) -> tuple[Floats, Ids]:
    """Return for each run of rows the greatest value, and the first row that has it."""
    best = np.maximum.reduceat(values, starts, axis=0)
    rows = np.arange(len(values))[:, None]
    found = np.where(values == np.repeat(best, lengths, axis=0), rows, len(values))
    return best, np.minimum.reduceat(found, starts, axis=0)


def _linked(
    question: Question, relation: str, nodes: Ids, candidates: Ids
) -> NDArray[np.bool_]:
    """Tell which of `nodes` lead to which of `candidates`."""
    lengths, owners = question.relations[REVERSE[relation]].rows(candidates)
    linked = np.zeros((len(nodes), len(candidates)), dtype=np.bool_)
    if len(nodes):
        places = np.minimum(np.searchsorted(nodes, owners), len(nodes) - 1)
        here = nodes[places] == owners
        columns = np.repeat(np.arange(len(candidates)), lengths)
        linked[places[here], columns[here]] = True
    return linked
