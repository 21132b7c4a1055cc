"""Reads of offers and invitations."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import Utc, db
from community.core.visible import visible
from community.members import queries as members
from community.projects.answerable import has_a_reader, is_here, is_led
from community.projects.models import (
    JOIN_OPEN,
    JoinKind,
    JoinRequest,
    JoinState,
    Need,
    Project,
    ProjectState,
    Reason,
    RequestSeen,
)
from community.staffing.answering import GOES_ON
from community.staffing.telling import joiner_hopes, state_after_undo

NUDGES = (timedelta(days=3), timedelta(days=7))
"""When whoever must answer is reminded."""
OVERDUE = timedelta(days=10)
"""When organisers hear of an offer that nobody answered."""


@dataclass(frozen=True)
class RequestLine:
    """An offer or an invitation, with both ends as the viewer may see them.

    `turn` of `queue` is the place on the waiting list. Of a project that the viewer
    does not see (any more) there is neither slug nor title. `again` says that the
    viewer can take their "not now" back; until then whoever hopes reads of none.
    """

    id: int
    kind: JoinKind
    state: JoinState
    message: str
    answer: str
    reason: Reason | None
    asked_at: datetime
    due_at: datetime
    seen_at: datetime | None
    project_id: int
    project_slug: str
    project_title: str
    project_state: ProjectState | None
    orphaned: bool
    person: members.MemberCard | None
    need: str
    turn: int
    queue: int
    to_answer: bool
    can_withdraw: bool
    again: bool
    others: bool
    sent_by_me: bool = field(default=False, metadata={"api": False})

    @property
    def reminders(self) -> tuple[date, ...]:
        """The days still to come on which whoever must answer is reminded."""
        today = clock.british_day(clock.now())
        days = (clock.british_day(self.asked_at + after) for after in NUDGES)
        return tuple(day for day in days if day > today)

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self.state in JOIN_OPEN


def requests(viewer: Viewer, project: int | None = None) -> tuple[RequestLine, ...]:
    """Return the offers and invitations of a project, or the viewer's own."""
    asked = JoinRequest
    found = (
        visible(viewer, asked, Project, Need.role, RequestSeen.at, *_queue())
        .join(Project, Project.id == asked.project_id, isouter=True)
        .join(Need, Need.id == asked.need_id, isouter=True)
        .join(RequestSeen, RequestSeen.request_id == asked.id, isouter=True)
        .order_by(asked.state.not_in(JOIN_OPEN), asked.waits_since)
        .order_by(asked.asked_at.desc(), asked.id.desc())
        .limit(100)
    )
    if project is None:
        found = found.where(asked.member_id == viewer.member_id)
    else:
        found = found.where(asked.project_id == project)
    rows = db.session.execute(found).all()
    ids = {row[0].member_id for row in rows} if project is not None else set()
    people = members.cards(viewer, ids, tags=3)
    return tuple(_line(viewer, project is None, row, people) for row in rows)


def _queue() -> tuple[Any, Any]:
    """Return the place of a request on the waiting list of its need, and how many."""
    other = JoinRequest.__table__.alias()
    waiting = (
        select(func.count(other.c.id))
        .where(other.c.need_id == JoinRequest.need_id)
        .where(other.c.state == JoinState.WAITING)
        .correlate(JoinRequest)
    )
    earlier = or_(
        other.c.waits_since < JoinRequest.waits_since,
        (other.c.waits_since == JoinRequest.waits_since)
        & (other.c.id <= JoinRequest.id),
    )
    return waiting.where(earlier).scalar_subquery(), waiting.scalar_subquery()


