"""One request that came to no yes, for whoever hoped for one."""

from dataclasses import dataclass
from datetime import datetime

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import find, visible
from community.projects.models import JoinRequest, JoinState, Project, Reason
from community.staffing.answering import GOES_ON
from community.staffing.requests import state_of
from community.staffing.telling import joiner_hopes


@dataclass(frozen=True)
class EndedRequest:
    """A request of the viewer's that came to no yes, and why, as far as is known."""

    id: int
    state: JoinState
    asked_at: datetime
    project_id: int
    project_slug: str
    project_title: str
    stopped: bool
    waited: bool
    reason: Reason | None
    answer: str


def ended(viewer: Viewer, request_id: int) -> EndedRequest:
    """Return an offer or a wait of the viewer's that ended without a yes.

    Of a "not now" that can still be taken back they know nothing.
    """
    asked: JoinRequest = find(viewer, JoinRequest, JoinRequest.id == request_id)
    state = state_of(asked)
    hoped = asked.member_id == viewer.member_id and joiner_hopes(asked)
    over = state in (JoinState.LAPSED, JoinState.DECLINED) and not asked.held_back
    if not hoped or not over:
        raise NotFound("request")
    project = db.session.scalar(
        visible(viewer, Project).where(Project.id == asked.project_id)
    )
    return EndedRequest(
        id=asked.id,
        state=state,
        asked_at=asked.asked_at,
        project_id=asked.project_id,
        project_slug=project.slug if project else "",
        project_title=project.title if project else "",
        stopped=project is None or project.state not in GOES_ON,
        waited=asked.waits_since is not None,
        reason=asked.reason,
        answer=asked.answer,
    )
