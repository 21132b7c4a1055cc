"""The facts of any day, added up from all changes until then."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, func, insert, select

from community.core.db import db
from community.network.models import Fact, MapChange, MapSnapshot
from community.network.snapshots.facts import Facts, Known

KEPT = 4
"""How many days a process keeps, of those with many changes."""
LARGE = 50_000
"""So many changes take long to add up."""
AT_ONCE = 5_000
"""So many changes are written with one statement."""

_COLUMNS = (
    MapChange.fact, MapChange.a_id, MapChange.b_id, MapChange.project_id,
    MapChange.value,
)  # fmt: skip
_days: OrderedDict[tuple[int, int], Facts] = OrderedDict()
_last: dict[tuple[Fact, ...], tuple[tuple[int, int], Facts]] = {}


def facts_at(snapshot_id: int) -> Facts:
    """Return the facts of the day of a snapshot: one statement, for many facts three.

    What began and did not end; the facts of whoever was erased since are gone.
    """
    row = db.session.get(MapSnapshot, snapshot_id)
    if row is None or row.facts < LARGE:
        return facts_on(snapshot_id)[0]
    key = (snapshot_id, _changes_until(snapshot_id))
    found = _days.get(key)
    if found is None:
        (found,) = facts_on(snapshot_id)
        _days[key] = found
        while len(_days) > KEPT:
            _days.popitem(last=False)
    return found


def _changes_until(snapshot_id: int) -> int:
    """Count the changes: what was kept is stale once an erasure took some away."""
    changes = select(func.count(MapChange.id)).where(
        MapChange.snapshot_id <= snapshot_id
    )
    return db.session.scalar(changes) or 0


def facts_on(*snapshot_ids: int) -> list[Facts]:
    """Return the facts of several days, in one statement."""
    step = case((MapChange.begins, 1), else_=-1)
    sums = [
        func.sum(case((MapChange.snapshot_id <= one, step), else_=0))
        for one in snapshot_ids
    ]
    found: list[set[Known]] = [set() for _ in sums]
    rows = select(*_COLUMNS, *sums).where(MapChange.snapshot_id <= max(snapshot_ids))
    for fact, a, b, project, value, *there in db.session.execute(
        rows.group_by(*_COLUMNS)
    ):
        one = Known(fact, a or 0, b or 0, project or 0, value)
        for day, number in zip(found, there, strict=True):
            if number > 0:
                day.add(one)
    return [frozenset(day) for day in found]


def last_of(*sorts: Fact) -> Facts:
    """Return the facts of some sorts as the last snapshot left them.

    Two statements; where there are many facts a process keeps them until the next
    snapshot, or until somebody is erased.
    """
    newest = select(MapSnapshot).order_by(MapSnapshot.id.desc()).limit(1)
    row = db.session.scalar(newest)
    if row is None or row.facts < LARGE:
        return _added_up(sorts)
    key = (row.id, _changes_until(row.id))
    kept = _last.get(sorts)
    if kept is None or kept[0] != key:
        kept = _last[sorts] = (key, _added_up(sorts))
    return kept[1]


def _added_up(sorts: tuple[Fact, ...]) -> Facts:
    step = func.sum(case((MapChange.begins, 1), else_=-1))
    rows = select(*_COLUMNS).where(MapChange.fact.in_(sorts))
    return frozenset(
        Known(fact, a or 0, b or 0, project or 0, value)
        for fact, a, b, project, value in db.session.execute(
            rows.group_by(*_COLUMNS).having(step > 0)
        )
    )


def changes_between(before: Facts, after: Facts) -> list[tuple[bool, Known]]:
    """Return what ended and what began, in an order that is always the same."""
    ended = [(False, one) for one in before - after]
    return sorted([*ended, *((True, one) for one in after - before)])


def write(snapshot: MapSnapshot, changes: Iterable[tuple[bool, Known]]) -> None:
    """Write the changes of a snapshot; it has its number already."""
    rows: list[dict[str, Any]] = [
        {
            "snapshot_id": snapshot.id, "fact": Fact(one.fact), "begins": begins,
            "a_id": one.a or None, "b_id": one.b or None,
            "project_id": one.project or None, "value": one.value,
        }
        for begins, one in changes
    ]  # fmt: skip
    for first in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(MapChange), rows[first : first + AT_ONCE])


Groups = dict[Any, int]
"""The lasting number of a group by node: ("m", member id) or ("p", project id)."""


def groups_of(facts: Facts) -> Groups:
    """Return the group of each person ("m", id) and project ("p", id) that has one."""
    return {
        ("m", one.a) if one.a else ("p", one.project): int(one.value)
        for one in facts
        if one.fact == Fact.GROUP
    }
