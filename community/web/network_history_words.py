"""Words of the network's past: what figures are called, and how they are written."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import format_date, gettext

from community.network.models import Reason
from community.network.snapshots.comparing import Choice, Line
from community.network.snapshots.published import COUNT, MEAN, SHARE, Frozen, Told
from community.network.snapshots.replay import Replay
from community.web import words


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def labels() -> dict[str, str]:
    """Return what each figure is called."""
    return {
        "people": _("People on the map"),
        "unnamed": _("People without their name"),
        "ties": _("Connections"),
        "projects": _("Projects"),
        "memberships": _("Places in teams"),
        "mean_degree": _("Connections of each person"),
        "mean_reach": _("People within two steps"),
        "across_kinds": _("Connections across kinds"),
        "across_places": _("Connections across places"),
        "across_organisations": _("Connections across organisations"),
        "across_phases": _("Connections across phases"),
        "met": _("Wishes that a connection can meet"),
        "reciprocity": _("Help that goes both ways"),
        "mean_path": _("Steps between two people"),
        "diameter": _("Steps of the longest way"),
        "mean_clustering": _("Contacts who know each other"),
        "alone": _("People on their own"),
        "parts": _("Separate parts"),
        "largest_part": _("People in the largest part"),
        "groups": _("Groups"),
        "largest_group": _("People in the largest group"),
        "bridges": _("Links that hold parts together"),
        "cut_people": _("People who hold parts together"),
    }


def value(told: Told) -> str:
    """Return a figure as it stands in a table: "120", "65%", "fewer than 8"."""
    if told.few:
        return _("fewer than 8")
    return "–" if told.value is None else number(told.value, told.unit)


def about(told: Told) -> str:
    """Return a figure as it stands in a sentence: "about 120", "65%"."""
    if told.unit == COUNT and told.value:
        return _("about %(num)s", num=value(told))
    return value(told)


def number(found: float, unit: str) -> str:
    """Return a number of a unit."""
    if unit == SHARE:
        return f"{found:.0f}%"
    if unit == MEAN:
        return f"{found:.1f}"
    return f"{found:,.0f}"


def change(line: Line) -> str:
    """Return how a figure changed: "+15", "−5%", "same"; "–" where unknown."""
    if line.change is None:
        return "–"
    if line.change == 0:
        return _("same")
    found = number(abs(line.change), line.unit)
    return f"{'+' if line.change > 0 else '−'}{found}"


def short_day(moment: datetime) -> str:
    """Return "1 Jun 2018"."""
    return str(format_date(moment, "d MMM yyyy"))


def name(one: Choice | Frozen, phases: dict[str, str]) -> str:
    """Return what a snapshot is called: its day, and the phase that ended."""
    day = words.day(one.taken_at)
    if one.reason is Reason.PHASE:
        phase = phases.get(one.phase, one.phase)
        return _("%(day)s, end of “%(phase)s”", day=day, phase=phase)
    return day


def reason(one: Choice | Frozen, phases: dict[str, str]) -> str:
    """Return why a snapshot was taken."""
    return {
        Reason.NIGHTLY: _("Taken in the night"),
        Reason.ASKED: _("Taken when an organiser asked for it"),
        Reason.PHASE: _(
            "Taken at the end of “%(phase)s”", phase=phases.get(one.phase, one.phase)
        ),
    }[one.reason]


def replayed(found: Replay) -> str:
    """Return what came of working a snapshot out again."""
    return {
        Replay.SAME: _(
            "Worked out again from all changes until then: every figure is the same."
        ),
        Replay.ERASED: _(
            "It can't be worked out again: somebody who was there has been erased "
            "since, and all rows about them. The figures stay as they were frozen."
        ),
        Replay.REDEFINED: _(
            "It can't be worked out again: a figure is measured differently today. "
            "Below stands what each meant then."
        ),
        Replay.OTHER: _(
            "Worked out again, a figure differs. Please tell an administrator."
        ),
    }[found]


def summary(lines: Iterable[Line], joined: int, ties: int, bridges: int) -> str:
    """Say in a sentence or two what changed between two days."""
    from flask_babel import ngettext

    parts = [
        ngettext(
            "%(num)s person new on the map", "%(num)s people new on the map", joined
        )
        if joined
        else _("nobody new on the map"),
        ngettext("%(num)s new connection", "%(num)s new connections", ties),
        ngettext(
            "%(num)s of them between two groups",
            "%(num)s of them between two groups",
            bridges,
        ),
    ]
    said = [_("That you may see: %(what)s.", what=", ".join(map(str, parts)))]
    of = {line.code: line for line in lines}
    steps = of["mean_path"].change
    if steps:
        shorter, longer = _("shorter"), _("longer")
        said.append(
            _("Ways between people became %(how)s.",
              how=shorter if steps < 0 else longer)
        )  # fmt: skip
    across = of["across_kinds"].change
    if across:
        more, fewer = _("More"), _("Fewer")
        said.append(
            _("%(how)s connections lead from one kind to another.",
              how=more if across > 0 else fewer)
        )  # fmt: skip
    return " ".join(said)
