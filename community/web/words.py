"""Sentences that pages share: what a list shows, what a profile lacks."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from community.core.access import Audience
from community.core.text import folded
from community.members.profiles import Profile
from community.vocabulary.queries import SHAPES

CLINICAL = SHAPES.index("clinical") + 1


def _labels(facets: Any) -> dict[str, list[str]]:
    return {
        facet.name: [option.label for option in facet.options if option.chosen]
        for facet in facets
    }


def day(value: date | str) -> str:
    """Return a day, also one in ISO form, as "4 September 2017"."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return ""
    return str(format_date(value, "d MMMM yyyy"))


def weekday(value: date) -> str:
    """Return a day with its name, as "Monday 4 September 2017"."""
    return str(format_date(value, "EEEE d MMMM yyyy"))


def month(value: date) -> str:
    """Return the month of a day, as "September 2017"."""
    return str(format_date(value, "MMMM yyyy"))


def either(labels: list[str]) -> str:
    """Return "a, b or c"."""
    if len(labels) < 2:
        return "".join(labels)
    first = ", ".join(labels[:-1])
    return str(_("%(list)s or %(last)s", list=first, last=labels[-1]))


def lower(label: str) -> str:
    """Return a label as it stands inside a sentence; "Long COVID" keeps its letters."""
    plain = label[1:] == label[1:].lower()
    return label[:1].lower() + label[1:] if plain else label


def _people(total: int, code: str) -> str:
    """Return "64 clinicians" for a kind whose plural we know, else ""."""
    said = {
        "clinician": ngettext("%(num)s clinician", "%(num)s clinicians", total),
        "patient": ngettext(
            "%(num)s person with lived experience",
            "%(num)s people with lived experience",
            total,
        ),
        "carer": ngettext("%(num)s carer", "%(num)s carers", total),
        "designer": ngettext("%(num)s designer", "%(num)s designers", total),
        "academic": ngettext(
            "%(num)s academic or researcher", "%(num)s academics or researchers", total
        ),
        "peer-supporter": ngettext(
            "%(num)s peer supporter", "%(num)s peer supporters", total
        ),
        "commissioner": ngettext(
            "%(num)s commissioner or funder", "%(num)s commissioners or funders", total
        ),
        "improver": ngettext(
            "%(num)s quality improvement lead",
            "%(num)s quality improvement leads",
            total,
        ),
    }
    return str(said.get(code, ""))


def people_sentence(total: int, asked: Any, facets: Any) -> str:
    """Say in one sentence which people a list shows."""
    chosen = _labels(facets)
    one = _people(total, asked.kind[0]) if len(asked.kind) == 1 else ""
    parts = [one or ngettext("%(num)s person", "%(num)s people", total)]
    if chosen["kind"] and not one:
        says = ngettext(
            "who says they are: %(kinds)s,",
            "who say they are: %(kinds)s,",
            total,
            kinds=either(chosen["kind"]),
        )
        parts.append(says)
    if chosen["offers"]:
        tags = either_of(chosen["offers"])
        parts.append(
            ngettext("who offers %(tags)s", "who offer %(tags)s", total, tags=tags)
        )
    if chosen["seeks"]:
        tags = either_of(chosen["seeks"])
        parts.append(
            ngettext(
                "who wants help with %(tags)s",
                "who want help with %(tags)s",
                total,
                tags=tags,
            )
        )
    if chosen["place"]:
        parts.append(_("in %(places)s", places=either(chosen["place"])))
    if asked.q:
        parts.append(_("with “%(q)s”", q=asked.q))
    return " ".join(parts).rstrip(",")


def either_of(labels: list[str]) -> str:
    """Return labels of tags inside a sentence, as in "evaluation or storytelling"."""
    return either([lower(label) for label in labels])


def projects_sentence(total: int, asked: Any, facets: Any) -> str:
    """Say in one sentence which projects a list shows."""
    chosen = _labels(facets)
    parts = [ngettext("%(num)s project", "%(num)s projects", total)]
    says: dict[str, Callable[[str], Any]] = {
        "stage": lambda what: _("at the stage “%(what)s”", what=what),
        "phase": lambda what: _("of the phase %(what)s", what=what),
        "topic": lambda what: _("about %(what)s", what=what),
        "needs": lambda what: _("looking for %(what)s", what=what),
        "area": lambda what: _("on %(what)s", what=what),
        "place": lambda what: _("in %(what)s", what=what),
        "factor": lambda what: _("speaking to “%(what)s”", what=what),
    }
    parts += [
        say(either(chosen[name])) for name, say in says.items() if chosen.get(name)
    ]
    if asked.q:
        parts.append(_("with “%(q)s”", q=asked.q))
    return " ".join(parts)


def conditions_hint() -> str:
    """Ask clinicians for the conditions they work with; the answer starts private."""
    return str(
        _(
            "You work in care: add the conditions you work with. "
            "Only you see them until you say otherwise."
        )
    )


def profile_hints(profile: Profile) -> tuple[str, ...]:
    """Say what would bring better suggestions, most useful first."""
    there = {
        "offers": profile.related("offers"),
        "seeks": profile.related("seeks"),
        "kinds": profile.kinds,
        "place": profile.nation,
        "headline": profile.detail("headline"),
    }
    found = hints(what for what, value in there.items() if not value)
    clinical = any(kind.shape == CLINICAL for kind in profile.kinds)
    asked = clinical and not any(tag.sensitive for tag in profile.tags)
    return ((conditions_hint(), *found) if asked else found)[:3]


def hints(missing: Iterable[str]) -> tuple[str, ...]:
    """Say what to add, for each part of a profile that is missing; three at most."""
    says = {
        "offers": _("Say what you can offer: it is what others look for."),
        "seeks": _("Say what you would like help with."),
        "kinds": _("Say what kind of participant you are."),
        "place": _("Say where you are, to find people nearby."),
        "headline": _("Add a headline: one line that says what you do."),
    }
    return tuple(says[what] for what in missing)[:3]


TITLES = {
    "dr", "prof", "professor", "mr", "mrs", "ms", "mx", "miss", "sir", "dame", "lord",
    "lady", "rev", "revd", "canon", "sister", "brother", "father", "imam", "rabbi",
}  # fmt: skip


def first_name(name: str) -> str:
    """Return what to call somebody: the first name, or all where it is a title."""
    first = name.split()[0] if name.split() else ""
    return name if first.casefold().rstrip(".") in TITLES else first


def added(typed: str, label: str, audience: Audience, approved: bool) -> str:
    """Say what became of a word that somebody added to what they offer or seek."""
    if not approved:
        said = _(
            "“%(tag)s” is new here. Organisers will look at it; "
            "until then only you see it.",
            tag=label,
        )
    elif folded(typed) != folded(label):
        said = _("“%(typed)s” is called %(tag)s here.", typed=typed.strip(), tag=label)
    else:
        said = _("Added %(tag)s.", tag=label)
    if approved and audience is Audience.ME:
        said += " " + _("Only you see it, and it works for you in suggestions.")
    return str(said)
