"""Words of impact: phases, origins, areas, lists; and what an address asks for."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.impact.asked import ImpactAsked, Through
from community.impact.models import ImpactState
from community.impact.phases import AFTER, BEFORE
from community.network.impact import lists
from community.network.impact.figures import ORIGINS, Impact
from community.network.impact.teamwork import NOT_TOLD
from community.vocabulary.models import IMPACT_AREAS, PHASES
from community.vocabulary.queries import of, terms
from community.web.events_words import ORIGINS as ORIGIN_WORDS

Words = dict[str, dict[str, str]]

STATES = {
    ImpactState.NOTED: _l("Waits to be checked"),
    ImpactState.CHECKED: _l("Checked: members read it"),
    ImpactState.PUBLISHED: _l("Published: everybody reads it"),
    ImpactState.DECLINED: _l("Not taken up"),
}


def state_label(state: str) -> str:
    """Return the words for the state of a note."""
    return str(STATES[ImpactState(state)])


def asked() -> ImpactAsked:
    """Return what the address asks for."""
    names = ImpactAsked.__dataclass_fields__
    return ImpactAsked(**{name: request.args.get(name, "")[:80] for name in names})


def words(found: Impact | None = None) -> Words:
    """Return the words of phases, origins, areas and lists by their codes.

    With the figures also those of the years and projects that one can ask for.
    """
    cards = terms(PHASES, IMPACT_AREAS)
    told = {origin.value: str(label) for origin, label in ORIGIN_WORDS.items()}
    told[NOT_TOLD] = _("Nobody has said how")
    return {
        "phase": {
            BEFORE: _("Before the first phase"),
            **{one.code: one.label for one in of(cards, PHASES)},
            AFTER: _("After the last phase"),
        },
        "origin": {code: told[code] for code in ORIGINS},
        "area": {one.code: one.label for one in of(cards, IMPACT_AREAS)},
        "project": found.projects if found else {},
        "year": {one: one for one in found.years} if found else {},
        "through": _through(),
        "list": _lists(),
    }


def _through() -> dict[str, str]:
    return {
        Through.CONNECTION.value: _("A connection of yours"),
        Through.PROJECT.value: _("A project"),
        Through.MILESTONE.value: _("A milestone"),
        Through.EVIDENCE.value: _("Evidence"),
    }


def _lists() -> dict[str, str]:
    return {
        lists.TIES: _("New connections"),
        lists.WORK: _("People who began to work together"),
        lists.PROJECTS: _("Projects by how they began"),
        lists.CHANGES: _("What changed"),
        lists.EVIDENCE: _("Evidence that it rests upon"),
    }
