"""Who was in a project, in which role, from when until when."""

from dataclasses import dataclass
from datetime import date

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.members import queries as members
from community.projects.models import Ending, Membership, Project, TeamRole
from community.projects.standing import Mine

MOST = 200


@dataclass(frozen=True)
class PartLine:
    """One part of somebody's in a project; how and why it ended is for its two sides.

    `number` and `audience` are told of the viewer's own, to say who may see it.
    """

    card: members.MemberCard
    role: TeamRole
    since: date
    until: date | None
    ended_how: Ending | None
    ended_because: str
    own: bool
    number: int
    audience: str


def history(viewer: Viewer, project: Project, standing: Mine) -> tuple[PartLine, ...]:
    """Return the parts in a project that the viewer may know of: four statements."""
    found = visible(viewer, Membership).where(Membership.project_id == project.id)
    order = (Membership.until.is_not(None), Membership.until.desc())
    rows = db.session.scalars(
        found.order_by(*order, Membership.since.desc(), Membership.id.desc()).limit(
            MOST
        )
    ).all()
    people = members.cards(viewer, {row.member_id for row in rows}, tags=0)
    return tuple(
        _line(row, people[row.member_id], viewer, standing)
        for row in rows
        if row.member_id in people
    )


def _line(
    row: Membership, card: members.MemberCard, viewer: Viewer, standing: Mine
) -> PartLine:
    own = row.member_id == viewer.member_id
    side = own or standing.leads
    return PartLine(
        card=card, role=row.role, since=row.since, until=row.until,
        ended_how=row.ended_how if side else None,
        ended_because=row.ended_because if side else "",
        own=own, number=row.id if own else 0,
        audience=row.audience.value if own else "",
    )  # fmt: skip
