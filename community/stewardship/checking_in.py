"""How it goes for those who joined a project: asked once, four weeks in.

What they say is theirs. The leads or an organiser read it only where they chose so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, unscoped, visible
from community.members import queries as members
from community.members.models import Member
from community.members.organisers import organisers
from community.notices.commands import tell
from community.projects.models import Membership, Project, TeamRole
from community.stewardship.commitments import GOES_ON
from community.stewardship.models import CheckIn, Going

WHY = "circles"
AFTER, NO_LATER = timedelta(weeks=4), timedelta(weeks=8)
"""When somebody is asked, counted from joining; who joined long ago is not."""

CHANGED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Answer:
    """What somebody says of how it goes, and who may read it."""

    going: Going
    words: str = ""
    to_leads: bool = False
    to_organisers: bool = False


def own(viewer: Viewer, project: Project) -> CheckIn:
    """Return what the viewer was asked about a project, or raise `NotFound`."""
    found: CheckIn = find(
        viewer,
        CheckIn,
        CheckIn.project_id == project.id,
        CheckIn.member_id == viewer.member_id,
    )
    return found


def can_change(row: CheckIn) -> bool:
    """Tell whether an answer can be given, or changed, still."""
    at = row.answered_at
    return at is None or clock.now() < at + CHANGED_FOR


def answer(viewer: Viewer, project: Project, said: Answer) -> CheckIn:
    """Say how it goes; an organiser hears of what goes badly where one may read it."""
    row = own(viewer, project)
    if not can_change(row):
        raise Refused(N_("This can be changed for seven days. They are over"))
    row.going, row.words = said.going, said.words.strip()
    row.to_leads, row.to_organisers = said.to_leads, said.to_organisers
    row.answered_at = row.answered_at or clock.now()
    db.session.flush()
    if row.going is Going.BADLY and row.to_organisers:
        _tell_organisers(row)
    return row


def keep_to_oneself(viewer: Viewer, project: Project) -> None:
    """Let nobody else read what the viewer said, at any time.

    Who leads or organises changes, and not all of them were meant.
    """
    row = own(viewer, project)
    row.to_leads = row.to_organisers = False
    db.session.flush()


def _tell_organisers(row: CheckIn) -> None:
    for one in organisers():
        reads = visible(one, CheckIn.id).where(CheckIn.id == row.id)
        if one.member_id != row.member_id and db.session.scalar(reads):
            assert one.member_id is not None
            key, link = f"check-in-badly:{row.id}", "/organise/check-ins"
            tell(one.member_id, "check-in-badly", key, link=link)


# ---------------------------------------------------------------- who reads it
@dataclass(frozen=True)
class CheckInLine:
    """How it goes for somebody, as they shared it."""

    card: members.MemberCard
    going: Going
    words: str
    at: datetime
    slug: str
    title: str


def shared(viewer: Viewer) -> tuple[CheckInLine, ...]:
    """Return what was shared with organisers, of projects that one sees: the newest."""
    require(viewer, Permission.PROJECT_RESCUE)
    found = (
        visible(viewer, CheckIn, Project.slug, Project.title)
        .join(Project, Project.id == CheckIn.project_id)
        .where(CheckIn.going.is_not(None), CheckIn.to_organisers)
        .where(CheckIn.member_id != viewer.member_id)
        .order_by(CheckIn.answered_at.desc(), CheckIn.id.desc())
        .limit(50)
    )
    rows = db.session.execute(found).all()
    people = members.cards(viewer, {row[0].member_id for row in rows}, tags=0)
    return tuple(
        CheckInLine(
            people[row.member_id], row.going, row.words, row.answered_at, slug, title
        )
        for row, slug, title in rows
        if row.member_id in people
    )


@dataclass(frozen=True)
class Said:
    """What somebody of a team shared with its leads."""

    going: Going
    words: str


def shared_with_leads(viewer: Viewer, project: int) -> dict[int, Said]:
    """Return what was shared with the viewer as a lead, by member: one statement."""
    found = visible(viewer, CheckIn.member_id, CheckIn.going, CheckIn.words).where(
        CheckIn.project_id == project, CheckIn.to_leads, CheckIn.going.is_not(None)
    )
    rows = db.session.execute(found.order_by(CheckIn.id))
    return {member: Said(going, words) for member, going, words in rows}


# ---------------------------------------------------------------- the clock
def ask_how_it_goes() -> int:
    """Ask everybody who joined four weeks ago, once; never those who led it."""
    return sum(_ask(row, slug) for row, slug in _joined_four_weeks_ago())


def _joined_four_weeks_ago() -> list[tuple[Membership, str]]:
    part, asked = Membership.__table__.alias(), CheckIn.__table__.alias()
    theirs = (
        part.c.project_id == Membership.project_id,
        part.c.member_id == Membership.member_id,
    )
    first: Any = select(func.min(part.c.since)).where(*theirs).scalar_subquery()
    led = select(part.c.id).where(*theirs, part.c.role == TeamRole.LEAD)
    before = select(asked.c.id).where(
        asked.c.project_id == Membership.project_id,
        asked.c.member_id == Membership.member_id,
    )
    today = clock.today()
    found = (
        unscoped(WHY, Membership, Project.slug)
        .join(Project, Project.id == Membership.project_id)
        .join(Member, Member.id == Membership.member_id)
        .join(Account, Account.id == Member.account_id)
        .where(Membership.until.is_(None), Account.state == State.ACTIVE)
        .where(
            Project.state.in_(GOES_ON), first.between(today - NO_LATER, today - AFTER)
        )
        .where(~led.exists(), ~before.exists())
        .order_by(Membership.id)
    )
    return [(row, slug) for row, slug in db.session.execute(found)]


def _ask(row: Membership, slug: str) -> bool:
    asked = CheckIn(
        membership_id=row.id, project_id=row.project_id, member_id=row.member_id
    )
    try:
        with db.session.begin_nested():
            db.session.add(asked)
    except IntegrityError:
        return False
    key, link = f"check-in:{asked.id}", f"/projects/{slug}/going"
    tell(row.member_id, "check-in", key, project=row.project_id, link=link)
    return True
