"""Notices put in by hand, for what shows them."""

from datetime import datetime
from itertools import count

from community.core import clock
from community.core.db import db, start_writing
from community.notices.models import Notice
from tests.cast import CAST

_keys = count(1)


def number_of(who: str | int | None) -> int | None:
    return CAST[who].id if isinstance(who, str) else who


def notice(
    who: str | int,
    kind: str = "hello",
    person: str | int | None = None,
    project: int | None = None,
    link: str = "",
    at: datetime | None = None,
    read: bool = False,
) -> int:
    """Tell somebody of the cast something; return the number of the notice."""
    start_writing()
    made = Notice(
        member_id=number_of(who), kind=kind, key=f"test:{next(_keys)}",
        person_id=number_of(person), project_id=project, link=link,
        at=at or clock.now(), read_at=clock.now() if read else None,
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made.id
