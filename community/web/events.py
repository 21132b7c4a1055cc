"""Events: what takes place, who comes or was there, whom one met, what began there."""

from dataclasses import dataclass, field

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Audience, Viewer
from community.core.errors import NotFound
from community.core.visible import Page, find
from community.members.queries import MemberCard
from community.programme import attending, queries
from community.programme.cards import EventCard
from community.programme.details import Details, one_event
from community.programme.models import Answer, Event
from community.projects.queries import ProjectCard
from community.web import bell, connections_know
from community.web.door import door, members_only
from community.web.events_words import attendees_label, audience_label, when_words
from community.web.forms import done
from community.web.respond import respond

pages = Blueprint("events", __name__)
pages.add_app_template_filter(when_words, "event_when")
pages.add_app_template_filter(audience_label, "event_audience")
pages.add_app_template_filter(attendees_label, "event_attendees")
AWAY = "away"


@dataclass(frozen=True)
class EventsPage:
    """What comes, and one page of what was."""

    upcoming: tuple[EventCard, ...]
    past: Page[EventCard]


@pages.get("/events/")
@door("anyone", record=EventsPage)
def index(viewer: Viewer) -> ResponseReturnValue:
    """List what comes, the next first, and what was, the last first."""
    found = queries.events(viewer, request.args.get("page", 1, type=int))
    return respond("events/index.html", EventsPage(found.upcoming, found.past))


@dataclass(frozen=True)
class EventPage:
    """An event, who was there as far as the viewer may know, and what began there.

    `met` tells whether the viewer can name people whom they met there.
    """

    event: EventCard
    details: Details
    people: Page[MemberCard]
    began: tuple[ProjectCard, ...]
    met: bool = field(metadata={"api": False})


@pages.get("/events/<event>")
@door("anyone", record=EventPage)
def show(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Show an event."""
    shown, said = one_event(viewer, event)
    number = request.args.get("page", 1, type=int)
    page = EventPage(
        shown,
        said,
        queries.people_of(viewer, shown.id, number),
        queries.began_at(viewer, shown.id) if shown.begun else (),
        met=_can_name(shown),
    )
    bell.read_here(viewer)
    return respond("events/show.html", page)


def _can_name(event: EventCard) -> bool:
    there = event.mine is Audience.MEMBERS and not event.waits
    return event.begun and not event.cancelled and there


@pages.post("/events/<event>/attend")
@members_only
def attend(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Say that one comes or was there, and who may know; or take it back."""
    row: Event = find(viewer, Event, Event.slug == event)
    chosen = request.form.get("audience", "")
    if chosen == AWAY:
        attending.stay_away(viewer, row)
        return done(_("Taken back."), "events.show", event=event)
    if chosen not in attending.SHOWS:
        raise NotFound("audience")
    answer = attending.attend(viewer, row, Audience(chosen))
    if answer is Answer.WAITING:
        words = _(
            "Every place is taken. You wait for one: we tell you when it is yours."
        )
        return done(words, "events.show", event=event)
    message = (
        _("Those who may see who comes see that too.")
        if chosen == Audience.MEMBERS
        else _("Kept. Only you see it.")
    )
    return done(message, "events.show", event=event)


def _where_we_met(viewer: Viewer, event: str) -> EventCard:
    """Return an event that the viewer shows to have been at, or raise `NotFound`."""
    found = queries.one_event(viewer, event)
    if not _can_name(found):
        raise NotFound("event")
    return found


@pages.get("/events/<event>/met")
@members_only
def met(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Show who was there too, to be ticked."""
    return connections_know.screen(viewer, _where_we_met(viewer, event))


@pages.post("/events/<event>/met")
@members_only
def name(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Name those who are ticked as met at this event."""
    here = url_for("events.met", event=event)
    return connections_know.save(viewer, here, _where_we_met(viewer, event))
