"""How a project goes, as its last sign of life and its unanswered offers tell.

Never from anybody's last visit. What waits for an organiser, or for whoever asked, is
no fault of the leads and counts for nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    case,
    func,
    literal,
    null,
    or_,
    select,
)

from community.projects.answerable import has_a_reader, is_here
from community.projects.models import (
    JoinKind,
    JoinRequest,
    JoinState,
    Project,
    ProjectState,
)

DAY = timedelta(days=1)
QUIET_AFTER, AT_RISK_AFTER, GIVEN_UP_AFTER = 30 * DAY, 45 * DAY, 60 * DAY
"""How long without a sign of life until a project is quiet, at risk, without a lead."""
WAITS_LONG, WAITS_TOO_LONG = 7 * DAY, 10 * DAY
"""How long an offer waits until a project is quiet, and until it is at risk."""


class Health(StrEnum):
    """How a project goes: the worst that can be said of it."""

    HEALTHY = "healthy"
    QUIET = "quiet"
    AT_RISK = "at risk"
    ORPHANED = "orphaned"


TO_TAKE_OVER = (Health.AT_RISK, Health.ORPHANED)
"""The states in which others may offer to take a project over."""


@dataclass(frozen=True)
class Signs:
    """What a project's health is known from."""

    state: ProjectState
    orphaned: bool
    alive_at: datetime
    oldest: datetime | None = None


def health(signs: Signs, now: datetime) -> Health | None:
    """Return how a project goes; None for one that is not published.

    >>> from datetime import UTC
    >>> day = datetime(2017, 9, 1, tzinfo=UTC)
    >>> str(health(Signs(ProjectState.PUBLISHED, False, day), day + 31 * DAY))
    'quiet'
    """
    if signs.state is not ProjectState.PUBLISHED:
        return None
    if signs.orphaned:
        return Health.ORPHANED
    silent = now - signs.alive_at
    waits = now - signs.oldest if signs.oldest else timedelta(0)
    if silent >= AT_RISK_AFTER or waits >= WAITS_TOO_LONG:
        return Health.AT_RISK
    if silent >= QUIET_AFTER or waits >= WAITS_LONG:
        return Health.QUIET
    return Health.HEALTHY


def health_in_sql(oldest: ColumnElement[Any], now: datetime) -> ColumnElement[Any]:
    """State `health` of `Project`, whose oldest unanswered offer is `oldest`."""

    def since(silence: timedelta, waiting: timedelta) -> ColumnElement[bool]:
        return or_(Project.alive_at <= now - silence, oldest <= now - waiting)

    return case(
        (Project.state != ProjectState.PUBLISHED, null()),
        (Project.orphaned, Health.ORPHANED.value),
        (since(AT_RISK_AFTER, WAITS_TOO_LONG), Health.AT_RISK.value),
        (since(QUIET_AFTER, WAITS_LONG), Health.QUIET.value),
        else_=literal(Health.HEALTHY.value, String),
    )


def oldest_unanswered() -> ColumnElement[Any]:
    """Select since when the oldest offer to `Project` waits for its leads.

    An offer counts while whoever made it is here, and some lead can see it.
    """
    asked = JoinRequest.__table__.alias()
    return (
        select(func.min(asked.c.asked_at))
        .where(asked.c.project_id == Project.id)
        .where(asked.c.kind == JoinKind.OFFER, asked.c.state == JoinState.SENT)
        .where(is_here(asked), has_a_reader(asked))
        .correlate(Project)
        .scalar_subquery()
    )
