"""Who and what was never suggested: by name, to organisers who may see them.

Only those whom every member may see are looked at. Of the events it is asked whether
there is any showing at all, never to whom; nothing else is told by name.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, exists, select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import OPEN, visible
from community.matching.models import Happened, SuggestionEvent
from community.members.models import Member
from community.projects.models import Project, ProjectState

DAYS = 90
MOST = 24
"""At most so many names; the newest first."""

_events: Any = SuggestionEvent.__table__.alias()


@dataclass(frozen=True)
class NeverShown:
    """Somebody or something that nobody was shown for a long time."""

    slug: str
    name: str


def people_never_shown(viewer: Viewer) -> tuple[NeverShown, ...]:
    """Return people who could be suggested and were not in the last 90 days."""
    found = visible(viewer, Member.slug, Member.name).where(
        Member.listed,
        Member.joined,
        Member.taking_requests,
        Member.audience.in_(OPEN),
        ~_shown(_events.c.person_id, Member.id),
    )
    return _named(found.order_by(Member.id.desc()))


def projects_never_shown(viewer: Viewer) -> tuple[NeverShown, ...]:
    """Return projects that could be suggested and were not in the last 90 days."""
    found = visible(viewer, Project.slug, Project.title).where(
        Project.state == ProjectState.PUBLISHED,
        ~Project.orphaned,
        Project.audience.in_(OPEN),
        ~_shown(_events.c.project_id, Project.id),
    )
    return _named(found.order_by(Project.id.desc()))


def _shown(column: Any, owner: Any) -> Any:
    """State that somebody or something was shown to anybody in the last 90 days."""
    first = clock.today() - timedelta(days=DAYS - 1)
    return exists(
        select(_events.c.id).where(
            column == owner, _events.c.what == Happened.SHOWN, _events.c.day >= first
        )
    )


def _named(found: Select[Any]) -> tuple[NeverShown, ...]:
    rows = db.session.execute(found.limit(MOST))
    return tuple(NeverShown(slug, name) for slug, name in rows)
