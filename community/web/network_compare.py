"""Two days of the network beside each other, as a table, rows and a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import clock, journal, limits
from community.core.access import Permission, Viewer, require
from community.core.errors import NotFound
from community.core.visible import Page
from community.network.snapshots.comparing import (
    Both,
    Choice,
    Comparison,
    Line,
    Who,
    compare,
    usual,
)
from community.network.snapshots.published import Frozen
from community.network.snapshots.timeline import timeline
from community.vocabulary.models import PHASES
from community.vocabulary.queries import terms
from community.web import exports, network_plots, network_words
from community.web import network_history_words as words
from community.web.door import door, organisers_only
from community.web.network import pages
from community.web.respond import respond
from community.web.words import day

SIZE = 50
DAY = 86_400
MOST_EXPORTS = 20
LISTS = ("joined", "ties", "bridges", "alone")


@dataclass(frozen=True)
class Shown:
    """A line of the table, in words."""

    label: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class ComparePage:
    """Two snapshots and what changed; null where there are fewer than two.

    Figures are rounded; rows are exact, over what the viewer may list. `people` or
    `pairs` is one page of the list that was asked for: joined, ties, bridges, alone.
    `counts` says how long each is.
    """

    before: Frozen | None
    after: Frozen | None
    figures: tuple[Line, ...]
    days: tuple[Choice, ...]
    show: str
    counts: dict[str, int]
    people: Page[Who] | None
    pairs: Page[Both] | None
    summary: str
    plots: tuple[network_plots.Plot, ...] = field(metadata={"api": False})
    lines: tuple[Shown, ...] = field(metadata={"api": False})
    heads: tuple[str, ...] = field(metadata={"api": False})
    names: dict[int, str] = field(metadata={"api": False})
    kinds: tuple[str, ...] = field(metadata={"api": False})
    steps: tuple[tuple[str, tuple[str, ...]], ...] = field(metadata={"api": False})

    @property
    def rows(self) -> Page[Any]:
        """The page of the list that is shown."""
        return self.people or self.pairs or Page((), 1, SIZE, 0)

    def args(self, **other: Any) -> dict[str, Any]:
        """Return the address of this page, with some parts changed."""
        ends = {
            "from": self.before.id if self.before else None,
            "to": self.after.id if self.after else None,
        }
        return {**ends, "show": self.show, **other}


@pages.get("/network/compare")
@door("organiser", record=ComparePage)
def compare_days(viewer: Viewer) -> ResponseReturnValue:
    """Show what changed in the network from one day to another."""
    ends = _ends(viewer)
    if ends is None:
        nothing: Any = ComparePage(
            None, None, (), (), "joined", {}, None, None, "", (), (), (), {}, (), ()
        )
        return respond("network/compare.html", nothing)
    return respond("network/compare.html", _page(viewer, compare(viewer, *ends)))


def _ends(viewer: Viewer) -> tuple[int, int] | None:
    """Return the two snapshots that were asked for, else the usual ones, in order."""
    before, after = (request.args.get(one, type=int) for one in ("from", "to"))
    if before is None or after is None:
        found = usual(viewer)
        if found is None:
            return None
        before, after = before or found[0], after or found[1]
    return min(before, after), max(before, after)


def _plots(viewer: Viewer, found: Comparison) -> tuple[network_plots.Plot, ...]:
    """Return how each figure went from one day to the other."""
    first, last = found.before, found.after
    between = (one for one in timeline(viewer) if first.id < one.id < last.id)
    return network_plots.plots((first, *between, last)) if first.id < last.id else ()


def _page(viewer: Viewer, found: Comparison) -> ComparePage:
    show = request.args.get("show", "")
    show = show if show in LISTS else LISTS[0]
    lists: dict[str, Sequence[Any]] = {one: getattr(found, one) for one in LISTS}
    rows = _page_from(lists[show], request.args.get("page", 1, type=int))
    kinds = tuple(network_words.shape_label(shape) for shape in range(1, 7))
    return ComparePage(
        before=found.before,
        after=found.after,
        figures=found.figures,
        days=found.days,
        show=show,
        counts={one: len(lists[one]) for one in LISTS},
        people=rows if show in ("joined", "alone") else None,
        pairs=rows if show in ("ties", "bridges") else None,
        summary=words.summary(
            found.figures, len(found.joined), len(found.ties), len(found.bridges)
        ),
        plots=_plots(viewer, found),
        lines=tuple(_lines(found)),
        heads=tuple(
            words.short_day(one.taken_at) for one in (found.before, found.after)
        ),
        names=_names(found.days),
        kinds=kinds,
        steps=_steps(found, kinds),
    )


def _page_from(found: Sequence[Any], number: int) -> Page[Any]:
    page: Page[Any] = Page((), number, SIZE, len(found))
    if not 1 <= number <= page.pages:
        raise NotFound("page")
    first = (number - 1) * SIZE
    return Page(tuple(found[first : first + SIZE]), number, SIZE, len(found))


def _names(days: Sequence[Choice]) -> dict[int, str]:
    phases = {one.code: one.label for one in terms(PHASES)}
    return {one.id: words.name(one, phases) for one in days}


def _lines(found: Comparison) -> list[Shown]:
    labels = words.labels()
    return [
        Shown(
            labels[one.code], words.value(one.before), words.value(one.after),
            words.change(one),
        )
        for one in found.figures
    ]  # fmt: skip


def _steps(
    found: Comparison, kinds: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return how far kinds are from each other on both days; none where all is few."""
    before, after = found.before.steps, found.after.steps
    if not any(cell is not None for row in (*before, *after) for cell in row):
        return ()
    return tuple(
        (
            kinds[a],
            tuple(_then_and_now(before[a][b], after[a][b]) for b in range(len(kinds))),
        )
        for a in range(len(kinds))
    )


def _then_and_now(before: float | None, after: float | None) -> str:
    if before is None and after is None:
        return "–"
    first, second = ("–" if one is None else f"{one:.1f}" for one in (before, after))
    return first if first == second else f"{first}\u00a0→\u00a0{second}"


@pages.get("/network/compare.csv")
@organisers_only
def compare_csv(viewer: Viewer) -> Response:
    """Give the table of two days as CSV, and write it into the audit trail."""
    require(viewer, Permission.EXPORT_PEOPLE)
    limits.check("export", str(viewer.account_id), MOST_EXPORTS, DAY)
    ends = _ends(viewer)
    if ends is None:
        raise NotFound("snapshot")
    found = compare(viewer, *ends)
    journal.aside(
        lambda: journal.record(viewer, journal.Act.EXPORT, "network", note="compare")
    )
    days = [day(one.taken_at) for one in (found.before, found.after)]
    return exports.csv_file(
        f"compare-{clock.today().isoformat()}.csv",
        (_("Figure"), *days, _("Change")),
        (
            (one.label, one.before, one.after, one.change.lstrip("+"))
            for one in _lines(found)
        ),
    )
