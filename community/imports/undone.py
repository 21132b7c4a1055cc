"""Imports that were undone: a line beside the database, so that they stay undone.

A backup from before would bring back everybody whom the import made. A line holds
numbers and moments, nothing of a person; there are few, and they stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from community.core import gone

_NAME = "undone import"

log = structlog.get_logger("imports")


@dataclass(frozen=True)
class Undone:
    """One line: which import, of which moment, and what of it stayed."""

    batch: int
    at: datetime
    accounts: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()


def remember(one: Undone) -> None:
    """Note that an import was undone; it is undone also where that can't be written."""
    line = {
        _NAME: one.batch, "at": one.at.isoformat(),
        "accounts": sorted(one.accounts), "projects": sorted(one.projects),
    }  # fmt: skip
    try:
        gone.add([line])
    except OSError as problem:
        log.warning("not noted", problem=type(problem).__name__)


def read(path: Path) -> Iterator[Undone]:
    """Return which imports were undone, by a list; what else it tells is left out."""
    for line in gone.lines(path):
        try:
            yield Undone(
                int(line[_NAME]),
                datetime.fromisoformat(line["at"]),
                frozenset(map(int, line["accounts"])),
                frozenset(map(int, line["projects"])),
            )
        except (ValueError, KeyError, TypeError):
            continue
