"""The report on suggestions as tables and as a plot, for the page and the terminal."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from community.matching.quality_report import (
    Coverage,
    Exposure,
    Period,
    Ranking,
    Replayed,
    Report,
)
from community.web import quality_words as words
from community.web.quality_words import number, percent, share

SUBJECTS = ("person", "project")
SURE = 1.96
"""Standard errors to either side of a mean that hold the truth 19 times of 20."""


@dataclass(frozen=True)
class Table:
    """A table of words: the first column heads the rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


# ---------------------------------------------------------------- who gets suggestions
def coverage(report: Report) -> Iterator[Table]:
    """Return how many would get suggestions now, and if some would not, why."""
    yield who_gets(report)
    if any(one.none != 0 for one in report.coverage):
        yield why_none(report)


def who_gets(report: Report) -> Table:
    """Return how many would get suggestions now."""
    return Table(
        _("Members who would get suggestions now"),
        (_("Suggestions of"), _("Three or more"), _("One or two"), _("None")),
        tuple(
            (
                words.subject(one.subject), share(one.three, report.members),
                share(one.some, report.members), share(one.none, report.members),
            )
            for one in report.coverage
        ),
    )  # fmt: skip


def why_none(report: Report) -> Table:
    """Return why some would get none."""

    def row(label: str, field: str) -> tuple[str, ...]:
        return (label, *(number(getattr(one, field)) for one in report.coverage))

    return Table(
        _("Why some get none"),
        (_("Because they"), *_subjects(report.coverage)),
        (
            row(_("say nothing yet: no tags, no projects, no ties that members see"),
                "silent"),
            row(_("have only tags that nobody else has"), "alone"),
            row(_("have put aside all that there was"), "aside"),
            row(_("fit only with those who take no requests or are full"), "other"),
        ),
    )  # fmt: skip


def _subjects(parts: tuple[Coverage | Exposure, ...]) -> Iterator[str]:
    return (words.subject(one.subject) for one in parts)


# ---------------------------------------------------------------- who is shown
def exposure(period: Period) -> Table:
    """Return how evenly people and projects were shown."""
    parts = period.exposure

    def row(label: str, *cells: str) -> tuple[str, ...]:
        return (label, *cells)

    return Table(
        _("Who and what was shown in the last %(days)s days", days=period.days),
        ("", *_subjects(parts)),
        (
            row(_("Can be suggested"), *(number(one.candidates) for one in parts)),
            row(_("Not now: they take no requests, are full or have not joined"),
                *(number(one.resting) for one in parts)),
            row(_("Times shown"), *(number(one.showings) for one in parts)),
            row(_("Never shown"), *(share(one.never, one.candidates)
                if one.gini is not None else "–" for one in parts)),
            row(_("How uneven (Gini): 0 if all are shown alike, 1 if one gets all"),
                *("–" if one.gini is None else f"{one.gini:.2f}" for one in parts)),
            row(_("How much of it went to the most shown"), *map(_top, parts)),
        ),
    )  # fmt: skip


def _top(one: Exposure) -> str:
    if one.top_share is None:
        return "–"
    shown = _("%(share)s%% to %(num)s", share=one.top_share, num=one.top)
    return str(shown)


def kinds(period: Period) -> Table:
    """Return how showings of people are spread over kinds of 8 people or more."""
    return Table(
        _("People by the first kind that they show to members (kinds of 8 or more)"),
        (_("Kind"), _("Of the people"), _("Of the times shown")),
        tuple(
            (one.label, f"{one.people}%", f"{one.showings}%")
            for part in period.exposure
            for one in part.kinds
        ),
    )


# ---------------------------------------------------------------- what came of it
def steps(period: Period, subject: str) -> Table:
    """Return what came of suggestions of people or of projects."""
    person = subject == "person"
    asked = _("Hello said") if person else _("Help offered")
    done = _("Now know each other") if person else _("Joined")
    title = (
        _("What came of suggested people in the last %(days)s days", days=period.days)
        if person
        else _(
            "What came of suggested projects in the last %(days)s days",
            days=period.days,
        )
    )
    return Table(
        title,
        (_("Suggestions"), _("Shown"), _("Opened"), asked, done),
        tuple(
            (
                words.of(one), number(one.shown), share(one.opened, one.shown),
                share(one.asked, one.shown), share(one.done, one.shown),
            )
            for one in period.steps
            if one.subject == subject and one.shown != 0
        ),
    )  # fmt: skip


