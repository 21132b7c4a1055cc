"""The list of erasures outside the database: what an older backup does not know.

A line holds numbers, a random mark and a moment, nothing of the person. The file is
kept apart from the backups, and is brought up to date from the table: whoever is killed
between the commit and the line is caught up with the next time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from community.core import gone
from community.core.db import db
from community.core.gone import NAME as NAME
from community.core.gone import place as place
from community.core.visible import unscoped
from community.privacy.models import Erasure

WHY = "erasing"


@dataclass(frozen=True)
class Erased:
    """One line: whose number, under which mark, when."""

    account: int
    member: int | None
    mark: str
    at: datetime


def read(path: Path) -> Iterator[Erased]:
    """Return who was erased, by a list; what else it tells of is left out."""
    for found in gone.lines(path):
        try:
            yield Erased(
                int(found["account"]),
                None if found["member"] is None else int(found["member"]),
                str(found["mark"]),
                datetime.fromisoformat(found["at"]),
            )
        except (ValueError, KeyError, TypeError):
            continue


def bring_up_to_date() -> int:
    """Write what the table holds and the file lacks, so that it is on the disk."""
    known = {one.mark for one in read(place())}
    columns = (Erasure.account_id, Erasure.member_id, Erasure.mark, Erasure.at)
    found = db.session.execute(unscoped(WHY, *columns).order_by(Erasure.at))
    new = [Erased(*row) for row in found if row.mark not in known]
    if new:
        gone.add(_said(one) for one in new)
    return len(new)


def _said(one: Erased) -> dict[str, int | str | None]:
    return {
        "account": one.account, "member": one.member, "mark": one.mark,
        "at": one.at.isoformat(),
    }  # fmt: skip
