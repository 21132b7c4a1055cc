"""How often somebody may do something: counted in the database, over all processes."""

from sqlalchemy import String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock, journal
from community.core.db import Base, db
from community.core.errors import TooMany
from community.core.text import N_

TOO_MANY = N_("Too many tries. Wait %(minutes)s minutes, then try again.")
A_MINUTE = N_("Too many tries. Wait a minute, then try again.")


class LimitCount(Base):
    """How often `what` was done by `who` in the window that began at `began`."""

    __tablename__ = "limit_count"

    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    who: Mapped[str] = mapped_column(String(80), primary_key=True)
    began: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


def check(what: str, who: str, most: int, seconds: int) -> None:
    """Raise `TooMany` when `who` did `what` `most` times in this window; else count.

    Windows are fixed and `seconds` long, so that around the end of one there may be
    twice as many. The count is written aside, so that a refused or failed request
    counts too.
    """
    look(what, who, most, seconds)
    count(what, who, seconds)


def look(what: str, who: str, most: int, seconds: int) -> None:
    """Raise `TooMany` when `who` did `what` `most` times in this window."""
    began = window(seconds)
    row = db.session.get(LimitCount, (what, who, began), populate_existing=True)
    if row is not None and row.count >= most:
        raise too_many(seconds)


def window(seconds: int) -> int:
    """Return when the window of so many seconds began in which we are, as a stamp."""
    moment = int(clock.now().timestamp())
    return moment - moment % seconds


def too_many(seconds: int, words: str = "") -> TooMany:
    """Return what tells, in other words or ours, to wait until this window ends."""
    left = window(seconds) + seconds - int(clock.now().timestamp())
    minutes = max(1, (left + 59) // 60)
    ours = A_MINUTE if minutes == 1 else TOO_MANY
    return TooMany(words or ours, retry_after=left, minutes=minutes)


def count(what: str, who: str, seconds: int) -> None:
    """Count that `who` did `what`, aside."""
    began = window(seconds)
    journal.aside(lambda: add(what, who, began))


def add(what: str, who: str, began: int, number: int = 1) -> int:
    """Add to the count of a window, and return what it is now.

    It is one statement, so that of two first ones at once neither fails.
    """
    new = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    values = {"what": what, "who": who, "began": began, "count": number}
    counted = (
        new.insert(LimitCount)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["what", "who", "began"],
            set_={"count": LimitCount.count + number},
        )
    )
    now: int = db.session.scalar(counted.returning(LimitCount.count)) or number
    if now == number:
        day_ago = began - 86_400
        db.session.execute(delete(LimitCount).where(LimitCount.began < day_ago))
    return now
