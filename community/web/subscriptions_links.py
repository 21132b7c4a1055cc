"""The links by which a letter's reader changes or stops updates, and what they say.

The token is the authority. It holds the mark of an address, never the address.
"""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def choosing(mark: str) -> str:
    """Return the path that changes how often updates come."""
    return f"/get-updates/{token_of(mark)}"


def stopping(mark: str) -> str:
    """Return the path that stops them."""
    return f"/unsubscribe/{token_of(mark)}"


def token_of(mark: str) -> str:
    """Return the token that stands for an address in both."""
    return str(_signer().dumps(mark))


def mark_in(token: str) -> str | None:
    """Return the mark in a token; None for what is no token of updates."""
    try:
        mark = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return mark if isinstance(mark, str) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="updates")
