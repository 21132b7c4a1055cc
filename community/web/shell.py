"""What surrounds every page: shared words, headers, the log, static files."""

import secrets
import time
from typing import Any

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import get_translations
from flask_babel import gettext as _
from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from community import assets
from community.core import journal
from community.core.access import VISITOR, Viewer
from community.core.text import html_of
from community.web import bell, door, words
from community.web.respond import API

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
YEAR = 31_536_000
OF_PEOPLE = {"members", "members_edit"}
"""The families of pages that no search engine shall keep, whatever their rows show."""

log = structlog.get_logger("request")


def locale() -> str:
    """Return the reader's language; the pseudo-locale only where a test asks for it."""
    chosen: str = current_app.config.get("LOCALE", "en")
    return chosen


def asset(name: str, *, whole: bool = False) -> str:
    """Return the address of a static file, with the digest that makes it immutable.

    It is a `whole` one, with the name of this site, for whoever reads it elsewhere.
    """
    return url_for("static", digest=assets.digest(), name=name, _external=whole)


def _catalog() -> Any:
    """Return the words of the reader's language, looked for once a request.

    A page says some hundreds of messages; each would look for it anew.
    """
    if "catalog" not in g:
        g.catalog = get_translations()
    return g.catalog


def _translate(pages: Environment) -> None:
    pages.add_extension("jinja2.ext.i18n")
    install: Any = pages.install_gettext_callables  # type: ignore[attr-defined]
    install(
        lambda words: _catalog().ugettext(words),
        lambda one, many, number: _catalog().ungettext(one, many, number),
        newstyle=True,
    )


def register(app: Flask) -> None:
    """Give templates their words, responses their headers, requests their log line."""
    app.jinja_env.add_extension("jinja2.ext.do")
    _translate(app.jinja_env)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["markdown"] = _markdown
    app.jinja_env.filters["day"] = words.day
    app.jinja_env.filters["month"] = words.month
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["dict"] = dict
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_finish)
    app.context_processor(_words)
    app.add_url_rule("/static/<digest>/<path:name>", "static", _static)


def _markdown(words: str) -> Markup:
    """Return what a person wrote as HTML; `html_of` lets only safe elements through."""
    return Markup(html_of(words))  # noqa: S704  # nosec B704


@door.anyone
def _static(_viewer: Any, digest: str, name: str) -> Response:
    response = send_from_directory(assets.folder("static"), name)
    if digest == assets.digest():
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    journal.request_id.set(g.request_id)
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    settings = _settings()
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.secure:
        response.headers["Strict-Transport-Security"] = (
            f"max-age={YEAR}; includeSubDomains"
        )
    if (request.blueprint or "").removeprefix("api:") in OF_PEOPLE:
        response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        log.info(
            "request",
            request_id=g.get("request_id"),
            route=request.endpoint,
            method=request.method,
            status=response.status_code,
            ms=round(
                1000 * (time.perf_counter() - g.get("began", time.perf_counter())), 1
            ),
        )
    return response


def _settings() -> Any:
    return current_app.config["SETTINGS"]


def _who_reads() -> Viewer:
    """Return the viewer for a page's frame; nobody while the database is away."""
    try:
        return door.who_looks()
    except OperationalError:
        return VISITOR


def _words() -> dict[str, Any]:
    viewer = _who_reads()
    return {
        "viewer": viewer,
        "bell": bell.rings(viewer),
        "site": {
            "name": _settings().name,
            "nav": _nav(viewer),
            "foot": _foot(),
            "demo": _settings().demo,
        },
        "lang": locale().split("_")[0],
        "theme": request.cookies.get("theme", "auto"),
        "is_api": request.path.startswith(API),
    }


def _nav(viewer: Viewer) -> list[tuple[str, str, bool]]:
    places = [(_("Projects"), "projects.index"), (_("Evidence"), "evidence.index")]
    if not viewer.signed_in:
        places.append((_("Programme"), "programme.index"))
    if viewer.is_member:
        places = [
            (_("For you"), "suggestions.index"),
            (_("People"), "members.index"),
            *places,
            (_("My network"), "connections.index"),
        ]
    if viewer.can_organise:
        places.append((_("Network map"), "network.index"))
        places.append((_("Organise"), "organise.index"))
    elif viewer.is_admin:
        places.append((_("Organise"), "organise.accounts"))
    return [
        (label, url_for(endpoint), _is_here(endpoint)) for label, endpoint in places
    ]


def _foot() -> list[tuple[str, str]]:
    """Return what stands at the foot of every page, the same for everybody."""
    places = (
        (_("About"), "pages.about"),
        (_("Programme"), "programme.index"),
        (_("Evidence"), "evidence.index"),
        (_("Essays"), "essays.index"),
        (_("Surveys"), "surveys.index"),
        (_("Impact"), "impact.index"),
        (_("News"), "updates.news"),
        (_("Get updates"), "subscriptions.subscribe"),
        (_("House rules"), "pages.house_rules"),
        (_("Terms and complaints"), "pages.terms"),
        (_("Privacy"), "pages.privacy"),
        (_("Accessibility"), "pages.accessibility"),
        (_("How suggestions work"), "suggestions.how"),
    )
    return [(label, url_for(endpoint)) for label, endpoint in places]


NETWORK = {"connections", "introductions", "conversations", "events", "coffee"}
"""The families of pages that "My network" leads to."""


def _is_here(endpoint: str) -> bool:
    """Tell whether the reader is in this part; one's own network is not the map."""
    part = endpoint.split(".")[0]
    here = (request.endpoint or "").removeprefix("api:")
    if part == "network":
        return here == endpoint
    if part == "connections":
        return request.blueprint in NETWORK or here == "network.mine"
    return request.blueprint == part
