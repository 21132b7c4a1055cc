"""Changes of the lists and settings."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.vocabulary.models import AREAS, PHASES, Setting, Term

REFERENCE = Path(__file__).parents[1] / "reference"
BEGUN = frozenset({PHASES, AREAS})
"""Lists that organisers go on with: shipped once, into a community without any."""


@cache
def reference(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the shipped lists."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return tuple(csv.DictReader(text))


def load_terms() -> None:
    """Bring the lists to the shipped ones; entries that are not shipped stay."""
    there = {(term.list, term.code): term for term in db.session.scalars(select(Term))}
    theirs = BEGUN & {list_ for list_, _code in there}
    for row in reference("vocabulary"):
        if row["list"] in theirs:
            continue
        term = there.get((row["list"], row["code"]))
        if term is None:
            term = Term(list=row["list"], code=row["code"])
            db.session.add(term)
        term.label, term.sort, term.parent = (
            row["label"],
            int(row["sort"]),
            row["parent"],
        )
        term.group, term.note = row["group"], row["note"]
        term.starts, term.ends = _day(row["starts"]), _day(row["ends"])
    db.session.flush()


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def set_setting(name: str, value: str) -> None:
    """Store a setting without asking who does it: for loaders and `choose`."""
    row = db.session.get(Setting, name)
    if row is None:
        db.session.add(Setting(name=name, value=value))
    else:
        row.value = value
    db.session.flush()


def choose(viewer: Viewer, name: str, value: str) -> None:
    """Change a setting of the community, and write it into the audit trail."""
    require(viewer, Permission.SETTINGS_EDIT)
    set_setting(name, value)
    journal.record(viewer, journal.Act.SETTING, name, note=value[:200])
