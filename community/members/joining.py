"""Where an account and its member meet: joining, and every change of standing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from community.accounts import bans, factors, invitations
from community.accounts import commands as accounts
from community.accounts.models import (
    Account,
    Grant,
    Invitation,
    InvitationKind,
    State,
)
from community.accounts.passwords import hash_password
from community.core import clock, journal, outbox
from community.core.access import Audience, Permission, Role, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, folded, random_id, slug_of
from community.core.visible import circle_member, unscoped
from community.members.models import Member, MemberKind, MemberPlace
from community.vocabulary.models import KINDS
from community.vocabulary.queries import terms

CLAIMABLE = (State.INVITED, State.UNCONFIRMED, State.PENDING)
"""Accounts that a trusted invitation to their address opens."""

WRONG_ADDRESS = N_("Use the address that the invitation was sent to")


@dataclass(frozen=True)
class Joiner:
    """What somebody gives when they join; the password as its hash."""

    name: str
    email: str
    password_hash: str


def join(joiner: Joiner, invitation: Invitation | None) -> None:
    """Make an account and a member, or tell the address that it has one already.

    Nobody at the form can tell the two apart. A trusted invitation confirms the
    address and opens the account at once; all else waits for the link by mail and
    then for an organiser, or for nobody where the community is open.
    """
    email = accounts.clean_email(joiner.email)
    trusted = invitation is not None and invitation.kind is InvitationKind.TRUSTED
    if invitation is not None and trusted and invitation.email != email:
        raise Refused(WRONG_ADDRESS)
    if bans.is_banned(email):
        outbox.post("declined", email)
        return
    there = accounts.account_by_email(email)
    if there is not None and not (trusted and there.state in CLAIMABLE):
        _answer_by_mail(there)
        return
    if invitation is not None:
        invitations.use(invitation)
    account = _account(joiner, email, there)
    member = _member(joiner, account)
    _preset(member, invitation.preset if invitation is not None else {})
    if trusted:
        account.confirmed_at = clock.now()
        put(account, State.ACTIVE)
    else:
        accounts.ask_to_confirm(account, vetted=invitation is not None)


def _answer_by_mail(there: Account) -> None:
    """Answer whoever owns the address: come in, or sign in as you did before."""
    if there.state is State.INVITED:
        invitations.remind(there.email)
    else:
        outbox.post("already-here", there.email)


def _account(joiner: Joiner, email: str, there: Account | None) -> Account:
    account = there or Account(email=email)
    if there is not None:
        _clear(there, joiner.name)
    account.password_hash = joiner.password_hash
    account.state = State.UNCONFIRMED
    account.rules_version, account.adult = accounts.RULES_VERSION, True
    db.session.add(account)
    db.session.flush()
    return account


def _clear(there: Account, name: str) -> None:
    """Take from an account what its address's owner may not have put there.

    Anybody can ask to join with any address: whoever did knows the password before, and
    may hold a passkey, a session or a link. What an import wrote of its member stays.
    """
    factors.forget(there)
    accounts.end_sessions(there.id)
    accounts.end_all_links(there.id)
    member = member_of(there)
    if member is None or there.state is State.INVITED:
        return
    member.slug = new_slug(name, Audience.MEMBERS)
    for said in (MemberKind, MemberPlace):
        db.session.execute(delete(said).where(said.member_id == member.id))


def _member(joiner: Joiner, account: Account) -> Member:
    member = member_of(account) or Member(account_id=account.id)
    member.name, member.folded = joiner.name.strip(), folded(joiner.name)
    member.slug = member.slug or new_slug(joiner.name, Audience.MEMBERS)
    imported = member.joined is False
    member.joined = True
    db.session.add(member)
    db.session.flush()
    if imported:
        _into_teams(member)
    return member


def _into_teams(member: Member) -> None:
    """Leave it to a worker to let who was imported into what their teams talk about.

    They read from this moment on: what was said before was not said to them.
    """
    circles = unscoped("joining", circle_member.c.circle_id).where(
        circle_member.c.member_id == member.id
    )
    at = clock.now().isoformat()
    for project in db.session.scalars(circles.order_by(circle_member.c.circle_id)):
        key, lane = f"team:{project}:joins:{member.id}:{at}", f"team:{project}"
        outbox.ask(
            "team", key, kind="begins", member=member.id, lane=lane,
            project=project, at=at,
        )  # fmt: skip


def _preset(member: Member, preset: dict[str, Any]) -> None:
    """Fill in what an invitation says of its reader; they can change all of it.

    A kind starts with its owner alone; nobody is said to be a patient or a carer.
    """
    kind, nation = preset.get("kind", ""), preset.get("nation", "")
    allowed = {card.code for card in terms(KINDS) if card.invitable} if kind else ()
    kinds = unscoped("joining", MemberKind.id).where(MemberKind.member_id == member.id)
    places = unscoped("joining", MemberPlace.id).where(
        MemberPlace.member_id == member.id
    )
    if kind in allowed and db.session.scalar(kinds.limit(1)) is None:
        db.session.add(MemberKind(member_id=member.id, code=kind, audience=Audience.ME))
    if nation and db.session.scalar(places.limit(1)) is None:
        db.session.add(
            MemberPlace(member_id=member.id, nation=nation, audience=Audience.MEMBERS)
        )
    db.session.flush()


def new_slug(name: str, audience: Audience) -> str:
    """Return a new address; it tells nothing of a name that is not for all members."""
    if audience in (Audience.MEMBERS, Audience.PUBLIC) and slug_of(name):
        return f"{slug_of(name)}-{random_id()}"
    return f"member-{random_id(10)}"


def member_of(account: Account) -> Member | None:
    """Return the member of an account."""
    found = unscoped("joining", Member).where(Member.account_id == account.id)
    member: Member | None = db.session.scalar(found)
    return member


def put(account: Account, state: State) -> None:
    """Set where an account stands, and with it whether others see its member."""
    account.state = state
    if state not in (State.RESTING, State.SUSPENDED):
        account.rests_until = None
    member = member_of(account)
    if member is not None:
        member.listed = state is State.ACTIVE
    if state is State.SUSPENDED:
        accounts.end_sessions(account.id)
    db.session.flush()


def approve(viewer: Viewer, account: Account) -> None:
    """Let an applicant in."""
    require_application(viewer, account)
    put(account, State.ACTIVE)
    note = "pending to active"
    journal.record(viewer, journal.Act.ACCOUNT_STATE, "account", account.id, note)
    outbox.post("welcome", account.email)


def require_application(viewer: Viewer, account: Account) -> None:
    """Refuse unless `account` waits for an organiser."""
    require(viewer, Permission.ACCOUNT_APPROVE)
    if account.state is not State.PENDING:
        raise Refused(N_("Somebody has answered this one already"))


def decline(viewer: Viewer, account: Account) -> None:
    """Turn an applicant down; what they gave is deleted."""
    require_application(viewer, account)
    outbox.post("declined", account.email)
    journal.record(viewer, journal.Act.ACCOUNT_STATE, "account", account.id, "declined")
    member = member_of(account)
    if member is not None:
        db.session.delete(member)
        db.session.flush()
    db.session.delete(account)
    db.session.flush()


def create_administrator(*, email: str, name: str, password: str) -> None:
    """Make the first administrator, who is an organiser too; for the command line."""
    email = accounts.clean_email(email)
    accounts.check_password(password, email, name)
    if accounts.account_by_email(email) is not None:
        raise Refused(N_("%(email)s has an account already"), email=email)
    account = Account(
        email=email,
        password_hash=hash_password(password),
        confirmed_at=clock.now(),
        rules_version=accounts.RULES_VERSION,
        adult=True,
    )
    db.session.add(account)
    db.session.flush()
    slug = new_slug(name, Audience.MEMBERS)
    db.session.add(
        Member(account_id=account.id, name=name.strip(), folded=folded(name), slug=slug)
    )
    for role in (Role.ADMINISTRATOR, Role.ORGANISER):
        db.session.add(Grant(account_id=account.id, role=role))
    db.session.flush()
    put(account, State.ACTIVE)
    viewer = Viewer(name="operator")
    journal.record(viewer, journal.Act.ROLE, "account", account.id, "administrator")
