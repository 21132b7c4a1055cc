"""What numbers in somebody's rows are called, as far as they may see it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select

from community.announcements.models import Announcement
from community.coffee.models import CoffeeRound
from community.connections.models import Connection
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.essays.models import Essay
from community.evidence.models import Collection, Resource
from community.expertise.models import Tag
from community.ideas.models import Idea
from community.members.models import Member
from community.network.models import MapSnapshot
from community.organisations.models import Organisation
from community.programme.models import Event, Update
from community.projects.models import Need, Project
from community.surveys.models import Survey

Names = Mapping[tuple[str, int], Any]

CALLED: dict[str, tuple[Any, Any]] = {
    "announcement": (Announcement.id, Announcement.title),
    "coffee_round": (CoffeeRound.id, CoffeeRound.month),
    "collection": (Collection.id, Collection.title),
    "essay": (Essay.id, Essay.title),
    "event": (Event.id, Event.title),
    "idea": (Idea.id, Idea.title),
    "map_snapshot": (MapSnapshot.id, MapSnapshot.taken_at),
    "need": (Need.id, Need.role),
    "organisation": (Organisation.id, Organisation.name),
    "project": (Project.id, Project.title),
    "project_update": (Update.id, Update.title),
    "resource": (Resource.id, Resource.title),
    "survey": (Survey.id, Survey.title),
    "tag": (Tag.id, Tag.label),
}
"""By table: its number, and what it is called."""

EACH = 500


def of(viewer: Viewer, eyes: Viewer, wanted: Mapping[str, set[int]]) -> Names:
    """Return what things are called that the viewer may see.

    People by the viewer's own eyes: somebody who is not active sees those alone who
    show themselves to everybody. Things by their `eyes` as a member.
    """
    found: dict[tuple[str, int], Any] = {}
    for table, numbers in wanted.items():
        if table in CALLED:
            number, called = CALLED[table]
            _add(found, table, visible(eyes, number, called), number, numbers)
    people = visible(viewer, Member.id, Member.name)
    _add(found, "member", people, Member.id, wanted.get("member", set()))
    accounts = visible(viewer, Member.account_id, Member.name)
    known = wanted.get("account", set())
    _add(found, "account", accounts, Member.account_id, known)
    return found


def _add(
    found: dict[tuple[str, int], Any],
    table: str,
    asked: Select[Any],
    number: Any,
    numbers: set[int],
) -> None:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), EACH):
        some = asked.where(number.in_(ordered[start : start + EACH]))
        found |= {(table, row[0]): row[1] for row in db.session.execute(some)}


SEEN = {"member": Member.id, "project": Project.id, "tie": Connection.id}


def seen(eyes: Viewer, what: str) -> Select[Any]:
    """Select the numbers of the people, projects or ties that somebody sees."""
    return visible(eyes, SEEN[what])
