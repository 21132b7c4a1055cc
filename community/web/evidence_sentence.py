"""What a search of the hub says of itself: its facets, its choices, one sentence."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from community.evidence.asked import DATED, NONE, OVERDUE
from community.evidence.catalogue import UNKNOWN
from community.members.directory import Option
from community.web.evidence_words import strength_label, type_label
from community.web.words import either


def facet_labels() -> dict[str, str]:
    """Return what each facet is called, in the order of the form."""
    return {
        "topic": _("What it is about"),
        "type": _("What kind of thing it is"),
        "audience": _("For whom"),
        "setting": _("Setting"),
        "strength": _("Strength of the evidence"),
        "factor": _("Speaks to"),
        "years": _("When it was written"),
        "review": _("Looked at again"),
    }


def labelled(facet: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return the choices of a facet with their words, where these were codes."""
    says = _SAYS.get(facet)
    if says is None:
        return options
    return tuple(
        Option(one.value, says(one.value), one.count, one.chosen) for one in options
    )


def _decade(code: str) -> str:
    if code == UNKNOWN:
        return str(_("Year not known"))
    return str(_("%(first)s to %(last)s", first=code, last=int(code) + 9))


def _review(code: str) -> str:
    found = {
        DATED: _("Has a review date"),
        OVERDUE: _("Review is overdue"),
        NONE: _("Not yet reviewed"),
    }
    return str(found[code])


_SAYS: dict[str, Callable[[str], str]] = {
    "type": type_label, "strength": strength_label, "years": _decade, "review": _review,
}  # fmt: skip


def sentence(total: int, asked: Any, facets: Any) -> str:
    """Say in one sentence which resources a list shows."""
    parts = [ngettext("%(num)s resource", "%(num)s resources", total)]
    return " ".join([*parts, *narrowed(asked, facets)])


def narrowed(asked: Any, facets: Any) -> list[str]:
    """Say how a list is narrowed, a phrase each."""
    chosen = {
        facet.name: [option.label for option in facet.options if option.chosen]
        for facet in facets
    }
    says: dict[str, Callable[[str], Any]] = {
        "type": lambda what: _("of the kind %(what)s", what=what),
        "topic": lambda what: _("about %(what)s", what=what),
        "audience": lambda what: _("for %(what)s", what=what),
        "setting": lambda what: _("in the setting %(what)s", what=what),
        "strength": lambda what: _("with strength “%(what)s”", what=what),
        "factor": lambda what: _("speaking to “%(what)s”", what=what),
        "years": lambda what: _("from %(what)s", what=what),
        "review": lambda what: _("marked “%(what)s”", what=what),
    }
    parts = [
        str(say(either(chosen[name]))) for name, say in says.items() if chosen[name]
    ]
    if asked.q:
        parts.append(str(_("with “%(q)s”", q=asked.q)))
    return parts
