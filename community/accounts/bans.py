"""Who was suspended when they were erased: the same address does not just come back.

The address is not kept, only what it comes to with a salt and much work (scrypt): from
a stolen row nobody reads it, and a guess costs time.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import String, or_
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base, db
from community.core.visible import unscoped

WHY = "joining"
WORK = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
"""How much work one guess is: some hundredths of a second, and 16 MB."""


class Ban(Base):
    """That whoever had an address was suspended when they were erased."""

    __tablename__ = "ban"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]


def remember(email: str, until: datetime | None) -> None:
    """Remember that an address may not join until a moment, or ever again."""
    salt = next(iter(_salts()), "") or secrets.token_hex(16)
    digest = _digest(email, salt)
    row = db.session.get(Ban, digest) or Ban(digest=digest, salt=salt)
    row.until = until
    db.session.add(row)
    db.session.flush()


def is_banned(email: str) -> bool:
    """Tell whether an address may not join now. All rows share one salt: one guess."""
    digests = [_digest(email, salt) for salt in _salts()]
    found = unscoped(WHY, Ban.digest).where(Ban.digest.in_(digests))
    now = or_(Ban.until.is_(None), Ban.until > clock.now())
    return bool(digests) and db.session.scalar(found.where(now).limit(1)) is not None


def _salts() -> list[str]:
    return list(db.session.scalars(unscoped(WHY, Ban.salt).distinct()))


def _digest(email: str, salt: str) -> str:
    words = email.strip().lower().encode()
    return hashlib.scrypt(words, salt=bytes.fromhex(salt), **WORK).hex()
