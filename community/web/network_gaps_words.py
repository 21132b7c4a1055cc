"""Sentences of the gap board: what is wanted, who offers it, who comes close to it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, ngettext

from community.expertise.models import Family
from community.network.gaps.invite import Close
from community.network.gaps.skills import Skill


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


def families() -> dict[str, str]:
    """Return the families that have tags anybody may count, with their words."""
    return {
        Family.SKILL: _("Skills"),
        Family.APPROACH: _("Ways of working"),
        Family.CONDITION: _("Conditions"),
        Family.POPULATION: _("Groups of people"),
        Family.SETTING: _("Places of care"),
        Family.CHALLENGE: _("Challenges"),
    }


def lists() -> dict[str, str]:
    """Return the lists of the board by their codes, in order."""
    return {
        "skills": _("Wanted and offered"),
        "nobody": _("Nobody offers it"),
        "projects": _("One person away"),
        "offers": _("Only one offers it"),
        "leads": _("Only one leads it"),
        "links": _("Only one links it"),
    }


def close(how: Close) -> str:
    """Say how somebody comes close to a skill."""
    return {
        Close.LEARNS: _("learns it"),
        Close.NARROWER: _("offers a part of it"),
        Close.BROADER: _("offers something wider"),
        Close.NEAR: _("offers something near it"),
    }[how]


def of_skill(one: Skill) -> str:
    """Say in one sentence who wants a skill and who offers it."""
    wanted = ngettext("%(num)s person", "%(num)s people", one.wanted)
    needed = ngettext("%(num)s project", "%(num)s projects", one.needed)
    offered = ngettext("%(num)s person", "%(num)s people", one.offered)
    if not one.offered:
        offered = _("nobody")
    asks = _("%(people)s and %(projects)s", people=wanted, projects=needed)
    if not one.needed:
        asks = wanted if one.wanted else _("nobody")
    elif not one.wanted:
        asks = needed
    return _(
        "%(skill)s is wanted by %(asks)s and offered by %(offered)s.",
        skill=one.label,
        asks=asks,
        offered=offered,
    )


def summary(show: str, found: Sequence[Any], total: int) -> str:
    """Say in one sentence what a list of the board adds up to."""
    if show == "skills":
        short = [one for one in found if one.short > 0]
        return of_skill(short[0]) if short else _("Nothing is short at the moment.")
    said = {
        "nobody": ngettext(
            "Nobody offers %(num)s of the words that people can choose.",
            "Nobody offers %(num)s of the words that people can choose.",
            total,
        ),
        "projects": ngettext(
            "%(num)s project looks for one more person, and has all others.",
            "%(num)s projects look for one more person, and have all others.",
            total,
        ),
        "offers": ngettext(
            "%(num)s thing that three or more ask for has one person who offers it.",
            "%(num)s things that three or more ask for have one person each who "
            "offers them.",
            total,
        ),
        "leads": ngettext(
            "%(num)s project with a team of three or more has one lead.",
            "%(num)s projects with a team of three or more have one lead.",
            total,
        ),
        "links": ngettext(
            "Without %(num)s person some others could not reach each other any more.",
            "Without any of %(num)s people some others could not reach each other "
            "any more.",
            total,
        ),
    }
    return str(said[show])
