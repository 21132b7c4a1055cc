"""Small plots of figures over time, drawn by the server; tables say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from community.network.models import Reason
from community.network.snapshots.published import Frozen, Told
from community.web import network_history_words as words

HEIGHT, TOP, FOOT = 128, 26, 24
"""Pixels of a plot, above its line and below it."""
LEFT, RIGHT = 3.0, 97.0
"""Percents of the width between which the line runs."""
PLOTTED = (
    "people", "ties", "mean_degree", "across_kinds", "mean_path", "largest_part",
    "alone", "met",
)  # fmt: skip


@dataclass(frozen=True)
class Dot:
    """One snapshot: where it is, in percent across and in pixels down."""

    x: float
    y: float
    phase: bool


@dataclass(frozen=True)
class Plot:
    """A figure over time: its dots, in runs without a gap, and the ends of phases.

    `says` tells its first and its last value.
    """

    code: str
    label: str
    says: str
    runs: tuple[tuple[Dot, ...], ...]
    phases: tuple[float, ...]
    first: str
    last: str
    top: str
    height: int = HEIGHT

    @property
    def segments(self) -> list[tuple[Dot, Dot]]:
        """The lines from each dot to the next one."""
        return [pair for run in self.runs for pair in pairwise(run)]

    @property
    def dots(self) -> list[Dot]:
        """All dots: those at ends of phases and of runs are drawn."""
        return [
            dot
            for run in self.runs
            for place, dot in enumerate(run)
            if dot.phase or place in (0, len(run) - 1)
        ]


def plots(snapshots: Sequence[Frozen]) -> tuple[Plot, ...]:
    """Return a plot for each figure that was told twice or more."""
    found = []
    labels = words.labels()
    for code in PLOTTED:
        told = [one.figure(code) for one in snapshots]
        if sum(one.value is not None for one in told) > 1:
            found.append(_plot(code, labels[code], snapshots, told))
    return tuple(found)


def _plot(
    code: str, label: str, snapshots: Sequence[Frozen], told: Sequence[Told]
) -> Plot:
    times = [one.taken_at.timestamp() for one in snapshots]
    start, width = times[0], max(times[-1] - times[0], 1.0)
    known = [one.value for one in told if one.value is not None]
    most = max(*known, 1.0)
    across = [LEFT + (RIGHT - LEFT) * (at - start) / width for at in times]
    runs: list[list[Dot]] = [[]]
    for x, one, snapshot in zip(across, told, snapshots, strict=True):
        if one.value is None:
            runs.append([])
            continue
        y = HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * one.value / most
        phase = snapshot.reason is Reason.PHASE
        runs[-1].append(Dot(round(x, 2), round(y, 1), phase))
    return Plot(
        code, label, f"{words.about(told[0])} → {words.about(told[-1])}",
        tuple(tuple(run) for run in runs if run),
        tuple(
            round(x, 2)
            for x, one in zip(across, snapshots, strict=True)
            if one.reason is Reason.PHASE
        ),
        words.short_day(snapshots[0].taken_at),
        words.short_day(snapshots[-1].taken_at),
        words.number(most, told[0].unit),
    )  # fmt: skip
