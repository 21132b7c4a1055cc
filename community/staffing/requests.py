"""Reads of offers and invitations."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.members import queries as members
from community.projects.models import (
    JoinKind,
    JoinRequest,
    JoinState,
    Need,
    Project,
)


@dataclass(frozen=True)
class RequestLine:
    """An offer or an invitation, with both ends as the viewer may see them."""

    id: int
    kind: JoinKind
    state: JoinState
    message: str
    answer: str
    asked_at: datetime
    project_id: int
    project_slug: str
    project_title: str
    person: members.MemberCard | None
    need: str
    to_answer: bool
    can_withdraw: bool


def requests(viewer: Viewer, project: int | None = None) -> tuple[RequestLine, ...]:
    """Return the offers and invitations of a project, or the viewer's own."""
    found = (
        visible(viewer, JoinRequest, Project.slug, Project.title, Need.role)
        .join(Project, Project.id == JoinRequest.project_id)
        .join(Need, Need.id == JoinRequest.need_id, isouter=True)
        .order_by(JoinRequest.state != JoinState.SENT, JoinRequest.asked_at.desc())
        .order_by(JoinRequest.id.desc())
        .limit(100)
    )
    if project is None:
        found = found.where(JoinRequest.member_id == viewer.member_id)
    else:
        found = found.where(JoinRequest.project_id == project)
    rows = db.session.execute(found).all()
    people = members.cards(viewer, {row[0].member_id for row in rows}, tags=3)
    answered_here = JoinKind.INVITATION if project is None else JoinKind.OFFER
    return tuple(
        RequestLine(
            id=asked.id, kind=asked.kind, state=asked.state, message=asked.message,
            answer=asked.answer, asked_at=asked.asked_at, project_id=asked.project_id,
            project_slug=slug, project_title=title,
            person=people.get(asked.member_id), need=role or "",
            to_answer=asked.state is JoinState.SENT and asked.kind is answered_here,
            can_withdraw=asked.state is JoinState.SENT
            and asked.asked_by_id == viewer.member_id,
        )
        for asked, slug, title, role in rows
    )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """How many offers wait at a project that the viewer leads."""

    slug: str
    title: str
    number: int


def waiting_offers(viewer: Viewer) -> tuple[Waiting, ...]:
    """Return the projects where offers wait for the viewer's answer: one statement."""
    rows = db.session.execute(
        visible(viewer, Project.slug, Project.title, func.count(JoinRequest.id))
        .join(JoinRequest, JoinRequest.project_id == Project.id)
        .where(JoinRequest.kind == JoinKind.OFFER)
        .where(JoinRequest.state == JoinState.SENT)
        .where(JoinRequest.member_id != viewer.member_id)
        .group_by(Project.id, Project.slug, Project.title)
        .order_by(Project.title, Project.id)
    )
    return tuple(Waiting(*row) for row in rows)
