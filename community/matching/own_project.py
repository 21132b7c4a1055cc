"""What counts for a lead who looks for people, as selects of `own`'s one statement.

Whoever has enough to answer already is left alone. That is counted up to yesterday, so
that nobody reads off a list that somebody was asked a moment ago.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, func, or_, select, union_all

from community.connections.models import ConnectionRequest, RequestKind
from community.core.states import RequestState
from community.matching.own_acts import since
from community.matching.rows import given, row
from community.matching.snapshot import place_terms
from community.projects.models import (
    JOIN_OPEN,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    NeedTag,
    Project,
    ProjectTag,
)
from community.projects.queries import is_open
from community.vocabulary.models import Term

ENOUGH = 3
"""So many hellos and invitations that wait for an answer are enough for one person."""


def of_a_project(day: date) -> list[Select[Any]]:
    """Select its team, whom not to ask, what it is about and whom it looks for."""
    return [
        row("team", Membership.member_id).where(
            Membership.project_id == given("project"), Membership.until.is_(None)
        ),
        row("invited", JoinRequest.member_id)
        .where(JoinRequest.project_id == given("project"))
        .where(or_(JoinRequest.state.in_(JOIN_OPEN), JoinRequest.asked_at > since())),
        _busy(day),
        row("topic", ProjectTag.tag_id).where(
            ProjectTag.project_id == given("project")
        ),
        row("need", NeedTag.tag_id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(NeedTag.project_id == given("project"), is_open())
        .where(or_(given("need") == 0, Need.id == given("need"))),
        row("role", Need.id, label=Need.role).where(
            Need.project_id == given("project"), is_open()
        ),
        row("project place", Term.id, label=Term.label)
        .join(Project, place_terms(Project))
        .where(Project.id == given("project")),
    ]


def _busy(day: date) -> Select[Any]:
    """Select who has enough to answer already."""
    hello, invited = ConnectionRequest.__table__.alias(), JoinRequest.__table__.alias()
    today = datetime.combine(day, time(), UTC)
    waits = union_all(
        select(hello.c.asked_id.label("who")).where(
            hello.c.state == RequestState.SENT,
            hello.c.kind == RequestKind.HELLO,
            hello.c.asked_at < today,
        ),
        select(invited.c.member_id).where(
            invited.c.state == JoinState.SENT,
            invited.c.kind == JoinKind.INVITATION,
            invited.c.asked_at < today,
        ),
    ).subquery()
    who = waits.c.who
    return row("invited", who).group_by(who).having(func.count() >= ENOUGH)