def _line(
    viewer: Viewer, own: bool, row: Any, people: dict[int, members.MemberCard]
) -> RequestLine:
    asked, project, role, seen, turn, queue = row
    answers = _answers(viewer, own, asked)
    unheard = asked.held_back and not answers
    state = state_after_undo(asked) if unheard else state_of(asked)
    waits = state is JoinState.WAITING
    turn, queue = turn + unheard, queue + unheard
    goes_on = project is not None and project.state in GOES_ON
    mine = asked.asked_by_id == viewer.member_id
    ended = state in (JoinState.LAPSED, JoinState.DECLINED)
    return RequestLine(
        id=asked.id, kind=asked.kind, state=state, message=asked.message,
        answer="" if unheard else asked.answer,
        reason=None if unheard else asked.reason, asked_at=asked.asked_at,
        due_at=asked.due_at, seen_at=seen, project_id=asked.project_id,
        project_slug=project.slug if project else "",
        project_title=project.title if project else "",
        project_state=project.state if project else None,
        orphaned=project is not None and project.orphaned,
        person=people.get(asked.member_id), need=role or "",
        turn=turn if waits else 0, queue=queue if waits else 0,
        to_answer=state is JoinState.SENT and answers and goes_on,
        can_withdraw=state in JOIN_OPEN and (mine or (waits and own)),
        again=answers and goes_on and asked.held_back,
        others=own and ended and joiner_hopes(asked),
        sent_by_me=mine,
    )  # fmt: skip


def state_of(asked: JoinRequest) -> JoinState:
    """Return where a request stands: past its date it has ended, clock or no clock."""
    if asked.state in JOIN_OPEN and asked.due_at <= clock.now():
        return JoinState.LAPSED
    return asked.state


def _answers(viewer: Viewer, own: bool, asked: JoinRequest) -> bool:
    """Tell whether the answer is the viewer's, here on their own page or as a lead."""
    if own:
        return asked.kind is JoinKind.INVITATION and asked.waits_since is None
    by_leads = asked.kind is JoinKind.OFFER or asked.waits_since is not None
    return by_leads and asked.member_id != viewer.member_id


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
        .where(JoinRequest.state == JoinState.SENT, JoinRequest.due_at > clock.now())
        .where(JoinRequest.member_id != viewer.member_id)
        .group_by(Project.id, Project.slug, Project.title)
        .order_by(Project.title, Project.id)
    )
    return tuple(Waiting(*row) for row in rows)


# ---------------------------------------------------------------- read marks
def unseen(lines: tuple[RequestLine, ...]) -> tuple[int, ...]:
    """Return the requests that wait for the viewer's answer and have no read mark."""
    return tuple(one.id for one in lines if one.to_answer and one.seen_at is None)


def mark_seen(ids: tuple[int, ...]) -> None:
    """Note that whoever can answer has seen requests; of two marks the first stays."""
    asked, there = JoinRequest.__table__.alias(), RequestSeen.__table__.alias()
    fresh = select(asked.c.id, literal(clock.now(), Utc())).where(
        asked.c.id.in_(ids),
        ~select(there.c.request_id).where(there.c.request_id == asked.c.id).exists(),
    )
    new = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    marks = new.insert(RequestSeen).from_select(["request_id", "at"], fresh)
    db.session.execute(marks.on_conflict_do_nothing())


# ---------------------------------------------------------------- for organisers
@dataclass(frozen=True)
class Overdue:
    """A project where nobody has answered an offer for ten days, and since when.

    Neither how many offered, nor who, nor what they wrote: that is for the leads.
    """

    slug: str
    title: str
    since: datetime


def overdue(viewer: Viewer) -> tuple[Overdue, ...]:
    """Return for organisers where offers go unanswered: one statement.

    Of an offer that no lead can see nothing is said: it would tell of a block.
    """
    require(viewer, Permission.PROJECT_RESCUE)
    asked = JoinRequest.__table__.alias()
    rows = db.session.execute(
        visible(viewer, Project.slug, Project.title)
        .add_columns(func.min(asked.c.asked_at))
        .join(asked, asked.c.project_id == Project.id)
        .where(asked.c.kind == JoinKind.OFFER, asked.c.state == JoinState.SENT)
        .where(asked.c.asked_at <= clock.now() - OVERDUE, is_here(asked))
        .where(or_(has_a_reader(asked), ~is_led(asked.c.project_id)))
        .group_by(Project.id, Project.slug, Project.title)
        .order_by(func.min(asked.c.asked_at), Project.id)
    )
    return tuple(Overdue(*row) for row in rows)
