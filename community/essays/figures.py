"""Figures of essays: stored pictures, with words for whoever does not see them."""

from sqlalchemy import func

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.essays.models import Essay, EssayFigure

MOST, ALT = 30, 300


def check(alt: str, caption: str) -> None:
    """Refuse a figure that nobody described, or with too many words."""
    if not alt.strip():
        raise Refused(N_("Say in a few words what the picture shows"))
    if max(len(alt.strip()), len(caption.strip())) > ALT:
        raise Refused(N_("Use %(most)s letters or fewer"), most=ALT)


def add(
    viewer: Viewer,
    row: Essay,
    name: str,
    size: tuple[int, int],
    alt: str,
    caption: str = "",
) -> EssayFigure:
    """Put a stored picture beside the text, which calls it by its number."""
    require(viewer, Permission.ESSAY_EDIT)
    check(alt, caption)
    this = visible(viewer, Essay.id).where(Essay.id == row.id)
    db.session.execute(this.with_for_update())  # two at once wait for each other
    there = visible(viewer, func.count(EssayFigure.id), func.max(EssayFigure.number))
    found = db.session.execute(there.where(EssayFigure.essay_id == row.id))
    count, last = found.one()
    if count >= MOST:
        raise Refused(N_("An essay holds %(most)s pictures at most"), most=MOST)
    made = EssayFigure(
        essay_id=row.id, number=(last or 0) + 1, name=name, alt=alt.strip(),
        caption=caption.strip(), width=size[0], height=size[1],
    )  # fmt: skip
    db.session.add(made)
    _changed(viewer, row, "figure added")
    return made


def remove(viewer: Viewer, row: Essay, name: str) -> None:
    """Take a picture out, unless readers have had it: the old versions show it."""
    require(viewer, Permission.ESSAY_EDIT)
    this = (EssayFigure.essay_id == row.id, EssayFigure.name == name)
    picture: EssayFigure = find(viewer, EssayFigure, *this)
    if picture.out:
        raise Refused(N_("A version that was published shows it: it has to stay"))
    db.session.delete(picture)
    _changed(viewer, row, "figure removed")


def _changed(viewer: Viewer, row: Essay, what: str) -> None:
    """Note it; the words, and who edits them now, stay as they are."""
    journal.record(viewer, journal.Act.ESSAY, "essay", row.id, what)
    db.session.flush()
