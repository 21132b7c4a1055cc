"""A community's past, cut on several days: who was there, and what they then joined."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.graph.records import Pairs, Rows
from community.graph.relations import Ids

WINDOWS = 4
LENGTHS = (28, 91, 182, 365, 730)
"""How long a window may be, in days; the shortest with enough questions is taken."""
LEAST_A_WINDOW = 10
MOST = 400
"""More questions of one cut than this are a random sample."""
SAME_DAY = 0.8
"""If so many rows bear the same day, it is that of an import: days are not known."""
SEED = 2017

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class History:
    """A community with the days on which members came, memberships and ties began.

    `joined` has a day for each row of `rows.memberships`, `left` the day on which it
    ended (`NEVER` if it did not), `tied` a day for each row of `rows.ties`, `came` one
    for each member (who did something earlier was there). A project begins with its
    first membership. Projects are numbered in the order in which they began.
    """

    rows: Rows
    joined: Ids
    left: Ids
    tied: Ids
    came: Ids

    def there(self, day: int) -> NDArray[np.bool_]:
        """Tell for each member whether they were there on a day."""
        found = self.came <= day
        found[self.rows.memberships[self.joined <= day, 0]] = True
        found[self.rows.ties[self.tied <= day].ravel()] = True
        return found


@dataclass(frozen=True)
class Case:
    """One cut: what was there, who asks, what each of them then joined."""

    rows: Rows
    askers: Ids
    wanted: tuple[frozenset[int], ...]
    day: int | None = None


# ---------------------------------------------------------------- cuts in time
@dataclass(frozen=True)
class Dated:
    """What is asked for: pairs of an asker and a project or member, with their days."""

    kind: str
    pairs: Pairs
    began: Ids


def by_time(history: History, asked: Dated) -> list[Case]:
    """Return the last windows that hold questions; none where days are not known."""
    if not len(asked.began) or _same_day(asked.began):
        return []
    best: list[Case] = []
    for length in LENGTHS:
        cases = _windows(history, asked, length)
        if len(cases) > len(best):
            best = cases
        if len(best) == WINDOWS:
            break
    return best


def _same_day(began: Ids) -> bool:
    most = int(np.unique(began, return_counts=True)[1].max())
    return most > SAME_DAY * len(began)


def _windows(history: History, asked: Dated, length: int) -> list[Case]:
    found: list[Case] = []
    end, first = int(asked.began.max()), int(asked.began.min())
    while end - length >= first and len(found) < WINDOWS:
        case = _window(history, asked, end - length, end)
        if len(case.askers) >= LEAST_A_WINDOW:
            found.append(case)
        end -= length
    return found


def _window(history: History, asked: Dated, day: int, end: int) -> Case:
    """Ask for what began in a window between those who and what were there before."""
    here, begun = history.there(day), _begun(history, day)
    new = asked.pairs[(asked.began > day) & (asked.began <= end)]
    targets = here if asked.kind == "member" else begun
    new = new[here[new[:, 0]] & targets[new[:, 1]]]
    new = _without(new, asked.pairs[asked.began <= day])
    return _asked(_as_of(history, day), new, day)


def _begun(history: History, day: int) -> NDArray[np.bool_]:
    found = np.zeros(history.rows.projects, dtype=np.bool_)
    found[history.rows.memberships[history.joined <= day, 1]] = True
    return found


def _as_of(history: History, day: int) -> Rows:
    """Return the community as it was on a day: without what and who came later.

    What people and projects say of themselves has no days and stays as it is.
    """
    rows, here, begun = history.rows, history.there(day), _begun(history, day)
    alive = (history.joined <= day) & (history.left > day)
    kept: dict[str, Any] = {
        "memberships": rows.memberships[alive],
        "ties": rows.ties[history.tied <= day],
        "links": rows.links[begun[rows.links].all(axis=1)],
    }
    for field in ("expertise", "offers", "seeks", "member_places"):
        pairs = getattr(rows, field)
        kept[field] = pairs[here[pairs[:, 0]]]
    for field in ("topics", "needs", "project_places"):
        pairs = getattr(rows, field)
        kept[field] = pairs[begun[pairs[:, 0]]]
    return replace(rows, **kept)


def _without(pairs: Pairs, had: Pairs) -> Pairs:
    width = np.int64(max(pairs.max(initial=0), had.max(initial=0)) + 1)
    keys, known = pairs[:, 0] * width + pairs[:, 1], had[:, 0] * width + had[:, 1]
    return pairs[~np.isin(keys, known)]


def _asked(rows: Rows, new: Pairs, day: int | None = None) -> Case:
    askers = np.unique(new[:, 0])
    if len(askers) > MOST:
        random = np.random.default_rng(SEED)
        askers = np.sort(random.permutation(askers)[:MOST])
    wanted = tuple(frozenset(new[new[:, 0] == one, 1].tolist()) for one in askers)
    return Case(rows, askers, wanted, day)


# ---------------------------------------------------------------- hidden at random
def hidden(rows: Rows, pairs: Pairs, field: str) -> list[Case]:
    """Hide one row of each of some who have two or more."""
    random = np.random.default_rng(SEED)
    mixed = random.permutation(pairs)
    counts = np.bincount(pairs[:, 0], minlength=rows.members)
    able = np.flatnonzero(counts >= 2)
    able = random.permutation(able)[:MOST]
    mixed = mixed[np.isin(mixed[:, 0], able)]
    _who, first = np.unique(mixed[:, 0], return_index=True)
    gone = mixed[first]
    back = np.concatenate([gone, gone[:, ::-1]]) if field == "ties" else gone
    kept = _without(getattr(rows, field), back)
    changed: dict[str, Any] = {field: kept}
    return [_asked(replace(rows, **changed), gone)]
