"""Tasks and milestones for tests, in one line each."""

from datetime import date
from typing import Any

from community.core.db import db
from community.core.visible import unscoped
from community.impact.models import ImpactRecord
from community.plans.models import Milestone, TeamTask
from community.vocabulary.models import IMPACT_AREAS, Term
from tests.cast import CAST

NOON = "2017-09-10 12:00"


def task(title: str = "Buy chairs", who: str | None = "dai", **values: Any) -> TeamTask:
    """Something to do in the Pain cafe."""
    number = CAST[who].id if who else None
    row = TeamTask(**{"project_id": 1, "title": title, "member_id": number, **values})
    db.session.add(row)
    db.session.flush()
    return row


def milestone(title: str = "A second room", **values: Any) -> Milestone:
    """Something that the Pain cafe wants to reach."""
    row = Milestone(**{"project_id": 1, "title": title, **values})
    db.session.add(row)
    db.session.flush()
    return row


def areas() -> None:
    """Put two of the areas of impact into the lists."""
    for sort, (code, label) in enumerate(
        (("skills", "Build skills"), ("learning", "Spread the learning"))
    ):
        db.session.add(Term(list=IMPACT_AREAS, code=code, label=label, sort=sort))
    db.session.flush()


def record(**values: Any) -> ImpactRecord:
    """Something that changed through the Pain cafe."""
    plain = {
        "project_id": 1, "area": "skills", "what_changed": "Two more hosts",
        "happened_on": date(2017, 9, 1),
    }  # fmt: skip
    row = ImpactRecord(**{**plain, **values})
    db.session.add(row)
    db.session.flush()
    return row


def all_of(entity: type[Any]) -> list[Any]:
    """Return every row of an entity, as it is now."""
    db.session.expire_all()
    return list(db.session.scalars(unscoped("test", entity).order_by(entity.id)))
