"""Whom organisers could introduce: pairs of people of the map, the best first.

Ranked by what a tie would do for the network times how well the two fit. Pairs that
know each other without showing it, or that are kept apart, are ranked like all others:
a list without them would tell who they are. Sent, they look like no answer.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from community.core.errors import NotFound
from community.core.visible import Page
from community.graph import gains, weaving
from community.graph.situation import Situation
from community.network.maps import Network, measured
from community.network.weaving.arrays import Ints, arrays_of
from community.network.weaving.fitting import Fit, Fitting
from community.network.weaving.people import Free, Pair, Somebody, somebody, tied

MOST = 60
"""So many pairs are suggested at most."""

SIZE = 10
"""So many pairs are on a page."""

KEPT = 8
"""So many maps a process keeps ready for weaving, and so many lists of pairs."""


Key = TypeVar("Key")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Gain:
    """What a tie of two would do for the network.

    `alone` says of each whether the map shows no link of theirs, `joins` that the tie
    joins two parts, `steps` how many steps lie between them now, 0 without a way.
    `groups` are the numbers of two groups, with `links` links between these now;
    `kinds` the shapes of two kinds. `relieves` names the one busy person who alone
    knows both.
    """

    alone: tuple[bool, bool]
    joins: bool
    steps: int
    groups: tuple[int, int] | None
    links: int
    kinds: tuple[int, int] | None
    relieves: str


@dataclass(frozen=True)
class Suggested:
    """Two people to introduce; `free` says that both can be asked now."""

    key: str
    one: Somebody
    two: Somebody
    free: bool
    gain: Gain
    fits: tuple[Fit, ...]
    places: Pair = field(metadata={"api": False})


@dataclass(frozen=True)
class Chosen:
    """The pairs that were ticked; `lost` says that some of them are not there."""

    pairs: tuple[Suggested, ...]
    lost: bool

    @property
    def places(self) -> list[Pair]:
        """Where the two of each pair stand in the map."""
        return [one.places for one in self.pairs]


class Board:
    """What is needed to rank and describe the pairs of one map; made once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.arrays = arrays_of(network)
        self.fitting = Fitting(network.people)
        self.tied = tied(network)
        self._lists: OrderedDict[Any, list[Pair]] = OrderedDict()
        self.slugs = {one.slug: place for place, one in enumerate(network.people)}

    @cached_property
    def load(self) -> NDArray[np.float64]:
        """The share of shortest ways that lead over each person."""
        return measured(self.network).between

    @cached_property
    def _situation(self) -> Situation:
        a = self.arrays
        return Situation.of(
            a.size, a.people, a.ties, a.links, a.kinds, a.groups, self.load
        )

    def best(self, who: Free) -> list[Pair]:
        """Return the places of the best pairs that can be asked now; kept."""
        key = (who.open, who.lately.pairs)
        found: list[Pair] | None = self._lists.get(key)
        return _kept(self._lists, key, self._ranked(who)) if found is None else found

    def _ranked(self, who: Free) -> list[Pair]:
        free = np.zeros(self.arrays.people, dtype=np.bool_)
        free[list(who.open)] = True

        def may(pairs: Ints) -> NDArray[np.bool_]:
            found: NDArray[np.bool_] = np.all(free[pairs], axis=1)
            for place in np.flatnonzero(found):
                found[place] = who.pair(*pairs[place].tolist())
            return found

        a = self.arrays
        found = weaving.rank_pairs(
            a.size, a.people, a.ties, a.links, a.kinds, a.groups, self.load, may,
            self.fitting.fit, limit=MOST,
        )  # fmt: skip
        return [(one.a, one.b) for one in found]

    def describe(self, pairs: Iterable[Pair], who: Free) -> tuple[Suggested, ...]:
        """Return pairs of places with who they are, and what speaks for them."""
        pairs = list(pairs)
        if not pairs:
            return ()
        array = np.array(pairs, dtype=np.int64)
        found = gains.gains(self._situation, array)
        return tuple(
            self._suggested(a, b, gain, who)
            for (a, b), gain in zip(pairs, found, strict=True)
        )

    def _suggested(self, a: int, b: int, gain: gains.Gain, who: Free) -> Suggested:
        people = self.network.people
        one, two = people[a], people[b]
        busy = "" if gain.relieves is None else people[gain.relieves].name
        return Suggested(
            f"{one.slug},{two.slug}",
            somebody(one),
            somebody(two),
            who.pair(a, b),
            Gain(
                (a in gain.alone, b in gain.alone),
                gain.joins,
                gain.steps,
                gain.groups,
                gain.links,
                gain.kinds,
                busy,
            ),
            self.fitting.reasons(a, b),
            (a, b),
        )


_boards: OrderedDict[int, Board] = OrderedDict()


def board_of(network: Network) -> Board:
    """Return what weaving needs of a map; kept as long as its links are the same."""
    found = _boards.get(id(network.links))
    if found is not None:
        same = found.network.people is network.people
        if same and found.network.links is network.links:
            return found
    return _kept(_boards, id(network.links), Board(network))


def _kept(kept: OrderedDict[Key, Thing], key: Key, thing: Thing) -> Thing:
    kept[key] = thing
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return thing


def chosen(network: Network, who: Free, keys: Iterable[str]) -> Chosen:
    """Return the pairs that `keys` ("slug,slug") name; each once, in their order.

    Whoever is not on the map by name, or tied to the other there, is left out.
    """
    board, found = board_of(network), dict[Pair, None]()
    lost = False
    for key in keys:
        first, _comma, second = key.partition(",")
        a, b = board.slugs.get(first, -1), board.slugs.get(second, -1)
        pair = min(a, b), max(a, b)
        if a == b or min(pair) < 0 or pair in board.tied or who.me in pair:
            lost = True
        else:
            found[pair] = None
    return Chosen(board.describe(found, who), lost)


def suggestions(
    network: Network, who: Free, ticked: Chosen, number: int = 1
) -> Page[Suggested]:
    """Return one page of the pairs to introduce, without those that are ticked.

    Raises `NotFound` for a page beyond the end.
    """
    board = board_of(network)
    best = [] if network.few else board.best(who)
    there = {(min(a, b), max(a, b)) for a, b in ticked.places}
    found = [pair for pair in best if pair not in there]
    page = Page[Suggested]((), max(1, number), SIZE, len(found))
    if number < 1 or number > page.pages:
        raise NotFound("page")
    some = found[(number - 1) * SIZE : number * SIZE]
    return Page(board.describe(some, who), number, SIZE, len(found))
