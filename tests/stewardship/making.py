"""Hand-overs and parts in a project for tests, in one line each."""

from datetime import date, timedelta
from typing import Any

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member
from community.projects.models import Membership, Project, TeamRole
from community.stewardship import handing_over
from community.stewardship.models import CheckIn, Handover, HandoverKind
from tests.cast import CAST, join
from tests.projects.making import project

BESIDE, INSTEAD = HandoverKind.BESIDE, HandoverKind.INSTEAD
PAIN = 1


def viewer(who: str) -> Viewer:
    """One of the cast as they are now."""
    return CAST[who].viewer


def member(who: str) -> Member:
    """The row of one of the cast."""
    found = unscoped("test", Member).where(Member.id == CAST[who].id)
    return db.session.scalars(found).one()


def ask(
    who: str = "dai", kind: HandoverKind = BESIDE, by: str = "lea", number: int = PAIN
) -> Handover:
    """Let a lead ask somebody to lead."""
    return handing_over.ask(viewer(by), project(number), member(who), kind, "Please")


def leads_of(number: int = PAIN) -> list[str]:
    """The first names of who leads a project now."""
    found = (
        unscoped("test", Member.name)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.project_id == number, Membership.until.is_(None))
        .where(Membership.role == TeamRole.LEAD)
        .order_by(Member.id)
    )
    return [name.split()[0] for name in db.session.scalars(found)]


def parts_of(who: str, number: int = PAIN) -> list[Membership]:
    """All parts that somebody ever had in a project."""
    found = unscoped("test", Membership).where(
        Membership.project_id == number, Membership.member_id == CAST[who].id
    )
    fresh = found.order_by(Membership.id).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh))


def orphaned(number: int = PAIN) -> bool:
    """Whether a project says that nobody leads it."""
    found = unscoped("test", Project.orphaned).where(Project.id == number)
    return bool(db.session.scalar(found))


def enter(who: str, days_ago: int, **values: Any) -> Membership:
    """Let somebody have joined the Pain cafe some days ago."""
    join(PAIN, CAST[who].id)
    row = parts_of(who)[-1]
    since: date = clock.today() - timedelta(days=days_ago)
    table = Membership.__table__
    db.session.execute(
        table.update().where(table.c.id == row.id).values(since=since, **values)
    )
    db.session.commit()
    return parts_of(who)[-1]


def check_in(who: str) -> CheckIn:
    """What somebody was asked about the Pain cafe."""
    found = unscoped("test", CheckIn).where(CheckIn.member_id == CAST[who].id)
    return db.session.scalars(found).one()
