"""The end of somebody's part in a project; the row stays, with how and why."""

from sqlalchemy import delete, func, update

from community.core import clock, journal
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import OPEN, circle_member, find, unscoped
from community.members.organisers import organisers
from community.notices.commands import tell
from community.projects import places, standing
from community.projects.life import alive
from community.projects.models import Ending, Membership, Need, Project, TeamRole
from community.projects.team import changes, is_sensitive, leads, settle_leads

WHY = "circles"
LAST_LEAD = N_(
    "Nobody else leads this project. Ask somebody to lead it first, or say that you "
    "leave it without a lead"
)
LEADS_NO_MORE = N_("You do not lead this project any more")


def end_membership(
    viewer: Viewer, project: Project, membership_id: int, why: str = ""
) -> None:
    """End somebody's part in a project as its lead, with kind words.

    The place goes to whoever waits for it.
    """
    only_one_at_a_time(project)
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    row = _part(viewer, project, Membership.id == membership_id)
    if row.member_id == viewer.member_id:
        raise Refused(N_("Leave it on the page of the project"))
    close(row, Ending.ENDED, why)
    alive(project)
    _note(viewer, row, "ended")
    key = f"membership-ended:{row.id}"
    tell(
        row.member_id, "membership-ended", key,
        project=project.id, link="/projects/mine",
    )  # fmt: skip


def leave(
    viewer: Viewer,
    project: Project,
    why: str = "",
    *,
    how: Ending = Ending.LEFT,
    unled: bool = False,
) -> None:
    """Leave a project at once; the other leads are told, and read the words.

    The last lead is asked for a hand-over first, and goes all the same after saying
    that they leave it `unled`: then it is orphaned, and organisers are told.
    """
    only_one_at_a_time(project)
    row = _own(viewer, project)
    last = row.role is TeamRole.LEAD and number_of_leads(project.id) < 2
    if last and not unled:
        raise Refused(LAST_LEAD)
    close(row, how, why)
    _note(viewer, row, how.value)
    for lead in leads(project.id, viewer):
        key, link = f"team-left:{row.id}", f"/projects/{project.slug}/history"
        tell(lead, "team-left", key, project=project.id, link=link)
    if last:
        tell_organisers_of(settle_leads([project.id]))


def tell_organisers_of(projects: list[int]) -> None:
    """Tell organisers of projects that nobody leads any more, each once a day."""
    for project in projects:
        key = f"project-unled:{project}:{clock.today()}"
        for one in organisers():
            assert one.member_id is not None
            tell(
                one.member_id, "project-unled", key,
                project=project, link="/organise/projects/health",
            )  # fmt: skip


def step_back(viewer: Viewer, project: Project) -> None:
    """Let the viewer go on as a member of the team, while somebody else leads."""
    only_one_at_a_time(project)
    row = _own(viewer, project)
    if row.role is not TeamRole.LEAD:
        raise Refused(LEADS_NO_MORE)
    if number_of_leads(project.id) < 2:
        raise Refused(N_("Nobody else leads this project. Ask somebody first"))
    change_role(project, row, TeamRole.MEMBER)
    _note(viewer, row, "stepped back")


def only_one_at_a_time(project: Project) -> None:
    """Let nobody else come or go as a lead of this project until this is done."""
    row = unscoped(WHY, Project.id).where(Project.id == project.id)
    db.session.execute(row.with_for_update())


def _own(viewer: Viewer, project: Project) -> Membership:
    return _part(viewer, project, Membership.member_id == viewer.member_id)


def _part(viewer: Viewer, project: Project, which: object) -> Membership:
    here = (Membership.project_id == project.id, Membership.until.is_(None))
    found: Membership = find(viewer, Membership, which, *here)  # type: ignore[arg-type]
    return found


def _note(viewer: Viewer, row: Membership, what: str) -> None:
    journal.record(viewer, journal.Act.PROJECT, "membership", row.id, what)


def close(row: Membership, how: Ending, why: str = "") -> None:
    """End a part, with its place in the circle, and pass its place on.

    Nobody is sent to them any more with a question about what the project looks for.
    """
    row.until, row.ended_how, row.ended_because = clock.today(), how, why.strip()[:200]
    db.session.execute(
        delete(circle_member).where(
            circle_member.c.circle_id == row.project_id,
            circle_member.c.member_id == row.member_id,
        )
    )
    db.session.execute(
        update(Need)
        .where(Need.project_id == row.project_id, Need.contact_id == row.member_id)
        .values(contact_id=None)
    )
    changes(row, "ends")
    db.session.flush()
    places.give_back(row.need_id)


def number_of_leads(project: int) -> int:
    """Return how many lead a project."""
    number = unscoped(WHY, func.count(Membership.id)).where(
        Membership.project_id == project,
        Membership.role == TeamRole.LEAD,
        Membership.until.is_(None),
    )
    return db.session.scalar(number) or 0


def change_role(project: Project, row: Membership, role: TeamRole) -> Membership:
    """Let somebody go on in another role: one row ends, and another begins.

    They stay in the circle throughout, and keep the place and the audience they had;
    but who leads no more shows as others of the team do once a tag is sensitive.
    """
    row.until, row.ended_how = clock.today(), Ending.NEW_ROLE
    db.session.flush()
    audience = row.audience
    if role is not TeamRole.LEAD and audience in OPEN and is_sensitive(project.id):
        audience = Audience.PROJECTS
    made = Membership(
        project_id=project.id, member_id=row.member_id, role=role,
        audience=audience, need_id=row.need_id, ends_on=row.ends_on,
        asked_to_renew=row.asked_to_renew,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    if role is TeamRole.LEAD:
        alive(project, led_anew=True)
    return made
