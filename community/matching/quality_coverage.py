"""Who would get suggestions now, and why others would get none."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from community.matching.models import Happened
from community.matching.quality_report import Coverage
from community.matching.quality_rows import Event, Public, closed
from community.matching.small_numbers import rounded
from community.matching.snapshot import Snapshot

if TYPE_CHECKING:
    from community.graph.answer import Answer
    from community.graph.records import Rows

ENOUGH = 3
"""So many suggestions make a list."""
FIRST_LOOK = 12
"""So many of the best are looked at first; more where too few of them can be shown."""
THREE, SOME = "three", "some"
SILENT, ALONE, ASIDE, OTHER = "silent", "alone", "aside", "other"


@dataclass(frozen=True)
class _Said:
    """For each member: whether there is anything to go by, and whether others have it.

    `linked` have work or ties, `tags` some tag, `common` a tag that others have too.
    """

    linked: Any
    tags: Any
    common: Any

    @classmethod
    def by(cls, rows: "Rows") -> "_Said":
        """Read it from the rows."""
        linked, tags, common = (np.zeros(rows.members, dtype=bool) for _ in range(3))
        linked[rows.memberships[:, 0]] = True
        linked[rows.ties.ravel()] = True
        said = np.unique(rows.expertise, axis=0)
        tags[said[:, 0]] = True
        number = np.bincount(said[:, 1], minlength=rows.tags)
        number += np.bincount(rows.topics[:, 1], minlength=rows.tags)
        number += np.bincount(rows.needs[:, 1], minlength=rows.tags)
        common[said[number[said[:, 1]] > 1, 0]] = True
        return cls(linked, tags, common)

    def why_none(self, member: int) -> str:
        """Return why a member has no suggestion, if nothing was put aside."""
        if self.linked[member] or self.common[member]:
            return OTHER
        return ALONE if self.tags[member] else SILENT


def coverage(
    snapshot: Snapshot,
    rows: "Rows",
    public: Public,
    events: Iterable[Event],
    step: Callable[[], None],
) -> tuple[Coverage, ...]:
    """Ask the graph for everybody, from what members see of them.

    `step` is called after each member. What somebody put aside in the time of `events`
    is left out of their own list.
    """
    aside, said = _aside(events), _Said.by(rows)
    found: dict[str, Counter[str]] = {"person": Counter(), "project": Counter()}
    ids, works = snapshot.members.of, snapshot.projects.of
    shut = dict(zip(found, closed(snapshot), strict=True))
    for who in sorted(public.asking):
        number = ids[who]
        asked = {
            "person": (snapshot.matcher.ask_collaborators(number), ids),
            "project": (
                snapshot.matcher.ask_projects(number, popularity=False),
                works,
            ),
        }
        for subject, (answer, places) in asked.items():
            put = {places[one] for one in aside[who, subject] if one in places}
            group = _group(answer, shut[subject], put) or said.why_none(number)
            found[subject][group] += 1
        step()
    return tuple(_coverage(subject, groups) for subject, groups in found.items())


def _aside(events: Iterable[Event]) -> dict[tuple[int, str], set[int]]:
    found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for one in events:
        if one.what is Happened.DISMISSED:
            found[one.member, one.subject].add(one.thing)
    return found


def _group(answer: "Answer", shut: frozenset[int], put: set[int]) -> str:
    """Return into which group a list falls; "" if there is nothing to suggest."""
    open_, left = 0, 0
    limit, seen = FIRST_LOOK, 0
    while left < ENOUGH:
        best = [one.id for one in answer.best(limit)]
        there = [one for one in best[seen:] if one not in shut]
        open_ += len(there)
        left += sum(one not in put for one in there)
        if len(best) < limit:
            break
        limit, seen = 4 * limit, len(best)
    if left:
        return THREE if left >= ENOUGH else SOME
    return ASIDE if open_ else ""


def _coverage(subject: str, groups: Counter[str]) -> Coverage:
    none = sum(groups[why] for why in (SILENT, ALONE, ASIDE, OTHER))
    told = {why: rounded(groups[why]) for why in (THREE, SOME, SILENT, ALONE, ASIDE)}
    return Coverage(subject, none=rounded(none), other=rounded(groups[OTHER]), **told)
