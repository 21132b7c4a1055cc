"""Events for organisers: making, changing, calling off; what came of them."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_

from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.visible import Page, find, visible
from community.programme import queries
from community.programme.cards import EventCard
from community.programme.models import Event
from community.projects.models import LISTED, Project
from community.web.door import organisers_only
from community.web.events_forms import EventForm, Screen, change, form_of, make, move_to
from community.web.forms import done, options
from community.web.organise import pages
from community.web.respond import respond


@dataclass(frozen=True)
class OrganiseEventsPage:
    """Every event."""

    events: Page[EventCard]


@pages.get("/events/")
@organisers_only
def events(viewer: Viewer) -> ResponseReturnValue:
    """List all events; what came of them stands with the figures of impact."""
    number = request.args.get("page", 1, type=int)
    page = OrganiseEventsPage(queries.all_events(viewer, number))
    return respond("organise/events.html", page)


AUDIENCES = (Audience.MEMBERS, Audience.PUBLIC)


def _form(viewer: Viewer, row: Event | None, **how: Any) -> EventForm:
    now = row.project_id if row is not None else None
    offered = or_(Project.state.in_(LISTED), Project.id == now)
    found = visible(viewer, Project.id, Project.title).where(offered)
    rows = db.session.execute(found.order_by(Project.title, Project.id)).all()
    listed = [(str(number), title) for number, title in rows]
    shown = str(now) if str(now) in dict(listed) else ""
    theirs = (row.audience,) if row is not None else ()
    audiences = tuple(dict.fromkeys((*theirs, *AUDIENCES)))
    form = form_of(viewer, row, audiences, shown, **how)
    form.project.choices = options(("", _("None")), *listed)
    return form


PAGE = "organise/event.html"


def _found(viewer: Viewer, event_id: int) -> Event:
    row: Event = find(viewer, Event, Event.id == event_id)
    return row


@pages.route("/events/new", methods=["GET", "POST"])
@organisers_only
def new_event(viewer: Viewer) -> ResponseReturnValue:
    """Announce an event, put down one that was, or begin a draft."""
    draft = request.form.get("as") == "draft"
    screen = Screen(PAGE, None, partial(_form, viewer))
    return make(viewer, screen, draft=draft)


@pages.route("/events/<int:event_id>", methods=["GET", "POST"])
@organisers_only
def event(viewer: Viewer, event_id: int) -> ResponseReturnValue:
    """Change what is said of an event."""
    screen = Screen(PAGE, lambda: _found(viewer, event_id), partial(_form, viewer))
    return change(viewer, screen, screen.again())


@pages.post("/events/<int:event_id>/state")
@organisers_only
def event_state(viewer: Viewer, event_id: int) -> ResponseReturnValue:
    """Publish an event, call it off, or put it back on."""
    words = move_to(viewer, _found(viewer, event_id), request.form.get("state", ""))
    return done(words, "organise.events")
