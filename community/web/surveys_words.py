"""What states, methods, groups and findings of surveys are called."""

from collections.abc import Callable

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.surveys.factors import FactorFinding
from community.surveys.models import Method, SurveyState
from community.surveys.queries import Found, GroupLine
from community.surveys.results import EVERYBODY, TOGETHER

STATES = {
    SurveyState.DRAFT: _l("Draft"),
    SurveyState.OPEN: _l("Open"),
    SurveyState.CLOSED: _l("Closed"),
    SurveyState.PUBLISHED: _l("Published"),
}
METHODS = {
    Method.UNKNOWN: _l("Not known to us"),
    Method.BEST_WORST: _l("Best and worst: which of a few matters most, which least"),
    Method.RATING: _l("Rating: each thing on a scale"),
}


def survey_state_label(state: SurveyState) -> str:
    """Return where a survey stands."""
    return str(STATES[state])


def method_label(method: Method) -> str:
    """Return how people were asked."""
    return str(METHODS[method])


def group_label(group: GroupLine) -> str:
    """Return what a group is called: a kind, everybody, or the rest together."""
    return _named(group.code, group.label)


def finding_group(finding: FactorFinding) -> str:
    """Return what the group of a finding about a factor is called."""
    return _named(finding.group, finding.group_label)


def _named(code: str, label: str) -> str:
    ours = {
        EVERYBODY: _("Everybody who answered"),
        TOGETHER: _("All others together"),
        "": _("No kind shown"),
    }
    return label or str(ours.get(code, code))


def base_words(base: int | None, ours: bool) -> str:
    """Return how many are in a group, as far as it is known."""
    if base is None:
        return str(_("number not known"))
    if ours:
        return str(_("about %(number)s people", number=format_decimal(base)))
    return str(_("%(number)s people", number=format_decimal(base)))


def found_words(found: Found | None) -> str:
    """Return a finding as it stands in a table: "4 of 12", "+25, 4 of 12", "3.4"."""
    if found is None:
        return str(_("not known to us"))
    parts = []
    if found.score is not None:
        parts.append(signed(found.score))
    if found.share is not None:
        parts.append(_("share %(percent)s%%", percent=found.share))
    if found.percent is not None:
        parts.append(_("%(percent)s%%", percent=format_decimal(found.percent)))
    if found.mean is not None:
        words = _("mean %(mean)s (spread %(spread)s)")
        numbers = {"mean": found.mean, "spread": found.spread}
        parts.append(
            words % {name: format_decimal(one) for name, one in numbers.items()}
        )
    if found.rank is not None:
        parts.append(_("%(rank)s of %(of)s", rank=found.rank, of=found.of))
    return ", ".join(map(str, parts))


def signed(score: float) -> str:
    """Return a score with its sign: "+43", "−9", "0"."""
    return f"{score:+g}".replace("-", "−") if score else "0"


def moved(state: str) -> str:
    """Say what a move of a survey has done."""
    found = {
        "open": _("It is open. Members find it among the surveys."),
        "closed": _("It is closed. Nobody can answer any more."),
        "published": _("Published. Everybody can read what was found."),
        "hidden": _("Only organisers see the figures now. They stay as they are."),
        "deleted": _("The draft is deleted."),
    }
    return str(found[state])


def usual_consent() -> str:
    """Return the words that a new survey proposes for people to agree to."""
    return str(
        _(
            "I agree that my answers are kept until I take them back, and counted "
            "together with those of others. Nobody reads them one by one, organisers "
            "included. Figures are shown only of eight people or more. Once they are "
            "published they stay, also when I take my answers back."
        )
    )


FILTERS: dict[str, Callable[..., str]] = {
    "survey_state_label": survey_state_label,
    "method_label": method_label,
    "survey_group": group_label,
    "finding_group": finding_group,
    "base_words": base_words,
    "found_words": found_words,
}
"""What templates call these functions."""
