"""The clock of announcements: it asks for those whose moment has come."""

from community.announcements.models import Announcement, AnnouncementState
from community.core import clock, outbox
from community.core.db import db
from community.core.outbox_care import ROWS
from community.core.visible import unscoped

WHY = "announcements"
WORK = "announce"


def move() -> int:
    """Ask for what is due to go out, and return how many that were.

    Asked twice it goes once: the key is that of the very version that was scheduled.
    While the outbox remembers keys, that is: what is older by then was given up.
    """
    now = clock.now()
    due = unscoped(WHY, Announcement).where(
        Announcement.state == AnnouncementState.SCHEDULED,
        Announcement.due_at <= now,
        Announcement.due_at > now - ROWS,
    )
    rows = db.session.scalars(due.order_by(Announcement.due_at, Announcement.id)).all()
    return sum(ask(row) for row in rows)


def ask(row: Announcement, after: int = 0) -> bool:
    """Leave the next readers of an announcement, `after` that member, to a worker."""
    return outbox.ask(
        WORK,
        f"{of_version(row)}{after}",
        lane=lane(row.id),
        announcement=row.id,
        version=row.version,
        after=after,
    )


def of_version(row: Announcement) -> str:
    """Return how the keys begin of the work of an announcement as it stands."""
    return f"{WORK}:{row.id}:{row.version}:"


def lane(announcement_id: int) -> str:
    """Return the lane of the work of an announcement."""
    return f"announcement:{announcement_id}"
