"""Reads of accounts: for signing in and for organisers, never for participants."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, column, exists, literal, or_, table, update

from community.accounts.models import (
    Account,
    Consent,
    ConsentPurpose,
    Grant,
    Invitation,
    InvitationKind,
    SignIn,
    State,
)
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import Utc, db
from community.core.visible import unscoped

IDLE = timedelta(hours=2)
STAFF_IDLE, STAFF_LONGEST = timedelta(minutes=30), timedelta(hours=12)
"""Whoever holds a role signs in anew after half an hour unused, or half a day."""


@dataclass(frozen=True)
class Session:
    """A browser that is signed in: who looks, and what every page wants to know.

    `unread` tells whether the viewer has unread notices, `sure_until` until when
    sensitive steps need no new proof of who it is.
    """

    viewer: Viewer
    sign_in_id: int
    seen_at: datetime
    unread: bool
    sure_until: datetime | None


def signed_in(token_hash: str, now: datetime, *, demo: bool = False) -> Session | None:
    """Return the session whose secret has this hash.

    None when there is none, or it ended: after its time, or two hours without use
    unless it was to be kept. Whoever holds a role can't keep theirs, and it sleeps
    until they have given a second factor. Accounts of the demo work in the `demo`
    alone. Who was suspended comes in as nobody's member, to read why.
    """
    member = table(
        "member", column("id"), column("account_id"), column("name"), column("slug")
    )
    notice = table("notice", column("member_id"), column("read_at"), column("at", Utc))
    waits = exists().where(
        notice.c.member_id == member.c.id,
        notice.c.read_at.is_(None),
        notice.c.at <= now,
    )
    rows = db.session.execute(
        unscoped("sign-in", SignIn.id, SignIn.seen_at, SignIn.began_at)
        .add_columns(SignIn.second_at, SignIn.sure_until)
        .add_columns(Account.id, Account.state)
        .add_columns(member.c.id, member.c.name, member.c.slug, waits, Grant.role)
        .join(Account, Account.id == SignIn.account_id)
        .join(member, member.c.account_id == Account.id, isouter=True)
        .join(
            Grant,
            and_(
                Grant.account_id == Account.id,
                or_(Grant.until.is_(None), Grant.until > now),
            ),
            isouter=True,
        )
        .where(SignIn.token_hash == token_hash, SignIn.ends_at > now, ~SignIn.half)
        .where(or_(SignIn.kept, SignIn.seen_at > now - IDLE))
        .where(or_(~Account.demo, literal(demo)))
    ).all()
    if not rows:
        return None
    sign_in_id, seen_at, began_at, second_at, sure_until, *facts, _role = rows[0]
    account_id, state, member_id, name, slug, unread = facts
    active = state is State.ACTIVE
    roles = frozenset(Role(row[-1]) for row in rows if row[-1] and active)
    tired = seen_at <= now - STAFF_IDLE or began_at <= now - STAFF_LONGEST
    if roles and tired:
        return None
    viewer = Viewer(
        member_id=member_id if active else None,
        account_id=account_id,
        name=name or "",
        slug=slug or "",
        roles=roles if second_at else frozenset(),
        asleep=frozenset() if second_at else roles,
        state=state.value,
    )
    return Session(viewer, sign_in_id, seen_at, bool(unread), sure_until)


def mark_seen(sign_in_id: int) -> None:
    """Remember that a session was used now."""
    db.session.execute(
        update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now())
    )


@dataclass(frozen=True)
class SignInCard:
    """A signed-in browser, for its owner."""

    id: int
    device: str
    began_at: datetime
    seen_at: datetime


def sign_ins(account_id: int) -> tuple[SignInCard, ...]:
    """Return the sessions of an account, last used first."""
    rows = db.session.execute(
        unscoped("sign-in", SignIn.id, SignIn.device, SignIn.began_at, SignIn.seen_at)
        .where(SignIn.account_id == account_id, SignIn.ends_at > clock.now())
        .order_by(SignIn.seen_at.desc())
    )
    return tuple(SignInCard(**row) for row in rows.mappings())


@dataclass(frozen=True)
class ConsentCard:
    """A consent, for whoever gave it."""

    purpose: ConsentPurpose
    about: str
    given_at: datetime
    withdrawn_at: datetime | None
    wording: str
    wording_hash: str


def consents(account_id: int) -> tuple[ConsentCard, ...]:
    """Return the consents of an account, newest first."""
    rows = db.session.execute(
        unscoped("sign-in", Consent.purpose, Consent.about, Consent.given_at)
        .add_columns(Consent.withdrawn_at, Consent.wording, Consent.wording_hash)
        .where(Consent.account_id == account_id)
        .order_by(Consent.given_at.desc(), Consent.id.desc())
    )
    return tuple(ConsentCard(**row) for row in rows.mappings())


@dataclass(frozen=True)
class InvitationCard:
    """An open invitation, for organisers."""

    id: int
    kind: InvitationKind
    email: str
    created_at: datetime
    ends_at: datetime
    uses: int


def open_invitations() -> tuple[InvitationCard, ...]:
    """Return the invitations that still hold, newest first."""
    columns = [
        getattr(Invitation, name) for name in InvitationCard.__dataclass_fields__
    ]
    rows = db.session.execute(
        unscoped("administration", *columns)
        .where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
        .where(Invitation.ends_at > clock.now())
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    )
    return tuple(InvitationCard(**row) for row in rows.mappings())


def preset_of(account_id: int) -> dict[str, str]:
    """Return what the trusted invitation of an account said of its person."""
    found = (
        unscoped("joining", Invitation.preset)
        .join(Account, Account.email == Invitation.email)
        .where(Account.id == account_id, Invitation.kind == InvitationKind.TRUSTED)
        .where(Invitation.used_at.is_not(None))
        .order_by(Invitation.id.desc())
        .limit(1)
    )
    preset = db.session.scalar(found) or {}
    return {str(name): str(value) for name, value in preset.items()}


def first_visit(account_id: int) -> tuple[bool, bool]:
    """Tell whether somebody accepted the rules here, and went through all steps."""
    agreed = exists().where(
        Consent.account_id == Account.id,
        Consent.purpose == ConsentPurpose.RULES,
        Consent.withdrawn_at.is_(None),
    )
    found = unscoped("sign-in", agreed, Account.first_visit_done)
    row = db.session.execute(found.where(Account.id == account_id)).one()
    return bool(row[0]), bool(row[1])
