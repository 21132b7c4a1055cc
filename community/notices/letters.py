"""The letter of a notice: of what goes on in one place one a day."""

from datetime import datetime, timedelta

from sqlalchemy import select

from community.core import outbox
from community.core.db import db
from community.core.outbox import Job, JobState
from community.notices.models import Notice

DAY = timedelta(days=1)


def write(row: Notice) -> None:
    """Put the letter of a notice into the outbox."""
    _write_at(row, row.at)


def write_again(row: Notice) -> None:
    """Put a letter of a notice that came back into the outbox, unless one waits there.

    What came after that of its day has one a day later, if it is not read by then.
    """
    if _is_on_its_way(row) or _write_at(row, row.at):
        return
    last = db.session.scalar(select(Job.due_at).where(Job.key == letter_key(row)))
    if last is not None:
        _write_at(row, last + DAY)


def _is_on_its_way(row: Notice) -> bool:
    waits = select(Job.id).where(
        Job.lane == _lane(row), Job.state == JobState.QUEUED,
        Job.key.startswith(f"{row.key}@", autoescape=True),
    )  # fmt: skip
    return db.session.scalar(waits.limit(1)) is not None


def _write_at(row: Notice, due: datetime) -> bool:
    return outbox.ask(
        outbox.LETTER, _key(row, due), kind=row.kind, member=row.member_id,
        lane=_lane(row), due=due, notice=row.id,
    )  # fmt: skip


def _lane(row: Notice) -> str:
    return f"member:{row.member_id}"


def letter_key(row: Notice) -> str:
    """Return what makes the letter of a notice go once on its day."""
    return _key(row, row.at)


def _key(row: Notice, day: datetime) -> str:
    """Leave the number out: some databases give that of a deleted row to a new one."""
    return f"{row.key}@{row.member_id}:{day:%y%m%d}"
