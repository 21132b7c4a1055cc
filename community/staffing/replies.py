"""How long answers to offers take: of one project with enough of them, else of all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Select, func

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.projects.models import JoinKind, JoinRequest, JoinState

BACK = timedelta(days=90)
FEWEST = 8
"""With fewer answers nothing is said: one could tell whose they are."""

MOST_OF_THEM = 0.75
DAY = timedelta(days=1)
ANSWERS = (JoinState.ACCEPTED, JoinState.WAITING, JoinState.DECLINED)


@dataclass(frozen=True)
class Usual:
    """Within how many days three of four offers are answered; of `here` or all."""

    days: int
    here: bool


def usual_replies(projects: Iterable[int]) -> dict[int, Usual]:
    """Return the usual reply time of projects, where it can be said: one statement.

    Of offers answered in the last 90 days up to yesterday, so that nobody reads off it
    that somebody answered a moment ago.
    """
    took: dict[int, list[timedelta]] = defaultdict(list)
    for project, sent, answered in db.session.execute(_answered()):
        took[project].append(answered - sent)
    everywhere = _most([one for found in took.values() for one in found])
    usual: dict[int, Usual] = {}
    for project in projects:
        here = _most(took[project])
        if here is not None:
            usual[project] = Usual(here, here=True)
        elif everywhere is not None:
            usual[project] = Usual(everywhere, here=False)
    return usual


def _answered() -> Select[Any]:
    midnight = datetime.combine(clock.today(), time(), UTC)
    asked = JoinRequest
    when = func.coalesce(asked.waits_since, asked.answered_at)
    return unscoped("joining", asked.project_id, asked.asked_at, when).where(
        asked.kind == JoinKind.OFFER,
        asked.state.in_(ANSWERS),
        when < midnight,
        when >= midnight - BACK,
    )


def _most(took: list[timedelta]) -> int | None:
    if len(took) < FEWEST:
        return None
    slow = sorted(took)[ceil(len(took) * MOST_OF_THEM) - 1]
    return max(1, ceil(slow / DAY))
