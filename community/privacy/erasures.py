"""The list of erasures outside the database: what an older backup does not know.

A line holds numbers, a random mark and a moment, nothing of the person. The file is
kept apart from the backups, and is brought up to date from the table: whoever is killed
between the commit and the line is caught up with the next time.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from community.core import files
from community.core.db import db
from community.core.visible import unscoped
from community.privacy.models import Erasure

WHY = "erasing"
NAME = "erasures.jsonl"


@dataclass(frozen=True)
class Erased:
    """One line: whose number, under which mark, when."""

    account: int
    member: int | None
    mark: str
    at: datetime


def place() -> Path:
    """Return where the list is."""
    return files.folder() / NAME


def read(path: Path) -> Iterator[Erased]:
    """Return the lines of a list; a last one that was cut off is left out."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found = json.loads(line)
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
        _write(new)
    return len(new)


def _write(new: list[Erased]) -> None:
    place().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for one in new:
            said = {
                "account": one.account, "member": one.member, "mark": one.mark,
                "at": one.at.isoformat(),
            }  # fmt: skip
            line = json.dumps(said)
            os.write(descriptor, f"{_cut_off(descriptor)}{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cut_off(descriptor: int) -> str:
    """Return the end of a line where the last one was cut off."""
    size = os.fstat(descriptor).st_size
    whole = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
    return "" if whole else "\n"
