"""A community's own history replayed: what would have been suggested, what was joined.

History is cut on several days. Who and what was there on such a day is all that the
matcher and the simple baselines see; the questions are those who were there and then
joined something that was there, until the window ends. Where days are not known, some
memberships are hidden at random instead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from community.graph import baselines
from community.graph.baselines import Baseline
from community.graph.history import Case, Dated, History, by_time, hidden
from community.graph.learning import PROJECT_PARTS, learn
from community.graph.relations import Floats, Ids, both_ways
from community.graph.suggest import Matcher

CUT = 10
"""So many suggestions are looked at."""
LEAST = 30
"""With fewer questions than this in all, there are no figures."""
MATCHER = "matcher"
FIGURES = (
    "ndcg", "ndcg_error", "recall", "recall_error", "hit", "hit_error", "behind",
    "behind_error",
)  # fmt: skip

Progress = Callable[[int, int], None]
"""Told how many steps are done, and of how many."""


@dataclass(frozen=True)
class Measured:
    """How well one way of ranking found what was joined: means over the questions.

    `ndcg`, `recall` and `hit` are 0 to 1 with their standard errors: how high the
    right ones stood among the first `CUT`, what share of them was there, how often at
    least one was. `behind` is by how much `ndcg` is below the matcher's, with the
    standard error of that difference over the same questions. `coverage` is the share
    of all candidates that anybody was shown.
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
class Replay:
    """What a replay found; `measured` is empty while there is not enough history.

    `questions` are people at a cut, `joins` what they should have been shown, `least`
    how many questions it takes. `cuts` are the days on which history was cut, empty
    where memberships were hidden at random.
    """

    questions: int
    joins: int
    least: int
    cuts: tuple[int, ...]
    measured: tuple[Measured, ...]


def replay_projects(history: History, progress: Progress | None = None) -> Replay:
    """Replay who joined which project.

    Parameters
    ----------
    history : History
        What all members may see, with its days.
    progress : callable, optional
        Told after each step how many are done, of how many.

    Returns
    -------
    Replay
        The same for the same history. `MATCHER` comes first, fitted at each cut to
        what was there, then `baselines.PROJECTS`.
    """
    pairs = history.rows.memberships
    cases = _enough(
        by_time(history, Dated("project", pairs, history.joined)),
        hidden(history.rows, np.unique(pairs, axis=0), "memberships"),
    )
    return _measured(cases, "project", baselines.PROJECTS, progress)


def replay_people(history: History, progress: Progress | None = None) -> Replay:
    """Replay who came to know whom; as `replay_projects`, with `baselines.PEOPLE`."""
    ties = history.rows.ties
    pairs = both_ways(ties)
    days = np.tile(history.tied[ties[:, 0] != ties[:, 1]], 2)
    cases = _enough(
        by_time(history, Dated("member", pairs, days)),
        hidden(history.rows, np.unique(pairs, axis=0), "ties"),
    )
    return _measured(cases, "member", baselines.PEOPLE, progress)


def _enough(by_time: list[Case], hidden: list[Case]) -> list[Case]:
    """Return the cuts in time if they ask enough; else whichever ask more."""
    if _questions(by_time) >= LEAST:
        return by_time
    return max(hidden, by_time, key=_questions)


def _questions(cases: list[Case]) -> int:
    return sum(len(case.askers) for case in cases)


# ---------------------------------------------------------------- ranking, measuring
@dataclass(frozen=True)
class _Found:
    """What one way of ranking did at one cut: a row of figures for each question."""

    figures: Floats
    shown: frozenset[int]


def _measured(
    cases: list[Case],
    kind: str,
    others: Mapping[str, Baseline],
    progress: Progress | None,
) -> Replay:
    enough = _questions(cases) >= LEAST
    return Replay(
        questions=_questions(cases),
        joins=sum(len(one) for case in cases for one in case.wanted),
        least=LEAST,
        cuts=tuple(case.day for case in cases if case.day is not None),
        measured=_rankings(cases, kind, others, progress) if enough else (),
    )


