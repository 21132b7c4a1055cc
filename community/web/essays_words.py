"""What essays, their states and their days are called."""

from collections.abc import Callable
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from community.core import clock
from community.essays.cards import EssayCard, EssayView, FigureCard, WorkCard
from community.essays.changes import Change, Piece, difference
from community.essays.models import EssayState
from community.essays.text import Picture, Rendered, Words, rendered
from community.web.words import day, month

STATES = {
    EssayState.PLANNED: _l("Planned"),
    EssayState.DRAFT: _l("Draft"),
    EssayState.IN_REVIEW: _l("In review"),
    EssayState.PUBLISHED: _l("Published"),
    EssayState.DELETED: _l("Deleted"),
}


def essay_state_label(state: EssayState) -> str:
    """Return where an essay stands."""
    return str(STATES[state])


def essay_title(one: EssayCard | EssayView | WorkCard) -> str:
    """Return what an essay is called, also one whose title nobody here knows."""
    if one.title:
        return one.title
    if one.number:
        return str(_("Essay %(number)s: not known to us", number=one.number))
    return str(_("An essay that is not known to us"))


def essay_when(one: EssayCard | EssayView) -> str:
    """Return when an essay came out, or is due, as far as that is known."""
    if one.state is EssayState.PLANNED:
        return due_words(one.due)
    if one.date_words:
        return one.date_words
    return day(one.published_on) if one.published_on else ""


def due_words(due: date | None) -> str:
    """Return when a planned essay is expected."""
    if due is None:
        return str(_("Planned, without a day yet"))
    if due < clock.today():
        return str(_("Was due in %(month)s, and is late", month=month(due)))
    return str(_("Due %(month)s", month=month(due)))


def moved(state: EssayState) -> str:
    """Say what a move has done."""
    found = {
        EssayState.PLANNED: _("Readers see now that it is planned."),
        EssayState.DRAFT: _("It is a draft. Only editors see it."),
        EssayState.IN_REVIEW: _("It waits for another editor to read it."),
        EssayState.DELETED: _("It is deleted, with its pictures."),
    }
    return str(found[state])


def html_of_essay(
    slug: str, body: str, figures: tuple[FigureCard, ...], *, whole: bool = False
) -> Rendered:
    """Return the text of an essay as HTML, in the reader's language.

    With `whole` its pictures have the name of this site, for whoever reads elsewhere.
    """
    pictures = tuple(
        Picture(
            one.number,
            url_for("essays.figure", essay=slug, name=one.name, _external=whole),
            one.alt, one.caption, one.width, one.height,
        )
        for one in figures
    )  # fmt: skip
    said = Words(
        notes=str(_("Notes")),
        note=str(_("Note %(number)s", number="%s")),
        back=str(_("Back to the text at note %(number)s", number="%s")),
    )
    return rendered(body, pictures, said)


def marked(text: Rendered) -> Markup:
    """Return the HTML of an essay for a page: `rendered` let safe parts through."""
    return Markup(text.html)  # noqa: S704  # nosec B704


LABELS: dict[str, Callable[..., str]] = {
    "essay_state_label": essay_state_label,
    "essay_title": essay_title,
    "essay_when": essay_when,
    "due_words": due_words,
}
"""What templates call these functions."""


def changes_of(before: str, after: str) -> tuple[Piece, ...]:
    """Return what changed, with long parts that stayed cut short in the middle."""
    return tuple(_cut(piece) for piece in difference(before, after))


AROUND = 300
"""So many letters of what stayed stand on either side of a change."""


def _cut(piece: Piece) -> Piece:
    if piece.change is not Change.SAME or len(piece.words) <= 3 * AROUND:
        return piece
    begins, ends = piece.words[:AROUND], piece.words[-AROUND:]
    return Piece(piece.change, f"{begins.rstrip()} […]\n\n[…] {ends.lstrip()}")
