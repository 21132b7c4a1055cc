"""Synthetic communities of any size: `python -m bench.communities MEMBERS FILE`.

People and projects fall into groups and mostly keep to them; tags are used as words
are, few very often. All of it is drawn with numpy, a million people in seconds.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.graph import Rows

Ints = NDArray[np.int64]
Draw = Callable[[Ints], Ints]
"""Draws one other end for each of the given ends."""

TAGS, BROAD, FAVOURITES, PLACES = 400, 40, 12, 12
GROUP = 200
"""So many members make a group, on average."""
NO_PROJECT, ELSEWHERE, LIKED = 0.2, 0.1, 0.5
"""Who is in no project; what crosses groups; which tags a group likes."""
MEMBERSHIPS, TIES = 2.5, 6.0
OFFERED, SOUGHT, MEMBER_PLACED, PROJECT_PLACED = 0.35, 0.2, 0.8, 0.7
ROUNDS = 4
"""So often are edges drawn again that had been drawn before."""


@dataclass(frozen=True)
class _Kind:
    """Members or projects by their groups: those of a group stand side by side."""

    group: Ints
    order: Ints
    start: Ints
    count: Ints

    @classmethod
    def drawn(cls, number: int, groups: int, random: np.random.Generator) -> "_Kind":
        """Put each of `number` nodes into a group; some groups are larger."""
        share = random.gamma(4.0, size=groups)
        group = random.choice(groups, size=number, p=share / share.sum())
        count = np.bincount(group, minlength=groups)
        order = np.argsort(group, kind="stable")
        return cls(group, order, np.cumsum(count) - count, count)

    def within(self, group: Ints, random: np.random.Generator, skew: float) -> Ints:
        """Return one of each group, the first ones more often the larger the skew.

        One of an empty group, or one time in ten, is anybody's.
        """
        rank = random.random(len(group)) ** skew * self.count[group]
        near = self.start[group] + rank.astype(np.int64)
        far = random.integers(0, len(self.order), len(group))
        away = (self.count[group] == 0) | (random.random(len(group)) < ELSEWHERE)
        chosen: Ints = self.order[np.where(away, far, near)]
        return chosen


@dataclass(frozen=True)
class _Taste:
    """Which tags are used, by all and by each group; shape (groups, FAVOURITES)."""

    chance: NDArray[np.float64]
    favourites: Ints

    @classmethod
    def drawn(cls, groups: int, random: np.random.Generator) -> "_Taste":
        """Give each group its favourite tags."""
        chance = 1 / np.arange(1, TAGS + 1)
        chance /= chance.sum()
        return cls(chance, random.choice(TAGS, size=(groups, FAVOURITES), p=chance))

    def tags(self, group: Ints, random: np.random.Generator) -> Ints:
        """Return a tag for each group: half the time a favourite, else anybody's."""
        usual = random.choice(TAGS, size=len(group), p=self.chance)
        liked = self.favourites[group, random.integers(0, FAVOURITES, len(group))]
        return np.where(random.random(len(group)) < LIKED, liked, usual)


def synthetic(members: int, seed: int = 0) -> Rows:
    """Return a plausible community of so many members; the same for the same seed."""
    random = np.random.default_rng(seed)
    projects, groups = max(members // 10, 20), max(members // GROUP, 4)
    people = _Kind.drawn(members, groups, random)
    work = _Kind.drawn(projects, groups, random)
    taste = _Taste.drawn(groups, random)

    def project(member: Ints) -> Ints:
        return work.within(people.group[member], random, skew=1.5)

    def tag_of(kind: _Kind) -> Draw:
        return lambda node: taste.tags(kind.group[node], random)

    expertise = _edges(1 + random.binomial(6, 0.5, members), tag_of(people), TAGS)
    use = random.random(len(expertise))
    return Rows(
        members, projects, TAGS, PLACES,
        memberships=_edges(_joined(members, random), project, projects),
        ties=_ties(people, random),
        expertise=expertise,
        offers=expertise[use < OFFERED],
        seeks=expertise[use > 1 - SOUGHT],
        topics=_edges(1 + random.binomial(4, 0.5, projects), tag_of(work), TAGS),
        needs=_edges(random.poisson(1.0, projects), tag_of(work), TAGS),
        links=_links(work, random),
        broader=_broader(),
        member_places=_places(people, MEMBER_PLACED, random),
        project_places=_places(work, PROJECT_PLACED, random),
    )  # fmt: skip


def _joined(members: int, random: np.random.Generator) -> Ints:
    """Return how many projects each member has: many few, few many, some none."""
    number = random.geometric((1 - NO_PROJECT) / MEMBERSHIPS, members)
    number[random.random(members) < NO_PROJECT] = 0
    return number


def _each_once(keys: Ints) -> Ints:
    """Return sorted keys without repeats; `np.unique` hashes, far slower with many."""
    ordered: Ints = np.sort(keys)
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def _edges(wanted: Ints, draw: Draw, columns: int) -> Ints:
    """Return edges, each once, about `wanted` of them from each node."""
    keys, missing = np.empty(0, dtype=np.int64), wanted
    for _ in range(ROUNDS):
        nodes = np.repeat(np.arange(len(wanted)), missing)
        keys = _each_once(np.concatenate([keys, nodes * columns + draw(nodes)]))
        had = np.bincount(keys // columns, minlength=len(wanted))
        missing = np.maximum(wanted - had, 0)
    return np.column_stack([keys // columns, keys % columns])


def _undirected(pairs: Ints, nodes: int) -> Ints:
    """Return each edge once, the lower number first, without loops."""
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    keys = _each_once((low * nodes + high)[low < high])
    return np.column_stack([keys // nodes, keys % nodes])


def _ties(people: _Kind, random: np.random.Generator) -> Ints:
    """Return who knows whom: half of each one's ties are drawn from their own side."""
    members = len(people.group)
    wanted = random.geometric(2 / (TIES + 2), members) - 1
    pairs = _edges(
        wanted, lambda who: people.within(people.group[who], random, skew=1.5), members
    )
    return _undirected(pairs, members)


def _links(work: _Kind, random: np.random.Generator) -> Ints:
    """Return the few projects that name another one, mostly of their group."""
    projects = len(work.group)
    one = random.integers(0, projects, projects // 10)
    other = work.within(work.group[one], random, skew=1.0)
    return _undirected(np.column_stack([one, other]), projects)


def _broader() -> Ints:
    """Return every second rare tag with one of the frequent tags as its broader tag."""
    narrow = np.arange(BROAD, TAGS, 2)
    return np.column_stack([narrow, narrow % BROAD])


def _places(kind: _Kind, share: float, random: np.random.Generator) -> Ints:
    """Return where some are: half of them where their group is."""
    who = np.flatnonzero(random.random(len(kind.group)) < share)
    anywhere = random.integers(0, PLACES, len(who))
    home = random.random(len(who)) < LIKED
    return np.column_stack([who, np.where(home, kind.group[who] % PLACES, anywhere)])


def save(rows: Rows, file: Path) -> None:
    """Write a community into an npz file."""
    arrays = {field.name: getattr(rows, field.name) for field in fields(rows)}
    np.savez(file, **{name: one for name, one in arrays.items() if one is not None})


def load(file: Path) -> Rows:
    """Read a community that `save` wrote."""
    with np.load(file) as arrays:
        found: dict[str, Any] = {name: arrays[name] for name in arrays.files}
    for name in ("members", "projects", "tags", "places"):
        found[name] = int(found[name])
    return Rows(**found)


if __name__ == "__main__":
    save(synthetic(int(sys.argv[1])), Path(sys.argv[2]))
