"""By which a browser that was let in to an account lately is known when it comes again.

A stranger who tries passwords for an address uses up the tries of everybody for it, but
not those of its owner's browser (OWASP calls this device cookies). The cookie holds the
signed hash of the last session's secret. It lets nobody in; it is good as long as the
row of that session is kept, for that account alone.
"""

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from community.accounts import queries
from community.accounts.models import SignIn
from community.core import clock


def cookie_name() -> str:
    """Return the cookie's name; `__Host-` where people come by https."""
    return "__Host-known" if current_app.config["SETTINGS"].secure else "known"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="known browser")


def know(row: SignIn) -> None:
    """Let this browser be known by the row of a session, while that is kept."""
    left = row.ends_at - clock.now() + queries.KNOWN
    send(cookie_name(), str(_signer().dumps(row.token_hash)), left.total_seconds())


def send(name: str, value: str, lasts: float | None) -> None:
    """Set a cookie for this site alone with the answer, for so many seconds."""

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            name,
            value,
            max_age=None if lasts is None else int(lasts),
            path="/",
            secure=current_app.config["SETTINGS"].secure,
            httponly=True,
            samesite="Lax",
        )
        return response


def here() -> str:
    """Return the hash that this browser was given; "" for one that has none of ours."""
    try:
        found = _signer().loads(request.cookies.get(cookie_name(), ""))
    except BadSignature:
        return ""
    return found if isinstance(found, str) else ""


def is_known(account_id: int) -> bool:
    """Tell whether this browser was let in to an account lately."""
    return queries.knows(account_id, here())
