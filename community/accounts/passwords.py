"""Passwords: argon2id, long rather than complicated, never a common one."""

import unicodedata
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from community.core.errors import Refused
from community.core.text import N_

SHORTEST, LONGEST = 15, 128
AT_ONCE = 4
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turns = BoundedSemaphore(AT_ONCE)
"""So many hashes at once: each takes 19 MB and a core."""


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).with_name("common_passwords.txt")
    return frozenset(path.read_text(encoding="utf-8").split("\n"))


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def check_new(password: str, *own_words: str) -> None:
    """Refuse a password that is short, huge, common, or made of one's own name."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST:
        raise Refused(N_("Use 15 letters or more: three or four words do well"))
    if len(plain) > LONGEST:
        raise Refused(N_("Use 128 letters or fewer"))
    squeezed = "".join(c for c in plain.casefold() if c.isalnum())
    own = {"".join(c for c in word.casefold() if c.isalnum()) for word in own_words}
    rest = squeezed
    for word in sorted((word for word in own if len(word) > 3), key=len, reverse=True):
        rest = rest.replace(word, "")
    if squeezed in _common() or len(set(squeezed)) < 5 or len(rest) < 8:
        raise Refused(N_("Many people would guess that. Choose other words"))


def hash_password(password: str) -> str:
    """Return the hash of a password; takes tens of milliseconds on purpose."""
    with _turns:
        return _hasher.hash(unicodedata.normalize("NFKC", password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether `password` is the stored one, as slowly when there is none."""
    try:
        with _turns:
            good = _hasher.verify(
                stored or _nobodys(), unicodedata.normalize("NFKC", password)
            )
    except (VerificationError, InvalidHashError):
        return False
    return good and stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with other settings than today's."""
    return _hasher.check_needs_rehash(stored)
