"""How often somebody may do something: counted in the database, over all processes."""

from sqlalchemy import String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock, journal
from community.core.db import Base, db
from community.core.errors import TooMany
from community.core.text import N_


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
    moment = int(clock.now().timestamp())
    began = moment - moment % seconds
    row = db.session.get(LimitCount, (what, who, began), populate_existing=True)
    if row is not None and row.count >= most:
        raise TooMany(
            N_("Too many tries. Wait %(minutes)s minutes, then try again."),
            retry_after=began + seconds - moment,
            minutes=max(1, (began + seconds - moment + 59) // 60),
        )


def count(what: str, who: str, seconds: int) -> None:
    """Count that `who` did `what`, aside."""
    moment = int(clock.now().timestamp())
    began = moment - moment % seconds
    journal.aside(lambda: _count(what, who, began))


def _count(what: str, who: str, began: int) -> None:
    """Count once more in one statement: of two first ones at once neither fails."""
    new = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    first = new.insert(LimitCount).values(what=what, who=who, began=began, count=1)
    db.session.execute(
        first.on_conflict_do_update(
            index_elements=["what", "who", "began"],
            set_={"count": LimitCount.count + 1},
        )
    )
    day_ago = began - 86_400
    db.session.execute(delete(LimitCount).where(LimitCount.began < day_ago))
