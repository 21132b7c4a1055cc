"""Blocking, reporting, and what moderators do with a report."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_

from community.accounts.models import Account, Grant, State
from community.connections.ties import one_at_a_time
from community.core import clock, journal
from community.core.access import Permission, Role, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, random_id
from community.core.visible import BLOCKED, find, tie, unscoped
from community.members.models import Member
from community.notices.commands import tell
from community.safeguarding.models import (
    Block,
    Case,
    CaseState,
    Lane,
    Report,
    ReportReason,
)
from community.safeguarding.parting import part

DUE = {Lane.HARM: timedelta(hours=24), Lane.USUAL: timedelta(hours=72)}
"""How soon somebody must have looked."""


def block(viewer: Viewer, other: Member) -> None:
    """Part two people for good, silently: both vanish from each other everywhere.

    Of two blocks in the same moment, from one side or both, each counts once.
    """
    require(viewer, Permission.CONNECTION_ASK, other)
    assert viewer.member_id is not None
    one, two = viewer.member_id, other.id
    one_at_a_time(one, two)
    there = unscoped("block", Block.id).where(
        Block.member_id == one, Block.other_id == two
    )
    if db.session.scalar(there) is not None:
        return
    row = Block(member_id=one, other_id=two, name_then=other.name)
    db.session.add(row)
    part(viewer, one, two)
    for a, b in ((one, two), (two, one)):
        _ensure_blocked(a, b)
    db.session.flush()
    journal.record(viewer, journal.Act.BLOCK, "block", row.id, "made")
    db.session.flush()


def _ensure_blocked(one: int, two: int) -> None:
    where = (tie.c.member_id == one, tie.c.other_id == two, tie.c.kind == BLOCKED)
    there = db.session.execute(unscoped("block", tie.c.kind).where(*where)).first()
    if there is None:
        db.session.execute(
            tie.insert().values(member_id=one, other_id=two, kind=BLOCKED)
        )


def unblock(viewer: Viewer, block_id: int) -> None:
    """Take a block back; ties do not come back by themselves."""
    row: Block = find(viewer, Block, Block.id == block_id)
    one, two = row.member_id, row.other_id
    one_at_a_time(one, two)
    journal.record(viewer, journal.Act.BLOCK, "block", row.id, "ended")
    db.session.delete(row)
    db.session.flush()
    other_way = unscoped("block", Block.id).where(
        Block.member_id == two, Block.other_id == one
    )
    if db.session.scalar(other_way) is None:
        for a, b in ((one, two), (two, one)):
            db.session.execute(
                delete(tie).where(
                    tie.c.member_id == a, tie.c.other_id == b, tie.c.kind == BLOCKED
                )
            )


@dataclass(frozen=True)
class Reported:
    """What a report is about, as the reporter saw it."""

    kind: str
    id: int
    about_account: int | None
    excerpt: str


def report(viewer: Viewer, thing: Reported, reason: ReportReason, text: str) -> str:
    """Store a report, tell those who read reports, and return the receipt number."""
    require(viewer, Permission.REPORT_WRITE)
    if reason is ReportReason.OTHER and not text.strip():
        raise Refused(N_("Say in a few words what is wrong"))
    receipt = random_id(8)
    harm = reason is ReportReason.SAFETY
    lane = Lane.HARM if harm else Lane.USUAL
    case = Case(
        number=random_id(8),
        subject_kind=thing.kind,
        subject_id=thing.id,
        about_id=thing.about_account,
        lane=lane,
        due_at=clock.now() + DUE[lane],
    )
    db.session.add(case)
    db.session.flush()
    row = Report(
        receipt=receipt,
        case_id=case.id,
        reporter_id=viewer.account_id,
        about_id=thing.about_account,
        excerpt=thing.excerpt[:2000],
        reason=reason,
        text=text.strip(),
    )
    db.session.add(row)
    db.session.flush()
    journal.record(viewer, journal.Act.REPORT, "report", row.id)
    for member in _readers(thing.about_account, viewer.account_id):
        tell(member, "report", f"report:{receipt}", link=f"/moderate/{case.id}")
    return receipt


def _readers(about: int | None, reporter: int | None) -> list[int]:
    """Return the moderators, else the administrators: never the two it is between."""
    for role in (Role.MODERATOR, Role.ADMINISTRATOR):
        found = db.session.scalars(
            unscoped("whom to tell of a report", Member.id)
            .join(Account, Account.id == Member.account_id)
            .join(Grant, Grant.account_id == Account.id)
            .where(Grant.role == role, Account.id.is_distinct_from(about))
            .where(Account.id.is_distinct_from(reporter))
            .where(Account.state == State.ACTIVE)
            .where(or_(Grant.until.is_(None), Grant.until > clock.now()))
            .distinct()
            .order_by(Member.id)
        ).all()
        if found:
            return list(found)
    return []


def take_up(viewer: Viewer, row: Case) -> None:
    """Say that somebody looks into a case."""
    require(viewer, Permission.REPORT_READ)
    if row.state is not CaseState.OPEN:
        raise Refused(N_("Somebody looks into it already"))
    row.state = CaseState.CLAIMED
    row.claimed_by_id, row.claimed_at = viewer.account_id, clock.now()
    journal.record(viewer, journal.Act.REPORT, "case", row.id, "claimed")
    db.session.flush()


def close(viewer: Viewer, row: Case, outcome: str) -> None:
    """Close a case with what came of it."""
    require(viewer, Permission.REPORT_READ)
    if row.state is CaseState.CLOSED:
        raise Refused(N_("Somebody has closed it already"))
    if not outcome.strip():
        raise Refused(N_("Write what came of it, in a sentence"))
    row.state, row.outcome = CaseState.CLOSED, outcome.strip()
    row.closed_by_id, row.closed_at = viewer.account_id, clock.now()
    journal.record(viewer, journal.Act.REPORT, "case", row.id, "closed")
    db.session.flush()
