"""Asking to join: offers of help, a lead's invitations, and their answers."""

from sqlalchemy import update

from community.core import clock
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, unscoped
from community.members.models import Member
from community.notices.commands import tell
from community.projects import places, standing
from community.projects.models import (
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    Project,
    ProjectState,
    TeamRole,
)
from community.projects.team import (
    add_membership,
    check_audience,
    default_audience,
    leads,
    seen_by,
)

REQUESTS = "/projects/requests/"
ANSWERED = N_("This has been answered already")
MOST = 600
"""How many letters one message may have."""


def _check_joinable(project: Project, member: int, need: Need | None) -> None:
    if project.state is not ProjectState.PUBLISHED:
        raise Refused(N_("This project takes nobody at the moment"))
    _check_outside(project.id, member)
    waiting = unscoped("circles", JoinRequest.id).where(
        JoinRequest.project_id == project.id,
        JoinRequest.member_id == member,
        JoinRequest.state == JoinState.SENT,
    )
    if db.session.scalar(waiting.limit(1)) is not None:
        raise Refused(N_("There is a request already that waits for an answer"))
    if need is not None and (
        need.state is not NeedState.OPEN or need.taken >= need.places
    ):
        raise Refused(N_("These places are taken by now"))


def _check_outside(project: int, member: int) -> None:
    inside = unscoped("circles", Membership.id).where(
        Membership.project_id == project,
        Membership.member_id == member,
        Membership.until.is_(None),
    )
    if db.session.scalar(inside.limit(1)) is not None:
        raise Refused(N_("They are in the project already"))


def offer(
    viewer: Viewer, project: Project, need_id: int | None, message: str
) -> JoinRequest:
    """Offer help to a project, for one of its needs or in general."""
    require(viewer, Permission.PROJECT_OFFER)
    assert viewer.member_id is not None
    need = _need(viewer, project, need_id)
    _check_joinable(project, viewer.member_id, need)
    if project.orphaned:
        raise Refused(N_("Nobody leads this project at the moment"))
    row = _ask(viewer, project, viewer.member_id, JoinKind.OFFER, need, message)
    for lead in leads(project.id, viewer):
        _tell(row, lead, "offer", viewer.member_id)
    return row


def invite(
    viewer: Viewer, project: Project, member: Member, need_id: int | None, message: str
) -> JoinRequest:
    """Invite somebody into a project that one leads."""
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    if not member.joined or not member.taking_requests:
        raise Refused(N_("They take no requests at the moment"))
    need = _need(viewer, project, need_id)
    _check_joinable(project, member.id, need)
    row = _ask(viewer, project, member.id, JoinKind.INVITATION, need, message)
    _tell(row, member.id, "invitation", seen_by(member.id, viewer.member_id))
    return row


def _need(viewer: Viewer, project: Project, need_id: int | None) -> Need | None:
    if need_id is None:
        return None
    found: Need = find(viewer, Need, Need.id == need_id, Need.project_id == project.id)
    return found


def _ask(
    viewer: Viewer,
    project: Project,
    member: int,
    kind: JoinKind,
    need: Need | None,
    message: str,
) -> JoinRequest:
    if len(message) > MOST:
        raise Refused(N_("Use 600 letters or fewer"))
    row = JoinRequest(
        kind=kind, project_id=project.id, member_id=member, message=message.strip(),
        asked_by_id=viewer.member_id, need_id=need.id if need else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _request(viewer: Viewer, request_id: int) -> tuple[JoinRequest, Project]:
    row: JoinRequest = find(viewer, JoinRequest, JoinRequest.id == request_id)
    project: Project = find(viewer, Project, Project.id == row.project_id)
    return row, project


def _settle(row: JoinRequest, state: JoinState, answer: str = "") -> None:
    """End a waiting request, once: of two answers at the same time one is refused."""
    done = db.session.execute(
        update(JoinRequest)
        .where(JoinRequest.id == row.id, JoinRequest.state == JoinState.SENT)
        .values(state=state, answer=answer.strip()[:600], answered_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(ANSWERED)
    db.session.refresh(row, ["state", "answer", "answered_at"])


def _may_answer(viewer: Viewer, row: JoinRequest) -> None:
    if row.kind is JoinKind.INVITATION:
        if row.member_id != viewer.member_id:
            raise NotFound("request")
    else:
        require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, row.project_id))


def accept(
    viewer: Viewer, request_id: int, audience: Audience | None = None
) -> Project:
    """Say yes: a place is taken and the membership made in this transaction.

    Who is invited chooses who may see it (`audience`); a lead's yes takes the default.
    """
    row, project = _request(viewer, request_id)
    _may_answer(viewer, row)
    _check_outside(project.id, row.member_id)
    shown = default_audience(project.id)
    if audience is not None and row.kind is JoinKind.INVITATION:
        check_audience(project.id, audience)
        shown = audience
    _settle(row, JoinState.ACCEPTED)
    if row.need_id is not None and not places.take(row.need_id):
        raise Refused(N_("All places are taken by now"))
    add_membership(project, row.member_id, TeamRole.MEMBER, shown, need_id=row.need_id)
    _tell_who_asked(viewer, row)
    return project


def decline(viewer: Viewer, request_id: int, answer: str) -> Project:
    """Say not now, with a kind reason if one likes."""
    row, project = _request(viewer, request_id)
    _may_answer(viewer, row)
    _settle(row, JoinState.DECLINED, answer)
    _tell_who_asked(viewer, row)
    return project


def withdraw(viewer: Viewer, request_id: int) -> JoinRequest:
    """Take one's own offer or invitation back."""
    row, _project = _request(viewer, request_id)
    if row.asked_by_id != viewer.member_id:
        raise NotFound("request")
    _settle(row, JoinState.WITHDRAWN)
    return row


def _tell_who_asked(viewer: Viewer, row: JoinRequest) -> None:
    by = seen_by(row.asked_by_id, viewer.member_id)
    _tell(row, row.asked_by_id, "join-answer", by)


def _tell(row: JoinRequest, member: int, kind: str, person: int | None) -> None:
    """Tell somebody of a request, or of its answer, where all of them are."""
    key, about = f"{kind}:{row.id}", row.project_id
    tell(member, kind, key, person=person, project=about, link=REQUESTS)
