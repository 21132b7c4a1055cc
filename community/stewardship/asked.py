"""Reads of hand-overs, and of what a project asks of the viewer now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, literal, null, select, union_all

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.together import Read, Rows, alone
from community.core.visible import visible
from community.members import queries as members
from community.projects.models import Membership, Project
from community.stewardship.handing_over import ASKED_BY_LEADS
from community.stewardship.models import (
    CheckIn,
    Handover,
    HandoverKind,
    HandoverState,
)


@dataclass(frozen=True)
class HandoverLine:
    """A lead's question whether somebody would lead, as the viewer may know it."""

    id: int
    kind: HandoverKind
    state: HandoverState
    message: str
    answer: str
    asked_at: datetime
    ends_on: date
    slug: str
    title: str
    person: members.MemberCard | None
    asker: members.MemberCard | None
    to_answer: bool
    can_withdraw: bool


def of_project(viewer: Viewer, project: int) -> tuple[HandoverLine, ...]:
    """Return whom leads of a project asked to lead it, what waits first."""
    waits = Handover.state != HandoverState.ASKED
    return _lines(viewer, (waits, Handover.id.desc()), Handover.project_id == project)


def one(viewer: Viewer, handover_id: int) -> HandoverLine:
    """Return one of them to its two ends and to the leads."""
    for line in _lines(viewer, (Handover.id,), Handover.id == handover_id):
        return line
    raise NotFound("hand-over")


def _lines(
    viewer: Viewer, order: tuple[Any, ...], *where: Any
) -> tuple[HandoverLine, ...]:
    found = (
        visible(viewer, Handover, Project.slug, Project.title)
        .join(Project, Project.id == Handover.project_id)
        .where(Handover.kind.in_(ASKED_BY_LEADS), *where)
        .order_by(*order)
        .limit(20)
    )
    rows = db.session.execute(found).all()
    ends = {end for row in rows for end in (row[0].member_id, row[0].asked_by_id)}
    people = members.cards(viewer, ends, tags=0)
    return tuple(_line(viewer, row[0], row[1:], people) for row in rows)


def _line(
    viewer: Viewer,
    row: Handover,
    about: Sequence[str],
    people: dict[int, members.MemberCard],
) -> HandoverLine:
    waits = row.state is HandoverState.ASKED and row.due_at > clock.now()
    return HandoverLine(
        id=row.id, kind=row.kind, state=row.state, message=row.message,
        answer=row.answer, asked_at=row.asked_at, ends_on=clock.british_day(row.due_at),
        slug=about[0], title=about[1], person=people.get(row.member_id),
        asker=people.get(row.asked_by_id),
        to_answer=waits and row.member_id == viewer.member_id,
        can_withdraw=waits and row.asked_by_id == viewer.member_id,
    )  # fmt: skip


# ---------------------------------------------------------------- on the project page
@dataclass(frozen=True)
class AskedHere:
    """What a project asks of the viewer now; nothing of anybody else."""

    ends_on: date | None = None
    check_in: bool = False
    handover_id: int | None = None


def asked_here(viewer: Viewer, project: int) -> AskedHere:
    """Return the viewer's last day, check-in and hand-over to answer: one statement."""
    return alone(viewer, asked_of(viewer, project))


def asked_of(viewer: Viewer, project: int) -> Read[AskedHere]:
    """Read the viewer's last day, check-in and hand-over to answer."""
    parts = union_all(*_asked(viewer, project)).subquery()
    return Read(select(*parts.c), _asked_here)


def _asked_here(rows: Rows) -> AskedHere:
    found = {row["what"]: row for row in rows}
    part, handover = found.get("part"), found.get("handover")
    return AskedHere(
        part["day"] if part else None,
        "check-in" in found,
        handover["number"] if handover else None,
    )


def _asked(viewer: Viewer, project: int) -> list[Any]:
    def part(what: str, number: Any, day: Any, of: Any) -> Any:
        columns = (
            literal(what).label("what"),
            number.label("number"),
            day.label("day"),
        )
        found = select(*columns).where(of.project_id == project)
        return found.where(of.member_id == viewer.member_id)

    nothing = cast(null(), Date)
    return [
        part("part", Membership.id, Membership.ends_on, Membership).where(
            Membership.until.is_(None)
        ),
        part("check-in", CheckIn.id, nothing, CheckIn).where(
            CheckIn.answered_at.is_(None)
        ),
        part("handover", Handover.id, nothing, Handover).where(
            Handover.state == HandoverState.ASKED,
            Handover.kind.in_(ASKED_BY_LEADS),
            Handover.due_at > clock.now(),
        ),
    ]
