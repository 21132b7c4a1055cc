"""The demo's announcements: one that everybody got, one that waits, one draft."""

from datetime import datetime, timedelta
from typing import Any

from community.announcements.models import (
    Announcement,
    AnnouncementState,
    Reader,
    ToWhom,
)
from community.announcements.recipients import next_ones
from community.core import clock
from community.core.db import db
from community.demo.people import Loaded

ALL = 10_000


def load(announcements: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Load them, with whoever got what was sent."""
    for facts in announcements:
        state = AnnouncementState(facts["state"])
        due = None if state is AnnouncementState.DRAFT else _due(facts["days"])
        sent = due if state is AnnouncementState.SENT else None
        row = Announcement(
            author_id=ids[facts["by"]].account_id, title=facts["title"],
            words=facts["words"], to_whom=ToWhom(facts["to_whom"]),
            value=facts.get("value", ""), state=state, due_at=due, sent_at=sent,
            made_at=(due or clock.now()) - timedelta(days=8),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        if sent is not None:
            _reach(row, sent)
    db.session.flush()


def _due(days: int) -> datetime:
    """Return ten in the morning of a day before or after today."""
    day = clock.now() + timedelta(days=days)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def _reach(row: Announcement, sent: datetime) -> None:
    for person in next_ones(row, 0, ALL):
        db.session.add(
            Reader(
                announcement_id=row.id, member_id=person.id, at=sent,
                shown=person.shown,
            )
        )  # fmt: skip
