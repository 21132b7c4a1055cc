"""Reads of how projects go, and of who offers to take one over."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.together import Read, alone
from community.core.visible import visible
from community.members import queries as members
from community.projects.models import (
    SHOWN,
    Membership,
    Project,
    TeamRole,
)
from community.stewardship.health import (
    TO_TAKE_OVER,
    Health,
    Signs,
    health,
    oldest_unanswered,
)
from community.stewardship.models import Handover, HandoverKind, HandoverState

WAITS = (
    Handover.kind == HandoverKind.TAKE_OVER,
    Handover.state == HandoverState.ASKED,
)
"""What says that an offer to take over is still to be answered."""


# ---------------------------------------------------------------- one project
@dataclass(frozen=True)
class ProjectHealth:
    """How a project goes, for its page.

    `waits_since` is since when an offer of help waits; `has_lead` whether anybody leads
    it; `offered` whether the viewer has offered to take it over; `offers` how many such
    offers the viewer may read. To the minute none of it is said: that is for the leads.
    """

    health: Health | None
    orphaned: bool
    alive_at: datetime = field(metadata={"api": False})
    waits_since: datetime | None = field(metadata={"api": False})
    has_lead: bool = field(metadata={"api": False})
    offered: bool
    offers: int

    @property
    def wants_a_lead(self) -> bool:
        """Whether others may offer to take it over."""
        return self.orphaned or self.health in TO_TAKE_OVER


def health_of(viewer: Viewer, project: Project) -> ProjectHealth:
    """Return how a project goes: one statement."""
    return alone(viewer, going(viewer, project))


def going(viewer: Viewer, project: Project) -> Read[ProjectHealth]:
    """Read how a project goes."""
    offers = select(Handover.id).where(Handover.project_id == Project.id, *WAITS)
    own = offers.where(Handover.member_id == (viewer.member_id or 0))
    found = (
        select(
            oldest_unanswered().label("oldest"),
            is_led().label("led"),
            own.exists().label("offered"),
            offers.with_only_columns(func.count()).scalar_subquery().label("offers"),
        )
        .select_from(Project)
        .where(Project.id == project.id)
    )
    return Read(found, lambda rows: _health(project, **rows[0]))


def _health(
    project: Project, *, oldest: datetime | None, led: bool, offered: bool, offers: int
) -> ProjectHealth:
    signs = Signs(project.state, project.orphaned, project.alive_at, oldest)
    shown = project.state in SHOWN
    return ProjectHealth(
        health=health(signs, clock.now()),
        orphaned=project.orphaned and shown,
        alive_at=project.alive_at,
        waits_since=oldest,
        has_lead=led,
        offered=offered,
        offers=offers,
    )


def is_led() -> Any:
    """State that somebody leads `Project`, whoever may see it."""
    team = Membership.__table__.alias()
    return (
        select(team.c.id)
        .where(team.c.project_id == Project.id)
        .where(team.c.role == TeamRole.LEAD, team.c.until.is_(None))
        .exists()
    )


# ---------------------------------------------------------------- offers to take over
@dataclass(frozen=True)
class TakeOver:
    """An offer to take a project over, as whoever answers it reads it."""

    id: int
    slug: str
    title: str
    message: str
    asked_at: datetime
    organisers_from: datetime | None
    due_at: datetime
    mine: bool
    person: members.MemberCard | None

    @property
    def organisers_turn(self) -> bool:
        """Whether an organiser can answer it by now."""
        return _has_come(self.organisers_from)


def waiting_offers(viewer: Viewer, project: int | None = None) -> list[Any]:
    """Return rows of the offers that wait and that the viewer may read."""
    found = (
        visible(viewer, Handover, Project.slug, Project.title)
        .join(Project, Project.id == Handover.project_id)
        .where(*WAITS)
        .order_by(Handover.organisers_from, Handover.id)
        .limit(50)
    )
    if project is not None:
        found = found.where(Handover.project_id == project)
    return list(db.session.execute(found))


def lines_of(
    viewer: Viewer, rows: list[Any], people: dict[int, members.MemberCard]
) -> tuple[TakeOver, ...]:
    """Return offers as they are read, with those `people` whom the viewer may see."""
    return tuple(
        TakeOver(
            id=one.id, slug=slug, title=title, message=one.message,
            asked_at=one.asked_at, organisers_from=one.organisers_from,
            due_at=one.due_at, mine=one.member_id == viewer.member_id,
            person=people.get(one.member_id),
        )
        for one, slug, title in rows
    )  # fmt: skip


def take_overs(viewer: Viewer, project: int) -> tuple[TakeOver, ...]:
    """Return the offers to take a project over that wait and that one may read."""
    rows = waiting_offers(viewer, project)
    people = members.cards(viewer, {row[0].member_id for row in rows}, tags=0)
    return lines_of(viewer, rows, people)


def number_to_decide(viewer: Viewer) -> int:
    """Return how many offers to take over an organiser can decide now."""
    found = visible(viewer, func.count(Handover.id)).where(
        *WAITS,
        Handover.organisers_from <= clock.now(),
        Handover.member_id != viewer.member_id,
    )
    return db.session.scalar(found) or 0


# ---------------------------------------------------------------- one's own offer
@dataclass(frozen=True)
class OwnOffer:
    """The viewer's last offer to take a project over, and what comes of it."""

    state: HandoverState
    message: str
    answer: str
    asked_at: datetime
    organisers_from: datetime | None
    due_at: datetime

    @property
    def waits(self) -> bool:
        """Whether it is still to be answered."""
        return self.state is HandoverState.ASKED

    @property
    def organisers_turn(self) -> bool:
        """Whether an organiser can answer it by now."""
        return _has_come(self.organisers_from)


def _has_come(moment: datetime | None) -> bool:
    return moment is not None and moment <= clock.now()


def own_offer(viewer: Viewer, project: int) -> OwnOffer | None:
    """Return the viewer's last offer to take a project over: one statement."""
    found = (
        visible(
            viewer,
            *(getattr(Handover, one.name) for one in fields(OwnOffer)),
        )
        .where(Handover.project_id == project)
        .where(Handover.kind == HandoverKind.TAKE_OVER)
        .where(Handover.member_id == viewer.member_id)
        .order_by(Handover.id.desc())
        .limit(1)
    )
    row = db.session.execute(found).mappings().first()
    return OwnOffer(**row) if row else None
