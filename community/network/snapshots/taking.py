"""Taking a snapshot: read and measured without a lock, then written at once.

What takes long is in a value (`Prepared`) before anything is written; `keep` writes it
unless somebody else took a snapshot, or somebody left, in between.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.graph.groups import match_groups
from community.members.models import Member
from community.network.models import Fact, MapGroup, MapSnapshot, Reason
from community.network.snapshots import measured
from community.network.snapshots.added_up import (
    Groups,
    changes_between,
    facts_at,
    groups_of,
    write,
)
from community.network.snapshots.facts import Facts, Known, facts_now
from community.projects.models import Project

WHY = "snapshot"
CHANGED = N_("Something changed while this was worked out. Try again.")


@dataclass(frozen=True)
class Prepared:
    """A snapshot that is worked out and not yet written.

    `last` is the number of the one before, 0 for none. Groups that are new have
    negative numbers in `changes`, until they are written.
    """

    last: int
    changes: tuple[tuple[bool, Known], ...]
    facts: int
    figures: str


def last_id() -> int:
    """Return the number of the last snapshot; 0 before the first."""
    return db.session.scalar(select(func.max(MapSnapshot.id))) or 0


def earlier_than(snapshot_id: int) -> int | None:
    """Return the number of the snapshot before another one."""
    earlier = select(func.max(MapSnapshot.id)).where(MapSnapshot.id < snapshot_id)
    found: int | None = db.session.scalar(earlier)
    return found


def prepare(facts: Facts | None = None) -> Prepared:
    """Work out a snapshot of now, or of other facts; writes nothing."""
    last = last_id()
    before = facts_at(last) if last else frozenset()
    facts = facts_now() if facts is None else facts
    day = measured.Day(facts)
    found = day.measure(groups_of(before))
    facts |= _groups(day, [int(one) for one in found.group], groups_of(before))
    changes = changes_between(before, facts)
    figures = measured.figures(measured.Day(facts), found)
    return Prepared(last, tuple(changes), len(facts), figures)


def _groups(day: measured.Day, numbers: list[int], before: Groups) -> Facts:
    """Return the group of each person and project, by its lasting number."""
    now: Groups = dict(zip(day.nodes, numbers, strict=True))
    lasting = {n: old or -n for n, old in match_groups(before, now).items()}
    people = {now["m", one] for one in day.people}
    found = set()
    for (sort, number), group in now.items():
        if group in people and group:
            whose = {"a": number} if sort == "m" else {"project": number}
            found.add(Known(Fact.GROUP, **whose, value=str(lasting[group])))
    return frozenset(found)


def take(reason: Reason, viewer: Viewer | None = None, phase: str = "") -> MapSnapshot:
    """Take a snapshot of now in the caller's transaction, and return its row."""
    return keep(prepare(), reason, viewer, phase)


def keep(
    prepared: Prepared, reason: Reason, viewer: Viewer | None = None, phase: str = ""
) -> MapSnapshot:
    """Write a snapshot; `viewer` is who asked for it, None for the clock.

    Raises `Conflict` where another was taken, or somebody left, since it was prepared,
    `Refused` for a phase that has its snapshot.
    """
    if viewer is not None:
        require(viewer, Permission.NETWORK_KEEP)
    if reason is Reason.PHASE and _is_closed(phase):
        raise Refused(N_("This phase is closed already. Reload the page."))
    if last_id() != prepared.last or _somebody_left(prepared):
        raise Conflict(CHANGED)
    row = MapSnapshot(
        reason=reason, phase=phase, figures=prepared.figures, facts=prepared.facts,
        definitions=measured.definitions(), after=prepared.last,
        taken_by_id=viewer.member_id if viewer else None,
    )  # fmt: skip
    _write(row, prepared)
    if viewer is not None:
        note = f"snapshot {reason.value} {phase}".strip()
        journal.record(viewer, journal.Act.NETWORK, "map_snapshot", row.id, note)
    return row


def _write(row: MapSnapshot, prepared: Prepared) -> None:
    """Write it all, unless somebody takes one or leaves in the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
            write(row, _with_new_groups(prepared))
    except IntegrityError:
        raise Conflict(CHANGED) from None


def _is_closed(phase: str) -> bool:
    found = select(MapSnapshot.id).where(
        MapSnapshot.reason == Reason.PHASE, MapSnapshot.phase == phase
    )
    return db.session.scalar(found.limit(1)) is not None


def _somebody_left(prepared: Prepared) -> bool:
    """Tell whether a person or project of the changes is not there any more."""
    people = {who for _, one in prepared.changes for who in (one.a, one.b)} - {0}
    projects = {one.project for _, one in prepared.changes} - {0}
    there = set(db.session.scalars(unscoped(WHY, Member.id)))
    found = set(db.session.scalars(unscoped(WHY, Project.id)))
    return not (people <= there and projects <= found)


def _with_new_groups(prepared: Prepared) -> list[tuple[bool, Known]]:
    """Return the changes with real numbers for the groups that are new."""
    new = sorted(
        {int(one.value) for _, one in prepared.changes if _is_new(one)}, reverse=True
    )
    rows = [MapGroup() for _ in new]
    for row in rows:
        db.session.add(row)
        db.session.flush()
    real = {str(number): str(row.id) for number, row in zip(new, rows, strict=True)}
    return [
        (begins, one._replace(value=real[one.value]) if _is_new(one) else one)
        for begins, one in prepared.changes
    ]


def _is_new(one: Known) -> bool:
    return one.fact == Fact.GROUP and one.value.startswith("-")
