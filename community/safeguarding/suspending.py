"""Suspended: out of the community until a day or for good, and back by itself.

Up to some days a moderator decides alone; for good needs an administrator or a second
moderator. Until that one agrees it holds for as long as one moderator may decide.
"""

from datetime import datetime, timedelta

from sqlalchemy import func

from community.accounts import bans, roles
from community.accounts import commands as accounts
from community.accounts.models import Account, State
from community.core import clock, outbox
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, unscoped
from community.members import joining
from community.safeguarding import cases, measuring
from community.safeguarding.models import (
    SUSPENDS,
    Appeal,
    Case,
    Ground,
    Measure,
    MeasureKind,
)
from community.vocabulary.choices import number

WHY = "administration"
GONE = N_("Their account is not open: there is nothing to suspend")
OPEN = (State.ACTIVE, State.RESTING)
"""From where somebody can be suspended, also when they are leaving from there."""


def strike(viewer: Viewer, case_id: int, ground: Ground, why: str) -> Measure:
    """Suspend whom a case is about by the ladder: the third strike is for good."""
    case = _suspendable(viewer, case_id)
    row = measuring.made(viewer, case, MeasureKind.STRIKE, ground, why)
    _set_end(viewer, row, days_of_strike(strikes(row.account_id)))
    return _out(viewer, case, row)


def suspend(
    viewer: Viewer, case_id: int, days: int | None, ground: Ground, why: str
) -> Measure:
    """Suspend whom a case is about for some days, or with None for good."""
    case, most = _suspendable(viewer, case_id), number("suspend_most_days")
    if days is not None and not 1 <= days <= most:
        raise Refused(N_("Enter a whole number of days from 1 to %(most)s"), most=most)
    row = measuring.made(viewer, case, MeasureKind.SUSPENSION, ground, why)
    _set_end(viewer, row, days)
    return _out(viewer, case, row)


def strikes(account_id: int | None) -> int:
    """Return how many strikes of somebody count."""
    found = unscoped(WHY, func.count()).select_from(Measure).where(
        Measure.account_id == account_id, Measure.kind == MeasureKind.STRIKE,
        Measure.lifted_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(found) or 0


def days_of_strike(which: int) -> int | None:
    """Return for how many days a strike suspends; None for good."""
    ladder = {1: "strike_first_days", 2: "strike_second_days"}
    return number(ladder[which]) if which in ladder else None


def _suspendable(viewer: Viewer, case_id: int) -> Case:
    case = cases.held_by(viewer, case_id)
    if case.about_id is None:
        raise Refused(measuring.NOBODY)
    roles.keep_one(case.about_id)
    if not can_be_suspended(case.about_id):
        raise Refused(GONE)
    return case


def can_be_suspended(account_id: int) -> bool:
    """Tell whether an account is open or suspended, and others would administer."""
    account = db.session.get(Account, account_id)
    if account is None or _standing(account) not in (*OPEN, State.SUSPENDED):
        return False
    admins = roles.administrators()
    return account_id not in admins or len(admins) > 1


def _standing(account: Account) -> State | None:
    """Return where an account stands; of one that is leaving, where it would again."""
    return account.left_from if account.state is State.LEAVING else account.state


def _set_end(viewer: Viewer, row: Measure, days: int | None) -> None:
    """Say until when; for good only at once where an administrator decides."""
    if days is None and viewer.is_admin:
        return
    row.for_good_asked = days is None
    row.until = clock.now() + timedelta(days=days or number("suspend_most_days"))


def _out(viewer: Viewer, case: Case, row: Measure) -> Measure:
    """Suspend them; what a rule did before that is over by it."""
    put_out(row)
    for other in measuring.in_case(case.id):
        if other.by_rule and other.kind in SUSPENDS and other.holds:
            other.lifted_at = clock.now()
            measuring.note(viewer, other, "lifted")
    if row.for_good_asked:
        key = f"case-second:for-good:{row.id}"
        cases.tell_workers(case, "case-second", key, viewer.account_id)
    return row


def put_out(row: Measure) -> None:
    """Let a suspension hold: signed out everywhere, seen by nobody, told by mail.

    Whoever is leaving is erased on the day that was said; keeping their account before
    that, they are suspended for as long as it holds.
    """
    account = db.session.get_one(Account, row.account_id)
    # They may be keeping it just now. Reports that refer to it need not wait.
    db.session.refresh(account, with_for_update={"key_share": True})
    if account.state in OPEN:
        account.suspended_from = account.state
        joining.put(account, State.SUSPENDED)
    elif account.state is State.LEAVING:
        accounts.end_sessions(account.id)
    _tell(row, f"suspended:{row.id}")


def _tell(row: Measure, key: str) -> None:
    """Write to whom a suspension is about: how long, of what kind, how to appeal."""
    address = db.session.get_one(Account, row.account_id).email
    days = (row.until - row.at).days if row.until else 0
    outbox.post(
        "suspended", address, key, days=days, ground=row.ground.value,
        rule=row.by_rule, appeal=number("appeal_days"),
    )  # fmt: skip
    db.session.flush()


# ---------------------------------------------------------------- for good
def agree(viewer: Viewer, measure_id: int, agreed: bool) -> None:
    """Say, as the second one, that a suspension holds for good, or not.

    They are told anew then, and their time to appeal begins anew. While they wait for
    the answer to an appeal it stays as it is; with that answer nobody asks any more.
    """
    require(viewer, Permission.CASE_WORK)
    row = measuring.to_change(viewer, measure_id)
    if not row.for_good_asked or not row.holds:
        raise Refused(N_("Somebody has answered this one already"))
    case: Case = find(viewer, Case, Case.id == row.case_id)
    if not cases.may_second(viewer, case, row.by_id):
        raise Refused(N_("Somebody else must agree to that"))
    if _is_appealed(row):
        raise Refused(N_("They have appealed: decide on that first"))
    row.for_good_asked, row.agreed_by_id = False, viewer.account_id
    if agreed:
        row.until, row.at = None, clock.now()
        _tell(row, f"suspended:{row.id}:for-good")
    measuring.note(viewer, row, "for good" if agreed else "not for good")
    cases.tell_asker(row.by_id, row.case_id, f"case-answer:for-good:{row.id}")


def _is_appealed(row: Measure) -> bool:
    found = unscoped(WHY, Appeal.id).where(Appeal.measure_id == row.id)
    return db.session.scalar(found.limit(1)) is not None


# ---------------------------------------------------------------- and back
def holding_now(account_id: int | None) -> list[Measure]:
    """Return the suspensions of an account that hold now."""
    found = unscoped(WHY, Measure).where(
        Measure.account_id == account_id, Measure.kind.in_(SUSPENDS),
        Measure.lifted_at.is_(None), Measure.ended_at.is_(None),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(Measure.id)))


