"""Who is told of a request to join, of its answer and of its end; ids alone."""

from datetime import timedelta

from community.core.access import Viewer
from community.core.db import db
from community.core.outbox import AT_ONCE
from community.core.visible import unscoped
from community.notices.commands import tell
from community.projects.models import JoinKind, JoinRequest, JoinState, Project
from community.projects.team import leads, seen_by

REQUESTS = "/projects/requests/"
ANSWER, ENDED = "join-answer", "join-ended"


def joiner_hopes(row: JoinRequest) -> bool:
    """Tell whether whoever would join waits: for an answer, or for a place."""
    return row.kind is JoinKind.OFFER or row.waits_since is not None


def one_who_hopes(row: JoinRequest) -> int:
    """Return who waits for an answer, or for a place: whoever would join, or a lead."""
    return row.member_id if joiner_hopes(row) else row.asked_by_id


def tell_asked(viewer: Viewer, row: JoinRequest) -> None:
    """Tell whoever can answer: the leads of an offer, or the one who is invited."""
    if row.kind is JoinKind.INVITATION:
        person = seen_by(row.member_id, viewer.member_id)
        _tell(row, row.member_id, "invitation", person)
        return
    for lead in leads(row.project_id, viewer):
        _tell(row, lead, "offer", viewer.member_id)


def tell_asker(viewer: Viewer, row: JoinRequest, after: timedelta = AT_ONCE) -> None:
    """Tell whoever asked that there is an answer, `after` a time."""
    by = seen_by(row.asked_by_id, viewer.member_id)
    _tell(row, row.asked_by_id, ANSWER, by, after)


def tell_joiner(viewer: Viewer, row: JoinRequest, after: timedelta = AT_ONCE) -> None:
    """Tell whoever waits for a place that none will come."""
    by = seen_by(row.member_id, viewer.member_id)
    _tell(row, row.member_id, ANSWER, by, after)


def answer_key(row: JoinRequest) -> str:
    """Return what makes the notice of an answer: one for each moment of answering."""
    at = row.answered_at
    return f"{ANSWER}:{row.id}:{at:%y%m%d%H%M%S%f}" if at else f"{ANSWER}:{row.id}"


def _tell(
    row: JoinRequest,
    member: int,
    kind: str,
    person: int | None,
    after: timedelta = AT_ONCE,
) -> None:
    """Tell somebody of a request, or of its answer, where they find it."""
    key = answer_key(row) if kind == ANSWER else f"{kind}:{row.id}"
    link = _page_for(row, member) or REQUESTS
    tell(
        member, kind, key, person=person, project=row.project_id, link=link,
        after=after,
    )  # fmt: skip


def tell_of_end(row: JoinRequest) -> None:
    """Tell whoever hoped that a request ended without an answer."""
    member = one_who_hopes(row)
    link = _page_for(row, member) or f"{REQUESTS}{row.id}/ended"
    tell(member, ENDED, f"{ENDED}:{row.id}", link=link)


def _page_for(row: JoinRequest, member: int) -> str:
    """Return where the lead who invited somebody finds it; "" for everybody else.

    Their own requests are others. Who leads no more finds those, and not the project's.
    """
    if row.kind is not JoinKind.INVITATION or member != row.asked_by_id:
        return ""
    if member not in leads(row.project_id):
        return REQUESTS
    found = unscoped("joining", Project.slug).where(Project.id == row.project_id)
    return f"/projects/{db.session.scalar(found)}/requests"


def state_after_undo(row: JoinRequest) -> JoinState:
    """Return where a request goes back to whose "not now" is taken back."""
    return JoinState.SENT if row.waits_since is None else JoinState.WAITING
