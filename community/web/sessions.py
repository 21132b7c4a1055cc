"""Who is signed in: a secret in a cookie, its hash in a row."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Request, Response, after_this_request, current_app, g, request
from flask_login import UserMixin
from sqlalchemy import delete

from community.accounts import queries
from community.accounts.models import SignIn
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db

LONG, SHORT, IDLE = timedelta(days=30), timedelta(hours=12), timedelta(hours=2)
STEP = timedelta(minutes=10)


@dataclass
class SignedIn(UserMixin):
    """What Flask-Login keeps for a request: the viewer, no row."""

    viewer: Viewer
    sign_in_id: int

    def get_id(self) -> str:
        """Return the account's id."""
        return str(self.viewer.account_id)


def hash_of(token: str) -> str:
    """Return the form in which a secret is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    """Return the cookie's name; `__Host-` where people come by https."""
    return "__Host-session" if current_app.config["SETTINGS"].secure else "session_id"


def signed_in_by(asked: Request) -> SignedIn | None:
    """Find who sent this request (Flask-Login's request loader)."""
    token = asked.cookies.get(cookie_name())
    if not token:
        return None
    demo: bool = current_app.config["SETTINGS"].demo
    found = queries.signed_in(hash_of(token), clock.now(), demo=demo)
    if found is None:
        return None
    if clock.now() - found.seen_at > STEP:
        journal.aside(lambda: queries.mark_seen(found.sign_in_id))
    g.sign_in_id, g.notices_wait = found.sign_in_id, found.unread
    g.sure_until = found.sure_until
    return SignedIn(found.viewer, found.sign_in_id)


def begin(account_id: int, keep: bool) -> None:
    """Sign `account_id` in on this browser, with a new secret."""
    token = secrets.token_urlsafe(32)
    length = LONG if keep else SHORT
    end_here()
    db.session.add(
        SignIn(
            token_hash=hash_of(token),
            account_id=account_id,
            ends_at=clock.now() + length,
            kept=keep,
            device=device_of(request.user_agent.string),
        )
    )
    max_age = int(length.total_seconds()) if keep else None

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            token,
            max_age=max_age,
            path="/",
            secure=current_app.config["SETTINGS"].secure,
            httponly=True,
            samesite="Lax",
        )
        return response


def here() -> int:
    """Return the id of this browser's session; 0 without one."""
    found: int = getattr(g, "sign_in_id", 0)
    return found


def is_sure() -> bool:
    """Tell whether whoever is here has proven lately who they are."""
    until: datetime | None = g.get("sure_until")
    return until is not None and until > clock.now()


def notices_wait() -> bool:
    """Tell whether the viewer has unread notices, seen or hidden by now."""
    found: bool = getattr(g, "notices_wait", False)
    return found


def end_here() -> None:
    """End the session of this browser, in the caller's transaction."""
    token = request.cookies.get(cookie_name())
    if token:
        db.session.execute(delete(SignIn).where(SignIn.token_hash == hash_of(token)))


def forget_cookie(response: Response) -> Response:
    """Take the cookie, and all that this browser kept, back."""
    response.delete_cookie(cookie_name(), path="/")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def device_of(agent: str) -> str:
    """Return a coarse label: the browser's family and system, no version."""
    families = ("Firefox", "Edg", "Chrome", "Safari")
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac", "Linux")
    family = next((name for name in families if name in agent), "a browser")
    system = next((name for name in systems if name in agent), "")
    return f"{family.replace('Edg', 'Edge')} {system}".strip()
