"""Events for organisers: making, changing, calling off; what came of them."""

from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.visible import Page, find, visible
from community.matching.origins import OriginLine, origin_figures
from community.programme import commands, queries
from community.programme.commands import EventFacts
from community.programme.models import Event, EventState
from community.programme.queries import EventCard
from community.projects.models import LISTED, Project
from community.web.door import organisers_only
from community.web.events_words import ORIGINS
from community.web.forms import Form, done, options, posted, typed
from community.web.organise import pages
from community.web.respond import respond


class Day(DateField):
    """A day; what is none is refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, as the browser or a person writes it."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a day, as in 2017-07-19")) from None


class EventForm(Form):
    """What there is to say of an event."""

    title = StringField(
        _l("Title"),
        [
            InputRequired(_l("Enter a title")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    summary = TextAreaField(
        _l("What it is about"),
        [Length(max=280, message=_l("Use 280 letters or fewer"))],
    )
    begins_on = Day(_l("First day"), [InputRequired(_l("Choose the first day"))])
    ends_on = Day(_l("Last day"), [Optional()])
    place = StringField(
        _l("Place"), [Length(max=120, message=_l("Use 120 letters or fewer"))]
    )
    online = BooleanField(_l("People can take part online"))
    project = SelectField(_l("Project that it belongs to"))

    def facts(self) -> EventFacts:
        """Return what was typed as the command takes it."""
        assert self.begins_on.data is not None
        return EventFacts(
            title=typed(self.title).strip(),
            begins_on=self.begins_on.data,
            ends_on=self.ends_on.data,
            summary=typed(self.summary).strip(),
            place=typed(self.place).strip(),
            online=bool(self.online.data),
            project_id=int(self.project.data) if self.project.data else None,
        )


@dataclass(frozen=True)
class OrganiseEventsPage:
    """Every event, and how many connections and projects came from where."""

    events: Page[EventCard]
    origins: tuple[OriginLine, ...]
    labels: dict[str, str] = field(metadata={"api": False})


@pages.get("/events/")
@organisers_only
def events(viewer: Viewer) -> ResponseReturnValue:
    """List all events, and what came of them."""
    page = OrganiseEventsPage(
        queries.all_events(viewer, request.args.get("page", 1, type=int)),
        origin_figures(viewer),
        {origin.value: str(words) for origin, words in ORIGINS.items()},
    )
    return respond("organise/events.html", page)


@dataclass(frozen=True)
class OrganiseEventPage:
    """One event to make or change; a new one has no `event_id`."""

    event_id: int | None
    slug: str
    title: str
    cancelled: bool
    form: EventForm = field(metadata={"api": False})


def _form(viewer: Viewer, row: Event | None) -> EventForm:
    now = row.project_id if row is not None else None
    offered = or_(Project.state.in_(LISTED), Project.id == now)
    found = visible(viewer, Project.id, Project.title).where(offered)
    rows = db.session.execute(found.order_by(Project.title, Project.id)).all()
    listed = [(str(number), title) for number, title in rows]
    shown = str(now) if str(now) in dict(listed) else ""
    form = EventForm(obj=row, data={"project": shown})
    form.project.choices = options(("", _("None")), *listed)
    return form


def _shown(row: Event | None, form: EventForm) -> ResponseReturnValue:
    page = OrganiseEventPage(
        event_id=row.id if row else None,
        slug=row.slug if row else "",
        title=row.title if row else "",
        cancelled=row is not None and row.state is EventState.CANCELLED,
        form=form,
    )
    return respond("organise/event.html", page, 422 if form.problems else 200)


@pages.route("/events/new", methods=["GET", "POST"])
@organisers_only
def new_event(viewer: Viewer) -> ResponseReturnValue:
    """Announce an event, or put down one that was."""
    form = _form(viewer, None)
    if posted(form):
        try:
            row = commands.make_event(viewer, form.facts())
        except Refused as error:
            form.refuse(error, "ends_on")
        else:
            return done(_("The event is there."), "events.show", event=row.slug)
    return _shown(None, form)


@pages.route("/events/<int:event_id>", methods=["GET", "POST"])
@organisers_only
def event(viewer: Viewer, event_id: int) -> ResponseReturnValue:
    """Change what is said of an event."""
    row: Event = find(viewer, Event, Event.id == event_id)
    form = _form(viewer, row)
    if posted(form):
        try:
            commands.edit_event(viewer, row, form.facts())
        except Refused as error:
            form.refuse(error, "ends_on")
        else:
            return done(_("Saved."), "events.show", event=row.slug)
    return _shown(row, form)


@pages.post("/events/<int:event_id>/state")
@organisers_only
def event_state(viewer: Viewer, event_id: int) -> ResponseReturnValue:
    """Call an event off, or put it back on."""
    chosen = request.form.get("state", "")
    if chosen not in list(EventState):
        find(viewer, Event, Event.id == event_id)
        raise NotFound("state")
    commands.move_event(viewer, event_id, EventState(chosen))
    message = (
        _("Called off. Whoever said they would come gets a message.")
        if chosen == EventState.CANCELLED
        else _("It takes place again. Whoever said they would come gets a message.")
    )
    return done(message, "organise.events")
