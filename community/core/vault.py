"""What is kept sealed: encrypted with a key that the database does not hold.

The keys are the place's own (`COMMUNITY_VAULT_KEYS`): the first seals, all of them
open, so that a key can be changed (`community vault renew`).
"""

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from community.core.db import db
from community.core.errors import CommunityError

KEYS = "vault_keys"
"""Under which option of the engine the keys are, as a tuple of words."""


class Locked(CommunityError):
    """Something was sealed with a key that is not there any more."""


def _box() -> MultiFernet:
    keys = db.engine.get_execution_options()[KEYS]
    return MultiFernet([Fernet(key) for key in keys])


def seal(words: str) -> str:
    """Return `words` as only a holder of the key can read them, each time another."""
    return _box().encrypt(words.encode()).decode()


def opened(sealed: str) -> str:
    """Return what was sealed; raises `Locked` where no key fits."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Locked("no key of the vault opens this") from None


def renewed(sealed: str) -> str:
    """Return the same, sealed with the first key."""
    try:
        return _box().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Locked("no key of the vault opens this") from None


def signature(words: str) -> str:
    """Return an HMAC of `words` by the first key, as 64 hexadecimal digits."""
    return signatures(words)[0]


def is_signed(words: str, signed: str, *, anew: bool = False) -> bool:
    """Tell whether `signed` is the signature of `words` by one of our keys.

    With `anew`, by the first one.
    """
    ours = signatures(words)[: 1 if anew else None]
    return any(hmac.compare_digest(signed, one) for one in ours)


def signatures(words: str) -> list[str]:
    """Return the HMAC of `words` by each key, the first first."""
    keys = db.engine.get_execution_options()[KEYS]
    return [
        hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()
        for key in keys
    ]
