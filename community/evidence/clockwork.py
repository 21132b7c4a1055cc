"""The clock of the hub: whoever looks after a resource hears of its review day."""

from datetime import date

from sqlalchemy import ColumnElement, or_, update

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.evidence import telling
from community.evidence.commands import WHY
from community.evidence.models import Resource, ResourceState
from community.members.organisers import curators

MOST = 50


def move() -> int:
    """Tell owners of reviews that are due, once for each day; return how many.

    An owner who is no curator any more is not told: the queue says that nobody looks
    after it, and the next owner hears of it.
    """
    here = [one.member_id for one in curators()]
    due = (
        unscoped(WHY, Resource.id, Resource.slug, Resource.owner_id, Resource.review_by)
        .where(Resource.state == ResourceState.PUBLISHED, Resource.owner_id.in_(here))
        .where(Resource.review_by <= clock.today(), _not_told())
        .order_by(Resource.review_by, Resource.id)
        .limit(MOST)
    )
    done = 0
    for row in db.session.execute(due).all():
        if _note(row.id, row.review_by):
            telling.overdue(row.owner_id, row.id, row.slug, row.review_by)
            done += 1
    db.session.flush()
    return done


def _not_told() -> ColumnElement[bool]:
    return or_(
        Resource.overdue_told.is_(None), Resource.overdue_told != Resource.review_by
    )


def _note(resource: int, day: date | None) -> bool:
    """Note that the owner is told of a day; of two at the same time one does it."""
    done = db.session.execute(
        update(Resource)
        .where(Resource.id == resource, Resource.review_by == day, _not_told())
        .values(overdue_told=day)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