def _rankings(
    cases: list[Case],
    kind: str,
    others: Mapping[str, Baseline],
    progress: Progress | None,
) -> tuple[Measured, ...]:
    names = [MATCHER, *others]
    found: dict[str, list[_Found]] = {name: [] for name in names}
    for number, case in enumerate(cases):
        had = _had(case, kind)
        for place, name in enumerate(names):
            ranked = (
                _matched(case, kind)
                if name == MATCHER
                else _ranked(others[name](case.rows, case.askers), had)
            )
            found[name].append(_judged(case, ranked))
            if progress is not None:
                progress(number * len(names) + place + 1, len(cases) * len(names))
    there = set[int]().union(*(_there(case, kind) for case in cases))
    return tuple(_mean(name, found[name], found[MATCHER], there) for name in names)


def _had(case: Case, kind: str) -> list[Ids]:
    """Return what each asker has already; of people, also themselves."""
    pairs = case.rows.memberships if kind == "project" else both_ways(case.rows.ties)
    own = [pairs[pairs[:, 0] == one, 1] for one in case.askers]
    if kind == "project":
        return own
    return [np.append(a, b) for a, b in zip(own, case.askers, strict=True)]


def _there(case: Case, kind: str) -> set[int]:
    """Return the candidates that were there at the cut."""
    column = case.rows.memberships[:, 1 if kind == "project" else 0]
    more = case.rows.ties if kind == "member" else column
    return set(column.tolist()) | set(more.ravel().tolist())


def _matched(case: Case, kind: str) -> list[Ids]:
    """Ask as members are shown it: only for what has a reason that they can check."""
    parts = PROJECT_PARTS if kind == "project" else ("collaborators",)
    learned = learn(case.rows, popularity=False, parts=parts)
    matcher = Matcher.from_rows(case.rows, learned)
    ask = (
        partial(matcher.ask_projects, popularity=False)
        if kind == "project"
        else matcher.ask_collaborators
    )
    return [
        np.array([one.id for one in ask(asker).best(CUT)], dtype=np.int64)
        for asker in case.askers.tolist()
    ]


def _ranked(scores: Floats, had: list[Ids]) -> list[Ids]:
    """Return the best candidates of each row above 0, equal scores by number."""
    for row, known in zip(scores, had, strict=True):
        row[known] = 0
    order = np.argsort(-scores, axis=1, kind="stable")[:, :CUT]
    return [row[scores[at, row] > 0] for at, row in enumerate(order)]


def _judged(case: Case, ranked: list[Ids]) -> _Found:
    gains = 1 / np.log2(np.arange(2, CUT + 2))
    figures = np.zeros((len(ranked), 3))
    for at, (found, wanted) in enumerate(zip(ranked, case.wanted, strict=True)):
        right: NDArray[np.bool_] = np.isin(found, list(wanted))
        best = gains[: min(len(wanted), CUT)].sum()
        figures[at] = (
            gains[: len(found)][right].sum() / best,
            right.sum() / len(wanted),
            right.any(),
        )
    shown = frozenset(one for found in ranked for one in found.tolist())
    return _Found(figures, shown)


def _mean(
    name: str, found: list[_Found], ours: list[_Found], there: set[int]
) -> Measured:
    figures, best = (
        np.concatenate([one.figures for one in some]) for some in (found, ours)
    )
    columns = np.column_stack([figures, best[:, 0] - figures[:, 0]])
    means = columns.mean(axis=0)
    errors = columns.std(axis=0, ddof=1) / len(columns) ** 0.5
    both = np.column_stack([means, errors]).ravel().tolist()
    told = dict(zip(FIGURES, both, strict=True))
    shown = frozenset[int]().union(*(one.shown for one in found))
    covered = len(shown & there) / max(1, len(there))
    return Measured(name, coverage=covered, **told)
