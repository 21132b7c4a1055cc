"""Plans as organisers read them, and what came of those that were sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import Page, page_of, visible
from community.introductions.models import Introduction
from community.introductions.told import Told, told
from community.members.models import Member
from community.network.about import by_name
from community.network.maps import Network
from community.network.models import WeavePair, WeavePlan
from community.network.weaving.fitting import Fit
from community.network.weaving.people import (
    Free,
    Somebody,
    free,
    places_of,
    somebody,
)
from community.network.weaving.plans import pair_rows, plan_row
from community.network.weaving.suggesting import board_of

SIZE = 20
"""So many plans are on a page, the newest first."""


@dataclass(frozen=True)
class WeavePlanLine:
    """A plan in the list; `pairs` are those whose two are on the map by name."""

    id: int
    title: str
    pairs: int
    made_at: datetime
    sent_at: datetime | None


def plans_of(viewer: Viewer, number: int = 1) -> Page[WeavePlanLine]:
    """Return one page of the plans of all organisers, the newest first.

    Two statements. Raises `NotFound` for a page beyond the end.
    """
    require(viewer, Permission.NETWORK_WEAVE)
    named = select(Member.id).where(by_name())
    pairs = (
        visible(viewer, func.count(WeavePair.id))
        .where(WeavePair.plan_id == WeavePlan.id)
        .where(WeavePair.a_id.in_(named), WeavePair.b_id.in_(named))
        .scalar_subquery()
        .label("pairs")
    )
    columns = WeavePlan.made_at, WeavePlan.sent_at
    found = (
        visible(viewer, WeavePlan.id, WeavePlan.title, pairs, *columns)
        .where(WeavePlan.put_away_at.is_(None))
        .order_by(WeavePlan.made_at.desc(), WeavePlan.id.desc())
    )
    return page_of(found, WeavePlanLine, number, SIZE)


@dataclass(frozen=True)
class PlanPair:
    """Two people of a plan.

    Before it is sent `free` says whether they can be asked now; after it `asked`,
    whether they were. `tied` says that the map shows them linked by now.
    """

    id: int
    one: Somebody
    two: Somebody
    free: bool
    asked: bool
    tied: bool
    fits: tuple[Fit, ...]
    places: tuple[int, int] = field(metadata={"api": False})


@dataclass(frozen=True)
class Came:
    """What came of the introductions that the viewer sent, as numbers alone.

    `waits` holds all without a yes until day 21, whatever was said, and `not_now`
    after it: a number tells nobody's answer.
    """

    asked: int
    yes: int
    waits: int
    not_now: int
    taken_back: int


@dataclass(frozen=True)
class WovenPlan:
    """A plan with the pairs whose two are on the map by name today.

    `gone` says that there are others too. `came` is for whoever sent it; None for
    other organisers, whom the introductions have not come to.
    """

    id: int
    title: str
    words: str
    made_at: datetime
    sent_at: datetime | None
    version: int
    pairs: tuple[PlanPair, ...]
    gone: bool
    came: Came | None


def plan_of(viewer: Viewer, network: Network, plan_id: int) -> WovenPlan:
    """Return a plan, or raise `NotFound`: at most six statements."""
    row = plan_row(viewer, plan_id)
    rows = pair_rows(viewer, plan_id)
    who = free(viewer, network) if row.sent_at is None else None
    pairs = _lines(network, rows, who)
    return WovenPlan(
        row.id,
        row.title,
        row.words,
        row.made_at,
        row.sent_at,
        row.version,
        pairs,
        len(pairs) < len(rows),
        _came(viewer, rows) if row.sent_at else None,
    )


def _lines(
    network: Network, rows: Iterable[WeavePair], who: Free | None
) -> tuple[PlanPair, ...]:
    rows = list(rows)
    board = board_of(network)
    there = places_of(network, ((row.a_id, row.b_id) for row in rows))
    found = []
    for row in rows:
        places = there.get((row.a_id, row.b_id))
        if places is None:
            continue
        a, b = sorted(places)
        found.append(
            PlanPair(
                row.id,
                somebody(network.people[a]),
                somebody(network.people[b]),
                who.pair(a, b) if who else False,
                row.introduction_id is not None,
                (a, b) in board.tied,
                board.fitting.reasons(a, b),
                (a, b),
            )
        )
    return tuple(found)


def _came(viewer: Viewer, rows: Iterable[WeavePair]) -> Came | None:
    ids = [row.introduction_id for row in rows if row.introduction_id is not None]
    mine = visible(viewer, Introduction).where(
        Introduction.id.in_(ids), Introduction.introducer_id == viewer.member_id
    )
    states = [told(row, viewer.member_id) for row in db.session.scalars(mine)]
    if not states:
        return None
    count = states.count
    return Came(
        len(states),
        count(Told.ACCEPTED),
        count(Told.WAITS),
        count(Told.NOT_NOW),
        count(Told.TAKEN_BACK),
    )
