"""Words for where connections and projects come from."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.programme.models import Origin
from community.programme.queries import Began

ORIGINS = {
    Origin.EVENT: _l("Events"),
    Origin.INTRODUCTION: _l("Introductions"),
    Origin.SUGGESTION: _l("Suggestions"),
    Origin.COFFEE: _l("Coffee rounds"),
    Origin.DIRECT: _l("People by themselves"),
    Origin.IMPORT: _l("Brought along from before"),
}


@dataclass(frozen=True)
class BeganWords:
    """Where a project began, as a sentence, and the event where it was one."""

    words: str
    slug: str = ""


def began_words(began: Began | None) -> BeganWords | None:
    """Put in words where a project began; None where nobody said it to the viewer."""
    if began is None:
        return None
    said = {
        Origin.EVENT: _("Began at %(event)s", event=began.title),
        Origin.INTRODUCTION: _("Began with an introduction"),
        Origin.SUGGESTION: _("Began with a suggestion here"),
        Origin.COFFEE: _("Began over a coffee"),
        Origin.DIRECT: _("Began among people who found each other by themselves"),
    }
    at_event = began.origin is Origin.EVENT
    return BeganWords(said[began.origin], began.slug if at_event else "")
