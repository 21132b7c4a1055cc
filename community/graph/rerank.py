"""From the best answers to a list that serves the community, not only the click.

By score alone everybody is shown the same few well-known people, and those of their own
circle. So the best answers go through one more step, in four ideas:

1. who takes nobody now, and whom the asker has seen often enough, leave the list;
2. of people who suit almost equally, those who were shown less come first;
3. what is like something higher up stands a little lower, so that a list has variety;
4. some places are kept: for a new perspective, and for people who are new here.

Nothing private goes in: a list is made of scores and of `Published` facts alone, so
that its order tells no more than these. Nothing is left to chance either: the caller
gives the one number that spreads the kept places over people and days.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from community.graph.places import keep_places
from community.graph.records import Suggestion
from community.graph.relations import Floats, Ids, Relation
from community.graph.variety import alike, varied

Flags = NDArray[np.bool_]

POOL = 3
"""So many times the length of a list are looked at for its usual places."""
FLOOR = 0.25
"""A newcomer has been seen when shown so many times as often as is usual."""


@dataclass(frozen=True, eq=False)
class Published:
    """What all may know of the candidates of one type, an array over their numbers.

    `groups` are the communities and `kinds` the first kinds that all members may see,
    each a number or -1; `new` came within 28 days; `shown` is how often each was shown
    in the last 28 days until yesterday; `full` takes nobody now.
    """

    groups: Ids
    kinds: Ids
    new: Flags
    shown: Floats
    full: Flags

    @cached_property
    def usual(self) -> float:
        """Return how often one of them is shown on average, and not less than once."""
        return max(1.0, float(self.shown.mean())) if len(self.shown) else 1.0

    def fresh(self, ids: Ids) -> Flags:
        """Tell who is new and was hardly shown."""
        fresh: Flags = self.new[ids] & (self.shown[ids] < max(1, FLOOR * self.usual))
        return fresh

    def balance(self, ids: Ids, power: float) -> Floats:
        """Return by how much each score counts, 0 to 1: less for who is shown more.

        The popularity damping of RP3beta [1]_, with showings in place of joins, and
        relative to what is usual: it stays the same when a whole community looks twice
        as often.

        References
        ----------
        .. [1] B. Paudel, F. Christoffel, C. Newell, A. Bernstein, ACM TiiS 7:1
           (2016), 1.
        """
        kept: Floats = (1 + self.shown[ids] / self.usual) ** -power
        return kept


@dataclass(frozen=True)
class Policy:
    """How much a list is for the community; each number from 0 to 1.

    `similarity` is how much likeness counts beside worth, `balance` the power by which
    many showings lower a score; the shares are of places kept on average.
    """

    similarity: float = 0.2
    bridge_share: float = 0.15
    newcomer_share: float = 0.1
    balance: float = 0.2

    def __post_init__(self) -> None:
        for one in fields(self):
            if not 0 <= getattr(self, one.name) <= 1:
                raise ValueError(f"{one.name} is from 0 to 1")


class Asker(NamedTuple):
    """Who asks: their community and their first published kind, -1 if not known."""

    group: int = -1
    kind: int = -1

    def others(self, published: Published, ids: Ids) -> Flags:
        """Tell who is of another community or, where none is known, another kind."""
        groups, kinds = published.groups[ids], published.kinds[ids]
        grouped = (groups >= 0) & (self.group >= 0)
        kinded = (kinds >= 0) & (self.kind >= 0)
        other_group, other_kind = groups != self.group, kinds != self.kind
        others: Flags = np.where(grouped, other_group, kinded & other_kind)
        return others


class Placed(NamedTuple):
    """A suggestion in its place: there for its score, or "bridge" or "newcomer"."""

    suggestion: Suggestion
    slot: str


def rerank(
    found: Sequence[Suggestion],
    tags: Relation,
    published: Published,
    asker: Asker,
    policy: Policy,
    limit: int,
    draw: float,
    resting: Set[int] = frozenset(),
) -> list[Placed]:
    """Return the list to show, drawn from the best answers to a question.

    Parameters
    ----------
    found : sequence of Suggestion
        The best answers, in any order, some more than will be shown (60 for 6, say);
        their scores are above 0.
    tags : Relation
        The published tags of all candidates of this type.
    published : Published
        What all may know of them.
    asker : Asker
        What all may know of who asks.
    policy : Policy
        How much the list is for the community.
    limit : int
        At most so many are shown.
    draw : float
        From 0 to just below 1, the same for a member and a day: it decides whether the
        fraction of a kept place counts today, so that each share is met on average.
    resting : set of int
        Candidates whom the asker has been shown often enough for now.

    Returns
    -------
    list of Placed
        Each candidate at most once, none of them full or resting. The first is the
        best of the rest by score; each has the slot "usual", "bridge" or "newcomer".

    Raises
    ------
    ValueError
        If `limit` is negative or `draw` is not below 1.
    IndexError
        If a candidate does not exist.
    """
    if limit < 0:
        raise ValueError("a limit is 0 or more")
    if not 0 <= draw < 1:
        raise ValueError("a draw is from 0 to just below 1")
    able = _able(found, published.full, resting)
    length = min(limit, len(able))
    if not length:
        return []
    ids = np.array([one.id for one in able], dtype=np.int64)
    scores = np.array([one.score for one in able])
    order = _ordered(ids, scores, tags, published, policy, length)
    standing = keep_places(
        length,
        asker.others(published, ids[order]).tolist(),
        published.fresh(ids[order]).tolist(),
        (policy.bridge_share, policy.newcomer_share),
        draw,
    )
    return [Placed(able[order[one]], slot) for one, slot in standing]


def _able(
    found: Sequence[Suggestion], full: Flags, resting: Set[int]
) -> list[Suggestion]:
    """Return whom one may meet now, each once, the best first, ties by number."""
    able: dict[int, Suggestion] = {}
    for one in sorted(found, key=lambda one: (-one.score, one.id)):
        if one.id not in resting and not full[one.id]:
            able.setdefault(one.id, one)
    return list(able.values())


def _ordered(
    ids: Ids,
    scores: Floats,
    tags: Relation,
    published: Published,
    policy: Policy,
    length: int,
) -> Ids:
    """Return all in the order of a list without kept places, the best one first.

    The first `length` are chosen for worth and variety, the others follow by worth.
    """
    worth = scores * published.balance(ids, policy.balance)
    order = np.concatenate([[0], 1 + np.argsort(-worth[1:], kind="stable")])
    pool = order[: POOL * length]
    likeness = alike(tags, ids[pool])
    chosen = pool[varied(worth[pool], likeness, length, policy.similarity)]
    left = np.ones(len(ids), dtype=np.bool_)
    left[chosen] = False
    return np.concatenate([chosen, order[left[order]]])
