"""Events for those who hold them: a project's, new ones, changing, calling off."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from community.core.access import Audience, Permission, Viewer, can, require
from community.core.db import db
from community.core.visible import Page, find, visible
from community.programme import commands, queries
from community.programme.cards import EventCard
from community.programme.models import Event
from community.projects.models import SHOWN, Project
from community.projects.standing import Mine, as_led, stands
from community.web.door import door, members_only
from community.web.events import pages
from community.web.events_forms import EventForm, Screen, change, form_of, make, move_to
from community.web.forms import done
from community.web.projects import reach
from community.web.respond import respond


# ---------------------------------------------------------------- a project's
@dataclass(frozen=True)
class ProjectEventsPage:
    """What a project holds, and whether the viewer may add to it."""

    slug: str
    title: str
    upcoming: tuple[EventCard, ...]
    past: Page[EventCard]
    holds: bool
    leads: bool
    waiting: int
    public: bool


@pages.get("/projects/<slug>/events/")
@door("anyone", record=ProjectEventsPage)
def of_project(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """List what a project holds and held, as far as the viewer may see it."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    number = request.args.get("page", 1, type=int)
    found = queries.events(viewer, number, project.id)
    page = ProjectEventsPage(
        project.slug,
        project.title,
        found.upcoming,
        found.past,
        holds=_may(viewer, project.id, standing),
        leads=standing.leads,
        waiting=standing.waiting,
        public=project.audience is Audience.PUBLIC and project.state in SHOWN,
    )
    return respond("events/project.html", page)


def _may(viewer: Viewer, number: int, standing: Mine) -> bool:
    led = as_led(viewer, number, standing)
    return can(viewer, Permission.EVENT_HOLD, led)


def _audiences(project: Project | None, *, inside: bool) -> tuple[Audience, ...]:
    """Return whom an event can be for, for whoever is `inside` its project or not."""
    found = [Audience.PROJECTS] if project is not None and inside else []
    found.append(Audience.MEMBERS)
    open_ = project is None or (
        project.audience is Audience.PUBLIC and project.state in SHOWN
    )
    return (*found, Audience.PUBLIC) if open_ else tuple(found)


@pages.route("/projects/<slug>/events/new", methods=["GET", "POST"])
@members_only
def new_of_project(viewer: Viewer, slug: str) -> ResponseReturnValue:
    """Announce an event of a project, put down one that was, or begin a draft."""
    project = reach(viewer, slug)
    standing = stands(viewer, project.id)
    require(viewer, Permission.EVENT_HOLD, as_led(viewer, project.id, standing))
    audiences = _audiences(project, inside=standing.inside)

    def form(row: Event | None, **how: Any) -> EventForm:
        found = form_of(viewer, row, audiences, "", **how)
        del found.project
        return found

    screen = Screen(
        "events/edit.html", None, form,
        project.title, project.slug, project.id,
    )  # fmt: skip
    return make(viewer, screen, draft=request.form.get("as") == "draft")


# ---------------------------------------------------------------- one of them
def _held(viewer: Viewer, event: str) -> tuple[Event, Mine]:
    """Return an event that the viewer holds, and how they stand to its project."""
    row: Event = find(viewer, Event, Event.slug == event)
    number = row.project_id
    standing = stands(viewer, number) if number is not None else Mine()
    require(viewer, Permission.EVENT_HOLD, as_led(viewer, number or 0, standing))
    return row, standing


@pages.route("/events/<event>/edit", methods=["GET", "POST"])
@members_only
def edit(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Change what is said of an event."""
    row, standing = _held(viewer, event)
    number = row.project_id
    found = visible(viewer, Project).where(Project.id == number)
    project: Project | None = db.session.scalar(found)
    audiences = _audiences(project, inside=standing.inside)

    def form(row: Event | None, **how: Any) -> EventForm:
        made = form_of(viewer, row, audiences, "", **how)
        del made.project
        return made

    screen = Screen(
        "events/edit.html",
        lambda: _held(viewer, event)[0],
        form,
        project.title if project else "",
        project.slug if project else "",
        number,
    )
    return change(viewer, screen, row)


@pages.post("/events/<event>/state")
@members_only
def move(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Publish an event, call it off, or put it back on."""
    words = move_to(viewer, _held(viewer, event)[0], request.form.get("state", ""))
    return done(words, "events.show", event=event)


@pages.post("/events/<event>/discard")
@members_only
def discard(viewer: Viewer, event: str) -> ResponseReturnValue:
    """Throw a draft away."""
    row, _standing = _held(viewer, event)
    title = row.title
    commands.discard(viewer, row)
    return done(_("%(title)s is gone.", title=title), "events.index")
