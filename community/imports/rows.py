"""Reading and writing the rows of an import."""

from typing import Any

from sqlalchemy import insert

from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member
from community.projects.models import Project

WHY = "import"
AT_ONCE = 500
"""How many rows one statement writes or names."""


def ids(entity: type[Member] | type[Project]) -> dict[str, int]:
    """Return the ids of imported rows by their import ids."""
    found = unscoped(WHY, entity.import_id, entity.id).where(
        entity.import_id.is_not(None)
    )
    return {key: number for key, number in db.session.execute(found) if key}


def write(entity: Any, rows: list[dict[str, Any]]) -> int:
    """Insert rows, and return how many."""
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(entity), rows[start : start + AT_ONCE])
    return len(rows)
