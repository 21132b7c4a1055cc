"""Changes of events: made, changed, published, called off, thrown away as drafts."""

from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal, outbox
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.states import Moves, before
from community.core.text import N_, random_id, slug_of
from community.core.visible import find, visible
from community.programme import attending, checks, telling
from community.programme.models import (
    Attendees,
    Event,
    EventLink,
    EventState,
)
from community.projects import life, news, standing
from community.projects.models import Project
from community.projects.standing import Led

MOVES: Moves[EventState] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED}),
    EventState.PUBLISHED: frozenset({EventState.CANCELLED}),
    EventState.CANCELLED: frozenset({EventState.PUBLISHED}),
}
"""A draft is published. An event can be called off, and put back on."""
FASTER = N_(
    "Somebody else saved this event a moment ago. Look at theirs and save again"
)


@dataclass(frozen=True)
class EventFacts:
    """What there is to say of an event; its `link` is for those who come alone."""

    title: str
    begins_on: date
    ends_on: date | None = None
    summary: str = ""
    place: str = ""
    online: bool = False
    project_id: int | None = None
    begins_time: time | None = None
    ends_time: time | None = None
    zone: str = clock.BRITAIN.key
    access_notes: str = ""
    capacity: int | None = None
    audience: Audience = Audience.MEMBERS
    attendees: Attendees = Attendees.MEMBERS
    link: str = ""


def _written(facts: EventFacts) -> dict[str, Any]:
    values = asdict(facts)
    del values["link"]
    return values


def make_event(viewer: Viewer, facts: EventFacts, *, draft: bool = False) -> Event:
    """Announce an event, put down one that was, or begin a draft."""
    require(viewer, Permission.EVENT_HOLD, host_of(viewer, facts.project_id))
    project = _project(viewer, facts.project_id)
    checks.check(viewer, facts, project)
    slug = f"{slug_of(facts.title) or 'event'}-{random_id()}"
    state = EventState.DRAFT if draft else EventState.PUBLISHED
    row = Event(
        slug=slug, made_by_id=viewer.member_id, state=state, **_written(facts)
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _link(row, facts.link)
    journal.record(viewer, journal.Act.EVENT, "event", row.id, "made")
    _for_followers(viewer, row)
    if project is not None:
        life.alive(project)
    db.session.flush()
    return row


def host_of(viewer: Viewer, project: int | None) -> Led:
    """Return who may hold events of a project, in the shape that `require` takes."""
    none = Led(0, frozenset())
    return none if project is None else standing.led(viewer, project)


def edit_event(viewer: Viewer, row: Event, facts: EventFacts, version: int) -> None:
    """Change what is said of an event; its address stays.

    A project that the viewer does not see stays as well: they were not shown it. Those
    who come are told when the day, the time or the place is another; whoever waits has
    a place where there are more.
    """
    require(viewer, Permission.EVENT_HOLD, host_of(viewer, row.project_id))
    if row.version != version:
        raise Conflict(FASTER)
    if facts.project_id is None and not _sees_project(viewer, row):
        facts = replace(facts, project_id=row.project_id)
    moves = facts.project_id != row.project_id
    if moves:
        require(viewer, Permission.EVENT_HOLD, host_of(viewer, facts.project_id))
    project = _project(viewer, facts.project_id) if moves else _own_project(viewer, row)
    attending.hold(row.id)
    checks.check(viewer, facts, project, row)
    _write(viewer, row, facts)
    attending.fill(row.id)
    if project is not None:
        life.alive(project)


def _write(viewer: Viewer, row: Event, facts: EventFacts) -> None:
    then, had = telling.when_and_where(row), row.project_id
    for name, value in _written(facts).items():
        setattr(row, name, value)
    moved = telling.when_and_where(row) != then
    if moved:
        row.reminded = False
    row.sequence, row.changed_at = row.sequence + 1, clock.now()
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
    _link(row, facts.link)
    journal.record(viewer, journal.Act.EVENT, "event", row.id, "edited")
    if had is None:
        _for_followers(viewer, row)
    if moved and row.state is EventState.PUBLISHED and not row.over:
        telling.changed(viewer, row, "moved", again=True)


def _link(row: Event, link: str) -> None:
    """Keep how to get in online, apart from what all may read."""
    db.session.execute(delete(EventLink).where(EventLink.event_id == row.id))
    if link:
        db.session.add(EventLink(event_id=row.id, link=link))
    db.session.flush()


def _for_followers(viewer: Viewer, row: Event) -> None:
    """Let those who follow the project of an event to come hear of it, once.

    That is when it is published, or comes to a project later; a change is no news.
    """
    past = row.project_id is None or row.begins_on < clock.today()
    if past or row.state is not EventState.PUBLISHED:
        return
    kind, key = "follow-event", f"follow-event:{row.id}"
    project, by = row.project_id, viewer.member_id
    outbox.ask(news.WORK, key, kind=kind, project=project, event=row.id, by=by)


def _sees_project(viewer: Viewer, row: Event) -> bool:
    return row.project_id is None or _own_project(viewer, row) is not None


def _own_project(viewer: Viewer, row: Event) -> Project | None:
    found: Project | None = db.session.scalar(
        visible(viewer, Project).where(Project.id == row.project_id)
    )
    return found


def _project(viewer: Viewer, number: int | None) -> Project | None:
    if number is None:
        return None
    found: Project = find(viewer, Project, Project.id == number)
    return found


# ---------------------------------------------------------------- where it stands
def move_event(viewer: Viewer, event_id: int, state: EventState) -> None:
    """Publish an event, call it off, or put it back on; who would come is told."""
    row: Event = find(viewer, Event, Event.id == event_id)
    require(viewer, Permission.EVENT_HOLD, host_of(viewer, row.project_id))
    then = row.state
    if state is EventState.CANCELLED and row.over:
        raise Refused(N_("This event is over. It cannot be called off any more"))
    done = db.session.execute(
        update(Event)
        .where(Event.id == event_id, Event.state.in_(before(MOVES, state)))
        .values(state=state, sequence=Event.sequence + 1, changed_at=clock.now())
        .values(version=Event.version + 1)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("Somebody did that already. Look at the event again"))
    db.session.refresh(row)
    journal.record(viewer, journal.Act.EVENT, "event", event_id, state.value)
    if then is EventState.DRAFT:
        _for_followers(viewer, row)
    elif not row.over:
        telling.changed(viewer, row, row.state.value, again=True)
    db.session.flush()


def discard(viewer: Viewer, row: Event) -> None:
    """Throw a draft away."""
    require(viewer, Permission.EVENT_HOLD, host_of(viewer, row.project_id))
    done = db.session.execute(
        delete(Event).where(Event.id == row.id, Event.state == EventState.DRAFT)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("This event is no draft any more. You can call it off"))
    journal.record(viewer, journal.Act.EVENT, "event", row.id, "thrown away")
    db.session.expunge(row)
    db.session.flush()
