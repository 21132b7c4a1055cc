"""A member's rhythm: setting it, ending it by the link of a letter, starting again."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.text import N_
from community.core.visible import unscoped, visible
from community.digests.models import Every, Rhythm
from community.digests.rhythm import USUAL, first

WHY = "worker"


def rhythm(viewer: Viewer) -> Rhythm:
    """Return the viewer's rhythm; the usual one, not kept yet, where there is none."""
    own = db.session.scalar(visible(viewer, Rhythm))
    return own or _usual(viewer.member_id or 0, clock.now())


def _usual(member: int, now: datetime) -> Rhythm:
    every, weekday, hour = USUAL
    return Rhythm(
        member_id=member, every=every, weekday=weekday, hour=hour,
        next_at=first(every, weekday, hour, now),
    )  # fmt: skip


def set_rhythm(viewer: Viewer, every: Every, weekday: int, hour: int) -> Rhythm:
    """Say how often the viewer's digest comes, on which day and at which hour.

    A rhythm that stays as it was keeps its next moment: no fortnight begins anew.
    """
    if viewer.member_id is None:
        raise Forbidden("digest")
    if not 0 <= weekday <= 6:
        raise Refused(N_("Choose a day of the week"))
    if not 0 <= hour <= 23:
        raise Refused(N_("Choose an hour of the day"))
    row = _row(viewer.member_id)
    if (row.every, row.weekday, row.hour) != (every, weekday, hour):
        row.every, row.weekday, row.hour = every, weekday, hour
        row.next_at = first(every, weekday, hour, clock.now())
    db.session.flush()
    return row


def stop(member_id: int) -> Every:
    """Send a member no digest any more, and return how often it came.

    Day and hour stay for when they start again.
    """
    row = _row(member_id)
    was = row.every
    row.every, row.next_at = Every.NEVER, None
    db.session.flush()
    return was


def start_again(member_id: int, every: Every = Every.WEEK) -> None:
    """Send a member their digest again, if they had stopped it."""
    row = _row(member_id)
    if row.every is Every.NEVER:
        row.every = every
        row.next_at = first(row.every, row.weekday, row.hour, clock.now())
    db.session.flush()


def _row(member: int) -> Rhythm:
    """Return the row of a member's rhythm for changing; made where there is none."""
    own = unscoped(WHY, Rhythm).where(Rhythm.member_id == member).with_for_update()
    found: Rhythm | None = db.session.scalar(own)
    if found is not None:
        return found
    made = _usual(member, clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        made = db.session.scalars(own).one()
    return made
