"""What the readers and states of news are called."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.programme.models import Readers, UpdateState

READERS = {
    Readers.TEAM: _l("The team"),
    Readers.FOLLOWERS: _l("The team and followers"),
    Readers.MEMBERS: _l("Members of this community"),
    Readers.PUBLIC: _l("Anyone on the internet"),
}
STATES = {
    UpdateState.DRAFT: _l("Draft"),
    UpdateState.SCHEDULED: _l("Scheduled"),
    UpdateState.PUBLISHED: _l("Published"),
    UpdateState.WITHDRAWN: _l("Withdrawn"),
    UpdateState.DELETED: _l("Deleted"),
}


def readers_label(readers: Readers) -> str:
    """Return whom news are for."""
    return str(READERS[readers])


def update_state_label(state: UpdateState) -> str:
    """Return where news stand."""
    return str(STATES[state])


def moved(state: UpdateState) -> str:
    """Say what a move has done."""
    found = {
        UpdateState.DRAFT: _("It is a draft again, and goes nowhere by itself."),
        UpdateState.PUBLISHED: _("It is there again for its readers."),
        UpdateState.WITHDRAWN: _(
            "Withdrawn. Only you who write here see it. You can put it back."
        ),
        UpdateState.DELETED: _("It is deleted, with its pictures."),
    }
    return str(found[state])


FILTERS: dict[str, Callable[..., str]] = {
    "readers_label": readers_label,
    "update_state_label": update_state_label,
}
"""What templates call these functions."""
