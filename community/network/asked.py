"""The map that a view asks for: that of today, or of a day in the past."""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from community.core.access import Permission, Viewer, require
from community.graph.groups import match_groups
from community.network.fingerprint import fingerprint
from community.network.kept import last
from community.network.maps import Network, network_for, network_of
from community.network.rows import MapRows, rows_for
from community.network.since import since
from community.network.snapshots.added_up import Groups, facts_at, groups_of
from community.network.snapshots.past import snapshot_of, then
from community.network.snapshots.taking import last_id
from community.network.view import View

KEPT = 8
"""How many maps of the past a process keeps."""

_past: OrderedDict[tuple[object, ...], Network] = OrderedDict()
_rows: dict[tuple[object, ...], MapRows] = {}
_groups: dict[int, Groups] = {}
_busy = threading.Lock()


def network_asked(viewer: Viewer, view: View) -> Network:
    """Return the whole map that `view` looks at; raise `NotFound` for an unknown day.

    A day of the past shows who was there and still shows themselves today.
    """
    require(viewer, Permission.NETWORK_SEE)
    found = _on(viewer, int(view.on)) if view.on else network_for(viewer)
    return since(viewer, found, int(view.since)) if view.since else found


def _on(viewer: Viewer, day: int) -> Network:
    key = (viewer.member_id, viewer.roles, *fingerprint(viewer), day)
    with _busy:
        found = _past.get(key)
        if found is None:
            row = snapshot_of(viewer, day)
            rows = then(_today(viewer, key), facts_at(row.id))
            found = network_of(rows, last())
            _past[key] = found
            while len(_past) > KEPT:
                _past.popitem(last=False)
    return found


def _today(viewer: Viewer, key: tuple[object, ...]) -> MapRows:
    """Return today's rows, kept while somebody goes from day to day."""
    found = _rows.get(key[:-1])
    if found is None:
        _rows.clear()
        found = _rows[key[:-1]] = rows_for(viewer)
    return found


def group_names(network: Network, names: Mapping[int, str]) -> dict[int, str]:
    """Return the names of the groups of a map by their number there.

    `names` are those that organisers gave, by lasting number.
    """
    day = last_id() if names and not network.few else 0
    if not day:
        return {}
    nodes = {("m", one.id): one.group for one in network.people if one.group}
    nodes |= {("p", one.id): one.group for one in network.projects if one.group}
    return {
        group: names[number]
        for group, number in match_groups(_groups_at(day), nodes).items()
        if number is not None and number in names
    }


def _groups_at(day: int) -> Groups:
    """Return the lasting groups as the last snapshot found them."""
    found = _groups.get(day)
    if found is None:
        found = groups_of(facts_at(day))
        _groups.clear()
        _groups[day] = found
    return found
