"""How long answers to offers take: of one project with enough of them, else of all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func

from community.core.db import db
from community.core.usual import lately, usual_days
from community.core.visible import unscoped
from community.projects.models import JoinKind, JoinRequest, JoinState

ANSWERS = (JoinState.ACCEPTED, JoinState.WAITING, JoinState.DECLINED)


@dataclass(frozen=True)
class Usual:
    """Within how many days three of four offers are answered; of `here` or all."""

    days: int
    here: bool


def usual_replies(projects: Iterable[int]) -> dict[int, Usual]:
    """Return the usual reply time of projects, where it can be said: one statement."""
    took: dict[int, list[timedelta]] = defaultdict(list)
    for project, sent, answered in db.session.execute(_answered()):
        took[project].append(answered - sent)
    everywhere = usual_days([one for found in took.values() for one in found])
    usual: dict[int, Usual] = {}
    for project in projects:
        here = usual_days(took[project])
        if here is not None:
            usual[project] = Usual(here, here=True)
        elif everywhere is not None:
            usual[project] = Usual(everywhere, here=False)
    return usual


def _answered() -> Select[Any]:
    since, midnight = lately()
    asked = JoinRequest
    when = func.coalesce(asked.waits_since, asked.answered_at)
    return unscoped("joining", asked.project_id, asked.asked_at, when).where(
        asked.kind == JoinKind.OFFER,
        asked.state.in_(ANSWERS),
        when < midnight,
        when >= since,
    )
