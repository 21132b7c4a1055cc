"""The figures of impact to print, on one page, and as a file: the viewer's own."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import clock
from community.core.access import Viewer
from community.impact.asked import ImpactAsked
from community.impact.lists import ImpactRow, texts
from community.network.impact.figures import BeganLine, Impact, RoundNumber, impact
from community.web.door import anyone, door
from community.web.exports import csv_file
from community.web.impact import pages
from community.web.impact_words import Words, asked, words
from community.web.projects_words import stage_label
from community.web.respond import respond

WIDEST = 62.0
"""So many percent of a plot has its longest bar; the rest is for the number."""
STEP, HIGH = 44, 12
"""Pixels from one bar to the next, and the height of one."""


@dataclass(frozen=True)
class Bar:
    """One bar of a plot: what it stands for, its number in words, its length, where."""

    label: str
    says: str
    width: float
    down: int


@dataclass(frozen=True)
class Bars:
    """A small plot: bars below one another, as long as their numbers."""

    code: str
    label: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """How high it is, in pixels."""
        return STEP * len(self.bars)


@dataclass(frozen=True)
class ImpactReportPage:
    """The figures of one period, by area with what was noted, and how it is counted."""

    asked: ImpactAsked
    impact: Impact
    texts: tuple[ImpactRow, ...]
    made_on: date
    plots: tuple[Bars, ...] = field(metadata={"api": False})
    words: Words = field(metadata={"api": False})


@pages.get("/report")
@door("anyone", record=ImpactReportPage)
def report(viewer: Viewer) -> ResponseReturnValue:
    """Show the figures of a phase, a year or of all, to print on one page."""
    period = _period()
    found = impact(viewer, period)
    told = words(found)
    page = ImpactReportPage(
        period,
        found,
        texts(viewer, list(found.newest)),
        clock.today(),
        _plots(found, told),
        told,
    )
    return respond("impact/report.html", page)


@pages.get("/figures.csv")
@anyone
def figures_csv(viewer: Viewer) -> Response:
    """Give all figures of a period as a file."""
    found = impact(viewer, _period())
    head = (_("Figure"), _("Of"), _("Number"), _("That you may open"))
    return csv_file("impact.csv", head, _lines(found, words(found)))


def _period() -> ImpactAsked:
    """Return what a report can be asked for: a phase and a year."""
    whole = asked()
    return replace(ImpactAsked(), phase=whole.phase, year=whole.year)


def about(number: RoundNumber) -> str:
    """Return a number as it may be told."""
    if number.more is None:
        if number.open:
            return str(_("%(n)s and fewer than 8 more", n=number.open))
        return str(_("fewer than 8"))
    if number.more:
        return str(_("about %(n)s", n=round((number.open + number.more) / 5) * 5))
    return str(number.open)


def _plots(found: Impact, told: Words) -> tuple[Bars, ...]:
    began = [(told["phase"][one.code], one.ties) for one in found.phases]
    changes = [(one.label, RoundNumber(one.changes, 0)) for one in found.areas]
    return (
        _bars("phases", _("New connections by phase"), began),
        _bars("areas", _("What changed by area"), changes),
    )


def _bars(code: str, label: str, lines: list[tuple[str, RoundNumber]]) -> Bars:
    """Return a plot; a number that is not told has a bar of what one may open."""
    sizes = [one.open if one.about is None else one.about for _label, one in lines]
    most = max(*sizes, 1) if len(sizes) > 1 else max([*sizes, 1])
    bars = (
        Bar(name, about(number), round(WIDEST * size / most, 1), place * STEP)
        for place, ((name, number), size) in enumerate(zip(lines, sizes, strict=True))
    )
    return Bars(code, label, tuple(bars))


def _lines(found: Impact, told: Words) -> Iterator[tuple[object, ...]]:
    yield from _began(_("All"), found.all)
    for name, lines in (("phase", found.phases), ("origin", found.origins)):
        for line in lines:
            yield from _began(told[name][line.code], line)
    for area in found.areas:
        yield _("Changes noted and checked"), area.label, area.changes, area.changes
    yield _("Pieces of evidence used"), _("All"), found.evidence, found.evidence
    for stage in found.stages:
        number = stage.projects
        yield _("Projects by stage"), stage_label(stage.stage), number, number


def _began(of: str, line: BeganLine) -> Iterator[tuple[object, ...]]:
    yield _("New connections"), of, about(line.ties), line.ties.open
    yield _("Pairs who began to work together"), of, about(line.work), line.work.open
