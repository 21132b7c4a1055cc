"""What the types, the strengths and the states of resources are called."""

from dataclasses import dataclass

from flask_babel import gettext as _

from community.evidence.facts import ResourceFacts
from community.evidence.models import ResourceState, ResourceType, Strength
from community.expertise.queries import approved
from community.vocabulary.models import FACTORS
from community.vocabulary.queries import terms


def type_label(kind: str) -> str:
    """Return what kind of thing a resource is."""
    found = {
        ResourceType.REVIEW: _("Review of studies"),
        ResourceType.TRIAL: _("Trial"),
        ResourceType.QUALITATIVE: _("Qualitative study"),
        ResourceType.EVALUATION: _("Evaluation"),
        ResourceType.TOOLKIT: _("Toolkit"),
        ResourceType.GUIDE: _("Guide"),
        ResourceType.POLICY: _("Policy or statement"),
        ResourceType.ESSAY: _("Essay"),
        ResourceType.SURVEY: _("Survey"),
        ResourceType.STORY: _("Story"),
        ResourceType.TRAINING: _("Training"),
    }[ResourceType(kind)]
    return str(found)


def strength_label(strength: str) -> str:
    """Return how far what a resource says can be relied upon, in a few words."""
    found = {
        Strength.UNKNOWN: _("Not yet judged"),
        Strength.STRONG: _("Strong"),
        Strength.MODERATE: _("Moderate"),
        Strength.EARLY: _("Early"),
        Strength.EXPERIENCE: _("From experience"),
    }[Strength(strength)]
    return str(found)


def strength_meaning(strength: str) -> str:
    """Return what a strength of evidence means, in a sentence."""
    found = {
        Strength.UNKNOWN: _("Nobody here has judged yet how far to rely on it."),
        Strength.STRONG: _("Several good studies point the same way."),
        Strength.MODERATE: _("A good study, or several with limits."),
        Strength.EARLY: _("A first or a small study: promising, not settled."),
        Strength.EXPERIENCE: _("What people have lived or practised, not measured."),
    }[Strength(strength)]
    return str(found)


def resource_state(state: str) -> str:
    """Return where a resource stands."""
    found = {
        ResourceState.SUBMITTED: _("Waiting for a curator"),
        ResourceState.IN_REVIEW: _("A curator is looking at it"),
        ResourceState.PUBLISHED: _("In the hub"),
        ResourceState.ARCHIVED: _("Archived"),
        ResourceState.DECLINED: _("Not taken into the hub"),
        ResourceState.WITHDRAWN: _("Taken back"),
    }[ResourceState(state)]
    return str(found)


def resource_part(name: str) -> str:
    """Return what a part of a record is called, on forms, in files and histories."""
    found = {
        "title": _("Title"),
        "type": _("What kind of thing it is"),
        "authors": _("Authors"),
        "year": _("Year"),
        "publisher": _("Publisher"),
        "doi": _("DOI"),
        "address": _("Address on the web"),
        "about_only": _("The address leads to a page about it"),
        "note": _("Note"),
        "sentence": _("What it says, in one sentence"),
        "summary": _("Summary in our own words"),
        "strength": _("Strength of the evidence"),
        "strength_reason": _("Why that strength"),
        "licence": _("Licence"),
        "tags": _("Topics"),
        "factors": _("Decision factors"),
        "audiences": _("For whom"),
        "settings": _("Setting"),
    }[name]
    return str(found)


@dataclass(frozen=True)
class Said:
    """A part of a record, what the part is called, and what it says in words."""

    part: str
    label: str
    words: str


def said_lines(facts: ResourceFacts) -> tuple[Said, ...]:
    """Return all that a record says, part by part, in words; empty is left out."""
    tags = {card.slug: card.label for card in approved()} if facts.tags else {}
    factors = {card.code: card.label for card in terms(FACTORS)}
    plain = {name: one for name, one in vars(facts).items() if isinstance(one, str)}
    words = {
        **plain,
        "type": type_label(facts.type),
        "strength": strength_label(facts.strength),
        "year": "" if facts.year is None else str(facts.year),
        "about_only": str(_("Yes")) if facts.about_only else "",
        "authors": "\n".join(facts.authors),
        "audiences": ", ".join(facts.audiences),
        "settings": ", ".join(facts.settings),
        "tags": ", ".join(tags.get(one, one) for one in facts.tags),
        "factors": ", ".join(factors.get(one, one) for one in facts.factors),
    }
    return tuple(
        Said(name, resource_part(name), words[name])
        for name in vars(facts)
        if words.get(name)
    )


def tab_label(name: str) -> str:
    """Return what a part of the queue of curators is called."""
    found = {
        "new": _("New"),
        "taken": _("Being looked at"),
        "overdue": _("Review overdue"),
        "sentence": _("No sentence yet"),
        "owner": _("Nobody looks after it"),
        "links": _("Broken links"),
        "declined": _("Not taken in"),
        "archived": _("Archived"),
    }[name]
    return str(found)


def deed_label(what: str) -> str:
    """Return what somebody did with a record, as its history says."""
    found = {
        "submitted": _("Suggested"),
        "in review": _("Taken up"),
        "given back": _("Given back to the queue"),
        "reopened": _("Opened again"),
        "put back": _("Put back into the lists"),
        "published": _("Put into the hub"),
        "archived": _("Archived"),
        "declined": _("Not taken in"),
        "withdrawn": _("Taken back by whoever suggested it"),
        "edited": _("Changed"),
        "featured": _("Shown first"),
        "not featured": _("Not shown first any more"),
        "owner and review day": _("Owner and review day set"),
        "reviewed": _("Looked at again"),
    }
    return str(found.get(what, what))


def link_problem(code: str) -> str:
    """Return what is wrong with an address, as the check of links noted it."""
    found = {
        "bad address": _("This is no address that can be asked for"),
        "not https": _("It leads to an address without https, which is not asked for"),
        "no such host": _("There is no such site any more"),
        "private address": _("It leads into a private network, and is not asked for"),
        "certificate": _("The site cannot prove that it is what it says"),
        "no answer in time": _("The site did not answer in time"),
        "no connection": _("The site could not be reached"),
        "too many redirects": _("It leads on and on"),
        "status 404": _("The page is not there any more"),
        "status 410": _("The page is not there any more"),
    }.get(code)
    return str(found or _("The site answers with an error (%(code)s)", code=code))
