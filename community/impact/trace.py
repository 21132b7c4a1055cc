"""How something came about: from a suggestion to a tie, a team, a milestone, evidence.

Each step is there as far as the viewer may see it: a tie and what came before it for
the two whom it joins, and for nobody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, or_

from community.connections.models import Connection, ConnectionRequest
from community.core.access import Viewer
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import visible
from community.impact.models import ImpactRecord, ImpactTie
from community.impact.ties import OwnTie, evidence_of
from community.members.models import Member
from community.plans.models import Milestone
from community.programme.models import Origin, ProjectOrigin
from community.projects.models import Project


class StepOf(StrEnum):
    """What a step of a thread is."""

    ORIGIN = "origin"
    REQUEST = "request"
    TIE = "tie"
    PROJECT = "project"
    MILESTONE = "milestone"
    CHANGE = "change"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Step:
    """One step: what it is, its name, where it leads, its day, how it began."""

    of: StepOf
    name: str = ""
    slug: str = ""
    day: date | None = None
    origin: Origin | None = None


@dataclass(frozen=True)
class Trace:
    """The thread of one record: a start for each own tie, then what all share."""

    starts: tuple[tuple[Step, ...], ...]
    steps: tuple[Step, ...]


def trace(viewer: Viewer, record: ImpactRecord) -> Trace:
    """Return how a record came about: five statements at most."""
    ties = _ties(viewer, record.id)
    days = _requests(viewer, ties)
    starts = tuple(_start(one, days.get(one.id)) for one in ties)
    change = Step(StepOf.CHANGE, day=record.happened_on)
    evidence = evidence_of(viewer, record.id)
    return Trace(
        starts,
        (
            *_project(viewer, record.project_id),
            *_milestone(viewer, record.milestone_id),
            change,
            *(Step(StepOf.EVIDENCE, one.name, one.slug) for one in evidence),
        ),
    )


def _start(one: OwnTie, asked: date | None) -> tuple[Step, ...]:
    origin = Step(StepOf.ORIGIN, origin=one.origin)
    request = (Step(StepOf.REQUEST, day=asked),) if asked else ()
    return (origin, *request, Step(StepOf.TIE, one.name, one.slug, one.since))


def _ties(viewer: Viewer, record: int) -> tuple[OwnTie, ...]:
    if not viewer.is_member:
        return ()
    found = (
        visible(viewer, Connection.id, Member.name, Member.slug)
        .add_columns(Connection.since, Connection.origin)
        .join(ImpactTie, ImpactTie.connection_id == Connection.id)
        .join(Member, or_(Member.id == Connection.a_id, Member.id == Connection.b_id))
        .where(ImpactTie.record_id == record, Member.id != viewer.member_id)
        .order_by(Connection.since, Connection.id)
    )
    rows = db.session.execute(found).mappings()
    return tuple(OwnTie(**row, chosen=True) for row in rows)


def _requests(viewer: Viewer, ties: Iterable[OwnTie]) -> dict[int, date]:
    """Return on which day one of the two asked the other, where a yes made the tie."""
    wanted = [one.id for one in ties]
    if not wanted:
        return {}
    pair = or_(
        and_(
            ConnectionRequest.asker_id == Connection.a_id,
            ConnectionRequest.asked_id == Connection.b_id,
        ),
        and_(
            ConnectionRequest.asker_id == Connection.b_id,
            ConnectionRequest.asked_id == Connection.a_id,
        ),
    )
    found = (
        visible(viewer, Connection.id, ConnectionRequest.asked_at)
        .join(ConnectionRequest, pair)
        .where(Connection.id.in_(wanted))
        .where(ConnectionRequest.state == RequestState.ACCEPTED)
        .order_by(ConnectionRequest.asked_at)
    )
    return {tie: asked.date() for tie, asked in db.session.execute(found)}


def _project(viewer: Viewer, project: int | None) -> tuple[Step, ...]:
    if project is None:
        return ()
    found = (
        visible(viewer, Project.title, Project.slug, ProjectOrigin.origin)
        .outerjoin(ProjectOrigin, ProjectOrigin.project_id == Project.id)
        .where(Project.id == project)
    )
    row: Any = db.session.execute(found).first()
    if row is None:
        return ()
    return (Step(StepOf.PROJECT, row.title, row.slug, origin=row.origin),)


def _milestone(viewer: Viewer, milestone: int | None) -> tuple[Step, ...]:
    if milestone is None:
        return ()
    found = (
        visible(viewer, Milestone.title, Milestone.done_on, Project.slug)
        .join(Project, Project.id == Milestone.project_id)
        .where(Milestone.id == milestone)
    )
    row: Any = db.session.execute(found).first()
    if row is None:
        return ()
    return (Step(StepOf.MILESTONE, row.title, row.slug, row.done_on),)
