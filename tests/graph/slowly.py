"""Slow and obvious twins: every path of a walk, one after the other, with networkx."""

from collections import defaultdict
from math import log1p, sqrt

import networkx as nx

from community.graph.channels import DAMP, Walk
from community.graph.network import build_graph
from community.graph.records import Node, Rows
from community.graph.relations import ENDS

FIELDS = {forth: (field, a, b) for field, (forth, _, a, b) in ENDS.items()} | {
    back: (field, b, a) for field, (_, back, a, b) in ENDS.items()
}

STARTS = {
    ("member", "projects"): "member>project",
    ("member", "ties"): "member>member",
    ("member", "tags"): "member>tag",
    ("member", "offers"): "member>offer",
    ("member", "seeks"): "member>seek",
    ("member", "places"): "member>place",
    ("project", "members"): "project>member",
    ("project", "tags"): "project>tag",
    ("project", "needs"): "project>need",
    ("project", "places"): "project>place",
    ("project", "links"): "project>project",
}


class Slow:
    """A community walked edge by edge."""

    def __init__(self, rows: Rows, weakened=()):
        self.rows = rows
        self.graph: nx.Graph = build_graph(rows)
        self.weakened = dict(weakened)

    def next(self, node: Node, relation: str) -> list[Node]:
        field, _, target = FIELDS[relation]
        return sorted(
            other
            for other in self.graph[node]
            if other.type == target and field in self.graph.edges[node, other]["kinds"]
        )

    def rarity(self, tag: Node) -> float:
        number = len(self.next(tag, "tag>member")) + len(self.next(tag, "tag>project"))
        total = self.rows.members + self.rows.projects
        return log1p(total / number) ** 2 if number else 0.0

    def length(self, node: Node) -> float:
        tags = self.next(node, f"{node.type}>tag")
        return sqrt(sum(self.rarity(tag) for tag in tags))

    def passes(self, node: Node, level: int, walk: Walk) -> float:
        relation = walk.over[level]
        kept = self.weakened.get(node, 1.0)
        if walk.rare and node.type == "tag" and relation != "tag>tag":
            return kept * self.rarity(node)
        if walk.alike and level == 0:
            return kept / self.length(node)
        power = walk.damp[level] if walk.damp else DAMP[node.type]
        return kept * len(self.next(node, relation)) ** -power

    def paths(self, walk: Walk, source: Node):
        """Yield each path's inner nodes, its candidate and its value."""

        def further(nodes, value, level):
            if level == len(walk.over):
                yield tuple(nodes[:-1]), nodes[-1], value
                return
            relation = walk.over[level]
            for node in self.next(nodes[-1], relation):
                passed = self.passes(nodes[-1], level, walk)
                yield from further([*nodes, node], value * passed, level + 1)

        for first in self.next(source, STARTS[source.type, walk.start]):
            yield from further([first], 1.0, 0)

    def shares(self, walk: Walk, source: Node) -> dict[int, dict[Node, float]]:
        """Return for each candidate what comes over each first inner node."""
        found: dict = defaultdict(lambda: defaultdict(float))
        for inner, candidate, value in self.paths(walk, source):
            if walk.cosine:
                value /= self.length(candidate)
            found[candidate.id][inner[0]] += value
        return found

    def strongest(self, walk: Walk, source: Node, candidate: int) -> dict:
        """Return for each first inner node the greatest value of a path over it."""
        best: dict[Node, float] = defaultdict(float)
        for inner, end, value in self.paths(walk, source):
            if end.id == candidate:
                best[inner[0]] = max(best[inner[0]], value)
        return best

    def value_of(self, walk: Walk, source: Node, inner, candidate: int) -> float:
        return max(
            value
            for path, end, value in self.paths(walk, source)
            if path == tuple(inner) and end.id == candidate
        )
