"""What the report on suggestions holds: figures alone, nobody's name or number.

None stands for "fewer than 8". Counts are to the nearest 5, and a count of events is
told only where 8 people or more are behind it.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Coverage:
    """How many members would get suggestions of one subject now, and why others none.

    `three` get at least three, `some` one or two, `none` none. Of these, `silent` have
    no tags, work or ties that members see; `alone` only tags that nobody else has;
    `aside` have put aside whatever there was; for `other` all who fit take no requests
    or are full.
    """

    subject: str
    three: int | None
    some: int | None
    none: int | None
    silent: int | None
    alone: int | None
    aside: int | None
    other: int | None


@dataclass(frozen=True)
class KindShare:
    """A kind with 8 people or more: its percent of the people and of the showings."""

    label: str
    people: int
    showings: int


@dataclass(frozen=True)
class Exposure:
    """How evenly showings of one subject are spread over who and what can be shown.

    `gini` is 0 where all are shown as often and 1 where one alone is shown. The `top`
    most shown, a tenth or at least 8, got `top_share` percent, `top_each` showings
    each. `never` were not shown at all; `resting` cannot be shown now.
    """

    subject: str
    candidates: int | None
    resting: int | None
    showings: int | None
    gini: float | None
    top: int
    top_share: int | None
    top_each: int | None
    never: int | None
    kinds: tuple[KindShare, ...]


@dataclass(frozen=True)
class Steps:
    """What came of suggestions, each pair of asker and suggestion counted once.

    `of` is all, a slot (usual, bridge, newcomer) or places (first for 1 to 3, second
    for 4 to 6). `done` counts who joined or connected.
    """

    subject: str
    of: str
    shown: int | None
    opened: int | None
    asked: int | None
    done: int | None


@dataclass(frozen=True)
class Reason:
    """How often suggestions of one subject were put aside with one reason."""

    subject: str
    reason: str
    number: int | None


@dataclass(frozen=True)
class Crossing:
    """How many suggestions led out of the asker's own kind or group.

    `told` are those of which both sides are known, `across` those that cross; `done`
    and `done_across` the same of those who then joined or connected.
    """

    subject: str
    by: str
    told: int | None
    across: int | None
    done: int | None
    done_across: int | None


@dataclass(frozen=True)
class Period:
    """What happened in the last so many days."""

    days: int
    exposure: tuple[Exposure, ...]
    steps: tuple[Steps, ...]
    reasons: tuple[Reason, ...]
    crossing: tuple[Crossing, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was shown at all."""
        return all(one.showings == 0 for one in self.exposure)


@dataclass(frozen=True)
class Ranking:
    """How well one way of ranking found what was joined, each 0 to 1.

    `ndcg`, `recall` and `hit` are means over the questions with their standard errors;
    `behind` is how far `ndcg` is below that of our suggestions, question by question;
    `coverage` is the share of candidates that anybody was shown.
    """

    name: str
    ndcg: float
    ndcg_error: float
    recall: float
    recall_error: float
    hit: float
    hit_error: float
    behind: float
    behind_error: float
    coverage: float


@dataclass(frozen=True)
class Replayed:
    """The community's own history against simple ways; no rankings without enough.

    `cuts` are the days on which history was cut; empty where memberships or ties were
    hidden at random because their days are not known.
    """

    subject: str
    questions: int
    joins: int
    least: int
    cuts: tuple[date, ...]
    rankings: tuple[Ranking, ...]


@dataclass(frozen=True)
class Report:
    """How good suggestions are for this community, as of the end of a day."""

    until: date
    members: int | None
    coverage: tuple[Coverage, ...]
    periods: tuple[Period, ...]
    replays: tuple[Replayed, ...]
