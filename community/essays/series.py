"""Series of essays, and the addresses of both."""

from typing import Any

from sqlalchemy import func

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, random_id, slug_of
from community.core.visible import unscoped, visible
from community.essays.models import Series

WHY = "essays"
TITLE, INTRO = 120, 2_000
RESERVED = frozenset({"write", "series"})
"""Words that stand where an essay's would in an address."""


def save_series(viewer: Viewer, row: Series | None, title: str, intro: str) -> Series:
    """Begin a series, or say something else of one; its address stays."""
    require(viewer, Permission.ESSAY_EDIT)
    title, intro = " ".join(title.split()), intro.strip()
    if not slug_of(title):
        raise Refused(N_("Enter a title"))
    short(title, TITLE)
    short(intro, INTRO)
    if row is None:
        last = db.session.scalar(visible(viewer, func.max(Series.sort)))
        row = Series(slug=address_for(Series, title), sort=(last or 0) + 1)
        db.session.add(row)
    row.title, row.intro = title, intro
    db.session.flush()
    journal.record(viewer, journal.Act.ESSAY, "series", row.id, "saved")
    return row


def address_for(table: Any, title: str) -> str:
    """Return the word of an address for a title: the plain one while it is free."""
    slug = slug_of(title) or table.__tablename__
    taken = unscoped(WHY, table.id).where(table.slug == slug)
    free = slug not in RESERVED and db.session.scalar(taken) is None
    return slug if free else f"{slug}-{random_id()}"


def short(words: str, most: int) -> None:
    """Refuse words that are more than so many letters."""
    if len(words) > most:
        raise Refused(N_("Use %(most)s letters or fewer"), most=f"{most:,}")
