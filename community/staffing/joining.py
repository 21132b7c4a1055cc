"""Asking to join: offers of help, and a lead's invitations."""

from sqlalchemy import ColumnElement, and_, func, not_, or_
from sqlalchemy.exc import IntegrityError

from community.core import clock
from community.core.access import VISITOR, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, kept_apart_from, unscoped
from community.members.models import Member
from community.projects import standing
from community.projects.life import alive
from community.projects.models import (
    JOIN_OPEN,
    LAPSES,
    UNDO,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedState,
    Project,
    ProjectState,
    is_held_back,
)
from community.projects.team import check_named, leads
from community.staffing.states import move, note
from community.staffing.telling import (
    REQUESTS,
    tell_asked,
    tell_asker,
    tell_of_end,
)

__all__ = ["MOST", "REQUESTS", "check_outside", "invite", "offer", "takes_offers"]

WHY = "circles"
MOST = 600
"""How many letters one message may have."""
WAITS = N_("There is a request already that waits for an answer")


def takes_offers(need: Need) -> bool:
    """Tell whether one can still offer for a need; full ones have a waiting list."""
    over = need.closes_on is not None and need.closes_on < clock.today()
    return need.state is not NeedState.CLOSED and not over


def offer(
    viewer: Viewer, project: Project, need_id: int | None, message: str
) -> JoinRequest:
    """Offer help to a project, for one of its needs or in general."""
    require(viewer, Permission.PROJECT_OFFER)
    assert viewer.member_id is not None
    need = _need(viewer, project, need_id)
    _end_hidden(viewer, project.id)
    _check_joinable(project, viewer.member_id, need, JoinKind.OFFER)
    if project.orphaned:
        raise Refused(N_("Nobody leads this project at the moment"))
    check_named(viewer, leads(project.id))
    return _ask(viewer, project, viewer.member_id, JoinKind.OFFER, need, message)


def invite(
    viewer: Viewer, project: Project, member: Member, need_id: int | None, message: str
) -> JoinRequest:
    """Invite somebody into a project that one leads."""
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    if not member.joined or not member.taking_requests:
        raise Refused(N_("They take no requests at the moment"))
    need = _need(viewer, project, need_id)
    _check_joinable(project, member.id, need, JoinKind.INVITATION)
    _check_quiet(project.id, member.id)
    row = _ask(viewer, project, member.id, JoinKind.INVITATION, need, message)
    alive(project)
    return row


def _need(viewer: Viewer, project: Project, need_id: int | None) -> Need | None:
    if need_id is None:
        return None
    found: Need = find(viewer, Need, Need.id == need_id, Need.project_id == project.id)
    return found


def _end_hidden(viewer: Viewer, project: int) -> None:
    """Let an invitation that the viewer does not find end with a no, before they offer.

    An offer, refused for it, would tell that two are kept apart. Who finds one says no
    first, or leaves the list where they wait: so it reads to the leads, and whoever
    asked is told as of any answer.
    """
    hidden = unscoped(WHY, JoinRequest).where(
        JoinRequest.project_id == project,
        JoinRequest.member_id == viewer.member_id,
        JoinRequest.asked_by_id.in_(kept_apart_from(viewer)),
        JoinRequest.state.in_(JOIN_OPEN),
    )
    for row in db.session.scalars(hidden).all():
        _end_unseen(viewer, row)


def _end_unseen(viewer: Viewer, row: JoinRequest) -> None:
    this = JoinRequest.id == row.id
    if row.due_at <= clock.now():
        if move(VISITOR, JoinState.LAPSED, this):
            tell_of_end(row)
    elif row.state is JoinState.WAITING:
        move(viewer, JoinState.WITHDRAWN, this)
    elif move(viewer, JoinState.DECLINED, this):
        db.session.refresh(row)
        tell_asker(viewer, row, UNDO)


def _check_quiet(project: int, member: int) -> None:
    """Refuse to invite again whom any lead invited not long ago, whatever came of it.

    The day counts from the invitation, so that it tells nothing of the answer.
    """
    asked = unscoped(WHY, func.max(JoinRequest.asked_at)).where(
        JoinRequest.project_id == project,
        JoinRequest.member_id == member,
        JoinRequest.kind == JoinKind.INVITATION,
        JoinRequest.state.not_in((*JOIN_OPEN, JoinState.ACCEPTED)),
    )
    last = db.session.scalar(asked)
    if last is not None and clock.now() < last + LAPSES:
        raise Refused(
            N_("They were invited already. You can invite them again from %(day)s"),
            day=clock.first_day_after(last + LAPSES),
        )


def _check_joinable(
    project: Project, member: int, need: Need | None, kind: JoinKind
) -> None:
    if project.state is not ProjectState.PUBLISHED:
        raise Refused(N_("This project takes nobody at the moment"))
    check_outside(project.id, member)
    waiting = unscoped(WHY, JoinRequest.id).where(
        JoinRequest.project_id == project.id,
        JoinRequest.member_id == member,
        or_(JoinRequest.state.in_(JOIN_OPEN), _reads_as_open(kind, member)),
    )
    if db.session.scalar(waiting.limit(1)) is not None:
        raise Refused(WAITS)
    if need is not None and not takes_offers(need):
        raise Refused(N_("Nobody is looked for here any more. Choose something else"))


def _reads_as_open(kind: JoinKind, member: int) -> ColumnElement[bool]:
    """Select what was answered, where the one who asks now does not know of it yet."""
    waited = JoinRequest.waits_since.is_not(None)
    joiner = or_(JoinRequest.kind == JoinKind.OFFER, waited)
    if kind is JoinKind.INVITATION:
        return and_(is_held_back(), not_(joiner))
    apart = kept_apart_from(Viewer(member, state="active"))
    return and_(is_held_back(), joiner, JoinRequest.asked_by_id.not_in(apart))


def check_outside(project: int, member: int) -> None:
    """Refuse where somebody is in a project already."""
    inside = unscoped(WHY, Membership.id).where(
        Membership.project_id == project,
        Membership.member_id == member,
        Membership.until.is_(None),
    )
    if db.session.scalar(inside.limit(1)) is not None:
        raise Refused(N_("They are in the project already"))


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
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same button, pressed twice
        raise Refused(WAITS) from None
    note(viewer, row.id, JoinState.SENT)
    tell_asked(viewer, row)
    db.session.flush()
    return row
