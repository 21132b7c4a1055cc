"""The layout and the measures of the map, beside networkx in the same run.

`python -m bench.network SIZE` measures one size. All is CPU time. Where networkx takes
too long, it does a part of the work, which is scaled up: some sources of shortest ways,
some nodes, some steps of its layout; the table says which part. Largest comes the page
of a map with 20,000 people, as the worker's last result serves it.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from bench.communities import synthetic
from bench.table import print_table
from community.graph.groups import numbered
from community.graph.layout import layout
from community.graph.links import matrix, simple
from community.graph.measures import engines, local
from community.graph.measures.distances import distances
from community.graph.measures.parts import parts

ROOT = Path(__file__).parents[1]
SIZES = (200, 2_000, 20_000)
NODES = {200: 200, 2_000: 200, 20_000: 20}
"""From so many nodes networkx follows shortest ways."""
STEPS, STEPS_DONE = 50, {200: 50, 2_000: 5, 20_000: 1}
"""networkx's layout takes 50 steps; it is given so many."""
HEAD = ("", "ours ms", "networkx ms", "times", "networkx did")
ALL = "all"


@dataclass(frozen=True)
class Drawn:
    """A community as a network."""

    people: int
    size: int
    links: NDArray[np.int64]
    ties: NDArray[np.int64]

    @classmethod
    def of(cls, people: int) -> "Drawn":
        """Draw one."""
        rows = synthetic(people, seed=1)
        joined = rows.memberships + np.array([0, people])
        size = people + rows.projects
        links = simple("links", size, np.concatenate([rows.ties, joined]))
        return cls(people, size, links, simple("ties", people, rows.ties))


Work = Callable[[], object]


def measure() -> dict[str, Any]:
    """Measure each size in a process of its own, and then the page."""
    found: dict[str, Any] = {
        "sizes": [_apart("bench.network", str(size)) for size in SIZES]
    }
    found["page"] = _apart("bench.network_site")
    return found


def _apart(*module: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def show(found: dict[str, Any]) -> None:
    """Print a table for each size, and what the page takes."""
    for one in found["sizes"]:
        print(
            f"\n{one['people']:,} people, {one['ties']:,} ties, {one['projects']:,} "
            f"projects, {one['links']:,} links · {one['engine']}"
        )
        print_table(HEAD, one["rows"])
    page = found["page"]
    print(
        f"\nThe map of {page['people']:,} people and {page['ties']:,} ties: worked "
        f"out by the worker in {page['build_s']:.0f} s"
        f" · baseline {page['baseline_ms']:.2f} ms"
    )
    print_table(("page", "p50 ms", "p95 ms", "times", "SQL", "KB"), page["pages"])


def report(people: int) -> dict[str, Any]:
    """Measure one size."""
    drawn = Drawn.of(people)
    rows = [_row(name, *both) for name, both in _works(drawn).items()]
    ours, theirs = sum(row[1] for row in rows), sum(row[2] for row in rows)
    rows.append(
        ["together", round(ours, 1), round(theirs, 1), _times(ours, theirs), ""]
    )
    return {
        "people": people,
        "projects": drawn.size - people,
        "ties": len(drawn.ties),
        "links": len(drawn.links),
        "engine": "igraph" if engines.igraph() is not None else "without igraph",
        "rows": rows,
    }


def _row(name: str, ours: Work, theirs: Work, share: float, did: str) -> list[Any]:
    mine, others = _milliseconds(ours, 3), _milliseconds(theirs, 1) / share
    return [name, round(mine, 1), round(others, 1), _times(mine, others), did]


def _times(ours: float, theirs: float) -> float:
    return round(theirs / max(ours, 1e-6), 1)


def _milliseconds(work: Work, often: int) -> float:
    """Return the least CPU time of some, fewer where it takes long."""
    least = float("inf")
    for _ in range(often):
        began = time.process_time()
        work()
        took = 1000 * (time.process_time() - began)
        least = min(least, took)
        if took > 2000:
            break
    return least


def _graph(size: int, pairs: NDArray[np.int64]) -> Any:
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs.tolist())
    return graph


def _works(drawn: Drawn) -> dict[str, tuple[Work, Work, float, str]]:
    """Return each measure: our work, networkx's, which share it does, in words."""
    return {**_ways(drawn), **_around(drawn), **_whole(drawn)}


def _ways(drawn: Drawn) -> dict[str, tuple[Work, Work, float, str]]:
    people, size, links = drawn.people, drawn.size, drawn.links
    joined, graph = matrix(size, links), _graph(size, links)
    nodes, sources = NODES[people], len(engines.sample(people))
    some = np.linspace(0, people - 1, nodes).astype(int).tolist()
    did = ALL if nodes == people else f"{nodes} of {people:,} people"
    ways = did if sources == nodes else f"{nodes} of {sources:,} sources"

    def far(cutoff: int | None) -> Work:
        return lambda: [
            nx.single_source_shortest_path_length(graph, one, cutoff=cutoff)
            for one in some
        ]

    return {
        "betweenness": (
            lambda: engines.between(size, people, links),
            lambda: nx.betweenness_centrality_subset(graph, some, range(people)),
            nodes / sources, ways,
        ),
        "closeness, mean path, diameter": (
            lambda: distances(people, joined), far(None), nodes / people, did,
        ),
        "reach": (lambda: local.reach(people, joined), far(2), nodes / people, did),
    }  # fmt: skip


def _around(drawn: Drawn) -> dict[str, tuple[Work, Work, float, str]]:
    people, ties = drawn.people, drawn.ties
    known, graph = matrix(people, ties), _graph(people, ties)
    some = np.linspace(0, people - 1, NODES[people]).astype(int).tolist()
    share = len(some) / people
    did = ALL if share == 1 else f"{len(some)} of {people:,} people"
    return {
        "constraint": (
            lambda: local.constraint(known),
            lambda: nx.constraint(graph, some), share, did,
        ),
        "clustering": (
            lambda: local.clustering(known), lambda: nx.clustering(graph), 1, ALL,
        ),
        "core number": (
            lambda: engines.cores(people, ties), lambda: nx.core_number(graph), 1, ALL,
        ),
    }  # fmt: skip


def _whole(drawn: Drawn) -> dict[str, tuple[Work, Work, float, str]]:
    people, size, links = drawn.people, drawn.size, drawn.links
    joined, graph = matrix(size, links), _graph(size, links)
    group, steps = numbered(size, people, links), STEPS_DONE[people]
    did = ALL if steps == STEPS else f"{steps} of {STEPS} steps"
    return {
        "parts, people alone": (
            lambda: parts(people, joined),
            lambda: list(nx.connected_components(graph)), 1, ALL,
        ),
        "bridges, cut people": (
            lambda: engines.holding(size, people, links),
            lambda: (list(nx.bridges(graph)), list(nx.articulation_points(graph))),
            1, ALL,
        ),
        "groups": (
            lambda: numbered(size, people, links),
            lambda: nx.community.louvain_communities(graph, seed=1), 1, ALL,
        ),
        "layout": (
            lambda: layout(size, links, groups=group),
            lambda: nx.spring_layout(graph, iterations=steps, seed=1),
            steps / STEPS, did,
        ),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(report(int(sys.argv[1]))))
