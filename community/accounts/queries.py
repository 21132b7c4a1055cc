"""Reads of accounts: for signing in and for organisers, never for participants."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Select,
    String,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    table,
    update,
)

from community.accounts.models import (
    RULES_VERSION,
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
from community.core.held import HeldItem
from community.core.visible import unscoped

IDLE = timedelta(hours=2)
STAFF_IDLE, STAFF_LONGEST = timedelta(minutes=30), timedelta(hours=12)
"""Whoever holds a role signs in anew after half an hour unused, or half a day."""


@dataclass(frozen=True)
class Session:
    """A browser that is signed in: who looks, and what every page wants to know.

    `unread` tells whether the viewer has unread notices, `warned` whether there is a
    warning that they have to read, `sure_until` until when sensitive steps need no new
    proof of who it is. `rules` is the version of the house rules that they accepted,
    None before the end of their first visit. `hushed` are the words that they muted,
    `held` all that is held back until moderators have looked, as "idea:3", and `help`
    the numbers of urgent help that were chosen here, by their settings.
    """

    viewer: Viewer
    sign_in_id: int
    seen_at: datetime
    unread: bool
    warned: bool
    sure_until: datetime | None
    rules: str | None = None
    hushed: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()
    help: dict[str, str] = field(default_factory=dict)


def signed_in(token_hash: str, now: datetime, *, demo: bool = False) -> Session | None:
    """Return the session whose secret has this hash.

    None when there is none, or it ended: after its time, or two hours without use
    unless it was to be kept. Whoever holds a role can't keep theirs, and it sleeps
    until they have given a second factor. Accounts of the demo work in the `demo`
    alone. Who was suspended comes in as nobody's member, to read why.
    """
    rows = db.session.execute(
        _session(), {"token": token_hash, "now": now, "since": now - IDLE, "demo": demo}
    ).all()
    if not rows:
        return None
    sign_in_id, seen_at, began_at, second_at, sure_until, *facts, _role = rows[0]
    account_id, state, member_id, name, slug, unread, warning, *more = facts
    visited, rules, hushed, held, help_ = more
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
    waiting = active and bool(warning)
    return Session(
        viewer, sign_in_id, seen_at, bool(unread), waiting, sure_until,
        rules=rules if visited else None,
        hushed=tuple((hushed or "").split("|")) if hushed and active else (),
        held=frozenset((held or "").split()),
        help=dict(one.split("=", 1) for one in (help_ or "").split("|") if one),
    )  # fmt: skip


@cache
def _session() -> Select[Any]:
    """Select a session by its secret; made once, for every request asks it."""
    now = bindparam("now", type_=Utc)
    member = table(
        "member", column("id"), column("account_id"), column("name"), column("slug")
    )
    notice = table("notice", column("member_id"), column("read_at"), column("at", Utc))
    waits = exists().where(
        notice.c.member_id == member.c.id,
        notice.c.read_at.is_(None),
        notice.c.at <= now,
    )
    measure = table(
        "measure", column("account_id"), column("kind"), column("acknowledged_at"),
        column("lifted_at"),
    )  # fmt: skip
    warned = exists().where(
        measure.c.account_id == Account.id,
        measure.c.kind == "warning",
        measure.c.acknowledged_at.is_(None),
        measure.c.lifted_at.is_(None),
    )
    return (
        unscoped("sign-in", SignIn.id, SignIn.seen_at, SignIn.began_at)
        .add_columns(SignIn.second_at, SignIn.sure_until)
        .add_columns(Account.id, Account.state)
        .add_columns(member.c.id, member.c.name, member.c.slug, waits, warned)
        .add_columns(Account.first_visit_done, Account.rules_version)
        .add_columns(_hushed(member.c.id), _held(), _help(), Grant.role)
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
        .where(SignIn.token_hash == bindparam("token"))
        .where(SignIn.ends_at > now, ~SignIn.half)
        .where(or_(SignIn.kept, SignIn.seen_at > bindparam("since", type_=Utc)))
        .where(or_(~Account.demo, bindparam("demo", type_=Boolean)))
    )


def _hushed(member_id: Any) -> Any:
    """Select the words that a member muted, side by side."""
    word = table("muted_word", column("member_id"), column("folded"))
    words = select(func.aggregate_strings(word.c.folded, "|"))
    return words.where(word.c.member_id == member_id).scalar_subquery()


def _help() -> Any:
    """Select the numbers of urgent help that were chosen here, side by side."""
    setting = table("setting", column("name", String), column("value", String))
    words = func.aggregate_strings(setting.c.name + "=" + setting.c.value, "|")
    ours = setting.c.name.startswith("help_", autoescape=True)
    return select(words).where(ours).scalar_subquery()


def _held() -> Any:
    """Select all that is held back, side by side: it is never much."""
    one = cast(HeldItem.thing_id, String)
    words = func.aggregate_strings(HeldItem.kind + literal(":") + one, " ")
    return select(words).scalar_subquery()


@dataclass(frozen=True)
class Half:
    """A browser whose owner still owes the second factor."""

    sign_in_id: int
    account_id: int
    keeps: bool


def half_signed_in(token_hash: str, now: datetime) -> Half | None:
    """Return the half session whose secret has this hash; it opens one page alone."""
    row = db.session.execute(
        unscoped("sign-in", SignIn.id, SignIn.account_id, SignIn.kept).where(
            SignIn.token_hash == token_hash, SignIn.half, SignIn.ends_at > now
        )
    ).one_or_none()
    return Half(*row) if row is not None else None


def holds_a_role(account_id: int) -> bool:
    """Tell whether an account holds a role now: then no browser is kept signed in."""
    found = unscoped("sign-in", Grant.id).where(
        Grant.account_id == account_id,
        or_(Grant.until.is_(None), Grant.until > clock.now()),
    )
    return db.session.scalar(found.limit(1)) is not None


def mark_seen(sign_in_id: int) -> None:
    """Remember that a session was used now, and whose it is by the day."""
    here = SignIn.id == sign_in_id
    db.session.execute(update(SignIn).where(here).values(seen_at=clock.now()))
    whose = select(SignIn.account_id).where(here).scalar_subquery()
    db.session.execute(
        update(Account)
        .where(Account.id == whose, Account.seen_on < clock.today())
        .values(seen_on=clock.today())
    )


@dataclass(frozen=True)
class SignInCard:
    """A signed-in browser, for its owner."""

    id: int
    device: str
    began_at: datetime
    seen_at: datetime
    kept: bool


def sign_ins(account_id: int) -> tuple[SignInCard, ...]:
    """Return the sessions of an account, last used first."""
    now = clock.now()
    rows = db.session.execute(
        unscoped("sign-in", SignIn.id, SignIn.device, SignIn.began_at, SignIn.seen_at)
        .add_columns(SignIn.kept)
        .where(SignIn.account_id == account_id, SignIn.ends_at > now, ~SignIn.half)
        .where(or_(SignIn.kept, SignIn.seen_at > now - IDLE))
        .order_by(SignIn.seen_at.desc())
    )
    return tuple(SignInCard(**row) for row in rows.mappings())


KNOWN = timedelta(days=30)
"""So long a device that somebody signed in with is no new one."""


def came_with(account_id: int, device: str) -> bool:
    """Tell whether an account was lately here with a device of this label.

    Sessions that still owe the second factor do not count, and those that were ended
    from elsewhere are gone: what their owner threw out is new when it comes again.
    """
    found = unscoped("sign-in", SignIn.id).where(
        SignIn.account_id == account_id,
        SignIn.device == device,
        SignIn.seen_at > clock.now() - KNOWN,
        ~SignIn.half,
    )
    return db.session.scalar(found.limit(1)) is not None


def knows(account_id: int, token_hash: str) -> bool:
    """Tell whether a session of this secret was lately one of an account.

    One that still owes the second factor counts: a password or a letter began it.
    """
    found = unscoped("sign-in", SignIn.id).where(
        SignIn.account_id == account_id,
        SignIn.token_hash == token_hash,
        SignIn.seen_at > clock.now() - KNOWN,
    )
    return db.session.scalar(found.limit(1)) is not None


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
    """Tell whether somebody accepted the rules of now, and went through all steps."""
    agreed = exists().where(
        Consent.account_id == Account.id,
        Consent.purpose == ConsentPurpose.RULES,
        Consent.withdrawn_at.is_(None),
    )
    current = Account.rules_version == RULES_VERSION
    done = Account.first_visit_done
    found = unscoped("sign-in", and_(or_(agreed, done), current), done)
    row = db.session.execute(found.where(Account.id == account_id)).one()
    return bool(row[0]), bool(row[1])
