"""The shared graph as it is for one question: with the asker's live rows laid over it.

All that a question changes are a few rows and degrees, so nothing is compiled anew. The
answers are those of a graph that was compiled from the changed rows (a test says so).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from community.graph.channels import IDF, LENGTH, type_of
from community.graph.latent import Patterns, Taste, taste_of
from community.graph.records import Node, Pairs, Seed
from community.graph.relations import (
    REVERSE,
    Floats,
    Ids,
    as_ids,
    both_ways,
    checked_pairs,
)
from community.graph.shared import OWN, Shared, damped, one_over_length, rarity


class Question:
    """The graph as one asker may use it: the shared one, or with a seed laid over it.

    `seen` are the candidates that the asker has already; `hidden` members are masked.
    """

    def __init__(
        self, shared: Shared, kind: str, source: int, seed: Seed | None
    ) -> None:
        if not 0 <= source < shared.size[kind]:
            raise IndexError(f"there is no {kind} {source}")
        self.shared, self.kind, self.source, self.seed = shared, kind, source, seed
        self.hidden = as_ids(seed.hidden if seed else ())
        self._changes: dict[str, Counter[int]] = defaultdict(Counter)
        self._own: dict[str, Ids] = {}
        self._longer: dict[str, Floats] = {}
        self.relations = dict(shared.relations)
        if seed is not None:
            _check(seed, shared, kind, source)
            self._lay_over(seed)

    def own(self, field: str) -> Ids:
        """Return the asker's own nodes by the field's name, but for hidden ones."""
        if field not in self._own:
            self._own[field] = self._read_own(field)
        return self._own[field]

    def _read_own(self, field: str) -> Ids:
        if self.seed is None or field not in OWN[self.kind]:
            relation = OWN[self.kind].get(field, "project>project")
            return self.shared.relations[relation].row(self.source)
        own = set(getattr(self.seed, field))
        if field in {"ties", "members"}:
            own -= self.seed.hidden
        if field == "ties":
            own.discard(self.source)
        return as_ids(own)

    def degree(self, relation: str, nodes: Ids) -> Ids:
        """Return the number of edges of some nodes that the relation leaves."""
        degree = self.shared.degree(relation)[nodes]
        ids, by = self._changed(relation)
        places, here = _places(nodes, ids)
        degree[places] += by[here]
        return degree

    def _changed(self, relation: str) -> tuple[Ids, Ids]:
        """Return the nodes whose degrees the seed changes, and by how much."""
        changes = sorted(self._changes.get(relation, {}).items())
        both = np.array([one for one in changes if one[1]], dtype=np.int64)
        both = both.reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def passed(self, relation: str, how: float | str, nodes: Ids) -> Floats:
        """Return what nodes, in rising order, pass on when a walk leaves them.

        Nothing for hidden members and for the asker: no walk goes through them.
        """
        passed = self._passed(relation, how, nodes)
        kind = type_of(relation)
        if self.seed is None:
            return passed
        if kind == self.kind:
            passed[_places(nodes, np.array([self.source]))[0]] = 0
        if kind == "member":
            passed[_places(nodes, self.hidden)[0]] = 0
        for node, factor in self.seed.weakened:
            if node.type == kind:
                passed[_places(nodes, np.array([node.id]))[0]] *= factor
        return passed

    def _passed(self, relation: str, how: float | str, nodes: Ids) -> Floats:
        if how == IDF:
            return self.rarity[nodes]
        if how == LENGTH:
            return self.one_over_lengths(type_of(relation), nodes)
        passed = self.shared.passes(relation, how)[nodes]
        if not self._changes.get(relation):
            return passed
        places, _ = _places(nodes, self._changed(relation)[0])
        if len(places):
            changed = self.degree(relation, nodes[places])
            passed[places] = damped(changed, float(how))
        return passed

    @cached_property
    def rarity(self) -> Floats:
        """Return the squared inverse document frequency of each tag."""
        tags = np.arange(self.shared.size["tag"])
        if not self._tags_changed:
            return self.shared.rarity
        number = self.degree("tag>member", tags) + self.degree("tag>project", tags)
        return rarity(number, self.shared.size)

    @cached_property
    def _tags_changed(self) -> bool:
        both = (self._changed(name)[0] for name in ("tag>member", "tag>project"))
        return any(len(ids) for ids in both)

    def one_over_lengths(self, kind: str, nodes: Ids) -> Floats:
        """Return one over the length of the tags of some members or projects.

        The length is Euclidean, over the tags' rarity; without tags it is 0.
        """
        if not self._tags_changed:
            return self.shared.passes(f"{kind}>tag", LENGTH)[nodes]
        return one_over_length(
            self.shared.squares[kind][nodes] + self._more(kind)[nodes]
        )

    def _more(self, kind: str) -> Floats:
        """Return by how much the seed changes the squared length of all tags."""
        if kind not in self._longer:
            more = self.rarity - self.shared.rarity
            changed = np.flatnonzero(more)
            ids, by = self.shared.relations[f"tag>{kind}"].send(changed, more[changed])
            self._longer[kind] = np.zeros(self.shared.size[kind])
            self._longer[kind][ids] = by
        return self._longer[kind]

    def taste(self, patterns: Patterns, targets: str) -> Taste:
        """Return what the asker's own nodes say under the patterns of a community."""
        by = patterns.trust
        if self.kind == "member":
            own = [("projects", "project", by.joined), ("tags", "tag", by.tags)]
            own.append(("ties", "member", by.ties))
        else:
            own = [("members", "member", by.joined), ("tags", "tag", by.topics)]
            own.append(("links", "project", by.links))
        said = [(kind, self.own(field), trust) for field, kind, trust in own]
        return taste_of(patterns, self.kind, targets, said)

    def _lay_over(self, seed: Seed) -> None:
        for field, relation in OWN[self.kind].items():
            before = self.shared.relations[relation].row(self.source)
            self._change(REVERSE[relation], before, -1)
            self._change(REVERSE[relation], self.own(field), 1)
        for relation in OWN["member"].values():
            _, lost = self.shared.relations[relation].rows(self.hidden)
            self._change(REVERSE[relation], lost, -1)
        self._add("memberships", "member>project", seed.memberships)
        self._add("ties", "member>member", both_ways(self._pairs(seed)))

    def _pairs(self, seed: Seed) -> Pairs:
        members = self.shared.size["member"]
        return checked_pairs("more_ties", seed.more_ties, members, members)

    def _change(self, relation: str, nodes: Ids, by: int) -> None:
        changes = self._changes[relation]
        for node in nodes.tolist():
            changes[node] += by

    def _add(self, field: str, relation: str, pairs: Pairs) -> None:
        members, back = self.shared.size["member"], REVERSE[relation]
        columns = self.shared.relations[relation].columns
        pairs = np.unique(checked_pairs(field, pairs, members, columns), axis=0)
        kept = ~self._masked(pairs[:, 0], "member")
        kept &= ~self._masked(pairs[:, 1], type_of(back))
        pairs = pairs[kept]
        pairs = pairs[~self.relations[relation].has(pairs)]
        self.relations[relation] = self.relations[relation].also(pairs)
        self._change(relation, pairs[:, 0], 1)
        if back != relation:
            self.relations[back] = self.relations[back].also(pairs[:, ::-1])
            self._change(back, pairs[:, 1], 1)

    def _masked(self, nodes: Ids, kind: str) -> NDArray[np.bool_]:
        masked = np.zeros(self.shared.size[kind], dtype=np.bool_)
        if kind == "member":
            masked[self.hidden] = True
        if kind == self.kind:
            masked[self.source] = True
        return masked[nodes]


