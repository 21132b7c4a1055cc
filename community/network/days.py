"""What is kept of the network for its map: the days of snapshots, names of groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, case, cast, func, literal, select, union_all

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.network.models import MapGroup, MapSnapshot, Reason
from community.network.snapshots.published import Frozen, frozen

MOST = 60
"""So many days can be chosen beside the map; all are on the page of its history."""


@dataclass(frozen=True)
class Day:
    """A day that the map can be seen as it was on."""

    id: int
    taken_at: datetime
    reason: Reason


@dataclass(frozen=True)
class Kept:
    """The newest days first; the figures of the newest; names by lasting number."""

    days: tuple[Day, ...]
    last: Frozen | None
    names: Mapping[int, str]


def kept(viewer: Viewer) -> Kept:
    """Return what is kept beside the map, in one statement."""
    require(viewer, Permission.NETWORK_SEE)
    rows = db.session.execute(union_all(_days(), _names()).order_by("id")).all()
    days = [row for row in rows if row.what == "day"]
    return Kept(
        tuple(Day(row.id, row.at, Reason(row.words)) for row in reversed(days[-MOST:])),
        _frozen(days[-1]) if days else None,
        {row.id: row.words for row in rows if row.what == "group"},
    )


def _days() -> Any:
    newest = select(func.max(MapSnapshot.id)).scalar_subquery()
    return select(
        literal("day").label("what"),
        MapSnapshot.id.label("id"),
        MapSnapshot.taken_at.label("at"),
        cast(MapSnapshot.reason, String).label("words"),
        MapSnapshot.phase.label("phase"),
        case((MapSnapshot.id == newest, MapSnapshot.figures), else_="").label("more"),
    )


def _names() -> Any:
    return select(
        literal("group"), MapGroup.id, MapGroup.made_at, MapGroup.name,
        literal(""), literal(""),
    ).where(MapGroup.name != "")  # fmt: skip


def _frozen(row: Any) -> Frozen:
    return frozen(
        MapSnapshot(
            id=row.id, taken_at=row.at, reason=Reason(row.words), phase=row.phase,
            figures=row.more,
        )
    )  # fmt: skip
