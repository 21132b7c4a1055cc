"""Patterns of joining: each node as a few numbers, so that like ones lie near.

One matrix holds what goes together: members with their projects, tags and ties, tags
with the projects about them, projects with those they are linked with. It is factored
as in implicit-feedback matrix factorization [1]_ over several relations at once [2]_,
with a penalty that grows with the number of a node's edges [3]_. What the factors say
of a candidate is linear in the asker's own nodes, so that it splits over them exactly.

References
----------
.. [1] Y. Hu, Y. Koren, C. Volinsky, ICDM (2008), 263-272.
.. [2] A. P. Singh, G. J. Gordon, KDD (2008), 650-658.
.. [3] S. Rendle, W. Krichene, L. Zhang, Y. Koren, RecSys (2022), 427-435.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from community.graph.records import Node
from community.graph.relations import Floats, Ids, Relation

Factors = NDArray[np.float32]
"""Shape (nodes, size): zero for a node without an edge."""

SIZE = 64
SURER = 10.0
"""By how much an edge counts more than that there is none."""
ROUNDS = 12
STEPS = 3
"""Steps of conjugate gradients in each half of a round; the last half takes more."""
LAST_STEPS = 6
CHUNK = 100_000
SEED = 2017


@dataclass(frozen=True)
class Trust:
    """How much an edge of each relation counts, a membership being about 1.

    `penalty` keeps factors small: more of it, and only what many share is learnt.
    """

    joined: float
    tags: float
    ties: float
    topics: float
    links: float
    penalty: float


WORK = Trust(joined=1.0, tags=0.1, ties=0.1, topics=0.1, links=0.1, penalty=0.8)
"""For questions about projects and their teams."""
PEOPLE = Trust(joined=0.5, tags=0.5, ties=2.0, topics=0.1, links=0.1, penalty=1.0)
"""For questions about who should meet."""

ASKER, FOUND = "asker", "found"
BLOCKS = {ASKER: ("member", "tag", "project"), FOUND: ("project", "tag", "member")}


@dataclass(frozen=True, eq=False)
class Patterns:
    """The factors of one community under one `Trust`.

    `asker` holds the factors of members, tags and projects as those who have edges,
    `found` those of projects, tags and members as those to whom edges lead.
    """

    trust: Trust
    asker: Mapping[str, Factors]
    found: Mapping[str, Factors]

    @cached_property
    def grams(self) -> dict[str, Floats]:
        """Return the sum of all outer products of each side, shape (size, size)."""
        return {side: _gram(self.side(side).values()) for side in (ASKER, FOUND)}

    def side(self, name: str) -> Mapping[str, Factors]:
        """Return the factors of one side."""
        return self.asker if name == ASKER else self.found


@dataclass(frozen=True, eq=False)
class Taste:
    """What an asker's own nodes say: factors that are scored against candidates.

    `nodes` are the own nodes, `shares` the part of each in the asker's factors, by the
    side of the candidates' factors, shape (nodes, size).
    """

    patterns: Patterns
    nodes: Sequence[Node]
    shares: Mapping[str, Floats]

    def liking(self, kind: str, ids: Ids) -> Floats:
        """Return what is said of candidates: some may be disliked. Shape (ids,)."""
        liking = np.zeros(len(ids))
        for side, shares in self.shares.items():
            liking += self.patterns.side(side)[kind][ids] @ shares.sum(axis=0)
        return liking

    def roughly(self, kind: str, ids: Ids) -> Floats:
        """Return `liking` in single precision, four times as fast for many."""
        liking = np.zeros(len(ids))
        for side, shares in self.shares.items():
            factors = np.take(self.patterns.side(side)[kind], ids, axis=0)
            liking += factors @ shares.sum(axis=0).astype(np.float32)
        return liking

    def split(self, kind: str, ids: Ids) -> Floats:
        """Return `liking` split over the own nodes, shape (nodes, ids)."""
        parts = np.zeros((len(self.nodes), len(ids)))
        for side, shares in self.shares.items():
            parts += shares @ self.patterns.side(side)[kind][ids].T
        return parts


def find_patterns(
    size: Mapping[str, int],
    relations: Mapping[str, Relation],
    trust: Trust,
    progress: Callable[[float], None] = lambda done: None,
) -> Patterns:
    """Factor a community's relations.

    Parameters
    ----------
    size : mapping
        The number of nodes of each type.
    relations : mapping
        The compiled relations, by the names in `relations.ENDS`.
    trust : Trust
        How much each relation counts.
    progress : callable
        Told the share that is done, 0 to 1.

    Returns
    -------
    Patterns
        The same for the same relations.
    """
    edges = _edges(size, relations, trust)
    back = sparse.csr_array(edges.T)
    random = np.random.default_rng(SEED)
    start = random.normal(0, 0.1, (edges.shape[1], SIZE)).astype(np.float32)
    found = start * (np.diff(back.indptr) > 0)[:, None]
    asker: Factors = np.zeros((edges.shape[0], SIZE), dtype=np.float32)
    for number in range(ROUNDS):
        asker = _half(edges, found, asker, trust.penalty)
        found = _half(back, asker, found, trust.penalty)
        progress((number + 1) / ROUNDS)
    asker = _half(edges, found, asker, trust.penalty, LAST_STEPS)
    return Patterns(
        trust, _cut(asker, BLOCKS[ASKER], size), _cut(found, BLOCKS[FOUND], size)
    )


def _edges(
    size: Mapping[str, int], relations: Mapping[str, Relation], trust: Trust
) -> Any:
    """Return all relations as one matrix, rows and columns as in `BLOCKS`."""
    weights = {
        ("member", "project"): trust.joined, ("member", "tag"): trust.tags,
        ("member", "member"): trust.ties, ("tag", "project"): trust.topics,
        ("project", "project"): trust.links,
    }  # fmt: skip
    blocks = [
        [_block(size, relations, weights.get((a, b), 0.0), a, b)
         for b in BLOCKS[FOUND]]
        for a in BLOCKS[ASKER]
    ]  # fmt: skip
    made = sparse.csr_array(sparse.block_array(blocks))
    made.eliminate_zeros()
    made.sort_indices()
    return made


def _block(
    size: Mapping[str, int],
    relations: Mapping[str, Relation],
    weight: float,
    a: str,
    b: str,
) -> Any:
    shape = (size[a], size[b])
    if not weight:
        return sparse.csr_array(shape, dtype=np.float32)
    relation = relations[f"{a}>{b}"]
    ones = np.full(len(relation.indices), weight, dtype=np.float32)
    return sparse.csr_array((ones, relation.indices, relation.indptr), shape=shape)


def _cut(
    factors: Factors, kinds: Sequence[str], size: Mapping[str, int]
) -> dict[str, Factors]:
    ends = np.cumsum([size[kind] for kind in kinds])
    parts = np.split(factors, ends[:-1])
    return dict(zip(kinds, parts, strict=True))


def _half(
    edges: Any, fixed: Factors, start: Factors, by: float, steps: int = STEPS
) -> Factors:
    """Solve for the factors of all rows, those of the columns being fixed.

    Conjugate gradients for all rows at once: each step costs two products with the
    sparse matrix.
    """
    number = np.diff(edges.indptr)
    rows = np.repeat(np.arange(edges.shape[0]), number)
    surer = (edges.data * np.float32(SURER)).astype(np.float32)
    gram = (fixed.T @ fixed).astype(np.float32)
    penalty = (by * (number + 1)).astype(np.float32)[:, None]
    sums = sparse.csr_array((1 + surer, edges.indices, edges.indptr), edges.shape)

    def times(x: Factors) -> Factors:
        dots = surer * _dots(x, fixed, rows, edges.indices)
        seen = sparse.csr_array((dots, edges.indices, edges.indptr), edges.shape)
        product: Factors = x @ gram + penalty * x + seen @ fixed
        return product

    x = start
    rest = sums @ fixed - times(x)
    way = rest.copy()
    square = (rest * rest).sum(axis=1, keepdims=True)
    for _ in range(steps):
        turned = times(way)
        length = square / np.maximum((way * turned).sum(axis=1, keepdims=True), 1e-20)
        x = x + length * way
        rest = rest - length * turned
        new = (rest * rest).sum(axis=1, keepdims=True)
        way = rest + new / np.maximum(square, 1e-20) * way
        square = new
    return np.where(number[:, None] > 0, x, np.float32(0)).astype(np.float32)


def _dots(x: Factors, y: Factors, rows: Ids, columns: Ids) -> Factors:
    """Return the products of rows of `x` with rows of `y`, a chunk at a time."""
    dots = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), CHUNK):
        part = slice(start, start + CHUNK)
        dots[part] = np.einsum("ij,ij->i", x[rows[part]], y[columns[part]])
    return dots


def _gram(factors: Any) -> Floats:
    stacked = np.concatenate(list(factors)).astype(np.float64)
    gram: Floats = stacked.T @ stacked
    return gram


Own = Sequence[tuple[str, Ids, float]]
"""An asker's own nodes: of each type, which, and how much these edges count."""


