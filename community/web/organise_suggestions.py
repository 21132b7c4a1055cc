"""How good suggestions are, for organisers: figures of everybody, names of nobody.

The only names are those of people and projects that were never shown, so that somebody
says hello.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core import limits
from community.core.access import Viewer
from community.matching import quality, quality_names
from community.matching.quality_names import NeverShown
from community.matching.quality_report import Period, Report
from community.web import quality_tables, quality_words
from community.web.door import door, organisers_only
from community.web.forms import done
from community.web.organise import pages
from community.web.quality_tables import Plot, Table
from community.web.respond import respond

DAY = 86_400
MOST_A_DAY = 20


@dataclass(frozen=True)
class Replay:
    """One replay as it is shown: how it was done, what came out, table and plot."""

    title: str
    how: str
    verdict: str = ""
    table: Table | None = None
    plot: Plot | None = None


@dataclass(frozen=True)
class Shown:
    """What the page shows of one period, as tables; None where nothing is to be told.

    `other` is the number of days of the period that is not shown.
    """

    days: int
    other: int
    empty: bool
    exposure: Table
    kinds: Table | None
    steps: tuple[Table, ...]
    reasons: Table | None
    crossing: Table | None


@dataclass(frozen=True)
class SuggestionQualityPage:
    """The last report on suggestions, and who was never shown.

    `waiting` says that a new report is being worked out. Numbers of the report are
    rounded; null stands for fewer than 8.
    """

    report: Report | None
    made_at: datetime | None
    waiting: bool
    people_never_shown: tuple[NeverShown, ...]
    projects_never_shown: tuple[NeverShown, ...]
    coverage: tuple[Table, ...] = field(metadata={"api": False})
    period: Shown | None = field(metadata={"api": False})
    replays: tuple[Replay, ...] = field(metadata={"api": False})


@pages.get("/suggestions/")
@door("organiser", record=SuggestionQualityPage)
def suggestions(viewer: Viewer) -> ResponseReturnValue:
    """Show organisers how good suggestions are."""
    kept = quality.kept()
    report = kept.report
    period = _chosen(report)
    people, projects = (_may_be_named(report, one) for one in ("person", "project"))
    page = SuggestionQualityPage(
        report=report,
        made_at=kept.made_at,
        waiting=kept.asked_at is not None,
        people_never_shown=quality_names.people_never_shown(viewer) if people else (),
        projects_never_shown=quality_names.projects_never_shown(viewer)
        if projects
        else (),
        coverage=tuple(quality_tables.coverage(report)) if report else (),
        period=_shown(period) if period else None,
        replays=_replays(report) if report else (),
    )
    return respond("organise/suggestions.html", page)


@pages.post("/suggestions/")
@organisers_only
def measure_suggestions(viewer: Viewer) -> ResponseReturnValue:
    """Ask for a new report, which a job makes in the background."""
    limits.check("figures", str(viewer.account_id), MOST_A_DAY, DAY)
    quality.ask(viewer)
    return done(_("You can leave this page meanwhile."), "organise.suggestions")


def _chosen(report: Report | None) -> Period | None:
    """Return the period that was asked for, else the shortest."""
    if report is None:
        return None
    days = request.args.get("days", 0, type=int)
    found = (one for one in report.periods if one.days == days)
    return next(chain(found, report.periods), None)


def _may_be_named(report: Report | None, subject: str) -> bool:
    """Tell whether 8 people or more were shown something of a subject lately.

    With fewer, the names that are missing from a list would tell what these few saw.
    """
    if report is None:
        return False
    longest = max(report.periods, key=lambda one: one.days)
    return any(one.subject == subject and one.showings for one in longest.exposure)


def _shown(period: Period) -> Shown:
    steps = (quality_tables.steps(period, one) for one in ("person", "project"))
    return Shown(
        days=period.days,
        other=sum(quality.PERIODS) - period.days,
        empty=period.empty,
        exposure=quality_tables.exposure(period),
        kinds=_or_none(quality_tables.kinds(period)),
        steps=tuple(one for one in steps if one.rows),
        reasons=_or_none(quality_tables.reasons(period)),
        crossing=_or_none(quality_tables.crossing(period)),
    )


def _or_none(table: Table) -> Table | None:
    return table if table.rows else None


def _replays(report: Report) -> tuple[Replay, ...]:
    found = []
    for one in report.replays:
        title = quality_words.subject(one.subject)
        how = quality_words.how_replayed(one)
        if one.rankings:
            drawn, table = quality_tables.plot(one), quality_tables.replay(one)
            verdict = quality_words.verdict(one)
            found.append(Replay(title, how, verdict, table, drawn))
        else:
            found.append(Replay(title, how))
    return tuple(found)
