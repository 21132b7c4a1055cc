"""Where connections and projects come from, counted for organisers.

Ties are counted between people who agreed to the map, unless either end keeps the tie
between the pair; and a few are no number. Projects are those that one can open.
"""

from dataclasses import dataclass

from sqlalchemy import func

from community.connections.models import Connection, TieAudience
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import kept_apart_from, unscoped
from community.matching.small_numbers import rounded
from community.members.models import MapConsent, Member
from community.programme import queries
from community.programme.models import Origin

WHY = "snapshot"


@dataclass(frozen=True)
class OriginLine:
    """How much came from one origin; `ties` None stands for "fewer than 8"."""

    origin: Origin
    ties: int | None
    projects: int


def origin_figures(viewer: Viewer) -> tuple[OriginLine, ...]:
    """Return how many connections and projects came from where: two statements."""
    require(viewer, Permission.NETWORK_SEE)
    agreed = unscoped(WHY, Member.id).where(
        Member.listed,
        Member.map_consent != MapConsent.ABSENT,
        Member.id.not_in(kept_apart_from(viewer)),
    )
    number = func.count(Connection.id).label("number")
    rows = db.session.execute(
        unscoped(WHY, Connection.origin, number)
        .where(
            Connection.a_audience != TieAudience.PAIR,
            Connection.b_audience != TieAudience.PAIR,
            Connection.a_id.in_(agreed),
            Connection.b_id.in_(agreed),
        )
        .group_by(Connection.origin)
    )
    ties = {row.origin: row.number for row in rows}
    projects = queries.origins(viewer)
    return tuple(
        OriginLine(origin, rounded(ties.get(origin, 0)), projects.get(origin, 0))
        for origin in Origin
        if origin in ties or origin in projects
    )
