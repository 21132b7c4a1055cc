"""What administrators do about an account by themselves: suspend it, open it again.

It stands in a case of its own that is closed at once, so that whom it is about reads
why, and can ask moderators to look again.
"""

from community.accounts import roles
from community.accounts.models import Account
from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, random_id
from community.members import joining
from community.safeguarding import measuring, suspending
from community.safeguarding.models import (
    Case,
    CaseState,
    Finding,
    Ground,
    Measure,
    MeasureKind,
)

ANSWERED = N_("Somebody has answered this one already")


def suspend(viewer: Viewer, account_id: int, ground: Ground, why: str) -> Measure:
    """Suspend somebody for good, until an administrator opens their account again."""
    require(viewer, Permission.ACCOUNT_SUSPEND)
    roles.keep_one(account_id)
    if not suspending.can_be_suspended(account_id):
        raise Refused(suspending.GONE)
    if suspending.holding_now(account_id):
        raise Refused(ANSWERED)
    case = _closed_case(viewer, account_id)
    row = measuring.made(viewer, case, MeasureKind.SUSPENSION, ground, why)
    suspending.put_out(row)
    _note(viewer, account_id, "suspended")
    return row


def open_again(viewer: Viewer, account_id: int) -> None:
    """Let somebody stand where they stood: nothing suspends them any more."""
    require(viewer, Permission.ACCOUNT_SUSPEND)
    holding = suspending.holding_now(account_id)
    if not holding:
        raise Refused(ANSWERED)
    for row in holding:
        row.lifted_at, row.for_good_asked = clock.now(), False
        measuring.note(viewer, row, "lifted")
    db.session.flush()
    suspending.reinstate(account_id)
    _note(viewer, account_id, "open again")


def _closed_case(viewer: Viewer, account_id: int) -> Case:
    member = joining.member_of(db.session.get_one(Account, account_id))
    now, admin = clock.now(), viewer.account_id
    row = Case(
        number=random_id(8), subject_kind="person", about_id=account_id,
        subject_id=member.id if member else 0, state=CaseState.CLOSED, opened_at=now,
        due_at=now, claimed_by_id=admin, claimed_at=now, closed_by_id=admin,
        closed_at=now, finding=Finding.ACTED,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _note(viewer: Viewer, account_id: int, words: str) -> None:
    journal.record(viewer, journal.Act.ACCOUNT_STATE, "account", account_id, words)
    db.session.flush()
