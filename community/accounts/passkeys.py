"""Passkeys (WebAuthn): keys in people's devices, which sign what the site asks.

A device asks for a finger, a face or its PIN first, so that one passkey is both
factors. What it signs holds a challenge that is good once, and the site's own address.
"""

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from community.accounts import factors
from community.accounts.commands import require_confirmed
from community.accounts.models import Account, Challenge, Passkey
from community.core import clock
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped

LASTS = timedelta(minutes=5)
MOST = 20
"""So many passkeys may one have."""
ID = re.compile(r"[A-Za-z0-9_=-]+")
"""What a passkey's name is made of: base64url."""
LONGEST = 20_000
"""Letters of a device's answer; usual ones have some thousand."""
WRONG = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What comes of reading an answer that no device made."""
NO = N_("That passkey did not work. Try again, or use another way")
FULL = N_("You have 20 passkeys. Remove one that you no longer use first")


@dataclass(frozen=True)
class Site:
    """Who asks: the name that passkeys are bound to, and the address of its pages."""

    id: str
    origin: str
    name: str


# ---------------------------------------------------------------- challenges
def _challenge(about: str) -> bytes:
    """Return what is to be signed, once, within five minutes."""
    made = secrets.token_bytes(32)
    now = clock.now()
    db.session.execute(delete(Challenge).where(Challenge.ends_at <= now))
    db.session.add(
        Challenge(challenge_hash=_hash(made), about=about, ends_at=now + LASTS)
    )
    db.session.flush()
    return made


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _signed(answer: dict[str, Any], about: str) -> bytes:
    """Return the challenge that an answer signs, and use it up; refuse any other."""
    try:
        words = base64url_to_bytes(answer["response"]["clientDataJSON"])
        challenge = base64url_to_bytes(json.loads(words)["challenge"])
    except WRONG:
        raise Refused(NO) from None
    done = db.session.execute(
        delete(Challenge)
        .where(Challenge.challenge_hash == _hash(challenge), Challenge.about == about)
        .where(Challenge.ends_at > clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(NO)
    return challenge


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise Refused(NO)
    try:
        read: dict[str, Any] = json.loads(answer)
    except WRONG:
        raise Refused(NO) from None
    name = read.get("id") if isinstance(read, dict) else None
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise Refused(NO)
    return read


# ---------------------------------------------------------------- adding one
def _user(account_id: int) -> bytes:
    """Return by what a device knows whose passkey it holds; it names nobody."""
    return hashlib.sha256(f"passkeys of {account_id}".encode()).digest()


def ask_to_add(site: Site, account: Account, about: str) -> str:
    """Return what a device needs to make a passkey, as JSON."""
    require_confirmed(account)
    known = _of(account.id)
    if len(known) >= MOST:
        raise Refused(FULL)
    options = generate_registration_options(
        rp_id=site.id,
        rp_name=site.name,
        user_id=_user(account.id),
        user_name=account.email,
        challenge=_challenge(about),
        timeout=int(LASTS.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=known,
    )
    return options_to_json(options)


def _of(account_id: int) -> list[PublicKeyCredentialDescriptor]:
    found = unscoped("sign-in", Passkey.credential).where(
        Passkey.account_id == account_id
    )
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(one))
        for one in db.session.scalars(found)
    ]


def add(site: Site, account_id: int, about: str, answer: str, name: str) -> None:
    """Keep the passkey that a device made."""
    require_confirmed(db.session.get_one(Account, account_id))
    read = _read(answer)
    challenge = _signed(read, about)
    if not name.strip():
        raise Refused(factors.NAMELESS)
    try:
        made = verify_registration_response(
            credential=read,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *WRONG):
        raise Refused(NO) from None
    credential = bytes_to_base64url(made.credential_id)
    there = unscoped("sign-in", Passkey.id).where(Passkey.credential == credential)
    if db.session.scalar(there) is not None:
        raise Refused(N_("This passkey is set up already"))
    db.session.add(
        Passkey(
            account_id=account_id,
            credential=credential,
            public_key=bytes_to_base64url(made.credential_public_key),
            used=made.sign_count,
            name=name.strip()[:60],
        )
    )
    db.session.flush()


# ---------------------------------------------------------------- asking for one
def ask(site: Site, about: str, account_id: int | None = None) -> str:
    """Return what a device needs to sign, as JSON; any passkey, or somebody's own."""
    options = generate_authentication_options(
        rp_id=site.id,
        challenge=_challenge(about),
        timeout=int(LASTS.total_seconds() * 1000),
        allow_credentials=_of(account_id) if account_id else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def answer(site: Site, about: str, words: str, account_id: int | None = None) -> int:
    """Return whose passkey signed; refuse a wrong one, and that of somebody else."""
    read = _read(words)
    challenge = _signed(read, about)
    found = unscoped("sign-in", Passkey).where(Passkey.credential == read["id"])
    row: Passkey | None = db.session.scalar(found)
    if row is None or account_id not in (None, row.account_id):
        raise Refused(NO)
    _require_user(read, row.account_id)
    try:
        signed = verify_authentication_response(
            credential=read,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.used,
            require_user_verification=True,
        )
    except (WebAuthnException, *WRONG):
        raise Refused(NO) from None
    _count(row, signed.new_sign_count)
    return row.account_id


def _require_user(read: dict[str, Any], account_id: int) -> None:
    """Refuse an answer in which the device names somebody else."""
    said = read.get("response", {}).get("userHandle")
    try:
        if said and base64url_to_bytes(said) != _user(account_id):
            raise Refused(NO)
    except WRONG:
        raise Refused(NO) from None


def _count(row: Passkey, used: int) -> None:
    """Remember how often a passkey signed; of two answers with one count one wins."""
    done = db.session.execute(
        update(Passkey)
        .where(Passkey.id == row.id, Passkey.used == row.used)
        .values(used=used, used_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(NO)


def about(what: str, sign_in_id: int) -> str:
    """Return what a challenge is for, in which session."""
    return f"{what}:{sign_in_id}"
