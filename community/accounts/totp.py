"""Codes of an app (RFC 6238): set up, and each taken once."""

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import delete, update

from community.accounts.commands import require_confirmed
from community.accounts.models import Account, Totp
from community.core import clock, vault
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped

SECONDS = 30
"""How long a code is shown; the one before and the one after are taken too."""
THERE = N_("An app is set up already. Remove it first to use another")


def begin(account_id: int) -> None:
    """Make a new secret; it counts when a code of it was given."""
    require_confirmed(db.session.get_one(Account, account_id))
    row = db.session.get(Totp, account_id) or Totp(account_id=account_id)
    if row.confirmed_at is not None:
        raise Refused(THERE)
    row.sealed = vault.seal(pyotp.random_base32())
    row.made_at, row.last_step = clock.now(), 0
    db.session.add(row)
    db.session.flush()


def waiting(account_id: int) -> str | None:
    """Return the secret that waits for its first code."""
    row = db.session.get(Totp, account_id)
    if row is None or row.confirmed_at is not None:
        return None
    return vault.opened(row.sealed)


def address_of(secret: str, email: str, site: str) -> str:
    """Return what the picture for an app says (an otpauth address)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)


def confirm(account_id: int, code: str) -> bool:
    """Let a new secret count, when `code` is one of its."""
    return _take(account_id, code, confirmed=False)


def spend(account_id: int, code: str) -> bool:
    """Take a code; tell whether it was right, and not taken before."""
    return _take(account_id, code, confirmed=True)


def _take(account_id: int, code: str, *, confirmed: bool) -> bool:
    """Take a code once: of two in the same moment one goes through."""
    found = unscoped("sign-in", Totp.sealed, Totp.confirmed_at, Totp.last_step)
    row = db.session.execute(found.where(Totp.account_id == account_id)).one_or_none()
    if row is None or (row.confirmed_at is not None) is not confirmed:
        return False
    step = step_of(vault.opened(row.sealed), code, row.last_step)
    if step is None:
        return False
    done = db.session.execute(
        update(Totp)
        .where(Totp.account_id == account_id, Totp.last_step < step)
        .where(Totp.sealed == row.sealed)
        .values(last_step=step, confirmed_at=row.confirmed_at or clock.now())
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def step_of(secret: str, code: str, after: int) -> int | None:
    """Return the half minute whose code this is, if it is later than `after`."""
    app, now = pyotp.TOTP(secret), _step(clock.now())
    right = [
        step
        for step in (now - 1, now, now + 1)
        if hmac.compare_digest(app.generate_otp(step).encode(), code.encode())
    ]
    return next((step for step in right if step > after), None)


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // SECONDS


def put(account_id: int, secret: str) -> None:
    """Put a secret that counts at once; for the demo, whose secrets are public."""
    db.session.add(
        Totp(
            account_id=account_id,
            sealed=vault.seal(secret),
            confirmed_at=clock.now(),
        )
    )
    db.session.flush()


def remove(account_id: int) -> bool:
    """Forget the secret; tell whether there was one."""
    done = db.session.execute(delete(Totp).where(Totp.account_id == account_id))
    return bool(done.rowcount)  # type: ignore[attr-defined]
