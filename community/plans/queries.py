"""Reads of a plan: its milestones, its tasks, and whom of the team one can give one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import or_, select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.together import Read, alone
from community.core.visible import circle_member, unscoped, visible
from community.members.models import Member
from community.plans.models import Milestone, TeamTask
from community.projects.models import Membership

DONE_SHOWN = 50
"""So many of the tasks that are done are listed, the last ones first."""


@dataclass(frozen=True)
class MilestoneLine:
    """Something that a project wants to reach, or has reached."""

    id: int
    title: str
    due_on: date | None
    done_on: date | None
    version: int = field(default=0, metadata={"api": False})

    @property
    def late(self) -> bool:
        """Whether its day has passed and it is not reached."""
        over = self.due_on is not None and self.due_on < clock.today()
        return self.done_on is None and over


def milestones_of(
    viewer: Viewer, project: int, most: int = 100
) -> tuple[MilestoneLine, ...]:
    """Return milestones, those ahead first and then the last reached: one statement."""
    return alone(viewer, milestones(project, most))


def milestones(project: int, most: int) -> Read[tuple[MilestoneLine, ...]]:
    """Read milestones, those ahead first and then the last reached."""
    columns = [getattr(Milestone, name) for name in MilestoneLine.__dataclass_fields__]
    found = (
        select(*columns)
        .where(Milestone.project_id == project)
        .order_by(
            Milestone.done_on.is_not(None),
            Milestone.done_on.desc(),
            Milestone.due_on.is_(None),
            Milestone.due_on,
            Milestone.id,
        )
        .limit(most)
    )
    return Read(found, lambda rows: tuple(MilestoneLine(**row) for row in rows))


@dataclass(frozen=True)
class Team:
    """A team for its plan: the names that the viewer sees, and who is in it at all."""

    names: dict[int, str]
    inside: frozenset[int]


def team(viewer: Viewer, project: int) -> Team:
    """Return whom of the team one can give a task to: two statements."""
    seen = (
        visible(viewer, Membership.member_id, Member.name)
        .join(Member, Member.id == Membership.member_id)
        .where(Membership.project_id == project, Membership.until.is_(None))
        .order_by(Member.folded, Member.id)
    )
    inside = unscoped("circles", circle_member.c.member_id).where(
        circle_member.c.circle_id == project
    )
    names = {row.member_id: row.name for row in db.session.execute(seen)}
    return Team(names, frozenset(db.session.scalars(inside)))


@dataclass(frozen=True)
class TaskLine:
    """Something to do: whose it is, by when, and what it is part of.

    `name` is "" for nobody, and for somebody of the team whom the viewer does not see;
    `nobody` tells the two apart.
    """

    id: int
    title: str
    member_id: int | None
    name: str
    due_on: date | None
    done_at: datetime | None
    milestone: str
    mine: bool

    @property
    def nobody(self) -> bool:
        """Whether it waits for somebody to take it."""
        return self.member_id is None

    @property
    def days_over(self) -> int:
        """For how many days it has been due; 0 for what is done or has time."""
        if self.done_at is not None or self.due_on is None:
            return 0
        return max(0, (clock.today() - self.due_on).days)


def tasks_of(viewer: Viewer, project: int, team: Team) -> tuple[TaskLine, ...]:
    """Return the tasks of a team, what is due first: one statement.

    What somebody has who is not in the team any more is nobody's.
    """
    open_ = TeamTask.done_at.is_(None)
    last_done = (
        visible(viewer, TeamTask.id)
        .where(TeamTask.project_id == project, TeamTask.done_at.is_not(None))
        .order_by(TeamTask.done_at.desc(), TeamTask.id.desc())
        .limit(DONE_SHOWN)
    )
    found = (
        visible(viewer, TeamTask, Milestone.title.label("milestone"))
        .outerjoin(Milestone, Milestone.id == TeamTask.milestone_id)
        .where(TeamTask.project_id == project)
        .where(or_(open_, TeamTask.id.in_(last_done)))
        .order_by(
            TeamTask.done_at.desc(), TeamTask.due_on.is_(None), TeamTask.due_on,
            TeamTask.id,
        )
    )  # fmt: skip
    return tuple(
        _line(viewer, row, milestone or "", team)
        for row, milestone in db.session.execute(found)
    )


def _line(viewer: Viewer, row: TeamTask, milestone: str, team: Team) -> TaskLine:
    whose = row.member_id if row.member_id in team.inside else None
    return TaskLine(
        id=row.id,
        title=row.title,
        member_id=whose,
        name=team.names.get(whose or 0, ""),
        due_on=row.due_on,
        done_at=row.done_at,
        milestone=milestone,
        mine=whose is not None and whose == viewer.member_id,
    )


@dataclass(frozen=True)
class Sorted:
    """Tasks as one looks for them: one's own, other people's, nobody's, done ones."""

    mine: tuple[TaskLine, ...]
    theirs: tuple[TaskLine, ...]
    nobodys: tuple[TaskLine, ...]
    done: tuple[TaskLine, ...]


def in_order(tasks: Iterable[TaskLine]) -> Sorted:
    """Sort tasks by whose they are, each part in the order that they came in."""
    tasks = tuple(tasks)
    ahead = [one for one in tasks if one.done_at is None]
    return Sorted(
        mine=tuple(one for one in ahead if one.mine),
        theirs=tuple(one for one in ahead if not one.mine and not one.nobody),
        nobodys=tuple(one for one in ahead if one.nobody),
        done=tuple(one for one in tasks if one.done_at is not None),
    )
