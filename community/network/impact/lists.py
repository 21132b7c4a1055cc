"""The rows behind the figures of impact: those that the viewer may open, page by page.

Each list is as long as the figure that leads to it says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from community.connections.models import Connection
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, page_of, visible
from community.impact.asked import ImpactAsked
from community.impact.lists import (
    SIZE,
    ImpactName,
    ImpactRow,
    changes_page,
    cut,
    evidence_page,
)
from community.impact.phases import Phases
from community.members.models import Member
from community.network.impact.figures import can_be_opened
from community.network.impact.teamwork import origins_of, work
from community.programme.models import Origin, ProjectOrigin
from community.projects.models import Project
from community.vocabulary.models import PHASES
from community.vocabulary.queries import terms

TIES, WORK, PROJECTS = "ties", "work", "projects"
CHANGES, EVIDENCE = "changes", "evidence"
LISTS = (TIES, WORK, PROJECTS, CHANGES, EVIDENCE)


def rows(viewer: Viewer, name: str, asked: ImpactAsked, page: int) -> Page[ImpactRow]:
    """Return a page of one of the lists, newest first; raise `NotFound` for others."""
    if name not in LISTS:
        raise NotFound("list")
    return _READ[name](viewer, Phases(terms(PHASES)), asked, page)


def _ties(
    viewer: Viewer, phases: Phases, asked: ImpactAsked, page: int
) -> Page[ImpactRow]:
    columns = (Connection.a_id, Connection.b_id, Connection.since, Connection.origin)
    found = visible(viewer, *columns).where(can_be_opened(viewer))
    if asked.phase:
        found = found.where(phases.holds(asked.phase, Connection.since))
    if asked.origin:
        found = found.where(Connection.origin.in_(_origin(asked.origin)))
    found = found.order_by(Connection.since.desc(), Connection.id.desc())
    heads = page_of(found, _Tie, page, SIZE)
    people = _people(
        viewer, [end for one in heads.items for end in (one.a_id, one.b_id)]
    )
    items = tuple(
        ImpactRow(
            one.since, (people[one.a_id], people[one.b_id]), origin=one.origin.value
        )
        for one in heads.items
    )
    return Page(items, heads.number, heads.size, heads.total)


@dataclass(frozen=True)
class _Tie:
    a_id: int
    b_id: int
    since: date
    origin: Origin


def _origin(code: str) -> list[Origin]:
    return [one for one in Origin if one.value == code]


def _work(
    viewer: Viewer, phases: Phases, asked: ImpactAsked, page: int
) -> Page[ImpactRow]:
    kept = [
        one
        for one in work(viewer, origins_of(viewer))
        if one.open
        and asked.phase in ("", phases.of(one.since))
        and asked.origin in ("", one.origin)
    ]
    kept.sort(key=lambda one: (-one.since.toordinal(), one.project, one.a, one.b))
    shown = kept[cut(SIZE, len(kept), page)]
    people = _people(viewer, [end for one in shown for end in (one.a, one.b)])
    projects = _projects_of(viewer, [one.project for one in shown])
    items = tuple(
        ImpactRow(
            one.since, (people[one.a], people[one.b]), projects[one.project], one.origin
        )
        for one in shown
    )
    return Page(items, page, SIZE, len(kept))


def _people(viewer: Viewer, ids: Iterable[int]) -> dict[int, ImpactName]:
    found = visible(viewer, Member.id, Member.slug, Member.name)
    rows = db.session.execute(found.where(Member.id.in_(set(ids))))
    return {number: ImpactName(slug, name) for number, slug, name in rows}


def _projects_of(viewer: Viewer, ids: Iterable[int]) -> dict[int, ImpactName]:
    found = visible(viewer, Project.id, Project.slug, Project.title)
    rows = db.session.execute(found.where(Project.id.in_(set(ids))))
    return {number: ImpactName(slug, title) for number, slug, title in rows}


def _projects(
    viewer: Viewer, phases: Phases, asked: ImpactAsked, page: int
) -> Page[ImpactRow]:
    """List projects by how they began; that knows no phase."""
    found = (
        visible(viewer, Project.slug, Project.title, ProjectOrigin.origin)
        .join(ProjectOrigin, ProjectOrigin.project_id == Project.id)
        .order_by(func.lower(Project.title), Project.id)
    )
    if asked.origin:
        found = found.where(ProjectOrigin.origin.in_(_origin(asked.origin)))
    return page_of(found, _project, page, SIZE)


def _project(slug: str, title: str, origin: Origin) -> ImpactRow:
    return ImpactRow(None, project=ImpactName(slug, title), origin=origin.value)


_READ: dict[str, Callable[[Viewer, Phases, ImpactAsked, int], Page[ImpactRow]]] = {
    TIES: _ties,
    WORK: _work,
    PROJECTS: _projects,
    CHANGES: changes_page,
    EVIDENCE: evidence_page,
}