def reasons(period: Period) -> Table:
    """Return why suggestions were put aside."""
    found = {(one.reason, one.subject): number(one.number) for one in period.reasons}
    return Table(
        _("Put aside in the last %(days)s days", days=period.days),
        (_("Because"), words.subject("person"), words.subject("project")),
        tuple(
            (words.reason(why), *(found.get((why, one), "0") for one in SUBJECTS))
            for why in sorted({one.reason for one in period.reasons})
        ),
    )


def crossing(period: Period) -> Table:
    """Return how many suggestions led out of the asker's own kind or group."""
    return Table(
        _("Across kinds and groups in the last %(days)s days", days=period.days),
        (_("Suggestions"), _("Of those shown"), _("Of those that led to something")),
        tuple(
            (
                words.crossing(one.subject, one.by), percent(one.across, one.told),
                percent(one.done_across, one.done),
            )
            for one in period.crossing
            if one.told != 0
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- the replay
def replay(one: Replayed) -> Table:
    """Return how each way of ranking did, the best first."""
    return Table(
        _("Suggestions of people, replayed")
        if one.subject == "person"
        else _("Suggestions of projects, replayed"),
        (
            _("Way to choose"), _("Score (N@10)"),
            _("Right ones found (recall@10)"), _("People with a right one (hit@10)"),
            _("Share of all shown to anybody"),
        ),
        tuple(_figures(way) for way in _sorted(one)),
    )  # fmt: skip


def _sorted(one: Replayed) -> list[Ranking]:
    return sorted(one.rankings, key=lambda way: -way.ndcg)


def _figures(way: Ranking) -> tuple[str, ...]:
    return (
        words.way_and_usual(way.name), _give_or_take(way.ndcg, way.ndcg_error),
        _give_or_take(way.recall, way.recall_error),
        _give_or_take(way.hit, way.hit_error), f"{way.coverage:.0%}",
    )  # fmt: skip


def _give_or_take(value: float, error: float) -> str:
    return f"{value:.3f} ±\N{NO-BREAK SPACE}{error:.3f}"


@dataclass(frozen=True)
class Bar:
    """A line of the plot: places in percent of its width, and how far down it is."""

    label: str
    value: str
    ours: bool
    at: float
    low: float
    high: float
    down: int


@dataclass(frozen=True)
class Plot:
    """N@10 of every way with its error, the best first; `marks` are (percent, word)."""

    subject: str
    bars: tuple[Bar, ...]
    marks: tuple[tuple[float, str], ...]
    height: int


ROW, HEAD = 52, 8
"""Pixels for each line of the plot, and above the first."""


def plot(one: Replayed) -> Plot:
    """Return the plot of a replay, drawn to percents so that it fits any width."""
    ways = _sorted(one)
    top = max(way.ndcg + SURE * way.ndcg_error for way in ways)
    most = max(0.1, math.ceil(10 * top) / 10)

    def place(value: float) -> float:
        return round(100 * min(most, max(0.0, value)) / most, 2)

    bars = tuple(
        Bar(
            words.way(way.name), f"{way.ndcg:.3f}", way.name == "matcher",
            place(way.ndcg), place(way.ndcg - SURE * way.ndcg_error),
            place(way.ndcg + SURE * way.ndcg_error), HEAD + ROW * number_,
        )
        for number_, way in enumerate(ways)
    )  # fmt: skip
    marks = tuple(
        (round(100 * mark / (10 * most), 2), f"{mark / 10:g}")
        for mark in range(round(10 * most) + 1)
    )
    return Plot(one.subject, bars, marks, HEAD + ROW * len(bars) + 24)


# ---------------------------------------------------------------- for the terminal
def tables(report: Report) -> Iterator[Table]:
    """Return all tables of a report that have rows, in order."""
    yield from coverage(report)
    for period in report.periods:
        found = [exposure(period), kinds(period)]
        found += [steps(period, subject) for subject in SUBJECTS]
        found += [reasons(period), crossing(period)]
        yield from (one for one in found if one.rows and not period.empty)
    yield from (replay(one) for one in report.replays if one.rankings)


def report_text(report: Report) -> str:
    """Return a whole report in plain text."""
    parts = [as_text(one) for one in tables(report)]
    parts += [
        str(_("Nothing was shown in the last %(days)s days.", days=period.days))
        for period in report.periods
        if period.empty
    ]
    for one in report.replays:
        parts.append(words.how_replayed(one))
        if one.rankings:
            parts.append(words.verdict(one))
    return "\n\n".join(parts)


def as_text(table: Table) -> str:
    """Return a table in plain text, in columns."""
    lines = [table.head, *table.rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    body = [
        "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([table.caption, "=" * len(table.caption), *body])
