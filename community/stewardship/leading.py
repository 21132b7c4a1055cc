"""Somebody comes to lead a project: from its team in another role, or from outside."""

from community.core.db import db
from community.core.text import N_
from community.core.visible import unscoped
from community.projects.leaving import change_role
from community.projects.life import alive
from community.projects.models import Membership, Project, ProjectState, TeamRole
from community.projects.team import add_membership, default_audience

WHY = "circles"
OPEN_TO_HELP = (
    ProjectState.DRAFT,
    ProjectState.IN_REVIEW,
    ProjectState.PUBLISHED,
    ProjectState.PAUSED,
)
"""The states of a project that somebody can come to lead."""

HAS_ENDED = N_("This project has ended: nobody needs to lead it")


def part_of(project: int, member: int) -> Membership | None:
    """Return the part that somebody has in a project now."""
    found = unscoped(WHY, Membership).where(
        Membership.project_id == project,
        Membership.member_id == member,
        Membership.until.is_(None),
    )
    part: Membership | None = db.session.scalar(found)
    return part


def begin_to_lead(project: Project, member: int) -> Membership:
    """Let somebody lead a project: a sign of life, and the end of being orphaned."""
    part = part_of(project.id, member)
    if part is not None and part.role is TeamRole.LEAD:
        return part
    if part is not None:
        return change_role(project, part, TeamRole.LEAD)
    shown = default_audience(project.id)
    made = add_membership(project, member, TeamRole.LEAD, shown)
    alive(project)
    return made
