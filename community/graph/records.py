"""What goes into the graph and what comes out: integer arrays, then suggestions."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]
"""Shape (k, 2): the two ends of each of k edges, as places 0 to n-1 of their types."""


def no_pairs() -> Pairs:
    """Return a relation without edges."""
    return np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Rows:
    """A community as relations between members, projects, tags and places.

    Each member, project, tag and place is an integer from 0 to its count less 1.
    `expertise` holds each (member, tag) once, whatever the relation; `offers` and
    `seeks` say which of them are offered or sought. `topics` are a project's tags,
    `needs` the tags of its open needs. `broader` pairs a tag with its broader tag.
    `joined` and `met` are the days (as ordinals) of `memberships` and `ties`, row by
    row, where they are known.
    """

    members: int
    projects: int
    tags: int
    places: int = 0
    memberships: Pairs = field(default_factory=no_pairs)
    ties: Pairs = field(default_factory=no_pairs)
    expertise: Pairs = field(default_factory=no_pairs)
    offers: Pairs = field(default_factory=no_pairs)
    seeks: Pairs = field(default_factory=no_pairs)
    topics: Pairs = field(default_factory=no_pairs)
    needs: Pairs = field(default_factory=no_pairs)
    links: Pairs = field(default_factory=no_pairs)
    broader: Pairs = field(default_factory=no_pairs)
    member_places: Pairs = field(default_factory=no_pairs)
    project_places: Pairs = field(default_factory=no_pairs)
    joined: NDArray[np.int64] | None = None
    met: NDArray[np.int64] | None = None


class Node(NamedTuple):
    """A node of the graph: its type (member, project, tag or place) and its number."""

    type: str
    id: int


@dataclass(frozen=True)
class Seed:
    """What only the asker may use, live, laid over the shared graph for one question.

    `projects`, `ties`, `tags`, `offers`, `seeks`, `places` are the asker's own rows and
    replace those of the graph (for a question of a project: `ties` stay empty,
    `members` is its team, `tags` are its topics and `needs` the tags it looks for).
    `memberships` and `more_ties` are rows of others that only this viewer sees beyond
    what all members see. Members in `hidden` are no candidate, no inner node, no reason
    and no count; candidates in `not_members` and `not_projects` are left out of the
    answer alone. `weakened` holds nodes that a dismissal speaks against, each with a
    factor from 0 to 1 for what passes through them.
    """

    projects: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    ties: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    offers: tuple[int, ...] = ()
    seeks: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    memberships: Pairs = field(default_factory=no_pairs)
    more_ties: Pairs = field(default_factory=no_pairs)
    hidden: frozenset[int] = frozenset()
    not_members: frozenset[int] = frozenset()
    not_projects: frozenset[int] = frozenset()
    weakened: tuple[tuple[Node, float], ...] = ()


@dataclass(frozen=True)
class Reason:
    """One part of a score: the channel, the strongest path's inner nodes, the share.

    `via` begins with the first inner node, over which the channel's part was split;
    the shares of a suggestion add up to its score.
    """

    channel: str
    via: tuple[Node, ...]
    share: float


@dataclass(frozen=True)
class Suggestion:
    """A candidate by its number, its score, and the reasons that add up to it."""

    id: int
    score: float
    reasons: tuple[Reason, ...]
