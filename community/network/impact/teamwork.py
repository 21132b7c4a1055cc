"""Who came to work together: every two people who were in a team at the same time.

Of whom the viewer sees the part in the team; for organisers, who agreed to the map.
Visitors see nobody's part: for them it is what all members see, of which they can open
nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, literal

from community.core.access import ANY_MEMBER, Audience, Viewer
from community.core.db import db
from community.core.visible import visible
from community.members.models import MapConsent, Member
from community.network.about import by_name
from community.programme.models import ProjectOrigin
from community.projects.models import Membership, Project

NOT_TOLD = "not told"
"""The origin of what began in a project whose team did not say how it began."""


@dataclass(frozen=True)
class Work:
    """That two people began to work together; `open` where both are named."""

    a: int
    b: int
    project: int
    since: date
    origin: str
    open: bool


def work(viewer: Viewer, origins: Mapping[int, str]) -> Iterator[Work]:
    """Yield every two people who came to be in a team together: one statement.

    Each two once for each project, with the first day on which both were there, and
    with the project's origin by `origins` (see `origins_of`).
    """
    for project, parts in _teams(viewer).items():
        first: dict[tuple[int, int], Work] = {}
        for one, other in combinations(parts, 2):
            since = _together_since(one, other)
            a, b = sorted((one.member_id, other.member_id))
            if a == b or since is None:
                continue
            there = first.get((a, b))
            if there is None or since < there.since:
                named = one.named and other.named
                origin = origins.get(project, NOT_TOLD)
                first[a, b] = Work(a, b, project, since, origin, named)
        yield from first.values()


@dataclass(frozen=True)
class _Part:
    member_id: int
    since: date
    until: date | None
    named: bool


def _together_since(one: _Part, other: _Part) -> date | None:
    """Return the first day on which both were there, if there was one."""
    since = max(one.since, other.since)
    ends = [part.until for part in (one, other) if part.until is not None]
    return None if any(end < since for end in ends) else since


def _teams(viewer: Viewer) -> dict[int, list[_Part]]:
    found = (
        visible(
            viewer if viewer.is_member else ANY_MEMBER,
            Membership.project_id,
            Membership.member_id,
        )
        .add_columns(Membership.since, Membership.until, _named(viewer))
        .join(Member, Member.id == Membership.member_id)
        .join(Project, Project.id == Membership.project_id)
        .where(Membership.audience != Audience.ME, Member.listed)
        .order_by(Membership.project_id, Membership.id)
    )
    if viewer.can_organise:
        found = found.where(Member.map_consent != MapConsent.ABSENT)
    teams: dict[int, list[_Part]] = {}
    for project, member, since, until, named in db.session.execute(found):
        part = _Part(member, since, until, bool(named))
        teams.setdefault(project, []).append(part)
    return teams


def _named(viewer: Viewer) -> ColumnElement[Any]:
    """State that somebody may stand in a list: for organisers, on the map by name."""
    if viewer.can_organise:
        return by_name()
    return literal(viewer.is_member)


def origins_of(viewer: Viewer) -> dict[int, str]:
    """Return how the projects began that the viewer can open: one statement."""
    rows = db.session.execute(
        visible(viewer, ProjectOrigin.project_id, ProjectOrigin.origin)
    )
    return {project: origin.value for project, origin in rows}
