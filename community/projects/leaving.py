"""The end of somebody's part in a project; the row stays, with how and why."""

from sqlalchemy import delete, func

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import circle_member, find, unscoped
from community.notices.commands import tell
from community.projects import places, standing
from community.projects.models import Ending, Membership, Project, TeamRole
from community.projects.team import changes

LAST_LEAD = N_("A project needs a lead: make somebody else one first")


def end_membership(
    viewer: Viewer, project: Project, membership_id: int, why: str = ""
) -> None:
    """Leave a project, or as its lead end somebody's part.

    The last lead hands over first. The place goes to whoever waits for it.
    """
    row: Membership = find(
        viewer,
        Membership,
        Membership.id == membership_id,
        Membership.project_id == project.id,
        Membership.until.is_(None),
    )
    by_lead = row.member_id != viewer.member_id
    if by_lead:
        require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    if row.role is TeamRole.LEAD and number_of_leads(project.id) < 2:
        raise Refused(LAST_LEAD)
    close(row, Ending.ENDED if by_lead else Ending.LEFT, why)
    if by_lead:
        kind, key = "membership-ended", f"membership-ended:{row.id}"
        tell(row.member_id, kind, key, project=project.id, link="/projects/mine")


def close(row: Membership, how: Ending, why: str = "") -> None:
    """End a part, with its place in the circle, and pass its place on."""
    row.until, row.ended_how, row.ended_because = clock.today(), how, why.strip()[:200]
    db.session.execute(
        delete(circle_member).where(
            circle_member.c.circle_id == row.project_id,
            circle_member.c.member_id == row.member_id,
        )
    )
    changes(row, "ends")
    db.session.flush()
    places.give_back(row.need_id)


def number_of_leads(project: int) -> int:
    """Return how many lead a project."""
    number = unscoped("circles", func.count(Membership.id)).where(
        Membership.project_id == project,
        Membership.role == TeamRole.LEAD,
        Membership.until.is_(None),
    )
    return db.session.scalar(number) or 0


def change_role(project: Project, row: Membership, role: TeamRole) -> Membership:
    """Let somebody go on in another role: one row ends, and another begins.

    They stay in the circle throughout, and keep the place and the audience they had.
    """
    row.until, row.ended_how = clock.today(), Ending.NEW_ROLE
    db.session.flush()
    made = Membership(
        project_id=project.id, member_id=row.member_id, role=role,
        audience=row.audience, need_id=row.need_id, ends_on=row.ends_on,
    )  # fmt: skip
    db.session.add(made)
    if role is TeamRole.LEAD:
        project.orphaned = False
    db.session.flush()
    return made


def make_lead(viewer: Viewer, project: Project, membership_id: int) -> None:
    """Make somebody of the team a lead beside the viewer."""
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    row: Membership = find(
        viewer,
        Membership,
        Membership.id == membership_id,
        Membership.project_id == project.id,
    )
    if row.until is not None:
        raise Refused(N_("They have left the project"))
    if row.role is not TeamRole.LEAD:
        change_role(project, row, TeamRole.LEAD)
