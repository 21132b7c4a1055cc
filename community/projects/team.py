"""Who is in a project: memberships, their audiences, and the circle of each."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, union, update

from community.core import clock, journal, outbox
from community.core.access import VISITOR, Audience, Viewer
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.text import N_
from community.core.visible import (
    OPEN,
    blocked_with,
    circle_member,
    connected_to,
    find,
    mates_of,
    unscoped,
    visible,
)
from community.expertise.models import Tag
from community.members.audiences import note
from community.members.models import Member
from community.projects.models import (
    JOIN_OPEN,
    JoinRequest,
    JoinState,
    Membership,
    NeedTag,
    Project,
    ProjectTag,
    TeamRole,
)

CHOICES = (Audience.PROJECTS, Audience.MEMBERS, Audience.PUBLIC)
"""Who may know that somebody is in a project, as its people choose it."""


def sensitive_ones(projects: Collection[int]) -> frozenset[int]:
    """Return those projects that have a sensitive tag, on the page or a need."""
    parts = union(
        *(
            select(entity.project_id)
            .join(Tag, Tag.id == entity.tag_id)
            .where(entity.project_id.in_(projects), Tag.sensitive)
            for entity in (ProjectTag, NeedTag)
        )
    ).subquery()
    return frozenset(db.session.scalars(unscoped("circles", *parts.c)))


def is_sensitive(project: int) -> bool:
    """Tell whether a project, or somebody it looks for, has a sensitive tag."""
    return bool(sensitive_ones([project]))


def narrow(project: int) -> None:
    """Show a team to the project alone, but for its leads, until each chooses again."""
    db.session.execute(
        update(Membership)
        .where(Membership.project_id == project, Membership.role != TeamRole.LEAD)
        .where(Membership.audience.in_([Audience.MEMBERS, Audience.PUBLIC]))
        .values(audience=Audience.PROJECTS)
    )


def default_audience(project: int) -> Audience:
    """Return who sees a new membership: fewer where the project has a sensitive tag."""
    return Audience.PROJECTS if is_sensitive(project) else Audience.MEMBERS


def choices(*, sensitive: bool, ended: bool = False) -> tuple[Audience, ...]:
    """Return whom a membership can show to; never to anyone for a sensitive project.

    A part that has ended can be its owner's alone: no team has to know of it any more.
    """
    shown = CHOICES[:2] if sensitive else CHOICES
    return (Audience.ME, *shown) if ended else shown


def add_membership(
    project: Project,
    member: int,
    role: TeamRole,
    audience: Audience,
    *,
    need_id: int | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Put somebody into a project and its circle, in the caller's transaction."""
    made = Membership(
        project_id=project.id, member_id=member, role=role, audience=audience,
        need_id=need_id, ends_on=ends_on,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    row = {"circle_id": project.id, "member_id": member}
    inside = unscoped("circles", circle_member.c.member_id).where(
        circle_member.c.circle_id == project.id, circle_member.c.member_id == member
    )
    if db.session.scalar(inside) is None:
        db.session.execute(circle_member.insert().values(**row))
    if role is TeamRole.LEAD:
        project.orphaned = project.seeks_lead = False
    _asks_no_more(project.id, member)
    changes(made, "begins")
    db.session.flush()
    return made


def _asks_no_more(project: int, member: int) -> None:
    """End what still asks to let somebody in who came in on another way."""
    ended = db.session.scalars(
        update(JoinRequest)
        .where(JoinRequest.project_id == project, JoinRequest.member_id == member)
        .where(JoinRequest.state.in_(JOIN_OPEN))
        .values(state=JoinState.WITHDRAWN, answered_at=clock.now())
        .returning(JoinRequest.id)
        .execution_options(unscoped="joining")
    ).all()
    for number in ended:
        act = journal.Act.PROJECT
        journal.record(VISITOR, act, "join_request", number, JoinState.WITHDRAWN.value)


def changes(row: Membership, how: str) -> None:
    """Leave it to a worker to let somebody into the team's conversation, or out.

    Who was imported comes into it when they join the community, never before.
    """
    joined = unscoped("circles", Member.joined).where(Member.id == row.member_id)
    if not db.session.scalar(joined):
        return
    at = clock.now().isoformat()
    key, lane = f"team:{row.id}:{how}:{at}", f"team:{row.project_id}"
    outbox.ask(
        "team", key, kind=how, member=row.member_id, lane=lane,
        project=row.project_id, at=at,
    )  # fmt: skip


def show_membership(
    viewer: Viewer, project: Project, membership_id: int, audience: Audience
) -> None:
    """Choose who sees that one is, or was, in a project."""
    row: Membership = find(
        viewer,
        Membership,
        Membership.id == membership_id,
        Membership.project_id == project.id,
    )
    if row.member_id != viewer.member_id:
        raise Forbidden("membership")
    check_audience(project.id, audience, ended=row.until is not None)
    note(viewer, "membership", row.id, [row.audience], audience)
    row.audience = audience
    db.session.flush()


def check_audience(project: int, audience: Audience, *, ended: bool = False) -> None:
    """Refuse an audience that a membership of this project can't have."""
    if audience not in choices(sensitive=is_sensitive(project), ended=ended):
        raise Refused(N_("Choose who may see it from the list"))


def leads(project: int, asking: Viewer | None = None) -> list[int]:
    """Return the leads of a project, to tell them of something.

    Whoever is blocked between them and the one who is `asking` is not told.
    """
    found = unscoped("circles", Membership.member_id).where(
        Membership.project_id == project,
        Membership.role == TeamRole.LEAD,
        Membership.until.is_(None),
    )
    if asking is not None:
        found = found.where(Membership.member_id.not_in(blocked_with(asking)))
    return list(db.session.scalars(found.order_by(Membership.member_id)))


def check_named(viewer: Viewer, readers: Collection[int]) -> None:
    """Refuse to let somebody offer whose name none of those who answer may see.

    It is their own choice of audience alone that counts, so that nobody learns of a
    block.
    """
    mine = visible(viewer, Member.audience).where(Member.id == viewer.member_id)
    audience = db.session.scalar(mine)
    if audience in OPEN:
        return
    near = {Audience.CONNECTIONS: connected_to, Audience.PROJECTS: mates_of}
    if audience in near:
        known = unscoped("circles", Member.id).where(
            Member.id.in_(readers), Member.id.in_(near[audience](viewer))
        )
        if db.session.scalar(known.limit(1)) is not None:
            return
    raise Refused(
        N_("Whoever would answer could not see who you are. Choose first who sees "
           "your name, on your profile")
    )  # fmt: skip


def settle_leads(projects: Collection[int] | None = None) -> list[int]:
    """Let projects be orphaned that have no lead any more; return which these are.

    Whatever takes memberships away calls it in the same transaction, with the projects
    that it may concern; without them it looks at all.
    """
    led = unscoped("circles", Membership.project_id).where(
        Membership.role == TeamRole.LEAD, Membership.until.is_(None)
    )
    unled = unscoped("circles", Project.id).where(
        ~Project.orphaned, Project.id.not_in(led)
    )
    if projects is not None:
        unled = unled.where(Project.id.in_(projects))
    found = sorted(db.session.scalars(unled.with_for_update()))
    db.session.execute(
        update(Project).where(Project.id.in_(found)).values(orphaned=True)
    )
    return found


def seen_by(member: int, person: int | None) -> int | None:
    """Return `person` where `member` sees who they are, else nobody.

    What is told of a project counts whoever did it, and goes with them where two part.
    """
    they = Viewer(member, state="active")
    found: int | None = db.session.scalar(
        visible(they, Member.id).where(Member.id == person)
    )
    return found
