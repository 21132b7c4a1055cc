"""What announcements' states and readers are called."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from community.announcements.models import AnnouncementState, ToWhom

STATES = {
    AnnouncementState.DRAFT: _l("Draft"),
    AnnouncementState.SCHEDULED: _l("Scheduled"),
    AnnouncementState.SENDING: _l("Is going out"),
    AnnouncementState.SENT: _l("Sent"),
    AnnouncementState.WITHDRAWN: _l("Put away"),
}
TO_WHOM = {
    ToWhom.EVERYBODY: _l("Everybody"),
    ToWhom.PHASE: _l("Teams of projects in a phase"),
    ToWhom.KIND: _l("A kind of participant"),
    ToWhom.PROJECT: _l("A project’s people"),
}


def how_many(to_whom: ToWhom, number: int) -> str:
    """Say how many would get it, of those whom the reader could list."""
    people = ngettext("%(num)s person", "%(num)s people", number)
    words = _("%(people)s, of those who show it to members", people=people)
    if to_whom is ToWhom.EVERYBODY:
        words = _(
            "%(people)s, and anybody whose name is not shown to you", people=people
        )
    if to_whom is ToWhom.PROJECT:
        words = _(
            "%(people)s, and anybody in the team whose part is not shown to you",
            people=people,
        )
    return str(words)
