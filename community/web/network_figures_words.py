"""The figures of a network, each with a sentence that says what it means."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from community.graph.measures import Share
from community.network.days import Day
from community.network.figures import Figures
from community.network.snapshots.published import MEAN, SHARE, STEPS, Frozen, Told
from community.web import words


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


@dataclass(frozen=True)
class Said:
    """One figure of today, what it means, and what it was about at the last snapshot.

    `code` is the name of the measure in docs/measures.md.
    """

    code: str
    label: str
    value: str
    words: str
    before: str = ""


def said(figures: Figures, last: Frozen | None) -> tuple[Said, ...]:
    """Return the figures of a map, those above the drawing first."""
    told = {} if last is None else {one.code: one for one in last.figures}
    return tuple(
        Said(code, label, value, meaning, before(told[code]) if code in told else "")
        for code, label, value, meaning in (
            *_of_people(figures), *_of_the_whole(figures), *_of_ties(figures),
        )
    )  # fmt: skip


def before(told: Told) -> str:
    """Return what a figure was, in round numbers."""
    if told.few:
        return _("fewer than 8")
    if told.value is None:
        return ""
    if told.unit == SHARE:
        return _("about %(num)s%%", num=round(told.value))
    if told.unit == MEAN:
        return _("about %(num)s", num=told.value)
    if told.unit == STEPS:
        number = round(told.value)
        return str(ngettext("%(num)s step", "%(num)s steps", number))
    return _("about %(num)s", num=f"{round(told.value):,}")


def day_of(day: Day | Frozen) -> str:
    """Return the day of a snapshot in words."""
    return words.day(day.taken_at)


Line = tuple[str, str, str, str]


def _of_people(found: Figures) -> tuple[Line, ...]:
    teams = ngettext(
        "with %(num)s place in a team", "with %(num)s places in a team",
        found.memberships,
    )  # fmt: skip
    largest = ngettext(
        "the largest has %(num)s person", "the largest has %(num)s people",
        found.largest_part,
    )  # fmt: skip
    across = _across(Share(found.across, found.told), _("their kind"))
    return (
        ("people", _("People"), f"{found.people:,}", _others(found.not_shown)),
        ("ties", _("Connections"), f"{found.ties:,}",
         _("between two people who both agreed")),
        ("projects", _("Projects"), f"{found.projects:,}", teams),
        ("parts", _("Separate parts"), f"{found.parts:,}", largest),
        ("alone", _("On their own"), f"{found.alone:,}", _("no link you may see")),
        ("groups", _("Groups"), f"{found.groups:,}",
         _("people with many links to each other")),
        ("across_kinds", _("Across kinds"), *across),
    )  # fmt: skip


def _others(not_shown: int | None) -> str:
    if not_shown is None:
        return _("Fewer than 8 others are not shown.")
    if not_shown == 0:
        return _("All who agreed by name are here.")
    return _("About %(num)s others are not shown.", num=f"{not_shown:,}")


def _of_the_whole(found: Figures) -> tuple[Line, ...]:
    return (
        ("mean_degree", _("Connections of each"), f"{found.mean_degree:.1f}",
         _("On average one person is connected to so many others.")),
        ("mean_path", _("Steps between two people"), _mean(found.mean_path),
         _("It takes so many steps on average, over people and projects, from one "
           "person to another who is joined to them at all.")),
        ("diameter", _("The longest way"), str(found.diameter or "–"),
         _("The two people furthest from each other are so many steps apart.")),
        ("density", _("Of all possible connections"), _percent(found.density),
         _("Of all pairs of people, this share is connected. It is small in any large "
           "community.")),
        ("mean_clustering", _("Contacts who know each other"),
         _percent(found.mean_clustering),
         _("Of two people whom the same person knows, so many know each other too.")),
        ("bridges", _("Links that hold parts together"), f"{found.bridges:,}",
         _("Without any one of these links some people could not reach others any "
           "more.")),
        ("cut_people", _("People who hold parts together"), f"{found.cut_people:,}",
         _("Without any one of these people some could not reach others any more. A "
           "second link there makes the community safer.")),
    )  # fmt: skip


def _of_ties(found: Figures) -> tuple[Line, ...]:
    help_ = found.help
    sought = ngettext(
        "Of %(num)s thing that people look for, so much is offered by somebody they "
        "are connected to.",
        "Of %(num)s things that people look for, so many are offered by somebody they "
        "are connected to.",
        help_.sought,
    )
    ways = ngettext(
        "In %(num)s case one of two connected people offers what the other looks for; "
        "so often it goes the other way too.",
        "In %(num)s cases one of two connected people offers what the other looks for; "
        "so often it goes the other way too.",
        help_.ways,
    )
    return (
        ("across_places", _("Across places"),
         *_across(found.across_places, _("their place"))),
        ("across_organisations", _("Across organisations"),
         *_across(found.across_organisations, _("their organisation"))),
        ("across_phases", _("Across phases"),
         *_across(found.across_phases, _("the phase of their projects"))),
        ("met", _("Wishes within reach"), _percent(help_.share), sought),
        ("reciprocity", _("Help both ways"), _percent(help_.reciprocity), ways),
    )  # fmt: skip


def _across(share: Share, what: str) -> tuple[str, str]:
    sentence = ngettext(
        "of %(num)s connection between people who show %(what)s",
        "of %(num)s connections between people who show %(what)s",
        share.told,
        what=what,
    )
    return _percent(share.share), str(sentence)


def _mean(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _percent(share: float | None) -> str:
    if share is None:
        return "–"
    return f"{100 * share:.1f}%" if 0 < share < 0.1 else f"{100 * share:.0f}%"
