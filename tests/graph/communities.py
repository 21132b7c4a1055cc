"""Random small communities, and changes to them written out row by row."""

from dataclasses import replace

import numpy as np

from community.graph.records import Node, Rows, Seed
from community.graph.relations import ENDS, sizes


def community(number: int) -> Rows:
    """Return one of many small communities, some of them sparse, some dense."""
    random = np.random.default_rng(number)
    size = {
        "member": int(random.integers(2, 14)),
        "project": int(random.integers(1, 9)),
        "tag": int(random.integers(1, 8)),
        "place": int(random.integers(1, 4)),
    }
    edges = {}
    for field, (_, _, a, b) in ENDS.items():
        most = size[a] * size[b]
        wanted = int(random.integers(0, max(2, int(most * random.random()))))
        edges[field] = random.integers(0, (size[a], size[b]), (wanted, 2))
    members, projects, tags, places = size.values()
    return Rows(members, projects, tags, places, **edges)


def edge_set(rows: Rows, field: str) -> set[tuple[int, int]]:
    """Return the edges of a field; both ways where they have no direction."""
    pairs = {(int(a), int(b)) for a, b in getattr(rows, field)}
    forth, back, *_ = ENDS[field]
    if forth == back:
        pairs = {(a, b) for a, b in pairs | {(b, a) for a, b in pairs} if a != b}
    return pairs


def some(random: np.random.Generator, size: int, most: int) -> tuple[int, ...]:
    """Return up to `most` different numbers below `size`."""
    number = int(random.integers(0, min(size, most) + 1))
    return tuple(random.permutation(size)[:number].tolist())


def seed_for(rows: Rows, kind: str, source: int, number: int) -> Seed:
    """Return one of many seeds for a question."""
    random = np.random.default_rng(number)
    size = sizes(rows)
    hidden = set(some(random, rows.members, 3))
    if kind == "member":
        hidden.discard(source)
    extra = int(random.integers(0, 6))
    return Seed(
        projects=some(random, rows.projects, 4),
        members=some(random, rows.members, 4),
        ties=some(random, rows.members, 4) if kind == "member" else (),
        tags=some(random, rows.tags, 4),
        offers=some(random, rows.tags, 3),
        seeks=some(random, rows.tags, 3),
        needs=some(random, rows.tags, 3),
        places=some(random, rows.places, 2),
        memberships=random.integers(0, (rows.members, rows.projects), (extra, 2)),
        more_ties=random.integers(0, rows.members, (extra, 2)),
        hidden=frozenset(hidden),
        not_members=frozenset(some(random, rows.members, 2)),
        not_projects=frozenset(some(random, rows.projects, 2)),
        weakened=tuple(
            (Node(kind, int(random.integers(size[kind]))), 0.3)
            for kind in ("member", "project", "tag", "place")
        ),
    )


OWN_FIELDS = {
    "member": {
        "memberships": "projects",
        "ties": "ties",
        "expertise": "tags",
        "offers": "offers",
        "seeks": "seeks",
        "member_places": "places",
    },
    "project": {
        "memberships": "members",
        "topics": "tags",
        "needs": "needs",
        "project_places": "places",
    },
}


def laid_over(rows: Rows, kind: str, source: int, seed: Seed) -> Rows:
    """Write a seed into the rows: the graph that the asker has before their eyes."""
    changed = {}
    for field, (_, _, a, b) in ENDS.items():
        pairs = edge_set(rows, field)
        own = OWN_FIELDS[kind].get(field)
        if own is not None:
            pairs = {pair for pair in pairs if not _is_own(pair, (a, b), kind, source)}
        extra = {"memberships": seed.memberships, "ties": seed.more_ties}.get(field, ())
        pairs |= {
            (int(one), int(other))
            for one, other in extra
            if own is None or not _is_own((one, other), (a, b), kind, source)
        }
        if own is not None:
            for other in getattr(seed, own):
                pairs.add((source, other) if a == kind else (other, source))
        pairs = {
            pair
            for pair in pairs
            if not any(
                end in seed.hidden
                for end, type_ in zip(pair, (a, b), strict=True)
                if type_ == "member"
            )
        }
        changed[field] = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return replace(rows, **changed)


def _is_own(pair, types, kind, source) -> bool:
    return any(
        end == source and type_ == kind for end, type_ in zip(pair, types, strict=True)
    )
