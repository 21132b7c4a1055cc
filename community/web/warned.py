"""Whoever was warned reads that first: every page leads there until they have.

What keeps people safe stays open: signing out, urgent help, the rules, taking one's
data, leaving. What somebody sent meanwhile is not taken, and shown to be copied.
"""

from dataclasses import dataclass

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.web import sudo
from community.web.again import SAFE
from community.web.respond import API, respond

OPEN = (
    "/account/data", "/account/leave", "/account/measures", "/account/privacy/data",
    "/account/privacy/leave", "/account/sure", "/account/warning", "/house-rules",
    "/privacy", "/sign-out", "/static", "/terms", "/urgent-help",
)  # fmt: skip
"""Where somebody who was warned may go, with all that lies beneath."""
LONG = 40
"""Words of so many letters or more are worth copying; secrets are never shown."""
SECRET = (*sorted(sudo.SECRET), "token", "passkey")
"""Parts of the names of such fields."""


@dataclass(frozen=True)
class StoppedPage:
    """What was not taken, as it was typed, and where the warning is."""

    typed: tuple[str, ...]


def stop() -> ResponseReturnValue | None:
    """Lead whoever has a warning to read there; None for all others."""
    if not g.get("warned") or is_open(request.path):
        return None
    if request.path.startswith(API):
        return {"error": "read the warning at /account/warning first"}, 403
    if request.method in SAFE:
        there = request.full_path.rstrip("?")
        return redirect(url_for("safeguarding.warning", next=there))
    return respond("safeguarding/stopped.html", StoppedPage(_typed()), 409)


def is_open(path: str) -> bool:
    """Tell whether an address keeps people safe, and so is never shut."""
    return any(path == one or path.startswith(f"{one}/") for one in OPEN)


def _typed() -> tuple[str, ...]:
    """Return the longer words of the form that was not taken."""
    return tuple(
        value
        for name, value in request.form.items(multi=True)
        if len(value) >= LONG and not any(word in name for word in SECRET)
    )
