"""The answers to offers and invitations: yes, a place in the queue, not now."""

from datetime import timedelta
from typing import Any

from sqlalchemy import or_
from sqlalchemy.exc import IntegrityError

from community.core import clock
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, unscoped
from community.notices.commands import call_back
from community.projects import places, standing
from community.projects.life import alive
from community.projects.models import (
    JOIN_OPEN,
    UNDO,
    JoinKind,
    JoinRequest,
    JoinState,
    Need,
    NeedState,
    Project,
    ProjectState,
    Reason,
    TeamRole,
    is_held_back,
)
from community.projects.team import add_membership, check_audience, default_audience
from community.staffing.joining import check_outside, takes_offers
from community.staffing.states import move
from community.staffing.telling import (
    answer_key,
    joiner_hopes,
    one_who_hopes,
    state_after_undo,
    tell_asker,
    tell_joiner,
)

ANSWERED = N_("This has been answered already")
OVER = N_("The time for an answer is over. Ask again, if it still fits")
GOES_ON = (ProjectState.PUBLISHED, ProjectState.PAUSED)
"""The states in which a project can take in whoever asked before."""

UNSAID: dict[str, Any] = {"answer": "", "reason": None}
"""What is left of the words of an answer that is taken back."""
WAITS_FOR = timedelta(days=60)
"""How long one waits for a place at most."""


def accept(
    viewer: Viewer, request_id: int, audience: Audience | None = None
) -> JoinRequest:
    """Say yes: a place is taken and the membership made in this transaction.

    When all places are taken, whoever would join waits for the next one. Who is invited
    chooses who may see it (`audience`); a lead's yes takes the default.
    """
    row, project = reach(viewer, request_id)
    _may_answer(viewer, row)
    if project.state not in GOES_ON:
        raise Refused(N_("This project takes nobody at the moment"))
    if row.need_id is not None:
        places.hold(row.need_id)
    _by_the_team(row, project)
    check_outside(project.id, row.member_id)
    chosen = _chosen(project, row, audience)
    if row.need_id is None or places.take(row.need_id):
        _settle(viewer, row, JoinState.ACCEPTED)
        shown = chosen or default_audience(project.id)
        add_membership(
            project, row.member_id, TeamRole.MEMBER, shown, need_id=row.need_id
        )
    else:
        _begin_to_wait(viewer, row, chosen)
    tell_asker(viewer, row)
    return row


def _chosen(
    project: Project, row: JoinRequest, audience: Audience | None
) -> Audience | None:
    """Return who may see the membership, where whoever is invited chose."""
    if audience is None or row.kind is not JoinKind.INVITATION:
        return None
    check_audience(project.id, audience)
    return audience


def _begin_to_wait(viewer: Viewer, row: JoinRequest, chosen: Audience | None) -> None:
    found = unscoped("circles", Need).where(Need.id == row.need_id)
    found = found.execution_options(populate_existing=True)
    if not takes_offers(db.session.scalars(found).one()):
        raise Refused(N_("All places are taken, and nobody else is looked for"))
    now = clock.now()
    later = {"waits_since": now, "due_at": now + WAITS_FOR, "audience": chosen}
    _settle(viewer, row, JoinState.WAITING, **later)


def decline(
    viewer: Viewer, request_id: int, answer: str = "", reason: Reason | None = None
) -> Project:
    """Say not now, with a kind reason; for an hour it can be taken back."""
    row, project = reach(viewer, request_id)
    _may_answer(viewer, row, waiting=True)
    _by_the_team(row, project)
    words = answer.strip()[:600]
    _settle(viewer, row, JoinState.DECLINED, answer=words, reason=reason)
    if _hopes(row):
        tell_joiner(viewer, row, UNDO)
    else:
        tell_asker(viewer, row, UNDO)
    return project


def _hopes(row: JoinRequest) -> bool:
    """Tell whether an invitation was accepted, and a place is waited for."""
    return row.kind is JoinKind.INVITATION and joiner_hopes(row)


