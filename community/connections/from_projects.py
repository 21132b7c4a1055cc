"""First contacts that leads make for a project: invitations, and questions to lead."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, not_, or_

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import connected_to, mates_of, unscoped
from community.members.models import Member
from community.projects.models import JoinRequest
from community.stewardship.models import Handover

WHY = "ties"
Sort = type[JoinRequest] | type[Handover]
SORTS: tuple[Sort, ...] = (JoinRequest, Handover)


def is_first(viewer: Viewer, other: int) -> bool:
    """Tell whether nothing links two: they neither know each other nor share a team."""
    assert viewer.member_id is not None
    found = unscoped(WHY, Member.id).where(
        Member.id == other, _is_strange(viewer.member_id, Member.id)
    )
    return db.session.scalar(found) is not None


def begun(member: int, since: datetime) -> int:
    """Return how often somebody has asked strangers for a project since then."""
    return sum(
        _count(
            sort,
            since,
            sort.asked_by_id == member,
            _is_strange(member, sort.member_id),
        )
        for sort in SORTS
    )


def got(member: int, since: datetime) -> int:
    """Return how often strangers have asked somebody for a project since then."""
    return sum(
        _count(
            sort,
            since,
            sort.member_id == member,
            _is_strange(member, sort.asked_by_id),
        )
        for sort in SORTS
    )


def _is_strange(member: int, other: Any) -> ColumnElement[bool]:
    they = Viewer(member, state="active")
    known = (connected_to(they), mates_of(they))
    return not_(or_(*(other.in_(them) for them in known)))


def _count(sort: Sort, since: datetime, *where: ColumnElement[bool]) -> int:
    """Count what a lead asked; an offer is asked by the one whom it is about."""
    found = unscoped(WHY, func.count(sort.id)).where(
        *where, sort.asked_at > since, sort.asked_by_id != sort.member_id
    )
    return db.session.scalar(found) or 0
