"""Other projects for whoever's request came to no yes.

First what suits them, with reasons; where that is not enough, open projects that share
words with the one they asked, and then the newest. Each is called what it is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from community.connections.models import Subject
from community.connections.queries import QUIET
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.matching.answers import ProjectSuggestion, for_you
from community.matching.feedback import Showing
from community.matching.similar import put_aside
from community.projects import queries as projects
from community.projects.models import (
    JOIN_OPEN,
    JoinRequest,
    Membership,
    Project,
    ProjectState,
    ProjectTag,
)
from community.projects.queries import ProjectCard

OTHERS = 3


@dataclass(frozen=True)
class Alternatives:
    """Three projects, or as many as there are: suited ones, alike ones, the newest."""

    suited: tuple[ProjectSuggestion, ...]
    alike: tuple[ProjectCard, ...]
    newest: tuple[ProjectCard, ...]
    showings: tuple[Showing, ...] = ()


def alternatives(viewer: Viewer, project: int) -> Alternatives:
    """Return other open projects for whoever asked one: nine statements at most."""
    found = for_you(viewer)
    suited = [one for one in found.projects if one.card.id != project][:OTHERS]
    there = {one.card.id for one in suited}
    showings = tuple(
        one
        for one in found.showings
        if one.subject is Subject.PROJECT and one.number in there
    )
    left = OTHERS - len(suited)
    rows = _rest(viewer, project, there, left) if left else []
    cards = projects.dressed(viewer, [projects.card(**row) for row, _n in rows])
    alike = {row["id"] for row, number in rows if number}
    return Alternatives(
        tuple(suited),
        tuple(one for one in cards if one.id in alike),
        tuple(one for one in cards if one.id not in alike),
        showings,
    )


def _rest(
    viewer: Viewer, project: int, there: Collection[int], most: int
) -> list[tuple[dict[str, Any], int]]:
    """Return the heads of open projects and how many words each shares with one."""
    shared = _shared_with(project).label("shared")
    found = (
        projects.projects(viewer)
        .add_columns(shared)
        .where(Project.state == ProjectState.PUBLISHED, ~Project.orphaned)
        .where(Project.id.not_in([project, *there]))
        .where(Project.id.not_in(_done_with(viewer)))
        .order_by(shared.desc(), Project.published_at.desc(), Project.id.desc())
        .limit(most)
    )
    rows = [dict(row) for row in db.session.execute(found).mappings()]
    return [(row, row.pop("shared")) for row in rows]


def _shared_with(project: int) -> Any:
    theirs, other = ProjectTag.__table__.alias(), ProjectTag.__table__.alias()
    return (
        select(func.count(other.c.id))
        .join(theirs, theirs.c.tag_id == other.c.tag_id)
        .where(theirs.c.project_id == project, other.c.project_id == Project.id)
        .correlate(Project)
        .scalar_subquery()
    )


def _done_with(viewer: Viewer) -> Select[Any]:
    """Select the projects that the viewer is in, asked lately, or put aside."""
    team, asked = Membership.__table__.alias(), JoinRequest.__table__.alias()
    inside = select(team.c.project_id).where(
        team.c.member_id == viewer.member_id, team.c.until.is_(None)
    )
    lately = or_(asked.c.state.in_(JOIN_OPEN), asked.c.asked_at > clock.now() - QUIET)
    waits = select(asked.c.project_id).where(
        asked.c.member_id == viewer.member_id, lately
    )
    return inside.union(waits, put_aside(viewer))  # type: ignore[return-value]