def take_back(viewer: Viewer, request_id: int) -> JoinRequest:
    """Undo a "not now" within the hour, while the request is not past its date."""
    row, project = reach(viewer, request_id)
    _may_answer(viewer, row, waiting=row.waits_since is not None)
    if row.state is not JoinState.DECLINED:
        raise Refused(N_("There is nothing to take back"))
    if not row.held_back or not _still_fits(row, project):
        raise Refused(N_("It is too late to take this back. They know of it by now"))
    call_back(one_who_hopes(row), [answer_key(row)])
    _move_back(viewer, row)
    return row


def _still_fits(row: JoinRequest, project: Project) -> bool:
    closed = unscoped("circles", Need.id).where(
        Need.id == row.need_id, Need.state == NeedState.CLOSED
    )
    return project.state in GOES_ON and db.session.scalar(closed) is None


def _move_back(viewer: Viewer, row: JoinRequest) -> None:
    nothing = {"answered_at": None, **UNSAID}
    mine = (JoinRequest.id == row.id, JoinRequest.state == JoinState.DECLINED)
    try:
        with db.session.begin_nested():
            done = move(viewer, state_after_undo(row), *mine, **nothing)
    except IntegrityError:  # somebody has asked anew meanwhile
        raise Refused(N_("There is a newer request. Look at that instead")) from None
    if not done:
        raise Refused(ANSWERED)
    db.session.refresh(row)


def withdraw(viewer: Viewer, request_id: int) -> JoinRequest:
    """Take one's own offer or invitation back, or leave the waiting list.

    An answer that nobody was told of yet is never told then.
    """
    row, _project = reach(viewer, request_id)
    own = row.waits_since is not None and row.member_id == viewer.member_id
    if row.asked_by_id != viewer.member_id and not own:
        raise NotFound("request")
    told, hopes = answer_key(row), one_who_hopes(row) == viewer.member_id
    if row.held_back and hopes:
        call_back(one_who_hopes(row), [told])
        _settle(viewer, row, JoinState.WITHDRAWN, **UNSAID)
    else:
        _settle(viewer, row, JoinState.WITHDRAWN)
    return row


def reach(viewer: Viewer, request_id: int) -> tuple[JoinRequest, Project]:
    """Return a request of the viewer's, and its project."""
    row: JoinRequest = find(viewer, JoinRequest, JoinRequest.id == request_id)
    project: Project = find(viewer, Project, Project.id == row.project_id)
    return row, project


def _may_answer(viewer: Viewer, row: JoinRequest, *, waiting: bool = False) -> None:
    """Refuse whoever is not asked; of whoever waits for a place leads decide."""
    if row.kind is JoinKind.INVITATION and not (waiting and row.waits_since):
        if row.member_id != viewer.member_id:
            raise NotFound("request")
    else:
        require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, row.project_id))


def _settle(viewer: Viewer, row: JoinRequest, state: JoinState, **values: Any) -> None:
    """Move a request that is not past its date, once: a second answer is refused."""
    if row.due_at <= clock.now():
        raise Refused(OVER)
    still = [JoinRequest.id == row.id, JoinRequest.due_at > clock.now()]
    if state in (JoinState.ACCEPTED, JoinState.WAITING):
        still.append(JoinRequest.state == JoinState.SENT)
    if state is JoinState.WITHDRAWN:
        open_ = JoinRequest.state.in_(JOIN_OPEN)
        unheard = one_who_hopes(row) == viewer.member_id
        still.append(or_(open_, is_held_back()) if unheard else open_)
    if not move(viewer, state, *still, **values):
        raise Refused(ANSWERED)
    db.session.refresh(row)


def _by_the_team(row: JoinRequest, project: Project) -> None:
    """Note a lead's answer as a sign of life; whoever is invited answers for one."""
    if row.kind is JoinKind.OFFER:
        alive(project)
