"""Events for calendar programs: files, feeds, and the secret address of one's own.

A feed reads no cookie. The token of somebody's own is the authority: it shows what they
come to and what their projects hold, changes nothing, and ends when they say so.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import VISITOR, Viewer
from community.core.errors import NotFound
from community.programme import calendar_keys, feeds, ical
from community.programme.ical import EventLine
from community.web.door import door, members_only
from community.web.events import pages
from community.web.projects import reach
from community.web.respond import respond

FOR_ALL = "public, max-age=600"


def _calendar(name: str, lines: Iterable[EventLine]) -> Response:
    """Return a calendar file; whoever has it as it is gets 304."""
    words = ical.Words(
        name=name, online=_("Online"), link=_("Get in here:"), access=_("Access:")
    )
    body = ical.file_of(lines, words, _address)
    response = Response(body, mimetype="text/calendar")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _address(slug: str) -> str:
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    return f"{base}{url_for('events.show', event=slug)}"


def _name() -> str:
    return str(current_app.config["SETTINGS"].name)


@pages.get("/events.ics")
@door("anyone", cookieless=True)
def feed(_viewer: Viewer) -> ResponseReturnValue:
    """Give the public events to calendar programs."""
    name = _("Events of %(name)s", name=_name())
    response = _calendar(name, feeds.public())
    response.headers["Cache-Control"] = FOR_ALL
    return response


@pages.get("/projects/<slug>/events.ics")
@door("anyone", cookieless=True)
def feed_of_project(_viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Give the public events of a project to calendar programs."""
    project = reach(VISITOR, slug)
    response = _calendar(project.title, feeds.public(project.id))
    response.headers["Cache-Control"] = FOR_ALL
    return response


@pages.get("/events/<event>/event.ics")
@door("anyone")
def file(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Give one event as a file."""
    line = feeds.one(viewer, event)
    response = _calendar(line.title, (line,))
    response.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# ---------------------------------------------------------------- one's own
@dataclass(frozen=True)
class CalendarPage:
    """Since when the viewer has an address; a new one is shown once."""

    made_at: datetime | None
    address: str = field(default="", metadata={"api": False})


@pages.get("/events/calendar")
@door("member", record=CalendarPage)
def own(viewer: Viewer) -> ResponseReturnValue:
    """Explain the calendar of one's own."""
    page = CalendarPage(calendar_keys.made_at(viewer))
    return respond("events/calendar.html", page)


@pages.post("/events/calendar")
@members_only
def keep_own(viewer: Viewer) -> ResponseReturnValue:
    """Make the address of one's own calendar anew, or end it."""
    chosen = request.form.get("what", "")
    if chosen not in ("make", "end"):
        raise NotFound("what")
    if chosen == "end":
        calendar_keys.end(viewer)
        return respond("events/calendar.html", CalendarPage(None))
    token = calendar_keys.make(viewer)
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    address = f"{base}{url_for('events.own_feed', token=token)}"
    page = CalendarPage(calendar_keys.made_at(viewer), address)
    return respond("events/calendar.html", page)


@pages.get("/calendar/<token>.ics")
@door("anyone", cookieless=True)
def own_feed(_viewer: Viewer, token: str) -> ResponseReturnValue:
    """Give a member's own calendar to whoever has its secret address."""
    lines = feeds.own(calendar_keys.owner(token))
    response = _calendar(_("My events on %(name)s", name=_name()), lines)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
