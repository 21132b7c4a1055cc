"""Leaving: invisible at once, twenty-one days to change one's mind, then erased.

Nothing but where the account stands changes meanwhile, so that keeping it restores all
as it was. The day itself is the clock's (`clockwork`).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from community.accounts import commands as accounts
from community.accounts import roles
from community.accounts.models import Account, State
from community.core import clock, journal, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.members.joining import put
from community.members.models import Member
from community.projects.models import Membership, Project, ProjectState, TeamRole
from community.safeguarding import suspending

WHY = "leaving"
GRACE = timedelta(days=21)
STAYS_OPEN = (ProjectState.IN_REVIEW, ProjectState.PUBLISHED, ProjectState.PAUSED)
"""The states in which somebody must answer for a project."""

CAN_LEAVE = (
    State.UNCONFIRMED, State.PENDING, State.ACTIVE, State.RESTING, State.SUSPENDED,
)  # fmt: skip

LED_ALONE = N_("Hand over or close the projects that you lead alone first")
LEFT_ALREADY = N_("You are leaving already")


@dataclass(frozen=True)
class LedAlone:
    """A project that nobody would answer for."""

    slug: str
    title: str
    paused: bool


def led_alone(account_id: int | None) -> tuple[LedAlone, ...]:
    """Return the open projects that nobody else who is here leads.

    Nobody else at all, where somebody takes a break: they come back, and lead it then.
    """
    team, member, account = (
        entity.__table__.alias() for entity in (Membership, Member, Account)
    )
    here = (State.ACTIVE, State.RESTING)
    other = (
        select(team.c.id)
        .join(member, member.c.id == team.c.member_id)
        .join(account, account.c.id == member.c.account_id)
        .where(team.c.project_id == Project.id, account.c.id != account_id)
        .where(team.c.role == TeamRole.LEAD, team.c.until.is_(None))
        .where(account.c.state.in_(here))
    )
    rows = db.session.execute(
        unscoped(WHY, Project.slug, Project.title, Project.state)
        .join(Membership, Membership.project_id == Project.id)
        .join(Member, Member.id == Membership.member_id)
        .where(Member.account_id == account_id, Membership.until.is_(None))
        .where(Membership.role == TeamRole.LEAD, Project.state.in_(STAYS_OPEN))
        .where(~other.exists())
        .order_by(Project.title, Project.id)
    )
    return tuple(
        LedAlone(slug, title, state is ProjectState.PAUSED)
        for slug, title, state in rows
    )


def must_hand_over(viewer: Viewer) -> tuple[LedAlone, ...]:
    """Return what the viewer must hand over or close before leaving.

    Whoever is suspended cannot: organisers are told of what nobody leads then.
    """
    if viewer.state not in (State.ACTIVE, State.RESTING):
        return ()
    return led_alone(viewer.account_id)


def _hold_projects(account_id: int) -> None:
    """Keep others from leaving as a lead of the same projects till this is done."""
    team, member = Membership.__table__, Member.__table__
    mine = (
        select(team.c.project_id)
        .join(member, member.c.id == team.c.member_id)
        .where(member.c.account_id == account_id, team.c.until.is_(None))
        .where(team.c.role == TeamRole.LEAD)
    )
    held = unscoped(WHY, Project.id).where(Project.id.in_(mine)).order_by(Project.id)
    db.session.execute(held.with_for_update())


def leave(viewer: Viewer) -> date:
    """Let the viewer go: hidden and signed out at once; return the day of the end.

    The last administrator stays, and so does whoever leads an open project alone.
    """
    if viewer.account_id is None:
        raise Forbidden("leave")
    _hold_projects(viewer.account_id)
    roles.keep_one(viewer.account_id)
    if must_hand_over(viewer):
        raise Refused(LED_ALONE)
    day = clock.today() + GRACE
    if not _step(viewer.account_id, leaves_on=day):
        raise Refused(LEFT_ALREADY)
    account = db.session.get_one(Account, viewer.account_id)
    accounts.end_sessions(account.id)
    key = f"leaving:{account.id}:{clock.now().isoformat()}"
    outbox.post("leaving", account.email, key, day=day.isoformat())
    journal.record(viewer, journal.Act.ACCOUNT_STATE, "account", account.id, "leaving")
    db.session.flush()
    return day


def _step(account_id: int, **values: Any) -> bool:
    """Move an account to leaving, once: of two at the same time one does."""
    done = db.session.execute(
        update(Account)
        .where(Account.id == account_id, Account.state.in_(CAN_LEAVE))
        .values(left_from=Account.state, state=State.LEAVING, **values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    account = db.session.get_one(Account, account_id)
    db.session.refresh(account)
    _show(account)
    return True


def _show(account: Account) -> None:
    """Set whether others see the member; a break goes on where it was one."""
    until = account.rests_until
    put(account, account.state)
    account.rests_until = until


def keep(viewer: Viewer) -> bool:
    """Keep the viewer's account, as it was; tell whether it was still there to keep.

    Of keeping and erasing in the same moment one happens.
    """
    if viewer.account_id is None:
        raise Forbidden("keep")
    done = db.session.execute(
        update(Account)
        .where(Account.id == viewer.account_id, Account.state == State.LEAVING)
        .values(state=Account.left_from, left_from=None, leaves_on=None)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    account = db.session.get_one(Account, viewer.account_id)
    db.session.refresh(account)
    _see_to_suspensions(account)
    _show(account)
    journal.record(viewer, journal.Act.ACCOUNT_STATE, "account", account.id, "kept")
    db.session.flush()
    return True


def _see_to_suspensions(account: Account) -> None:
    """Suspend whoever was suspended meanwhile, and let off whose suspension is over."""
    suspended = bool(suspending.holding_now(account.id))
    if suspended and account.state is not State.SUSPENDED:
        account.suspended_from, account.state = account.state, State.SUSPENDED
    elif not suspended and account.state is State.SUSPENDED:
        account.state = account.suspended_from or State.ACTIVE
        account.suspended_from = None


def goes_on(viewer: Viewer) -> date | None:
    """Return the day on which the viewer's own account is erased."""
    found = unscoped("sign-in", Account.leaves_on)
    day: date | None = db.session.scalar(found.where(Account.id == viewer.account_id))
    return day
