"""The organisers' board: how all projects go, and what an organiser can decide."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, visible
from community.members import queries as members
from community.projects.models import Membership, Project, ProjectState, TeamRole
from community.stewardship.health import Health, health_in_sql, oldest_unanswered
from community.stewardship.queries import (
    TakeOver,
    is_led,
    lines_of,
    waiting_offers,
)


@dataclass(frozen=True)
class BoardLine:
    """A project on the organisers' board: how it goes, and why that is said of it.

    `leads` are those whom the viewer may see.
    """

    slug: str
    title: str
    health: Health
    alive_at: datetime
    waits_since: datetime | None
    has_lead: bool
    leads: tuple[members.MemberCard, ...] = ()


@dataclass(frozen=True)
class Board:
    """How all projects go: numbers, a page of those of one health, what to decide."""

    chosen: Health
    numbers: dict[str, int]
    lines: Page[BoardLine]
    offers: tuple[TakeOver, ...]


SIZE = 20
"""How many projects a page of the board has."""


def board(viewer: Viewer, wanted: Health | None, page: int) -> Board:
    """Return the projects of one health, the longest silent first, and what waits.

    Without a wish it is the worst that there is. Raises `NotFound` for a page beyond
    the end.
    """
    require(viewer, Permission.PROJECT_RESCUE)
    rows = _published(viewer)
    numbers = Counter(row.health for row in rows)
    worst = next((one for one in reversed(Health) if numbers[one.value]), None)
    chosen = wanted or worst or Health.HEALTHY
    of_it = [row for row in rows if row.health == chosen.value]
    shown = Page[Any]((), page, SIZE, len(of_it))
    if page < 1 or page > shown.pages:
        raise NotFound("page")
    here = of_it[(page - 1) * SIZE : page * SIZE]
    offers = waiting_offers(viewer)
    leads = _leads(viewer, [row.id for row in here])
    named = {row[0].member_id for row in offers} | {row.member_id for row in leads}
    people = members.cards(viewer, named, tags=0)
    return Board(
        chosen=chosen,
        numbers={one.value: numbers[one.value] for one in Health},
        lines=replace(shown, items=tuple(_line(row, leads, people) for row in here)),
        offers=lines_of(viewer, offers, people),
    )


def _published(viewer: Viewer) -> list[Any]:
    oldest = oldest_unanswered()
    found = visible(
        viewer,
        Project.id,
        Project.slug,
        Project.title,
        Project.alive_at,
        oldest.label("waits_since"),
        is_led().label("has_lead"),
        health_in_sql(oldest, clock.now()).label("health"),
    )
    shown = found.where(Project.state == ProjectState.PUBLISHED)
    return list(db.session.execute(shown.order_by(Project.alive_at, Project.id)))


def _leads(viewer: Viewer, projects: list[int]) -> list[Any]:
    if not projects:
        return []
    found = (
        visible(viewer, Membership.project_id, Membership.member_id)
        .where(Membership.project_id.in_(projects), Membership.until.is_(None))
        .where(Membership.role == TeamRole.LEAD)
        .order_by(Membership.id)
    )
    return list(db.session.execute(found))


def _line(
    row: Any, leads: list[Any], people: dict[int, members.MemberCard]
) -> BoardLine:
    of_it = [one.member_id for one in leads if one.project_id == row.id]
    return BoardLine(
        slug=row.slug, title=row.title, health=Health(row.health),
        alive_at=row.alive_at, waits_since=row.waits_since, has_lead=row.has_lead,
        leads=tuple(people[number] for number in of_it if number in people),
    )  # fmt: skip
