"""What of a snapshot's figures is told: rounded, since that day's people may be gone.

Whoever withdrew since can not be listed any more, so that an exact number beside the
list of the others would tell of them. Counts are rounded to 5, and 1 to 7 are "fewer
than 8"; shares are rounded to 5 %, means to one digit.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.matching.small_numbers import LEAST, rounded
from community.network.models import MapSnapshot, Reason

COUNT, SHARE, MEAN, STEPS = "count", "share", "mean", "steps"
UNITS = {
    "people": COUNT, "unnamed": COUNT, "ties": COUNT, "projects": COUNT,
    "memberships": COUNT, "mean_degree": MEAN, "mean_reach": COUNT,
    "across_kinds": SHARE, "across_places": SHARE, "across_organisations": SHARE,
    "across_phases": SHARE, "met": SHARE, "reciprocity": SHARE, "mean_path": MEAN,
    "diameter": STEPS, "mean_clustering": SHARE, "alone": COUNT,
    "parts": COUNT, "largest_part": SHARE, "groups": COUNT, "largest_group": SHARE,
    "bridges": COUNT, "cut_people": COUNT,
}  # fmt: skip
"""The figures that are told, in their order, with their units."""
OF_PEOPLE = ("largest_part", "largest_group")
"""Counts that are told as shares of all people."""


@dataclass(frozen=True)
class Told:
    """One figure as it is told.

    `value` is a count to 5, a share in percent to 5, a mean to one digit, steps; None
    where there is none, or where `few` says that it stands for fewer than 8.
    """

    code: str
    unit: str
    value: float | None
    few: bool = False


@dataclass(frozen=True)
class Frozen:
    """A snapshot as it is told: when, why, and its figures in their order."""

    id: int
    taken_at: datetime
    reason: Reason
    phase: str
    figures: tuple[Told, ...]
    steps: tuple[tuple[float | None, ...], ...] = field(default=())

    def figure(self, code: str) -> Told:
        """Return one figure by its name."""
        return next(one for one in self.figures if one.code == code)


def frozen(row: MapSnapshot) -> Frozen:
    """Return what is told of a snapshot."""
    kept = json.loads(row.figures)
    return Frozen(
        row.id, row.taken_at, row.reason, row.phase,
        tuple(_told(code, unit, kept) for code, unit in UNITS.items()),
        _steps(kept),
    )  # fmt: skip


def _told(code: str, unit: str, kept: Mapping[str, Any]) -> Told:
    value, people = kept.get(code), kept.get("people", 0)
    if value is None:
        return Told(code, unit, None)
    if unit == COUNT:
        number = rounded(round(value))
        return Told(code, unit, number, number is None)
    if isinstance(value, list):
        part, whole = value
        return _share(code, part, whole)
    if code in OF_PEOPLE:
        return _share(code, value, people)
    if people < LEAST:
        return Told(code, unit, None, people > 0)
    return Told(code, unit, _to_five(value) if unit == SHARE else round(value, 1))


def _share(code: str, part: int, whole: int) -> Told:
    """Return a share; of fewer than 8 nothing is told."""
    if whole < LEAST:
        return Told(code, SHARE, None, whole > 0)
    return Told(code, SHARE, _to_five(part / whole))


def _to_five(share: float) -> float:
    return 5.0 * round(20 * share)


def _steps(kept: Mapping[str, Any]) -> tuple[tuple[float | None, ...], ...]:
    """Return steps between groups of kinds, where both have 8 people or more."""
    kinds = kept.get("kinds", [])[1:]
    return tuple(
        tuple(
            None if mean is None or min(kinds[a], kinds[b]) < LEAST else round(mean, 1)
            for b, mean in enumerate(row)
        )
        for a, row in enumerate(kept.get("steps", []))
    )
