"""Who applies, who has not joined yet, who stands where: for running the place.

Organisers see the address of applicants until their account opens, and never after.
Administrators look after accounts, and so see the name of each, whoever it shows to.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func

from community.accounts.models import Account, Grant, State
from community.accounts.roles import holds_now
from community.core.access import Permission, Role, Viewer, require
from community.core.db import db
from community.core.errors import NotFound
from community.core.text import folded
from community.core.visible import Page, page_of, unscoped, visible
from community.members.models import Member

WHY = "administration"


@dataclass(frozen=True)
class Applicant:
    """Somebody who asked to join and confirmed their address."""

    id: int
    name: str
    email: str
    created_at: datetime


def applicants(viewer: Viewer) -> Page[Applicant]:
    """Return who waits for an organiser, the longest first: at most fifty."""
    require(viewer, Permission.ACCOUNT_APPROVE)
    found = (
        unscoped(WHY, Account.id, Member.name, Account.email, Account.created_at)
        .join(Member, Member.account_id == Account.id)
        .where(Account.state == State.PENDING)
        .order_by(Account.created_at, Account.id)
    )
    return page_of(found, Applicant, 1, 50)


def waiting(viewer: Viewer) -> dict[State, int]:
    """Return how many people apply, and how many were imported and have not joined."""
    require(viewer, Permission.ACCOUNT_APPROVE)
    found = (
        unscoped(WHY, Account.state, func.count())
        .where(Account.state.in_([State.PENDING, State.INVITED]))
        .group_by(Account.state)
    )
    return dict(db.session.execute(found).all())


def account(account_id: int) -> Account:
    """Return an account, for a command that checks who asks."""
    found = db.session.get(Account, account_id)
    if found is None:
        raise NotFound("account")
    return found


def accounts_of(members: Iterable[int]) -> list[int]:
    """Return the accounts behind members, to note who looked at them."""
    found = unscoped(WHY, Member.account_id).where(Member.id.in_(list(members)))
    return list(db.session.scalars(found))


def hidden_from(viewer: Viewer, accounts: Iterable[int]) -> list[int]:
    """Return those of these accounts whose names the viewer sees by a role alone."""
    wanted = set(accounts)
    seen = visible(viewer, Member.account_id).where(Member.account_id.in_(wanted))
    return sorted(wanted - set(db.session.scalars(seen)))


def name_of(account_id: int) -> str:
    """Return the name behind an account, for whoever looks after it."""
    found = unscoped(WHY, Member.name).where(Member.account_id == account_id)
    return db.session.scalar(found) or ""


@dataclass(frozen=True)
class NotJoined:
    """Somebody who was imported and has not claimed their account."""

    id: int
    name: str


def not_joined(viewer: Viewer, q: str, page: int) -> Page[NotJoined]:
    """Return imported people who have not joined, by name."""
    require(viewer, Permission.INVITATION_SEND)
    found = (
        unscoped(WHY, Account.id, Member.name)
        .join(Member, Member.account_id == Account.id)
        .where(Account.state == State.INVITED, ~Member.joined)
        .order_by(Member.folded, Account.id)
    )
    return page_of(_named(found, q), NotJoined, page, 24)


def _named(found: Select[Any], q: str) -> Select[Any]:
    for word in folded(q).split():
        found = found.where(Member.folded.contains(word, autoescape=True))
    return found


def claimable(viewer: Viewer, ids: Iterable[int]) -> list[str]:
    """Return the addresses of those of `ids` who have not joined, for the outbox."""
    require(viewer, Permission.INVITATION_SEND)
    found = unscoped(WHY, Account.email).where(
        Account.id.in_(list(ids)), Account.state == State.INVITED
    )
    return list(db.session.scalars(found))


@dataclass(frozen=True)
class Held:
    """A role that somebody holds, who gave it, since and until when."""

    id: int
    role: Role
    given_by: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class AccountCard:
    """An account as administrators see it."""

    id: int
    name: str
    state: State
    created_at: datetime
    roles: tuple[Held, ...] = ()


def accounts(
    viewer: Viewer, q: str, state: State | None, page: int
) -> Page[AccountCard]:
    """Return accounts by name, with the roles that they hold now."""
    require(viewer, Permission.ROLE_GRANT)
    found = _named(_cards(), q).order_by(Member.folded, Account.id)
    if state is not None:
        found = found.where(Account.state == state)
    return _dressed(page_of(found, AccountCard, page, 24))


def account_card(viewer: Viewer, account_id: int) -> AccountCard:
    """Return one account with its roles."""
    require(viewer, Permission.ROLE_GRANT)
    row = db.session.execute(_cards().where(Account.id == account_id)).mappings()
    for facts in row:
        return AccountCard(**facts, roles=tuple(_held([account_id])[account_id]))
    raise NotFound("account")


def holders(viewer: Viewer) -> Page[AccountCard]:
    """Return who holds a role now, by name: at most fifty."""
    require(viewer, Permission.ROLE_GRANT)
    having = unscoped(WHY, Grant.account_id).where(holds_now())
    found = _cards().where(Account.id.in_(having)).order_by(Member.folded, Account.id)
    return _dressed(page_of(found, AccountCard, 1, 50))


def _dressed(heads: Page[AccountCard]) -> Page[AccountCard]:
    roles = _held(head.id for head in heads.items)
    items = tuple(replace(head, roles=tuple(roles[head.id])) for head in heads.items)
    return replace(heads, items=items)


def _cards() -> Select[Any]:
    columns = (Account.id, Member.name, Account.state, Account.created_at)
    return unscoped(WHY, *columns).join(Member, Member.account_id == Account.id)


def _held(ids: Iterable[int]) -> dict[int, list[Held]]:
    found = (
        unscoped(WHY, Grant.account_id, Grant.id, Grant.role, Grant.since, Grant.until)
        .add_columns(Member.name)
        .join(Member, Member.account_id == Grant.granted_by_id, isouter=True)
        .where(Grant.account_id.in_(list(ids)), holds_now())
        .order_by(Grant.role, Grant.id)
    )
    held: dict[int, list[Held]] = defaultdict(list)
    for owner, number, role, since, until, giver in db.session.execute(found):
        held[owner].append(Held(number, role, giver or "", since, until))
    return held


def names(ids: Iterable[int]) -> dict[int, str]:
    """Return the names behind accounts, for administrators' records."""
    found = unscoped(WHY, Member.account_id, Member.name)
    rows = db.session.execute(found.where(Member.account_id.in_(list(ids))))
    return dict(rows.all())
