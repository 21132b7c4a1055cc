"""Pictures in news: added with the words that stand for them, and taken out again."""

from sqlalchemy import func, update

from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, unscoped, visible
from community.programme.models import Update, UpdateImage
from community.programme.updates import require_writer

WHY = "news"
MOST, ALT = 4, 300
FULL = N_("There are four pictures. Take one out first")


def check_alt(alt: str) -> None:
    """Refuse a picture that nobody described."""
    if not alt.strip():
        raise Refused(N_("Say in a few words what the picture shows"))
    if len(alt.strip()) > ALT:
        raise Refused(N_("Use %(most)s letters or fewer"), most=ALT)


def add_image(
    viewer: Viewer, row: Update, name: str, alt: str, size: tuple[int, int]
) -> UpdateImage:
    """Put a stored picture at the end of news; they hold four."""
    require_writer(viewer, row.project_id)
    check_alt(alt)
    this = unscoped(WHY, Update.id).where(Update.id == row.id)
    db.session.execute(this.with_for_update())  # two at once wait for each other
    there = visible(viewer, func.count(UpdateImage.id))
    if (db.session.scalar(there.where(UpdateImage.update_id == row.id)) or 0) >= MOST:
        raise Refused(FULL)
    width, height = size
    made = UpdateImage(
        update_id=row.id, name=name, alt=alt.strip(), width=width, height=height
    )
    db.session.add(made)
    _changed(viewer, row, "picture added")
    return made


def remove_image(viewer: Viewer, row: Update, name: str) -> None:
    """Take a picture out of news."""
    require_writer(viewer, row.project_id)
    picture: UpdateImage = find(
        viewer, UpdateImage, UpdateImage.update_id == row.id, UpdateImage.name == name
    )
    db.session.delete(picture)
    _changed(viewer, row, "picture removed")


def _changed(viewer: Viewer, row: Update, what: str) -> None:
    """Note that news look different now; their words, and who edits them, do not."""
    db.session.execute(
        update(Update)
        .where(Update.id == row.id)
        .values(edited_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    journal.record(viewer, journal.Act.UPDATE, "update", row.id, what)
    db.session.flush()
