"""Whether the past can be rebuilt: all changes added up give the same figures again."""

import json
from enum import StrEnum

from sqlalchemy import select

from community.core.db import db
from community.network.models import MapSnapshot
from community.network.snapshots import measured
from community.network.snapshots.added_up import facts_at

MOST = 30
"""So many snapshots are replayed by `problems`, the newest ones."""


class Replay(StrEnum):
    """What came of replaying a snapshot.

    `SAME` byte for byte; `ERASED` where facts went with a person or project that was
    erased, and nothing can be said; `REDEFINED` where its measures mean something else
    today; `OTHER` is a mistake.
    """

    SAME = "same"
    ERASED = "erased"
    REDEFINED = "redefined"
    OTHER = "other"


def rebuilt(snapshot: MapSnapshot) -> str:
    """Return the figures of a snapshot, worked out again from all changes."""
    facts = facts_at(snapshot.id)
    day = measured.Day(facts)
    return measured.figures(day, day.measure())


def can_be_replayed(snapshot: MapSnapshot) -> bool:
    """Tell whether all facts of a snapshot are still there.

    An erasure takes rows away and nothing adds any, so their number tells.
    """
    return len(facts_at(snapshot.id)) == snapshot.facts


def replay(snapshot: MapSnapshot) -> Replay:
    """Work a snapshot out again and compare."""
    if not can_be_replayed(snapshot):
        return Replay.ERASED
    if snapshot.definitions != measured.definitions():
        return Replay.REDEFINED
    return Replay.SAME if rebuilt(snapshot) == snapshot.figures else Replay.OTHER


def problems(most: int = MOST) -> list[str]:
    """Return a line for each of the last snapshots that does not rebuild."""
    newest = select(MapSnapshot).order_by(MapSnapshot.id.desc()).limit(most)
    return [
        f"snapshot {row.id}: its changes do not add up to its figures"
        for row in db.session.scalars(newest)
        if replay(row) is Replay.OTHER
    ]


def meanings(snapshot: MapSnapshot) -> dict[str, str]:
    """Return what each figure of a snapshot meant when it was taken, by its name."""
    found: dict[str, str] = json.loads(snapshot.definitions)
    return found
