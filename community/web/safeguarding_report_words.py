"""What can be reported and why, in words: for the form, the receipts and the queue."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.core.text import N_
from community.safeguarding.models import CaseState, ReportReason
from community.safeguarding.things import BLOCK
from community.web.safeguarding import pages

_R = ReportReason
REASONS: dict[ReportReason, Any] = {
    _R.SAFETY: _l("I am worried about somebody’s safety"),
    _R.SELF_HARM: _l("Self-harm or suicide"),
    _R.THREATS: _l("Abuse or threats"),
    _R.HARASSMENT: _l("Harassment or unkindness"),
    _R.PRIVATE: _l("It shows somebody’s private information"),
    _R.PRETENDING: _l("Somebody pretends to be somebody else"),
    _R.UNWANTED: _l("Unwanted contact, or looking for romance"),
    _R.SPAM: _l("It sells or advertises something"),
    _R.FALSE_HEALTH: _l("False or dangerous claims about health"),
    _R.OTHER: _l("Something else"),
}
"""Each reason as whoever reports it chooses it, the gravest first."""

HEADINGS: dict[str, str] = {
    "person": N_("Report %(name)s"),
    "project": N_("Report the project “%(name)s”"),
    "story": N_("Report a story of “%(name)s”"),
    "message": N_("Report a message of %(name)s"),
    "idea": N_("Report the idea “%(name)s”"),
    "comment": N_("Report a comment of %(name)s"),
    "help": N_("Report an offer of help of %(name)s"),
    "update": N_("Report the news “%(name)s”"),
    "event": N_("Report the event “%(name)s”"),
    "resource": N_("Report the resource “%(name)s”"),
    "talk": N_("Report what %(name)s says of a resource"),
    "impact": N_("Report what %(name)s says that changed"),
    "hello": N_("Report a hello of %(name)s"),
    "tie": N_("Report what %(name)s says of how you know each other"),
    "introduction": N_("Report an introduction by %(name)s"),
    "offer": N_("Report an offer or invitation of %(name)s"),
    "handover": N_("Report a question of %(name)s about leading a project"),
    "announcement": N_("Report the announcement “%(name)s”"),
    "essay": N_("Report the essay “%(name)s”"),
    "collection": N_("Report the collection “%(name)s”"),
    "programme": N_("Report the programme “%(name)s”"),
    "survey": N_("Report the survey “%(name)s”"),
}
"""What stands over the form, by kind."""

KINDS: dict[str, Any] = {
    "person": _l("about a person"),
    "project": _l("about a project"),
    "story": _l("about a story of a project"),
    "message": _l("about a message"),
    "idea": _l("about an idea"),
    "comment": _l("about a comment on an idea"),
    "help": _l("about an offer of help with an idea"),
    "update": _l("about news"),
    "event": _l("about an event"),
    "resource": _l("about a resource"),
    "talk": _l("about words beside a resource"),
    "impact": _l("about a note of what changed"),
    "hello": _l("about a hello"),
    "tie": _l("about the story of a tie"),
    "introduction": _l("about an introduction"),
    "offer": _l("about an offer or invitation"),
    "handover": _l("about a question who leads"),
    "announcement": _l("about an announcement"),
    "essay": _l("about an essay"),
    "collection": _l("about a collection"),
    "programme": _l("about a programme"),
    "survey": _l("about a survey"),
}
"""What a report is about, by kind."""

ALONG: dict[str, Any] = {
    "message": _l(
        "This one message goes with your report. Nobody reads the rest of the "
        "conversation."
    ),
    "story": _l(
        "The story goes with your report. Nobody is told who wrote it, the moderators "
        "neither."
    ),
    "person": _l(
        "What you see of their profile goes with your report. Is it about something "
        "that they wrote? The Report link beside it takes that along instead."
    ),
    BLOCK: _l(
        "You blocked them, so only the name that they had then goes with your report. "
        "Write what happened. A message of theirs that you can still open has a Report "
        "link of its own."
    ),
}
"""What goes with a report, where it is more or less than "what you see of it"."""


def heading(kind: str, name: str) -> str:
    """Return what stands over the form to report something."""
    words = str(_(HEADINGS[kind]))
    return words % {"name": name or _("a member")}


@pages.app_template_filter("report_reason")
def reason_label(reason: ReportReason) -> str:
    """Return a reason in words."""
    return str(REASONS[reason])


@pages.app_template_filter("report_about")
def about_label(kind: str) -> str:
    """Return what a report is about in words."""
    return str(KINDS.get(kind, _("about something sent")))


@pages.app_template_filter("report_state")
def state_label(state: CaseState) -> str:
    """Return for whoever reported where it stands: open or closed, no more."""
    return str(_("Closed") if state is CaseState.CLOSED else _("Open"))
