"""Measure suggestions: `python -m bench.matching FILE` for one that was drawn.

Every time stands beside what two baselines took in the same process: PageRank of
networkx from one member, and an SQL query for the projects with most tags in common.
"""

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import networkx
import numpy as np

from bench import communities
from bench.table import print_table
from community.graph import Learned, Matcher, Node, Rows, batch, build_graph, learn
from community.graph.channels import PATTERN, USUAL, AllWeights, Weights
from community.graph.latent import PEOPLE as MEETING
from community.graph.latent import WORK, find_patterns
from community.graph.shared import Shared

ROOT = Path(__file__).parents[1]
SIZES, MILLION = (200, 10_000, 100_000), 1_000_000
WARM, TIMES = 20, 300
MOST = 100_000
"""Larger communities go without PageRank, which would take minutes and gigabytes."""
MOST_LEARNT, MOST_PATTERNS = 10_000, 100_000
"""Larger communities have the usual weights, or no patterns: it takes too long here."""
MOST_ASKED, SAMPLE = 10_000, 2_000
"""In larger communities, so many members ask for people in everybody's stead."""
LEARNT, FOUND = "learning from the rows", "patterns of the rows"
BUILT = "snapshot from the rows"
PROJECTS, PEOPLE = "10 projects, reasons", "10 collaborators, reasons"
MEMBERS, EVERYBODY = "10 members for a project", "everybody's 10 projects"
ALL_PEOPLE = "everybody's 10 people"
GOALS = {
    (BUILT, 100_000): (1000.0, None),
    (PROJECTS, 10_000): (2.0, 10.0),
    (PROJECTS, 100_000): (5.0, 25.0),
    (PEOPLE, 10_000): (2.0, 10.0),
    (PEOPLE, 100_000): (5.0, 25.0),
    (EVERYBODY, 100_000): (30_000.0, None),
}
"""At most so many milliseconds: p50 and p99."""
HEAD = ("", "p50 ms", "p99 ms", "/PageRank", "/SQL", "growth", "goal")
OVERLAP = """
    SELECT topics.project, count(*) AS shared FROM expertise
    JOIN topics ON topics.tag = expertise.tag WHERE expertise.member = ?
    GROUP BY topics.project ORDER BY shared DESC, topics.project LIMIT 10
"""
Times = list[float]


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds something takes."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def some(number: int, times: int = TIMES, seed: int = 1) -> list[int]:
    """Return `times` of the numbers below `number`, each as likely each time."""
    draw = random.Random(seed)
    return [draw.randrange(number) for _ in range(times)]


def warm(ask: Callable[[int], object], askers: Iterable[int]) -> Times:
    """Return how long each question takes, once the first are answered."""
    askers = list(askers)
    for asker in askers[:WARM]:
        ask(asker)
    return [timed(partial(ask, asker)) for asker in askers]


def everybody(matcher: Matcher, kind: str, members: int) -> tuple[float, bool]:
    """Return the milliseconds of every member's best 10; whether estimated.

    A large community's people are many times its projects: some of them must do. In
    the largest some must do for projects too.
    """
    some_do = members > (MOST_ASKED if kind == "member" else MOST)
    asked = np.unique(some(members, SAMPLE)) if some_do else np.arange(members)
    took = timed(lambda: batch.everybody(matcher, kind, 10, asked))
    return took / len(asked) * members, some_do


def pagerank(rows: Rows) -> Times:
    """Return how long networkx takes to rank all nodes as seen from one member."""
    if rows.members > MOST:
        return []
    graph = build_graph(rows)
    askers = some(rows.members, 3 if rows.members < MOST else 1)
    rank = partial(networkx.pagerank, graph)
    return [
        timed(partial(rank, personalization={Node("member", asker): 1}))
        for asker in askers
    ]


def tag_database(rows: Rows) -> sqlite3.Connection:
    """Return the tags of members and projects in a database in memory, with indexes."""
    database = sqlite3.connect(":memory:")
    for name, owner, pairs in (
        ("expertise", "member", rows.expertise),
        ("topics", "project", rows.topics),
    ):
        database.execute(f"CREATE TABLE {name} ({owner} INTEGER, tag INTEGER)")
        database.executemany(f"INSERT INTO {name} VALUES (?, ?)", pairs.tolist())
        database.execute(f"CREATE INDEX {name}_{owner} ON {name} ({owner}, tag)")
        database.execute(f"CREATE INDEX {name}_tag ON {name} (tag, {owner})")
    database.execute("ANALYZE")
    return database


def tag_overlap(rows: Rows) -> Times:
    """Return how long SQLite takes to count the tags shared with each project."""
    database = tag_database(rows)
    return warm(
        lambda member: database.execute(OVERLAP, (member,)).fetchall(),
        some(rows.members, 100),
    )


