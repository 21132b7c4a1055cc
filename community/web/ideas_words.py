"""What the states and the parts of ideas are called."""

from flask_babel import gettext as _

from community.ideas.models import IdeaState


def idea_state(state: str) -> str:
    """Return where an idea stands."""
    found = {
        IdeaState.OPEN: _("Open"),
        IdeaState.BECOMING: _("Is becoming a project"),
        IdeaState.PROJECT: _("Became a project"),
        IdeaState.CLOSED: _("Closed"),
    }[IdeaState(state)]
    return str(found)


def idea_part(name: str) -> str:
    """Return what a part of an idea is called."""
    found = {
        "title": _("Title"),
        "challenge": _("The challenge"),
        "body": _("The idea"),
        "wanted": _("What would help"),
    }[name]
    return str(found)
