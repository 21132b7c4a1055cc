"""The groups of the network, and the names that organisers give them."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.errors import Refused
from community.network.snapshots import naming
from community.network.snapshots.comparing import Who
from community.web.door import door, organisers_only
from community.web.forms import done
from community.web.network import pages
from community.web.respond import respond, told

MOST = 6
"""So many people and projects stand for a group."""


@dataclass(frozen=True)
class GroupCard:
    """A group: its lasting number, its name, and how many the viewer sees in it.

    `now` is its number on the map of today, 0 where it is not there. `who` and
    `projects` are some of them, those with most links.
    """

    id: int
    now: int
    name: str
    people: int
    who: tuple[Who, ...]
    projects: tuple[str, ...]


@dataclass(frozen=True)
class GroupsPage:
    """The groups of the last snapshot, in the order of the map."""

    groups: tuple[GroupCard, ...]
    wrong: int = field(default=0, metadata={"api": False})
    problem: str = field(default="", metadata={"api": False})
    typed: str = field(default="", metadata={"api": False})


@pages.get("/network/groups/")
@door("organiser", record=GroupsPage)
def groups(viewer: Viewer) -> ResponseReturnValue:
    """Show the groups of the network, to be named."""
    return respond("network/groups.html", GroupsPage(_cards(viewer)))


def _cards(viewer: Viewer) -> tuple[GroupCard, ...]:
    return tuple(_card(one) for one in naming.groups(viewer))


def _card(line: naming.GroupLine) -> GroupCard:
    best = sorted(line.people, key=lambda one: -(one.ties + one.projects))[:MOST]
    known = sorted(line.projects, key=lambda one: -one.people)[:MOST]
    return GroupCard(
        line.id,
        line.now,
        line.name,
        len(line.people),
        tuple(Who(one.slug, one.name, one.kind, one.shape) for one in best),
        tuple(one.title for one in known),
    )


@pages.post("/network/groups/<int:group_id>")
@organisers_only
def name_group(viewer: Viewer, group_id: int) -> ResponseReturnValue:
    """Give a group a name, or take it away."""
    typed = request.form.get("name", "")
    try:
        row = naming.rename(viewer, group_id, typed)
    except Refused as error:
        page = GroupsPage(_cards(viewer), group_id, told(error), typed)
        return respond("network/groups.html", page, 422)
    said = _("The group is called “%(name)s” now.", name=row.name)
    return done(said if row.name else _("The name is taken away."), "network.groups")
