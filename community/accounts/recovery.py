"""Codes on paper, for whoever lost their second factor: ten, each good once."""

import base64
import secrets

from sqlalchemy import delete, func, update

from community.accounts.commands import hash_of
from community.accounts.models import RecoveryCode
from community.core import clock
from community.core.db import db
from community.core.visible import unscoped

NUMBER = 10
LETTERS = 16
"""Each has 80 random bits: a stolen hash can't be guessed back."""


def make(account_id: int) -> tuple[str, ...]:
    """Return ten new codes, which nobody can read again; those before end."""
    remove(account_id)
    codes = tuple(_code() for _ in range(NUMBER))
    db.session.add_all(
        RecoveryCode(account_id=account_id, code_hash=hash_of(_bare(code)))
        for code in codes
    )
    db.session.flush()
    return codes


def _code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, LETTERS, 4))


def _bare(code: str) -> str:
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def spend(account_id: int, code: str) -> bool:
    """Use a code up; tell whether it was right, and not used before."""
    done = db.session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.account_id == account_id)
        .where(RecoveryCode.code_hash == hash_of(_bare(code)))
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def left(account_id: int) -> int:
    """Return how many codes were not used yet."""
    found = unscoped("sign-in", func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(found) or 0


def own(account_id: int, codes: list[str]) -> bool:
    """Tell whether these are all of the codes of an account."""
    found = unscoped("sign-in", RecoveryCode.code_hash).where(
        RecoveryCode.account_id == account_id
    )
    return {hash_of(_bare(code)) for code in codes} == set(db.session.scalars(found))


def remove(account_id: int) -> None:
    """Forget the codes of an account."""
    db.session.execute(
        delete(RecoveryCode).where(RecoveryCode.account_id == account_id)
    )
