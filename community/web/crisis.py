"""Help beside what somebody writes, when it may tell of danger to themselves.

A script shows it while they type. Without one the form comes back once, with the words
as they are: it is theirs to send them or not. Nothing is kept, and nobody is told.
"""

from typing import Any

from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from community.safeguarding.crisis import sounds
from community.vocabulary.choices import HELP
from community.vocabulary.queries import settings

SEEN = "help_seen"
"""The field that says that somebody has seen where help is."""


def asks_first(texts: list[str]) -> bool:
    """Tell whether to show where help is before this is sent."""
    if request.form.get(SEEN) or not sounds(texts):
        return False
    g.crisis = True
    return True


def crisis_here() -> dict[str, Any]:
    """Return whether this page shows the help, and the numbers of it."""
    return {"shown": g.get("crisis", False), "numbers": tuple(numbers().values())}


def numbers() -> dict[str, str]:
    """Return the numbers of urgent help, in their order, also without a database.

    With a session they came along.
    """
    try:
        found = g.help if "help" in g else settings(*HELP)
    except SQLAlchemyError:
        found = {}
    return {name: found.get(name, "").strip() or usual for name, usual in HELP.items()}
