"""The error pages: what happened in plain words, and a way on."""

import sqlite3
from collections.abc import Callable
from typing import Any, cast

import structlog
from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from community.core import errors
from community.web.respond import API, told

log = structlog.get_logger("request")


def _words(code: int) -> tuple[str, str]:
    return {
        400: (
            _("That did not arrive whole"),
            _("Go back, load the page again and retry."),
        ),
        403: (_("This page is not for you"), _("Your account may not open it.")),
        404: (_("Page not found"), _("It may have moved, or you may not see it.")),
        405: (
            _("That does not work here"),
            _("Go back and use the buttons of the page."),
        ),
        409: (_("Somebody was faster"), _("It changed while you worked on it.")),
        410: (_("This link has ended"), _("Ask for a new one.")),
        413: (_("That is too big"), _("Send a smaller file or fewer words.")),
        422: (_("That did not work"), _("Check what you entered and try again.")),
        429: (_("Too many tries"), _("Wait a little, then try again.")),
        500: (_("Something broke"), _("It is our fault. Nothing you saved is lost.")),
        503: (
            _("Back in a moment"),
            _("The database does not answer. Try again soon."),
        ),
    }.get(code, (_("That did not work"), _("Go back and try again.")))


def page(
    code: int, message: str = "", headers: Any = (), again: str = ""
) -> ResponseReturnValue:
    """Return the error page for `code`, with `message` instead of the usual one.

    `again` is where whoever came by a link that has ended asks for a new one.
    """
    title, usual = _words(code)
    facts = {
        "code": code,
        "title": title,
        "message": message or usual,
        "request_id": g.get("request_id", ""),
    }
    if request.path.startswith(API):
        return jsonify(error=facts), code, dict(headers)
    shown = render_template("error.html", error=facts, again=again)
    return shown, code, dict(headers)


def _answer(code: int) -> Callable[[Exception], ResponseReturnValue]:
    def answer(error: Exception) -> ResponseReturnValue:
        message = told(error) if isinstance(error, errors.Refused) else ""
        return page(code, message)

    return answer


def _too_many(error: errors.TooMany) -> ResponseReturnValue:
    return page(429, told(error), {"Retry-After": str(error.retry_after)})


def _conflict(_error: Exception) -> ResponseReturnValue:
    return page(409)


def _two_at_once(error: IntegrityError) -> ResponseReturnValue:
    """Answer the slower of two who made one thing, where no command has done so."""
    if not _is_taken(error.orig):
        return _broken(error)
    log.error("integrity", kind=type(error.orig).__name__, endpoint=request.endpoint)
    return page(409)


TAKEN = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
UNIQUE_VIOLATION = "23505"
"""By which numbers SQLite, and by which PostgreSQL, tells that a key is taken."""


def _is_taken(problem: BaseException | None) -> bool:
    """Tell whether a row was refused because there is one of its key."""
    if isinstance(problem, sqlite3.IntegrityError):
        return problem.sqlite_errorcode in TAKEN
    return getattr(problem, "sqlstate", "") == UNIQUE_VIOLATION


def _forged(_error: Exception) -> ResponseReturnValue:
    return page(
        400, _("The form was too old. Load the page again and send it once more.")
    )


def _unknown_host(_error: Exception) -> ResponseReturnValue:
    """Answer without a page: links can't be made for a host that is not ours."""
    return "This is not our name.\n", 400, {"Content-Type": "text/plain"}


def _database(error: OperationalError) -> ResponseReturnValue:
    log.error("database", kind=type(error.orig).__name__)
    return page(503, headers={"Retry-After": "10"})


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return cast(ResponseReturnValue, error.get_response())
    return page(error.code)


def _broken(error: Exception) -> ResponseReturnValue:
    if current_app.testing or current_app.debug:
        raise error
    log.error("unexpected", exc_info=error, request_id=g.get("request_id", ""))
    return page(500)


ANSWERS: dict[type[Exception], Callable[..., ResponseReturnValue]] = {
    errors.NotFound: _answer(404),
    errors.Forbidden: _answer(403),
    errors.TooMany: _too_many,
    errors.Conflict: _conflict,
    StaleDataError: _conflict,
    IntegrityError: _two_at_once,
    errors.Refused: _answer(422),
    CSRFError: _forged,
    SecurityError: _unknown_host,
    OperationalError: _database,
    DataError: _answer(422),
    OverflowError: _answer(404),
    HTTPException: _http,
    Exception: _broken,
}


def register(app: Flask) -> None:
    """Answer every error with a page of ours."""
    for error, answer in ANSWERS.items():
        app.register_error_handler(error, answer)
