"""Half a year of a community that meets by suggestions: plain, and re-ranked.

`python -m bench.weeks` lets 200 people live through 26 weeks twice, with the same
interests, the same arrivals and the same luck. Each week everybody looks at six people
and says hello to some, the likelier the more interests they truly have in common. A yes
makes a tie, and the ties are in the next week's graph. Nobody answers more than three
hellos a fortnight. Plain, the six are the best by score. Re-ranked, whoever has three
hellos leaves the lists until the fortnight is over, whom one was shown three times
rests for some weeks, of near equals those come first who were shown less, and people
who are new have a share of the places.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from bench.table import print_table
from community.graph import Matcher, Rows
from community.graph.relations import compile_relations
from community.graph.rerank import Asker, Policy, Published, rerank

SHOWN, ASKED = 6, 100
CAPACITY, FORTNIGHT = 3, 2
NEW = COUNTED = 4
"""For so many weeks one is new, and showings count."""
OFTEN, REST = 3, 6
"""Whom one was shown so often without a hello rests for so many weeks."""
BOLD, OPEN = 0.3, 0.9
"""How likely a hello is, and a yes, between two people with the same interests."""
INTERESTS = 6
SEED = 2017


@dataclass(frozen=True)
class Size:
    """How many people there are, and when the later ones come."""

    people: int = 200
    first: int = 140
    weeks: int = 26
    last_arrival: int = 20
    tags: int = 40
    ties: int = 2


WHOLE = Size()


@dataclass(frozen=True)
class World:
    """What both lives have in common: interests, tags, arrivals, first ties, luck.

    `fit` is what two people truly have in common, 0 to 1, shape (people, people).
    """

    size: Size
    arrival: np.ndarray
    tags: np.ndarray
    ties: np.ndarray
    fit: np.ndarray

    def luck(self, week: int) -> np.random.Generator:
        """Return the luck of a week."""
        return np.random.default_rng([SEED, week])


def imagine(size: Size = WHOLE) -> World:
    """Return a world in which some interests are common, and not all are told."""
    random = np.random.default_rng(SEED)
    chances = np.arange(1, size.tags + 1) ** -0.7
    chances /= chances.sum()
    likes = np.zeros((size.people, size.tags))
    for one in likes:
        one[random.choice(size.tags, INTERESTS, replace=False, p=chances)] = 1
    openness = random.uniform(0.2, 1, (size.people, 1))
    told = likes * (random.random(likes.shape) < openness)
    told[np.arange(size.people), likes.argmax(axis=1)] = 1
    length = np.sqrt(likes @ -np.log(chances))
    fit = likes * -np.log(chances) @ likes.T / np.outer(length, length)
    late = np.arange(size.people - size.first)
    arrival = np.zeros(size.people, dtype=np.int64)
    arrival[size.first :] = 1 + late * size.last_arrival // max(len(late), 1)
    ties = [
        (one, int(other))
        for one in range(size.first)
        for other in random.choice(
            size.first, size.ties, p=_liking(fit[one, : size.first], one)
        )
    ]
    return World(size, arrival, np.argwhere(told), np.array(ties), fit)


def _liking(fit: np.ndarray, one: int) -> np.ndarray:
    """Return how likely each is to be known by somebody before it begins."""
    likely = np.where(np.arange(len(fit)) == one, 0, fit**2)
    return likely / likely.sum()


class Life:
    """One life of a world, week after week."""

    def __init__(self, world: World, policy: Policy | None) -> None:
        self.world, self.policy = world, policy
        shape = (world.size.weeks, world.size.people)
        self.ties = {tuple(sorted(pair)) for pair in world.ties.tolist()}
        self.shown = np.zeros(shape, dtype=np.int64)
        self.hellos = np.zeros(shape, dtype=np.int64)
        self.asked: set[tuple[int, int]] = set()
        self.seen: Counter[tuple[int, int]] = Counter()
        self.rested: dict[tuple[int, int], int] = {}
        self.begun = len(self.ties)

    def live(self) -> "Life":
        """Let all weeks pass."""
        for week in range(self.world.size.weeks):
            self._pass(week)
        return self

    def _pass(self, week: int) -> None:
        luck = self.world.luck(week)
        here = np.flatnonzero(self.world.arrival <= week)
        rows = self._rows(len(here))
        view = View(rows, self._published(week, len(here)))
        draws = luck.random(self.world.size.people)
        bold, open_ = luck.random((2, *self.world.fit.shape))
        for one in luck.permutation(self.world.size.people).tolist():
            if one >= len(here):
                continue
            for other in self._six(one, week, view, draws[one]):
                self.shown[week, other] += 1
                self.seen[one, other] += 1
                if bold[one, other] < BOLD * self.world.fit[one, other]:
                    self._hello(one, other, week, open_[one, other])
            view.published.full[:] = self.received(week)[: len(here)] >= CAPACITY

    def _rows(self, people: int) -> Rows:
        tags = self.world.tags
        ties = np.array(sorted(self.ties))
        return Rows(
            people,
            0,
            self.world.size.tags,
            ties=ties,
            expertise=tags[tags[:, 0] < people],
        )

    def _published(self, week: int, people: int) -> Published:
        """Return what was known when the week began."""
        unknown = np.full(people, -1)
        return Published(
            groups=unknown,
            kinds=unknown,
            new=week - self.world.arrival[:people] < NEW,
            shown=self.shown[max(0, week - COUNTED) : week].sum(axis=0)[:people] * 1.0,
            full=self.received(week)[:people] >= CAPACITY,
        )

    def received(self, week: int) -> np.ndarray:
        """Return how many hellos each has had in the fortnight that ends now."""
        return self.hellos[max(0, week - FORTNIGHT + 1) : week + 1].sum(axis=0)

    def _six(self, one: int, week: int, view: "View", draw: float) -> list[int]:
        found = [
            other
            for other in view.matcher.suggest_collaborators(one, ASKED, explain=False)
            if (one, other.id) not in self.asked
        ]
        if self.policy is None:
            return [other.id for other in found[:SHOWN]]
        resting = frozenset(
            other.id for other in found if self._rests(one, other.id, week)
        )
        placed = rerank(
            found, view.tags, view.published, Asker(), self.policy, SHOWN, draw, resting
        )
        return [other.suggestion.id for other in placed]

    def _rests(self, one: int, other: int, week: int) -> bool:
        """Tell whether somebody rests, from the week when they were shown often."""
        if self.seen[one, other] >= OFTEN:
            self.seen[one, other] = 0
            self.rested[one, other] = week + REST
        return week < self.rested.get((one, other), 0)

    def _hello(self, one: int, other: int, week: int, luck: float) -> None:
        """Say hello; who has time answers, and a yes makes a tie."""
        has_time = self.received(week)[other] < CAPACITY
        self.hellos[week, other] += 1
        self.asked.add((one, other))
        if has_time and luck < OPEN * self.world.fit[one, other]:
            self.ties.add((min(one, other), max(one, other)))
            self.asked.add((other, one))


class View:
    """What everybody sees in a week."""

    def __init__(self, rows: Rows, published: Published) -> None:
        self.matcher = Matcher.from_rows(rows)
        self.tags = compile_relations(rows)["member>tag"]
        self.published = published


def gini(shares: np.ndarray) -> float:
    """Return how unequal shares are, 0 (all the same) to 1 (all to one)."""
    ranked, n = np.sort(shares), len(shares)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ranked / (n * ranked.sum()))


def figures(life: Life) -> dict[str, float]:
    """Return what became of everybody in a life."""
    world, weeks = life.world, life.world.size.weeks
    shown = life.shown.sum(axis=0)
    first = np.where(shown > 0, (life.shown > 0).argmax(axis=0), weeks)
    waited = (first - world.arrival)[world.arrival > 0]
    fortnights = [life.received(week).max() for week in range(weeks)]
    return {
        "gini": gini(shown / (weeks - world.arrival)),
        "never_shown": int((shown == 0).sum()),
        "newcomers_wait": float(waited.mean()),
        "longest_wait": int(waited.max()),
        "most_hellos": int(max(fortnights)),
        "hellos": int(life.hellos.sum()),
        "ties": len(life.ties) - life.begun,
    }


def measure(size: Size = WHOLE) -> dict[str, dict[str, float]]:
    """Return the figures of both lives of a world."""
    world = imagine(size)
    lives = {"plain": None, "re-ranked": Policy()}
    return {name: figures(Life(world, policy).live()) for name, policy in lives.items()}


WORDS = {
    "gini": "Gini of showings a week",
    "never_shown": "people never shown",
    "newcomers_wait": "newcomers' weeks until first shown, mean",
    "longest_wait": "the longest of them",
    "most_hellos": "most hellos to one person in a fortnight",
    "hellos": "hellos",
    "ties": "ties made",
}


def show(found: dict[str, dict[str, float]]) -> None:
    """Print the figures."""
    print(f"\n{WHOLE.people} people in {WHOLE.weeks} weeks")
    rows = [
        (words, *(f"{one[key]:.2f}".removesuffix(".00") for one in found.values()))
        for key, words in WORDS.items()
    ]
    print_table(("", *found), rows)


if __name__ == "__main__":
    show(measure())
