"""Every page has a door: who may come in, and when the database is written.

A view says so with one decorator and gets the viewer as its first argument. `guard`
puts the doors in after all views are known, and refuses to start the app when one
has none. This module alone reads Flask-Login's `current_user`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from community.core import journal
from community.core.access import VISITOR, Viewer
from community.core.db import db, read_only, start_writing
from community.core.errors import Forbidden, NotFound
from community.web import again, denials, paces, rules_due, sudo, things, warned

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
SAFE = again.SAFE
MEGABYTE, FIELDS = 1_000_000, 200
"""How large a body may be unless its door says more, and how many fields it has."""


@dataclass(frozen=True)
class Door:
    """What a view declares.

    `who` is anyone, signed in, member, organiser, curator, editor (either of the two),
    moderator or administrator. A `deferred` view reads first and calls `start_writing`
    by itself (a password hash must not hold the lock). `record` is the page record that
    `/api/v1` serves. A `foreign` view does by POST what its address alone says, whoever
    sends it: without a form's token, and from another site. A `cookieless` view never
    learns who asks: its address alone says what it gives (feeds). A `framed` view may
    stand in pages of other sites, those that its own policy names. A `sudo` view asks
    whoever has not proven lately who they are to do so first (`web/sudo.py`). `paces`
    say how many such pages anybody opens in a minute (`web/paces.py`).
    """

    who: str
    deferred: bool = False
    record: type[Any] | None = None
    body: int = MEGABYTE
    foreign: bool = False
    cookieless: bool = False
    framed: bool = False
    sudo: bool = False
    paces: tuple[str, ...] = ()


_ADMITS: dict[str, Callable[[Viewer], bool]] = {
    "anyone": lambda viewer: True,
    "signed in": lambda viewer: viewer.signed_in,
    "member": lambda viewer: viewer.is_member,
    "organiser": lambda viewer: viewer.is_member and viewer.can_organise,
    "curator": lambda viewer: viewer.is_member and viewer.can_curate,
    "editor": lambda viewer: (
        viewer.is_member and (viewer.can_organise or viewer.can_curate)
    ),
    "moderator": lambda viewer: (
        viewer.is_member and (viewer.can_moderate or viewer.is_admin)
    ),
    "administrator": lambda viewer: viewer.is_member and viewer.is_admin,
}


def door(
    who: str,
    *,
    deferred: bool = False,
    record: type[Any] | None = None,
    body: int = MEGABYTE,
    foreign: bool = False,
    cookieless: bool = False,
    framed: bool = False,
    sudo: bool = False,
    paces: tuple[str, ...] = (),
) -> Callable[[View], View]:
    """Put a door on a view; the named ones below are shorter."""
    made = Door(who, deferred, record, body, foreign, cookieless, framed, sudo, paces)

    def mark(view: View) -> View:
        view.door = made  # type: ignore[attr-defined]
        return view

    return mark


def anyone(view: View) -> View:
    """Let everybody in."""
    return door("anyone")(view)


def signed_in(view: View) -> View:
    """Let everybody in who has an account, active or not."""
    return door("signed in")(view)


def members_only(view: View) -> View:
    """Let active participants in."""
    return door("member")(view)


def organisers_only(view: View) -> View:
    """Let organisers in; members are told that it is not for them."""
    return door("organiser")(view)


def curators_only(view: View) -> View:
    """Let curators of the Evidence Hub in."""
    return door("curator")(view)


def editors_only(view: View) -> View:
    """Let organisers and curators in: both edit essays."""
    return door("editor")(view)


def moderators_only(view: View) -> View:
    """Let moderators in."""
    return door("moderator")(view)


def administrators_only(view: View) -> View:
    """Let administrators in."""
    return door("administrator")(view)


def who_looks() -> Viewer:
    """Return the viewer of this request."""
    found: Viewer = getattr(current_user, "viewer", VISITOR)
    return found


def _whoever_comes(made: Door) -> Viewer:
    """Return the viewer; a page for anyone opens even while the database is away."""
    try:
        return who_looks()
    except OperationalError as problem:
        if again.may_help(problem):
            raise
        if made.who == "anyone" and request.method in SAFE:
            db.session.rollback()
            return VISITOR
        raise


def guard(app: Flask) -> None:
    """Put the doors in; raise RuntimeError when a view has none.

    The same for an address that names a thing of which nothing is said.
    """
    missing = [
        name
        for name, view in app.view_functions.items()
        if not isinstance(getattr(view, "door", None), Door)
    ]
    if missing:
        raise RuntimeError(f"pages without a door: {', '.join(sorted(missing))}")
    unknown = things.missing(app.url_map.iter_rules())
    if unknown:
        raise RuntimeError(f"not declared in web/things.py: {', '.join(unknown)}")
    bodies = {name: view.door.body for name, view in app.view_functions.items()}  # type: ignore
    app.before_request_funcs.setdefault(None, []).insert(0, _let_in(bodies))
    for name, view in app.view_functions.items():
        if view.door.foreign:  # type: ignore
            app.extensions["csrf"].exempt(view)
        app.view_functions[name] = _behind(view.door, view)  # type: ignore


def _let_in(bodies: dict[str, int]) -> Callable[[], None]:
    """Let a body be as large as its door says, before anything reads of it."""

    def look() -> None:
        if request.endpoint in bodies:
            request.max_content_length = bodies[request.endpoint]

    return look


def _behind(made: Door, view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    @wraps(view)
    def opened(**arguments: Any) -> ResponseReturnValue:
        try:
            return again.read(lambda: _through(made, view, arguments))
        except Forbidden as refused:
            denials.note(_whoever_comes(made), str(refused))
            raise
        finally:
            _write_aside()

    return opened


def _write_aside() -> None:
    """Write the side records; an error page can read, also if that fails."""
    try:
        db.session.rollback()
        journal.write_aside()
    finally:
        db.session.rollback()
        read_only()


def _through(
    made: Door, view: Callable[..., Any], arguments: dict[str, Any]
) -> ResponseReturnValue:
    read_only()
    journal.begin_aside()
    viewer = VISITOR if made.cookieless else _whoever_comes(made)
    turned_away = _turn_away(made, viewer)
    if turned_away is not None:
        return turned_away
    unsafe = request.method not in SAFE
    if unsafe and not made.foreign and _comes_from_elsewhere():
        raise Forbidden("another site")
    if sum(1 for _pair in request.form.items(multi=True)) > FIELDS:
        abort(413)
    if _holds_nul(arguments):
        abort(400)
    apart = made.foreign or made.cookieless
    stopped = None if apart else warned.stop() or rules_due.stop()
    if stopped is not None:
        return make_response(stopped)
    paces.keep(made.paces, viewer)
    asked = sudo.ask(viewer) if made.sudo else None
    if asked is not None:
        return make_response(asked)
    if unsafe and not made.deferred:
        start_writing()
    response = make_response(view(viewer, **arguments))
    if unsafe and response.status_code < 400:
        db.session.commit()
    return response


def _comes_from_elsewhere() -> bool:
    """Tell whether a browser says that a page of another site sent this request."""
    told = request.headers.get("Sec-Fetch-Site", "none")
    origin = request.headers.get("Origin")
    if told not in ("same-origin", "none"):
        return True
    if origin is None:
        return False
    public = urlsplit(current_app.config["SETTINGS"].public_url).netloc
    return origin.partition("://")[2] not in {request.host, public}


def _holds_nul(arguments: dict[str, Any]) -> bool:
    """Tell whether some word of a request holds the one sign that no text may hold."""
    words = [*arguments.values(), *(word for _name, word in request.values.items(True))]
    return any("\0" in str(word) for word in words)


def _turn_away(made: Door, viewer: Viewer) -> Response | None:
    if _ADMITS[made.who](viewer):
        return None
    if made.who == "moderator" and viewer.signed_in and not viewer.asleep:
        denials.note(viewer, made.who)
        raise NotFound(made.who)  # who else looks learns nothing of any case
    if viewer.is_member or request.path.startswith("/api/"):
        if not viewer.signed_in:
            return current_app.make_response(({"error": "sign in first"}, 401))
        raise Forbidden(made.who)
    if viewer.signed_in:
        return make_response(redirect(url_for("sign_in.waiting")))
    back = request.full_path.rstrip("?") if request.method in SAFE else None
    return make_response(redirect(url_for("sign_in.index", next=back)))
