"""What a project is filed under, as its lead edits it: words, areas, organisations."""

from dataclasses import dataclass

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.organisations.models import Organisation
from community.projects.models import ProjectArea, ProjectOrganisation, ProjectTag


@dataclass(frozen=True)
class TagLine:
    """A word on a project, for its lead."""

    id: int
    label: str
    sensitive: bool
    proposed: bool


def tags_of(viewer: Viewer, project: int) -> tuple[TagLine, ...]:
    """Return a project's words, those that still wait for approval among them."""
    rows = db.session.execute(
        visible(viewer, Tag.id, Tag.label, Tag.sensitive, Tag.state)
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .where(ProjectTag.project_id == project)
        .order_by(Tag.label)
    )
    return tuple(
        TagLine(row.id, row.label, row.sensitive, row.state is TagState.PROPOSED)
        for row in rows
    )


@dataclass(frozen=True)
class Filed:
    """The areas and organisations that a project is filed under."""

    areas: tuple[str, ...]
    organisations: tuple[str, ...]


def filed_under(viewer: Viewer, project: int) -> Filed:
    """Return the area codes and organisations of a project: two statements."""
    areas = visible(viewer, ProjectArea.code).where(ProjectArea.project_id == project)
    link = ProjectOrganisation
    bodies = (
        visible(viewer, Organisation.name)
        .join(link, link.organisation_id == Organisation.id)
        .where(link.project_id == project)
        .order_by(Organisation.name)
    )
    return Filed(tuple(db.session.scalars(areas)), tuple(db.session.scalars(bodies)))
