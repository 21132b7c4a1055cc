"""How am I linked to somebody, or to a project: the ways, and whom to ask."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Viewer
from community.core.visible import find
from community.matching.linked import NOTHING, Linked, linked_with
from community.matching.paths import (
    PROJECT,
    Station,
    Way,
    Ways,
    ways_to_person,
    ways_to_project,
)
from community.members import queries as members
from community.members.models import Member
from community.members.queries import MemberCard
from community.projects.models import Project
from community.web.connections import pages
from community.web.door import door
from community.web.respond import respond


@dataclass(frozen=True)
class TheProject:
    """The project that one would be linked to."""

    slug: str
    title: str
    summary: str


@dataclass(frozen=True)
class LinkedPage:
    """How the viewer is linked to a person or to a project.

    `sentences` tell each of the ways in words. `acting` when the person takes requests.
    """

    name: str
    person: MemberCard | None
    project: TheProject | None
    ways: Ways
    sentences: tuple[str, ...]
    linked: Linked = NOTHING
    acting: bool = False


@pages.get("/to/person/<slug>")
@door("member", record=LinkedPage)
def to_person(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show the shortest ways to somebody, and who could introduce one."""
    member: Member = find(viewer, Member, Member.slug == slug)
    if member.id == viewer.member_id:
        return redirect(url_for("connections.index"))
    ways = ways_to_person(viewer, member.id)
    page = LinkedPage(
        name=member.name,
        person=members.cards(viewer, [member.id], tags=0).get(member.id),
        project=None,
        ways=ways,
        sentences=tuple(sentence(way) for way in ways.first),
        linked=linked_with(viewer, member.id),
        acting=member.joined and member.taking_requests,
    )
    return respond("connections/linked.html", page)


@pages.get("/to/project/<slug>")
@door("member", record=LinkedPage)
def to_project(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Show the shortest ways to a project, and whom of it one could come to know."""
    project: Project = find(viewer, Project, Project.slug == slug)
    ways = ways_to_project(viewer, project.id)
    page = LinkedPage(
        name=project.title,
        person=None,
        project=TheProject(slug, project.title, project.summary),
        ways=ways,
        sentences=tuple(sentence(way) for way in ways.first),
    )
    return respond("connections/linked.html", page)


def sentence(way: Way) -> str:
    """Tell a way in words: "You know Ben, who works on Pain cafe with Cat"."""
    clauses = [_clause(*stretch) for stretch in _stretches(way)]
    return ", ".join(clauses) + "."


def _stretches(way: Way) -> Iterator[tuple[bool, Station | None, Station | None]]:
    """Cut a way at its people: whether it is the first cut, over what, to whom.

    Two people are linked by a tie or over one project; a way may end at a project.
    """
    first, over = True, None
    for one in way.stations:
        if one.kind == PROJECT:
            over = one
            continue
        yield first, over, one
        first, over = False, None
    if over:
        yield first, over, None


def _clause(first: bool, over: Station | None, to: Station | None) -> str:
    project, person = over.name if over else "", to.name if to else ""
    if not over:
        said = _("You know %(person)s") if first else _("who knows %(person)s")
    elif not to:
        said = _("You work on %(project)s") if first else _("who works on %(project)s")
    else:
        said = (
            _("You work on %(project)s with %(person)s")
            if first
            else _("who works on %(project)s with %(person)s")
        )
    return str(said) % {"project": project, "person": person}
