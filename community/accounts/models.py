"""Tables of signing in. Nothing here is shown to other participants."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Role
from community.core.db import Base

RULES_VERSION = "2026-11"
"""Of which version the house rules are; a new one is asked of everybody (docs)."""


class State(StrEnum):
    """Where an account stands; only active ones are seen by others."""

    INVITED = "invited"
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    ACTIVE = "active"
    RESTING = "resting"
    SUSPENDED = "suspended"
    LEAVING = "leaving"


class Purpose(StrEnum):
    """What a single-use link is good for."""

    CONFIRM = "confirm e-mail"
    RESET = "reset password"
    CHANGE = "change e-mail"
    CLAIM = "claim account"
    SIGN_IN = "sign in"
    SURE = "confirm who it is"


class Account(Base):
    """An address and a password. What others may know is the member's row.

    A `short_password` is good only together with a second factor. Who leaves is erased
    on `leaves_on`, and is `left_from` again who keeps the account until then. Who is
    suspended stands at `suspended_from` again once that is over: a break goes on.
    `seen_on` is when they were last here.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    short_password: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(default=State.UNCONFIRMED, index=True)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    rules_version: Mapped[str] = mapped_column(String(20), default="")
    adult: Mapped[bool] = mapped_column(default=False)
    first_visit_done: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str] = mapped_column(String(8), default="auto")
    locale: Mapped[str] = mapped_column(String(12), default="")
    demo: Mapped[bool] = mapped_column(default=False)
    rests_until: Mapped[date | None]
    leaves_on: Mapped[date | None]
    left_from: Mapped[State | None]
    suspended_from: Mapped[State | None]
    seen_on: Mapped[date] = mapped_column(default=clock.today)


class SignIn(Base):
    """One signed-in browser; the cookie holds the secret, the row its hash.

    One that is `half` gave a password or a link and owes the second factor: it opens
    nothing but the question for it. `second_at` is when a second factor was given,
    `sure_until` until when sensitive steps need no new proof of who it is.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime]
    kept: Mapped[bool] = mapped_column(default=False)
    half: Mapped[bool] = mapped_column(default=False)
    second_at: Mapped[datetime | None]
    sure_until: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(60), default="")


class MailToken(Base):
    """A link sent by mail: hashed, for one purpose, once, for a short while."""

    __tablename__ = "mail_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[Purpose]
    bound_to: Mapped[str] = mapped_column(String(254), default="")
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Totp(Base):
    """An app that shows codes (RFC 6238); its secret is sealed, each code works once.

    It counts from `confirmed_at` on; `last_step` is the half minute of the last code.
    """

    __tablename__ = "totp"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code on paper for whoever lost their second factor: hashed, good once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key in somebody's device (WebAuthn): the place holds its public half."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(1400))
    used: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class Challenge(Base):
    """What a passkey was asked to sign: hashed, for one use, for a few minutes.

    `about` says what for and in which session.
    """

    __tablename__ = "challenge"

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    about: Mapped[str] = mapped_column(String(40))
    ends_at: Mapped[datetime] = mapped_column(index=True)


class InvitationKind(StrEnum):
    """Trusted invitations are for one address, once; shareable ones are vetted."""

    TRUSTED = "trusted"
    SHAREABLE = "shareable"


class Invitation(Base):
    """A way in, given by an organiser."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[InvitationKind]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    invited_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    preset: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    uses: Mapped[int] = mapped_column(default=0)


class Grant(Base):
    """A role that an account holds: who gave it, since when, until when."""

    __tablename__ = "grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role]
    granted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    since: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]


class ConsentPurpose(StrEnum):
    """What a person can agree to, one by one."""

    MAP = "map"
    SENSITIVE_TAG = "sensitive tag"
    RULES = "house rules"
    SURVEY = "survey"
    LIVED = "lived experience"


class Consent(Base):
    """That somebody agreed to a wording, and when they took it back; append-only."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[ConsentPurpose]
    about: Mapped[str] = mapped_column(String(80), default="")
    wording: Mapped[str] = mapped_column(String(20))
    wording_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]


class Undeliverable(Base):
    """An address that mail comes back from: no more goes there until it is changed."""

    __tablename__ = "undeliverable"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    status: Mapped[str] = mapped_column(String(12), default="")
    since: Mapped[datetime] = mapped_column(default=clock.now)