def taste_of(patterns: Patterns, asked: str, targets: str, own: Own) -> Taste:
    """Return what an asker's own nodes say of candidates.

    Parameters
    ----------
    patterns : Patterns
        The factors.
    asked, targets : str
        The types of the asker and of the candidates. Between members ties lead both
        ways, so that candidates are seen from both sides.
    own : sequence of (type, nodes, trust)
        The asker's own nodes, by the type of node.
    """
    nodes = [Node(kind, one) for kind, ids, _ in own for one in ids.tolist()]
    if asked == "project":
        return Taste(patterns, nodes, {ASKER: _fold_in(patterns, ASKER, own)})
    shares = {FOUND: _fold_in(patterns, FOUND, own)}
    if targets == "member":
        back = [(kind, ids, by if kind == "member" else 0.0) for kind, ids, by in own]
        shares[ASKER] = _fold_in(patterns, ASKER, back)
    return Taste(patterns, nodes, shares)


def _fold_in(patterns: Patterns, side: str, own: Own) -> Floats:
    """Solve for the asker's factors, split over the own nodes, shape (nodes, size).

    The factors are a sum over the nodes, since one linear equation gives them; nodes
    that count nothing have no part.
    """
    factors = patterns.side(side)
    trust = np.concatenate([np.full(len(ids), by) for _, ids, by in own])
    size = patterns.grams[side].shape[0]
    shares = np.zeros((len(trust), size))
    count = trust > 0
    if not count.any():
        return shares
    parts = [factors[kind][ids] for kind, ids, _ in own]
    near = np.concatenate(parts).astype(np.float64)[count]
    surer = SURER * trust[count][:, None]
    gram = patterns.grams[side] + patterns.trust.penalty * (count.sum() + 1) * np.eye(
        size
    )
    gram += near.T @ (surer * near)
    shares[count] = np.linalg.solve(gram, (near * (1 + surer)).T).T
    return shares
