"""Roles: who holds which, given by whom and until when."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from community.accounts.commands import end_sessions
from community.accounts.models import Account, Grant, State
from community.core import clock, journal, outbox
from community.core.access import Permission, Role, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import unscoped

LAST = N_("A community needs an administrator. Give the role to somebody else first")


def holds_now() -> ColumnElement[bool]:
    """State that a grant holds at this moment."""
    return or_(Grant.until.is_(None), Grant.until > clock.now())


def held(account_id: int | None) -> frozenset[Role]:
    """Return the roles that an account holds now."""
    found = unscoped("administration", Grant.role).where(holds_now())
    return frozenset(db.session.scalars(found.where(Grant.account_id == account_id)))


def grant(viewer: Viewer, account: Account, role: Role, until: datetime | None) -> None:
    """Give a role to an active account; its sessions begin anew."""
    require(viewer, Permission.ROLE_GRANT)
    if account.state is not State.ACTIVE:
        raise Refused(N_("Only active members can hold a role"))
    if until is not None and until <= clock.now():
        raise Refused(N_("Choose a day that is still to come, or none"))
    there = unscoped("administration", Grant.id).where(
        Grant.account_id == account.id, Grant.role == role, holds_now()
    )
    if db.session.scalar(there) is not None:
        raise Refused(N_("They hold this role already"))
    db.session.add(
        Grant(
            account_id=account.id,
            role=role,
            granted_by_id=viewer.account_id,
            until=until,
        )
    )
    end_sessions(account.id)
    outbox.post("role-changed", account.email)
    journal.record(
        viewer, journal.Act.ROLE, "account", account.id, f"given {role.value}"
    )
    db.session.flush()


def end_grant(viewer: Viewer, grant_id: int) -> int:
    """End a role now and return whose it was; the last administrator keeps theirs."""
    require(viewer, Permission.ROLE_GRANT)
    row = db.session.get(Grant, grant_id)
    if row is None:
        raise NotFound("grant")
    if row.until is not None and row.until <= clock.now():
        raise Refused(N_("This role has ended already"))
    if row.role is Role.ADMINISTRATOR:
        keep_one(row.account_id)
    row.until = clock.now()
    end_sessions(row.account_id)
    outbox.post("role-changed", db.session.get_one(Account, row.account_id).email)
    journal.record(
        viewer, journal.Act.ROLE, "account", row.account_id, f"ended {row.role.value}"
    )
    db.session.flush()
    return row.account_id


def administrators(*, locked: bool = False) -> set[int]:
    """Return the active accounts that administer without an end date.

    `locked` lets two who would stop in the same moment be counted in turn.
    """
    found = (
        unscoped("administration", Grant.account_id)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.role == Role.ADMINISTRATOR, Grant.until.is_(None))
        .where(Account.state == State.ACTIVE)
        .order_by(Grant.id)
    )
    return set(db.session.scalars(found.with_for_update() if locked else found))


def keep_one(leaving: int) -> None:
    """Refuse to let go of an account without which nobody would administer."""
    if leaving in administrators() and not administrators(locked=True) - {leaving}:
        raise Refused(LAST)
