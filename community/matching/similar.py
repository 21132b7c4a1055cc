"""Projects like one that somebody reads about, and what is alike.

The graph proposes, from what every member may see; what is shown, and what it has in
common with the project, is read again as the viewer may see it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, and_, or_, select

from community.connections.models import Dismissal, Subject
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.expertise.models import Tag, TagState
from community.graph.alike import alike
from community.matching import snapshot
from community.members.queries import TagChip
from community.projects.models import LISTED, SHOWN, Project, ProjectTag
from community.projects.queries import ProjectCard, card, projects

WIDE = "eng"
"""A nation too wide to be near because of it: there the region counts."""

SHOW = 3
ASK = 24
"""How many are looked at again for those that are shown: some may be hidden."""


@dataclass(frozen=True)
class Similar:
    """A project like another: the words that both show, and whether it is near."""

    card: ProjectCard
    common: tuple[TagChip, ...]
    near: bool = field(default=False)


def similar(
    viewer: Viewer, project: Project, words: Collection[str]
) -> tuple[Similar, ...]:
    """Return the projects most like one whose page shows `words`: two statements.

    None that the viewer put aside, and none that has no word in common that both show.
    """
    if project.state not in SHOWN or not words:
        return ()
    graph, _ = snapshot.current(viewer)
    place = graph.projects.of.get(project.id)
    if place is None:
        return ()
    ids = graph.projects.ids
    order = [int(ids[one]) for one, _ in alike(graph.matcher.shared, place, ASK)]
    found = _looked_at(viewer, project, order, words)
    return tuple(found[one] for one in order if one in found)[:SHOW]


def _looked_at(
    viewer: Viewer, project: Project, ids: list[int], words: Collection[str]
) -> dict[int, Similar]:
    if not ids:
        return {}
    near = and_(Project.region != "", Project.region == project.region)
    if project.nation not in ("", WIDE):
        near = or_(near, Project.nation == project.nation)
    rows = db.session.execute(
        projects(viewer)
        .add_columns(near.label("near"), Tag.slug.label("tag"), Tag.label)
        .join(ProjectTag, ProjectTag.project_id == Project.id)
        .join(Tag, and_(Tag.id == ProjectTag.tag_id, Tag.slug.in_(words)))
        .where(Tag.state == TagState.APPROVED, Project.state.in_(LISTED))
        .where(Project.id.in_(ids), Project.id.not_in(put_aside(viewer)))
        .order_by(Tag.label)
    )
    found: dict[int, Similar] = {}
    for row in rows.mappings():
        one = _alone(**row)
        before = found.get(one.card.id, replace(one, common=()))
        found[one.card.id] = replace(one, common=before.common + one.common)
    return found


def _alone(near: bool, tag: str, label: str, **row: Any) -> Similar:
    return Similar(card(**row), (TagChip(tag, label),), bool(near))


def put_aside(viewer: Viewer) -> Select[Any]:
    """Select the projects that the viewer put aside, for good or until a day."""
    found = select(Dismissal.subject_id).where(
        Dismissal.member_id == (viewer.member_id or 0),
        Dismissal.subject == Subject.PROJECT,
    )
    return found.where(or_(Dismissal.until.is_(None), Dismissal.until > clock.today()))
