"""The form of an event, for whoever holds it: its fields, and saving what they say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from community.core.access import Audience, Viewer
from community.core.clock import BRITAIN
from community.core.db import db
from community.core.errors import Conflict, NotFound, Refused
from community.programme import commands, details
from community.programme.commands import EventFacts
from community.programme.models import Attendees, Event, EventState
from community.web.both_texts import Both, both_texts
from community.web.events_fields import Day, Hour, Places
from community.web.events_words import (
    ZONES,
    attendees_label,
    audience_label,
    zone_label,
)
from community.web.forms import Form, at_most, done, options, posted, typed
from community.web.respond import respond


class EventForm(Form):
    """What there is to say of an event; leads have no project to choose."""

    title = StringField(_l("Title"), [InputRequired(_l("Enter a title")), at_most(120)])
    summary = TextAreaField(_l("What it is about"), [at_most(280)])
    begins_on = Day(_l("First day"), [InputRequired(_l("Choose the first day"))])
    begins_time = Hour(_l("Begins at"), [Optional()])
    ends_on = Day(_l("Last day"), [Optional()])
    ends_time = Hour(_l("Ends at"), [Optional()])
    zone = SelectField(_l("Whose clocks"))
    place = StringField(_l("Place"), [at_most(120)])
    online = BooleanField(_l("People can take part online"))
    link = StringField(_l("How to get in online"), [at_most(400)])
    access_notes = TextAreaField(_l("Access"), [at_most(2000)])
    capacity = Places(_l("Places"), [Optional()])
    audience = RadioField(_l("Who it is for"))
    attendees = RadioField(_l("Who may see who comes"))
    project = SelectField(_l("Project that it belongs to"))
    version = IntegerField(default=0, widget=HiddenInput())

    def facts(self, project_id: int | None = None) -> EventFacts:
        """Return what was typed as the command takes it."""
        assert self.begins_on.data is not None
        if "project" in self:
            project_id = int(self.project.data) if self.project.data else None
        return EventFacts(
            title=typed(self.title).strip(),
            begins_on=self.begins_on.data,
            ends_on=self.ends_on.data,
            summary=typed(self.summary).strip(),
            place=typed(self.place).strip(),
            online=bool(self.online.data),
            project_id=project_id,
            begins_time=self.begins_time.data,
            ends_time=self.ends_time.data,
            zone=typed(self.zone),
            access_notes=typed(self.access_notes).strip(),
            capacity=self.capacity.data,
            audience=Audience(self.audience.data),
            attendees=Attendees(self.attendees.data),
            link=typed(self.link).strip(),
        )


def form_of(
    viewer: Viewer,
    row: Event | None,
    audiences: tuple[Audience, ...],
    project: str,
    **how: Any,
) -> EventForm:
    """Return the form of an event, or of a new one, with what there is to choose."""
    given = {
        "project": project,
        "link": details.link_of(viewer, row.id) if row else "",
        "zone": row.zone if row else BRITAIN.key,
        "audience": (row.audience if row else Audience.MEMBERS).value,
        "attendees": (row.attendees if row else Attendees.MEMBERS).value,
    }
    form = EventForm(obj=row, data=given, **how)
    zones = dict.fromkeys([*ZONES, given["zone"]])
    form.zone.choices = options(*((one, zone_label(one)) for one in zones))
    form.audience.choices = [(one.value, audience_label(one)) for one in audiences]
    form.attendees.choices = [(one.value, attendees_label(one)) for one in Attendees]
    return form


# ---------------------------------------------------------------- the screen
@dataclass(frozen=True)
class EventFormPage:
    """One event to make or change; a new one has no `event_id`."""

    event_id: int | None
    slug: str
    title: str
    state: EventState | None
    over: bool
    project: str
    project_slug: str
    form: EventForm = field(metadata={"api": False})
    both: tuple[Both, ...] = ()
    overtaken: bool = False


@dataclass(frozen=True)
class Screen:
    """A page with the form: its template, and how it finds its event and its form."""

    template: str
    find: Callable[[], Event] | None
    form: Callable[..., EventForm]
    project: str = ""
    project_slug: str = ""
    project_id: int | None = None

    def again(self) -> Event:
        """Find the event anew."""
        assert self.find is not None
        return self.find()

    def shown(
        self,
        form: EventForm,
        row: Event | None,
        both: tuple[Both, ...] | None = None,
    ) -> ResponseReturnValue:
        """Show the form, as it was typed."""
        page = EventFormPage(
            event_id=row.id if row else None,
            slug=row.slug if row else "",
            title=row.title if row else "",
            state=row.state if row else None,
            over=row is not None and row.over,
            project=self.project,
            project_slug=self.project_slug,
            form=form,
            both=both or (),
            overtaken=both is not None,
        )
        status = 409 if page.overtaken else 422 if form.problems else 200
        return respond(self.template, page, status)


def make(viewer: Viewer, screen: Screen, *, draft: bool) -> ResponseReturnValue:
    """Show the form of a new event; a POST makes it, or a draft of it."""
    form = screen.form(None)
    if not posted(form):
        return screen.shown(form, None)
    try:
        facts = form.facts(screen.project_id)
        row = commands.make_event(viewer, facts, draft=draft)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, getattr(error, "where", "title"))
        return screen.shown(form, None)
    said = _("Your draft is kept. Only those who hold it see it.")
    words = said if draft else _("The event is there.")
    return done(words, "events.show", event=row.slug)


def change(viewer: Viewer, screen: Screen, row: Event) -> ResponseReturnValue:
    """Show the form of an event; a POST changes it."""
    form = screen.form(row)
    if not posted(form):
        return screen.shown(form, row)
    try:
        facts = form.facts(row.project_id)
        commands.edit_event(viewer, row, facts, form.version.data or 0)
    except Conflict:
        return _conflict(screen, form)
    except Refused as error:
        db.session.rollback()
        form.refuse(error, getattr(error, "where", "title"))
        return screen.shown(form, screen.again())
    return done(_("Saved."), "events.show", event=row.slug)


def _conflict(screen: Screen, form: EventForm) -> ResponseReturnValue:
    """Keep what was typed, and show beside it what somebody else saved meanwhile."""
    db.session.rollback()
    row = screen.again()
    form.version.data, form.version.raw_data = row.version, [str(row.version)]
    both = both_texts(form, screen.form(row, formdata=None))
    return screen.shown(form, row, both)


def move_to(viewer: Viewer, row: Event, chosen: str) -> str:
    """Publish an event, call it off or put it back on; return what to say."""
    if chosen not in (EventState.PUBLISHED, EventState.CANCELLED):
        raise NotFound("state")
    was = row.state
    commands.move_event(viewer, row.id, EventState(chosen))
    if was is EventState.DRAFT:
        return str(_("Published. People can say that they come."))
    if chosen == EventState.CANCELLED:
        words = _("Called off. Whoever said they would come gets a message.")
    else:
        words = _("It takes place again. Whoever said they would come gets a message.")
    return str(words)