def reinstate(account_id: int | None) -> bool:
    """Let an account stand where it stood, unless something else suspends it.

    Tell whether it does.
    """
    account = _held(account_id)
    if account is None or account.state is not State.SUSPENDED:
        return False
    if holding_now(account_id):
        return False
    back, account.suspended_from = account.suspended_from, None
    joining.put(account, back or State.ACTIVE)
    return True


def _held(account_id: int | None) -> Account | None:
    """Return an account as it stands now, kept from changes beside."""
    if account_id is None:
        return None
    lock = {"key_share": True}
    return db.session.get(
        Account, account_id, populate_existing=True, with_for_update=lock
    )


def end_due() -> int:
    """End the suspensions whose day has come, with one letter each; return how many."""
    due = (
        unscoped(WHY, Measure)
        .where(Measure.kind.in_(SUSPENDS), Measure.until <= clock.now())
        .where(Measure.lifted_at.is_(None), Measure.ended_at.is_(None))
        .order_by(Measure.id)
        .with_for_update(skip_locked=True)
    )
    rows = list(db.session.scalars(due))
    for row in rows:
        row.ended_at, row.for_good_asked = clock.now(), False
        db.session.flush()
        measuring.note(measuring.RULE, row, "ended by its day")
        if reinstate(row.account_id):
            account = db.session.get_one(Account, row.account_id)
            key, rests = f"suspension-over:{row.id}", account.state is State.RESTING
            outbox.post_once("suspension-over", account.email, key, resting=rests)
    return len(rows)


# ---------------------------------------------------------------- after erasure
def remember_ban(account: Account) -> None:
    """Remember, before an account is erased, that its address is suspended."""
    ends = [row.until for row in holding_now(account.id)]
    if ends:
        bans.remember(account.email, _latest(ends))


def _latest(ends: list[datetime | None]) -> datetime | None:
    days = [end for end in ends if end is not None]
    return max(days) if len(days) == len(ends) else None
