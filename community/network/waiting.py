"""How far the working out of a large map is, and asking for it."""

import hashlib

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from community.core import clock, journal
from community.core.access import as_seen_by
from community.core.db import db
from community.network.fingerprint import fingerprint
from community.network.models import MapBuild

ROW = 1
ANY_ORGANISER = as_seen_by("organiser", 0)
"""What is worked out for all of them is worked out for one without ties or blocks."""


def stamp() -> str:
    """Return a word that changes once the map of any organiser does: one statement."""
    words = repr(fingerprint(ANY_ORGANISER)).encode()
    return hashlib.sha256(words).hexdigest()[:24]


def state() -> MapBuild | None:
    """Return how far the working out is; nothing before it was first asked for."""
    found = select(MapBuild).where(MapBuild.id == ROW)
    return db.session.scalar(found.execution_options(populate_existing=True))


def is_wanted(row: MapBuild) -> bool:
    """Tell whether somebody asked since it last began."""
    if row.wanted_at is None:
        return False
    return row.begun_at is None or row.wanted_at > row.begun_at


def runs(row: MapBuild) -> bool:
    """Tell whether it began and did not end."""
    if row.begun_at is None:
        return False
    return row.ended_at is None or row.ended_at < row.begun_at


def ask() -> float:
    """Ask for the map to be worked out, and return how much of it is, from 0 to 1."""
    row = state()
    if row is None or not is_wanted(row):
        journal.aside(_want)
    return row.done if row and runs(row) else 0.0


def _want() -> None:
    row = state()
    if row is not None:
        row.wanted_at = clock.now()
        return
    try:
        with db.session.begin_nested():
            db.session.add(MapBuild(id=ROW, wanted_at=clock.now()))
    except IntegrityError:  # somebody else asked in the same moment
        return
