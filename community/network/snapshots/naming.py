"""The groups of the network as organisers know them: lasting numbers, and names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.graph.groups import match_groups
from community.network.figures import MapPerson, MapProject
from community.network.maps import network_for
from community.network.models import MapGroup
from community.network.snapshots.added_up import Groups, facts_at, groups_of
from community.network.snapshots.taking import last_id

MOST = 80


@dataclass(frozen=True)
class GroupLine:
    """A group as it was found last, with whom and what the viewer may see of it.

    `now` is its number on the map of today, 0 where it has none there.
    """

    id: int
    now: int
    name: str
    people: tuple[MapPerson, ...]
    projects: tuple[MapProject, ...]


def groups_before() -> Groups:
    """Return the lasting number of the group of each person and project, by node.

    Nodes are ("m", member id) and ("p", project id), as the last snapshot found them;
    for the machinery alone, since it holds people whom a viewer may not see.
    """
    last = last_id()
    return groups_of(facts_at(last)) if last else {}


def lasting(now: Mapping[Any, int]) -> dict[int, int]:
    """Return the lasting number of each group of now that was there before."""
    found = match_groups(groups_before(), now)
    return {group: number for group, number in found.items() if number}


def names_of(viewer: Viewer) -> dict[int, str]:
    """Return the names that organisers gave to groups, by lasting number."""
    require(viewer, Permission.NETWORK_SEE)
    named = select(MapGroup.id, MapGroup.name).where(MapGroup.name != "")
    return dict(db.session.execute(named).all())


def groups(viewer: Viewer) -> tuple[GroupLine, ...]:
    """Return the groups that can be named, as the map of today numbers and fills them.

    Those that the map has no more follow, as the last snapshot found them. Groups of
    which the viewer sees nobody stay out.
    """
    names, found = names_of(viewer), groups_before()
    network = network_for(viewer)
    today = {("m", one.id): one.group for one in network.people if one.group}
    today |= {("p", one.id): one.group for one in network.projects if one.group}
    now = {old: new for new, old in match_groups(found, today).items() if old}
    lines = []
    for number in sorted(set(found.values()), key=lambda one: (one not in now, one)):
        of, group = (today, now[number]) if number in now else (found, number)
        people = tuple(p for p in network.people if of.get(("m", p.id)) == group)
        projects = tuple(p for p in network.projects if of.get(("p", p.id)) == group)
        name = names.get(number, "")
        lines.append(GroupLine(number, now.get(number, 0), name, people, projects))
    shown = [one for one in lines if one.people]
    return tuple(sorted(shown, key=lambda one: (not one.now, one.now)))


def rename(viewer: Viewer, number: int, name: str) -> MapGroup:
    """Give a group a name; an empty one takes its name away."""
    require(viewer, Permission.NETWORK_KEEP)
    row = db.session.get(MapGroup, number)
    if row is None:
        raise NotFound("group")
    name = " ".join(name.split())
    if len(name) > MOST:
        raise Refused(N_("Use %(most)s letters or fewer."), most=MOST)
    same = select(MapGroup.id).where(MapGroup.name == name, MapGroup.id != number)
    if name and db.session.scalar(same.limit(1)) is not None:
        raise Refused(N_("Another group has this name. Choose a different one."))
    row.name, row.named_by_id, row.named_at = name, viewer.member_id, clock.now()
    journal.record(viewer, journal.Act.NETWORK, "map_group", number, "name")
    db.session.flush()
    return row
