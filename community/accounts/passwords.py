"""Passwords: argon2id, long rather than complicated, never a common one."""

import hashlib
import unicodedata
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from community.core.errors import Refused
from community.core.text import N_

SHORTEST, WITH_A_FACTOR, LONGEST = 15, 8, 128
"""In letters: alone, beside a second factor, and at most."""
AT_ONCE = 4
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turns = BoundedSemaphore(AT_ONCE)
"""So many hashes at once: each takes 19 MB and a core."""


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).with_name("common_passwords.txt")
    return frozenset(path.read_text(encoding="utf-8").split("\n"))


@cache
def _known() -> frozenset[str]:
    """Return what attackers try first, as the beginnings of hashes."""
    path = Path(__file__).with_name("common_passwords_known.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def is_common(squeezed: str) -> bool:
    """Tell whether many have this password, whatever digits stand around it."""
    bare = squeezed.strip("0123456789")
    return any(
        word in _common() or hashlib.sha256(word.encode()).hexdigest()[:12] in _known()
        for word in (squeezed, bare)
    )


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def normal(password: str) -> str:
    """Return a password in the one form we hash: NFKC."""
    return unicodedata.normalize("NFKC", password)


def is_short(password: str) -> bool:
    """Tell whether a password is good only beside a second factor."""
    return len(normal(password)) < SHORTEST


def check_new(password: str, *own_words: str, shortest: int = SHORTEST) -> None:
    """Refuse a password that is short, huge, common, or made of one's own name."""
    plain = normal(password)
    if len(plain) < shortest:
        raise Refused(
            N_("Use %(number)s letters or more: three or four words do well"),
            number=shortest,
        )
    if len(plain) > LONGEST:
        raise Refused(N_("Use 128 letters or fewer"))
    squeezed = _squeezed(plain)
    rest = squeezed
    for word in sorted({_squeezed(word) for word in own_words}, key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) > 3 else rest
    if is_common(squeezed) or len(set(squeezed)) < 5 or len(rest) < shortest // 2 + 1:
        raise Refused(N_("Many people would guess that. Choose other words"))


def _squeezed(words: str) -> str:
    """Return what is left without case, spaces and ASCII's signs."""
    return "".join(c for c in words.casefold() if c.isalnum() or c > "\x7f")


def hash_password(password: str) -> str:
    """Return the hash of a password; takes tens of milliseconds on purpose."""
    with _turns:
        return _hasher.hash(normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether `password` is the stored one, as slowly when there is none."""
    try:
        with _turns:
            good = _hasher.verify(stored or _nobodys(), normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return good and stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with other settings than today's."""
    return _hasher.check_needs_rehash(stored)
