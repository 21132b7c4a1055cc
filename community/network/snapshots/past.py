"""The map of a day in the past, as far as everybody on it still shows themselves.

It is today's map without what was not there on that day: who withdrew, hides a tie or
was blocked since is gone from the past at once, and whoever agreed to a name later
stays without one in the time before. People carry the kind and place of today.
"""

from dataclasses import replace

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.network.models import Fact, MapSnapshot
from community.network.rows import MapRows, rows_for
from community.network.snapshots.added_up import facts_at
from community.network.snapshots.facts import Facts


def snapshot_of(viewer: Viewer, snapshot_id: int) -> MapSnapshot:
    """Return one snapshot, or raise `NotFound`."""
    require(viewer, Permission.NETWORK_SEE)
    row = db.session.get(MapSnapshot, snapshot_id)
    if row is None:
        raise NotFound("snapshot")
    return row


def on(viewer: Viewer, snapshot_id: int, today: MapRows | None = None) -> MapRows:
    """Return the rows of the map of a snapshot's day, never more than today's.

    `today` saves reading `rows_for` again. `absent` counts those of that day's people
    whom the viewer may list and who withdrew since.
    """
    snapshot_of(viewer, snapshot_id)
    return then(rows_for(viewer) if today is None else today, facts_at(snapshot_id))


def then(today: MapRows, facts: Facts) -> MapRows:
    """Return what of today's rows was on the map of a day already."""
    named = {one.a for one in facts if one.fact == Fact.NAMED}
    counted = named | {one.a for one in facts if one.fact == Fact.UNNAMED}
    shown = tuple(one for one in today.named if one.id in named)
    names = {one.id for one in shown}
    others = {one.id for one in today.named} | today.unnamed
    ties = {(one.a, one.b) for one in facts if one.fact == Fact.TIE}
    work = {(one.a, one.project) for one in facts if one.fact == Fact.MEMBERSHIP}
    there = {one.project for one in facts if one.fact == Fact.PHASE}
    return replace(
        today,
        named=shown,
        unnamed=frozenset((others & counted) - names),
        absent=0,
        ties=tuple(pair for pair in today.ties if pair in ties),
        memberships=tuple(pair for pair in today.memberships if pair in work),
        projects={one: today.projects[one] for one in today.projects if one in there},
        places={one: today.places[one] for one in today.places if one in names},
        belongs=tuple(pair for pair in today.belongs if pair[0] in names),
        offers=tuple(pair for pair in today.offers if pair[0] in names),
        seeks=tuple(pair for pair in today.seeks if pair[0] in names),
    )
