"""Whom somebody may greet after a yes: a tie is offered, never made by itself."""

from collections import defaultdict
from collections.abc import Collection

from community.core.access import Viewer
from community.core.db import db
from community.members import queries as members
from community.members.models import Member
from community.members.queries import MemberCard
from community.projects.models import Membership, TeamRole
from community.projects.queries import acquaintances


def leads_to_greet(
    viewer: Viewer, projects: Collection[int]
) -> dict[int, tuple[MemberCard, ...]]:
    """Return the leads of projects whom the viewer sees and does not know, by project.

    Two statements, none without projects.
    """
    if not projects:
        return {}
    known = acquaintances(viewer)
    rows = db.session.execute(
        members.at_a_glance(viewer)
        .add_columns(Membership.project_id.label("project"))
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.project_id.in_(projects), Membership.until.is_(None))
        .where(Membership.role == TeamRole.LEAD, Member.joined)
        .where(Member.id.not_in([viewer.member_id or 0, *known]))
        .order_by(Membership.since, Membership.id)
    ).mappings()
    found: dict[int, list[MemberCard]] = defaultdict(list)
    for row in rows:
        fields = dict(row)
        found[fields.pop("project")].append(members.glanced_at(**fields))
    return {project: tuple(cards) for project, cards in found.items()}


def unknown_of(viewer: Viewer, people: Collection[MemberCard]) -> frozenset[int]:
    """Return the ids of those whom the viewer does not know: one statement."""
    if not people:
        return frozenset()
    known = acquaintances(viewer)
    return frozenset(one.id for one in people if one.id not in known)
