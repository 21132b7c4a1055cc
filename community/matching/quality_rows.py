"""What the report on suggestions is made from: who can be suggested, and events.

People and projects are those that any member may see. Events are private; what comes
of them are figures alone, and none of fewer than 8 people.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import and_

from community.core.access import ANY_MEMBER
from community.core.db import db
from community.core.visible import unscoped, visible
from community.matching.models import Happened, Slot, SuggestionEvent
from community.matching.snapshot import NOT_JOINED, Snapshot
from community.members.models import (
    Member,
    MemberKind,
)
from community.vocabulary.models import KINDS, Term
from community.vocabulary.queries import setting

WHY = "worker"


class Event(NamedTuple):
    """One thing that came of a suggestion; `thing` is a person's or a project's id."""

    member: int
    day: date
    what: Happened
    subject: str
    thing: int
    slot: Slot
    place: int
    reason: str


@dataclass(frozen=True)
class Public:
    """What the report needs of the people and projects that members may see.

    `asking` are the ids of those who get suggestions; `kinds` the first kind of each
    person; `groups` the communities of people and of projects.
    """

    asking: frozenset[int]
    people: frozenset[int]
    resting_people: frozenset[int]
    projects: frozenset[int]
    resting_projects: frozenset[int]
    kinds: dict[int, str]
    groups: dict[str, dict[int, int]]


def events_since(first: date, last: date) -> list[Event]:
    """Return what came of suggestions from one day to another, in order."""
    e = SuggestionEvent
    found = unscoped(
        WHY, e.member_id, e.day, e.what, e.person_id, e.project_id, e.slot, e.place,
        e.reason,
    )  # fmt: skip
    found = found.where(e.day.between(first, last)).order_by(e.day, e.id)
    return [
        Event(
            who, day, what, "project" if person is None else "person",
            project if person is None else person, slot, place, reason,
        )
        for who, day, what, person, project, slot, place, reason in (
            db.session.execute(found)
        )
    ]  # fmt: skip


def public(snapshot: Snapshot) -> Public:
    """Return who and what can be suggested, to whom, with kinds and groups."""
    ids, works = snapshot.members.ids.tolist(), snapshot.projects.ids.tolist()
    shy, full = (
        {numbers[one] for one in some}
        for numbers, some in zip((ids, works), closed(snapshot), strict=True)
    )
    joined = visible(ANY_MEMBER, Member.id).where(Member.listed, Member.joined)
    measuring = setting(NOT_JOINED) == "on"
    asking = ids if measuring else set(db.session.scalars(joined)) & set(ids)
    return Public(
        asking=frozenset(asking),
        people=frozenset(ids) - shy,
        resting_people=frozenset(shy),
        projects=frozenset(works) - full,
        resting_projects=frozenset(full),
        kinds=_kinds(),
        groups={
            "person": _groups(ids, snapshot.published_members.groups),
            "project": _groups(works, snapshot.published_projects.groups),
        },
    )


def closed(snapshot: Snapshot) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of people and of projects that cannot be suggested now."""
    people = np.flatnonzero(snapshot.published_members.full)
    works = np.flatnonzero(snapshot.published_projects.full)
    return (
        snapshot.not_asked.union(people[people < len(snapshot.members)].tolist()),
        snapshot.not_open.union(works.tolist()),
    )


def _groups(ids: list[int], groups: Any) -> dict[int, int]:
    found = zip(ids, groups.tolist(), strict=False)
    return {number: group for number, group in found if group >= 0}


def _kinds() -> dict[int, str]:
    """Return the first kind of each person that any member may see."""
    named = and_(Term.list == KINDS, Term.code == MemberKind.code)
    rows = db.session.execute(
        visible(ANY_MEMBER, MemberKind.member_id, Term.label)
        .join(Term, named)
        .order_by(MemberKind.member_id, MemberKind.rank, MemberKind.id)
    )
    found: dict[int, str] = {}
    for member, label in rows:
        found.setdefault(member, label)
    return found