def _places(nodes: Ids, ids: Ids) -> tuple[Ids, Ids]:
    """Return where among `nodes`, in rising order, some `ids` stand, and which ids."""
    places = np.searchsorted(nodes, ids)
    here = places < len(nodes)
    here[here] = nodes[places[here]] == ids[here]
    return places[here], np.flatnonzero(here)


def _check(seed: Seed, shared: Shared, kind: str, source: int) -> None:
    size = shared.size
    if kind == "member" and source in seed.hidden:
        raise ValueError("the asker cannot be hidden from themselves")
    nodes: Iterable[tuple[str, Iterable[int]]] = (
        ("project", seed.projects),
        ("member", seed.members),
        ("member", seed.ties),
        ("tag", (*seed.tags, *seed.offers, *seed.seeks, *seed.needs)),
        ("place", seed.places),
        ("member", seed.hidden),
        ("member", seed.not_members),
        ("project", seed.not_projects),
    )
    for type_, ids in nodes:
        if any(not 0 <= one < size[type_] for one in ids):
            raise ValueError(f"the seed names a {type_} that does not exist")
    for node, factor in seed.weakened:
        _check_weakened(node, factor, size)


def _check_weakened(node: Node, factor: float, size: Mapping[str, int]) -> None:
    if node.type not in size or not 0 <= node.id < size[node.type]:
        raise ValueError(f"the seed weakens {node}, which does not exist")
    if not 0 <= factor <= 1:
        raise ValueError("a weakened node keeps a share from 0 to 1")
