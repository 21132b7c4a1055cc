"""Who is signed in: a secret in a cookie, its hash in a row."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Request, Response, current_app, g, request
from flask_login import UserMixin
from sqlalchemy import String, cast, delete, literal, or_, update

from community.accounts import queries
from community.accounts.models import RULES_VERSION, SignIn
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.web import known

LONG, SHORT = timedelta(days=30), timedelta(hours=12)
STEP, HALF, SURE = timedelta(minutes=10), timedelta(minutes=10), timedelta(minutes=15)
"""How exactly we remember when a session was used; how long it may lack the second
factor; how long sensitive steps need no new proof."""


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
        journal.aside(lambda: queries.mark_seen(found.sign_in_id), may_fail=True)
    g.sign_in_id, g.notices_wait = found.sign_in_id, found.unread
    g.warned = found.warned
    g.hushed, g.held, g.help = found.hushed, found.held, found.help
    g.rules_due = found.viewer.is_member and found.rules not in (None, RULES_VERSION)
    g.sure_until = found.sure_until
    return SignedIn(found.viewer, found.sign_in_id)


def begin(account_id: int, *, keep: bool, second: bool) -> None:
    """Sign `account_id` in on this browser, with a new secret.

    `second` says that a second factor was given. Whoever holds a role is not kept
    signed in.
    """
    kept = keep and not queries.holds_a_role(account_id)
    now = clock.now()
    length = LONG if kept else SHORT
    row = SignIn(
        account_id=account_id,
        ends_at=now + length,
        kept=kept,
        second_at=now if second else None,
        sure_until=now + SURE,
    )
    _put(row, int(length.total_seconds()) if kept else None)
    queries.mark_seen(row.id)


def begin_half(account_id: int, keep: bool) -> None:
    """Remember on this browser that `account_id` owes the second factor alone."""
    _put(
        SignIn(account_id=account_id, ends_at=clock.now() + HALF, kept=keep, half=True),
        None,
    )


def _put(row: SignIn, max_age: int | None) -> None:
    """Begin a session with a new secret; the one that was here ends."""
    end_here()
    token = secrets.token_urlsafe(32)
    row.token_hash = hash_of(token)
    row.device = device_here()
    db.session.add(row)
    db.session.flush()
    known.send(cookie_name(), token, max_age)
    known.know(row)


def know_here(account_id: int) -> None:
    """Know this browser, whose owner reads the account's letters, and let nobody in.

    The row stands as that of a session that ended before its second factor: it is no
    visit, so that signing in is told by mail as before.
    """
    token, now = secrets.token_urlsafe(32), clock.now()
    row = SignIn(
        account_id=account_id,
        token_hash=hash_of(token),
        ends_at=now,
        half=True,
        device=device_here(),
    )
    db.session.add(row)
    db.session.flush()
    known.know(row)


def half() -> queries.Half | None:
    """Return who owes the second factor on this browser, if somebody does."""
    token = request.cookies.get(cookie_name())
    return queries.half_signed_in(hash_of(token), clock.now()) if token else None


def renew(*, second: bool | None = None) -> None:
    """Give this browser's session a new secret: its owner has proven who they are.

    `second` says whether they gave a second factor; None leaves that as it was.
    """
    row = db.session.get_one(SignIn, here())
    token, now = secrets.token_urlsafe(32), clock.now()
    row.token_hash, row.sure_until = hash_of(token), now + SURE
    if second is not None:
        row.second_at = now if second else None
    db.session.flush()
    g.sure_until = row.sure_until
    left = int((row.ends_at - now).total_seconds())
    known.send(cookie_name(), token, left if row.kept else None)
    known.know(row)


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
    """End the session of this browser, in the caller's transaction.

    Its row stays for 30 days, so that the same device is no new one next time. Nothing
    that the browser was given leads to it any more.
    """
    token = request.cookies.get(cookie_name())
    if token:
        mine = or_(SignIn.token_hash == hash_of(token), SignIn.id == here())
        db.session.execute(delete(SignIn).where(mine, SignIn.half))
        still = SignIn.ends_at > clock.now()
        nothing = literal("ended ") + cast(SignIn.id, String)
        ends = update(SignIn).where(mine, still)
        db.session.execute(ends.values(ends_at=clock.now(), token_hash=nothing))


def forget_cookie(response: Response) -> Response:
    """Take the cookie, and all that this browser kept, back."""
    secure = current_app.config["SETTINGS"].secure
    for name in (cookie_name(), known.cookie_name()):
        response.delete_cookie(name, path="/", secure=secure, httponly=True)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


FAMILIES = ("Firefox", "Edg", "Chrome", "Safari")
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac", "Linux")


def device_of(agent: str) -> str:
    """Return a coarse label: the browser's family and system, no version."""
    family = next((name for name in FAMILIES if name in agent), "a browser")
    system = next((name for name in SYSTEMS if name in agent), "")
    return f"{family.replace('Edg', 'Edge')} {system}".strip()


def device_here() -> str:
    """Return the label of the device that this request comes from."""
    return device_of(request.user_agent.string)


def in_words(device: str) -> str:
    """Return a label as a letter says it: "Firefox on Windows"."""
    family, _space, system = device.rpartition(" ")
    return f"{family} on {system}" if system in SYSTEMS else device