def memory() -> int:
    """Return the most memory that this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def answers(matcher: Matcher, rows: Rows) -> dict[str, Times]:
    """Return how long each kind of question takes."""
    return {
        PROJECTS: warm(matcher.suggest_projects, some(rows.members)),
        PEOPLE: warm(matcher.suggest_collaborators, some(rows.members)),
        MEMBERS: warm(matcher.find_members, some(rows.projects)),
    }


def with_patterns(rows: Rows) -> Learned:
    """Return the usual weights with patterns beside them, as strong as any channel."""
    shared = Shared.from_rows(rows)
    weights = {
        name: Weights({**usual.channel, PATTERN: max(usual.channel.values())})
        for name, usual in vars(USUAL).items()
    }
    found = (find_patterns(shared.size, shared.relations, t) for t in (WORK, MEETING))
    return Learned(AllWeights(**weights), *found)


def report(rows: Rows) -> dict[str, Any]:
    """Measure one community."""
    before, took, learned = memory(), {}, Learned()
    if rows.members <= MOST_LEARNT:
        began = time.perf_counter()
        learned = learn(rows)
        took[LEARNT] = [1000 * (time.perf_counter() - began)]
    elif rows.members <= MOST_PATTERNS:
        began = time.perf_counter()
        learned = with_patterns(rows)
        took[FOUND] = [1000 * (time.perf_counter() - began)]
    took[BUILT] = [timed(lambda: Matcher.from_rows(rows, learned)) for _ in range(3)]
    matcher = Matcher.from_rows(rows, learned)
    took |= answers(matcher, rows)
    whole, _ = everybody(matcher, "project", rows.members)
    people, estimated = everybody(matcher, "member", rows.members)
    took |= {EVERYBODY: [whole], ALL_PEOPLE: [people]}
    peak, arrays = memory(), Shared.from_rows(rows).arrays()
    base = {"pagerank": pagerank(rows), "sql": tag_overlap(rows)}
    return {
        "members": rows.members,
        "projects": rows.projects,
        "memberships": len(rows.memberships),
        "ties": len(rows.ties),
        "loaded_mb": before,
        "memory_mb": peak,
        "snapshot_mb": round(sum(a.nbytes for a in arrays.values()) / 2**20, 1),
        "learnt": LEARNT in took,
        "everybody_estimated": estimated,
        "baselines_ms": {name: middle(times) for name, times in base.items()},
        "figures": {name: figure(name, took[name], rows, base) for name in took},
    }


def middle(times: Times) -> float | None:
    """Return the median, or None of nothing."""
    return median(times) if times else None


def figure(
    name: str, times: Times, rows: Rows, base: dict[str, Times]
) -> dict[str, float | None]:
    """Return a figure: its times, and its ratio to each baseline.

    What is done for everybody is compared by its part for one person.
    """
    answered = rows.members if name in {EVERYBODY, ALL_PEOPLE} else 1
    p99 = quantiles(times, n=100)[-1] if len(times) > 3 else None
    ratio = {
        kind: median(times) / answered / median(other) if other else None
        for kind, other in base.items()
    }
    return {"p50_ms": median(times), "p99_ms": p99, **ratio}


def grown(found: Sequence[dict[str, Any]]) -> None:
    """Add to each figure how much faster than the community its cost grew; 1 is linear.

    So 0.1 means that a community of ten times the size costs the same.
    """
    for smaller, larger in pairwise(found):
        by = larger["members"] / smaller["members"]
        for name, figures in larger["figures"].items():
            if before := smaller["figures"].get(name):
                figures["growth"] = figures["p50_ms"] / before["p50_ms"] / by


def short(value: float | None) -> str:
    """Return a number as a short text, a dash for none."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 else f"{value:.0e}"


def goal(name: str, members: int, figures: dict[str, Any]) -> str:
    """Return the goal of a figure in words, and whether it is met."""
    if (name, members) not in GOALS:
        return ""
    wanted, got = GOALS[name, members], (figures["p50_ms"], figures["p99_ms"])
    met = all(
        has <= most for most, has in zip(wanted, got, strict=True) if most is not None
    )
    words = " / ".join(short(most) for most in wanted if most is not None)
    return f"{words} {'met' if met else 'missed'}"


def show(found: dict[str, Any]) -> None:
    """Print a table for each community."""
    for one in found.values():
        _show(one)
    print(
        "\n  growth: cost against the size before, over the growth in members (1 is"
        " linear); everybody's: ratios of one member's part"
    )


def _show(found: dict[str, Any]) -> None:
    base, members = found["baselines_ms"], found["members"]
    print(
        f"\n{members:,} members, {found['projects']:,} projects, "
        f"{found['memberships']:,} memberships, {found['ties']:,} ties (synthetic)\n"
        f"  PageRank {short(base['pagerank'])} ms · SQL tag overlap "
        f"{short(base['sql'])} ms · snapshot {found['snapshot_mb']} MB · memory "
        f"{found['memory_mb']} MB, of which the rows and Python {found['loaded_mb']}"
    )
    keys = ("p50_ms", "p99_ms", "pagerank", "sql", "growth")
    rows = [
        [name, *(short(one.get(key)) for key in keys), goal(name, members, one)]
        for name, one in found["figures"].items()
    ]
    print_table(HEAD, rows)
    if not found["learnt"]:
        print("  with the usual weights: learning from so many rows takes minutes")
    if found["everybody_estimated"]:
        both = found["members"] > MOST
        what = f"{EVERYBODY} and people" if both else ALL_PEOPLE
        print(f"  {what}: estimated from {SAMPLE:,} members")


def measure(sizes: Sequence[int] = ()) -> dict[str, Any]:
    """Measure communities of these or the usual sizes, the smallest first.

    Each is drawn by one process and measured by another, so that the most memory that
    the second had is its own (a new process begins with the most its parent had).
    """
    found = []
    largest = (MILLION,) if os.environ.get("BENCH_MILLION") else ()
    with tempfile.TemporaryDirectory(prefix="community") as folder:
        for members in sizes or (*SIZES, *largest):
            file = str(Path(folder) / f"{members}.npz")
            run("bench.communities", str(members), file)
            found.append(json.loads(run("bench.matching", file).splitlines()[-1]))
    grown(found)
    return {str(one["members"]): one for one in found}


def run(*words: str) -> str:
    """Run a module in a process of its own and return what it printed.

    Members are shared out to threads; BLAS with more of its own would only wait.
    """
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    ).stdout  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(report(communities.load(Path(sys.argv[1])))))
