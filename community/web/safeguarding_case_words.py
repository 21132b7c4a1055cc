"""What moderators decide, in words: for their pages and for whom it is about."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from community.safeguarding.casework import Place
from community.safeguarding.models import Finding, Ground, MeasureKind
from community.safeguarding.queue import CaseCard, Tab
from community.web.forms import Form, at_most, options
from community.web.safeguarding import pages

GROUNDS: dict[Ground, Any] = {
    Ground.UNKIND: _l("Unkindness or harassment"),
    Ground.THREATS: _l("Abuse or threats"),
    Ground.PRIVATE: _l("Private information of others"),
    Ground.CONTACT: _l("Contact that was not wanted"),
    Ground.SELLING: _l("Selling or advertising"),
    Ground.HEALTH: _l("False or dangerous claims about health"),
    Ground.HARM: _l("Risk of harm to somebody"),
    Ground.RULES: _l("Something else in the house rules"),
}
MEASURES: dict[MeasureKind, Any] = {
    MeasureKind.WARNING: _l("A warning"),
    MeasureKind.HOLD: _l("Held back"),
    MeasureKind.STRIKE: _l("A strike"),
    MeasureKind.SUSPENSION: _l("A suspension"),
}
FINDINGS: dict[Finding, Any] = {
    Finding.ACTED: _l("We acted"),
    Finding.NO_BREACH: _l("No breach of the house rules"),
}
TABS: dict[Tab, Any] = {
    Tab.OPEN: _l("Nobody has taken"),
    Tab.MINE: _l("Mine"),
    Tab.CLAIMED: _l("Being looked into"),
    Tab.CLOSED: _l("Closed"),
    Tab.APPEALS: _l("Appeals"),
}
PLACES: dict[str, Any] = {
    "pair": _l("in a conversation of two"),
    "coffee": _l("in a conversation about a coffee"),
    "introduction": _l("in a conversation after an introduction"),
    "team": _l("in the conversation of a team"),
    "idea": _l("under an idea"),
}


class GroundForm(Form):
    """Why, in general words for the letter and in own words for the person."""

    ground = RadioField(
        _l("What is it about? The letter says no more than this."),
        [InputRequired(_l("Choose what it is about"))],
        choices=options(*((one.value, words) for one, words in GROUNDS.items())),
    )
    why = TextAreaField(
        _l("What do you write to them?"),
        [InputRequired(_l("Write to them what went wrong")), at_most(2000)],
    )


def when_due(card: CaseCard) -> str:
    """Return how long a case is overdue, or still has, in whole hours or days."""
    hours = card.hours
    if hours >= 48:
        days = hours // 24
        late = ngettext("overdue by %(num)d day", "overdue by %(num)d days", days)
        left = ngettext("due in %(num)d day", "due in %(num)d days", days)
    else:
        late = ngettext("overdue by %(num)d hour", "overdue by %(num)d hours", hours)
        left = ngettext("due in %(num)d hour", "due in %(num)d hours", hours)
        if hours == 0:
            late, left = _("overdue since less than an hour"), _("due within the hour")
    return str(late if card.overdue else left)


@pages.app_template_filter("case_due")
def due_label(card: CaseCard) -> str:
    """Return when somebody must have looked."""
    return when_due(card)


@pages.app_template_filter("measure_kind")
def measure_label(kind: MeasureKind) -> str:
    """Return what was decided in words."""
    return str(MEASURES[kind])


@pages.app_template_filter("measure_ground")
def ground_label(ground: Ground) -> str:
    """Return why in general words."""
    return str(GROUNDS[ground])


@pages.app_template_filter("case_finding")
def finding_label(finding: Finding | None) -> str:
    """Return what was found in words."""
    return str(FINDINGS[finding]) if finding else ""


@pages.app_template_filter("case_place")
def place_label(place: Place) -> str:
    """Return where something stood, with its title where it has one."""
    words = str(PLACES.get(place.kind, ""))
    return f"{words}: {place.title}" if place.title else words
