"""Changes of events, of who says they were there, and of where a project began."""

from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from community.core import clock, journal, outbox
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.states import Moves, before
from community.core.text import N_, random_id, slug_of
from community.core.visible import find, unscoped, visible
from community.notices.commands import tell
from community.programme.models import (
    Attendance,
    Event,
    EventState,
    Origin,
    ProjectOrigin,
)
from community.projects import news, standing
from community.projects.models import Project

WHY = "events"
MOVES: Moves[EventState] = {
    EventState.PUBLISHED: frozenset({EventState.CANCELLED}),
    EventState.CANCELLED: frozenset({EventState.PUBLISHED}),
}
"""An event can be called off, and put back on."""
SHOWS = (Audience.MEMBERS, Audience.ME)
"""Who may know that somebody was at an event, as they choose it."""
TOLD = (
    Origin.EVENT,
    Origin.INTRODUCTION,
    Origin.SUGGESTION,
    Origin.COFFEE,
    Origin.DIRECT,
)
"""Where people can say that a project began."""


# ---------------------------------------------------------------- events
@dataclass(frozen=True)
class EventFacts:
    """What there is to say of an event."""

    title: str
    begins_on: date
    ends_on: date | None = None
    summary: str = ""
    place: str = ""
    online: bool = False
    project_id: int | None = None


def make_event(viewer: Viewer, facts: EventFacts) -> Event:
    """Announce an event, or put down one that was."""
    require(viewer, Permission.EVENT_EDIT)
    _check(viewer, facts)
    slug = f"{slug_of(facts.title) or 'event'}-{random_id()}"
    row = Event(slug=slug, made_by_id=viewer.member_id, **asdict(facts))
    db.session.add(row)
    db.session.flush()
    journal.record(viewer, journal.Act.EVENT, "event", row.id, "made")
    _for_followers(viewer, row)
    db.session.flush()
    return row


def edit_event(viewer: Viewer, row: Event, facts: EventFacts) -> None:
    """Change what is said of an event; its address stays.

    A project that the viewer does not see stays as well: they were not shown it.
    """
    require(viewer, Permission.EVENT_EDIT)
    _check(viewer, facts)
    if facts.project_id is None and not _sees_project(viewer, row):
        facts = replace(facts, project_id=row.project_id)
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    journal.record(viewer, journal.Act.EVENT, "event", row.id, "edited")
    _for_followers(viewer, row)
    db.session.flush()


def _for_followers(viewer: Viewer, row: Event) -> None:
    """Let those who follow the project of an event to come hear of it."""
    if row.project_id is None or row.begins_on < clock.today():
        return
    kind, key = "follow-event", f"follow-event:{row.id}:{row.project_id}"
    project, by = row.project_id, viewer.member_id
    outbox.ask(news.WORK, key, kind=kind, project=project, event=row.id, by=by)


def _sees_project(viewer: Viewer, row: Event) -> bool:
    found = visible(viewer, Project.id).where(Project.id == row.project_id)
    return row.project_id is None or db.session.scalar(found) is not None


def _check(viewer: Viewer, facts: EventFacts) -> None:
    if not facts.title.strip():
        raise Refused(N_("Enter a title"))
    if facts.ends_on is not None and facts.ends_on < facts.begins_on:
        raise Refused(N_("Choose a last day that is not before the first"))
    if facts.project_id is not None:
        find(viewer, Project, Project.id == facts.project_id)


def move_event(viewer: Viewer, event_id: int, state: EventState) -> None:
    """Call an event off, or put it back on; whoever would have come is told."""
    require(viewer, Permission.EVENT_EDIT)
    row: Event = find(viewer, Event, Event.id == event_id)
    if state is EventState.CANCELLED and row.over:
        raise Refused(N_("This event is over. It cannot be called off any more"))
    done = db.session.execute(
        update(Event)
        .where(Event.id == event_id, Event.state.in_(before(MOVES, state)))
        .values(state=state)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("Somebody did that already. Look at the event again"))
    db.session.refresh(row, ["state"])
    journal.record(viewer, journal.Act.EVENT, "event", event_id, state.value)
    if row.begins_on >= clock.today():
        _tell_all(viewer, row)
    db.session.flush()


def _tell_all(viewer: Viewer, row: Event) -> None:
    """Tell those who would come, whoever else may know of it, once a day."""
    coming = unscoped(WHY, Attendance.member_id).where(
        Attendance.event_id == row.id, Attendance.member_id != viewer.member_id
    )
    kind, link = "event-changed", f"/events/{row.slug}"
    key = f"{kind}:{row.id}:{row.state.value}:{clock.today()}"
    for member in db.session.scalars(coming.order_by(Attendance.member_id)).all():
        tell(member, kind, key, link=link)


# ---------------------------------------------------------------- who was there
def attend(viewer: Viewer, row: Event, audience: Audience) -> None:
    """Say that one comes or was there, and who may know."""
    if not viewer.is_member or audience not in SHOWS:
        raise NotFound("audience")
    if row.state is not EventState.PUBLISHED:
        raise Refused(N_("This event does not take place"))
    own = (Attendance.event_id == row.id, Attendance.member_id == viewer.member_id)
    made = Attendance(event_id=row.id, member_id=viewer.member_id, audience=audience)
    there = db.session.scalar(visible(viewer, Attendance).where(*own))
    if there is None:
        try:
            with db.session.begin_nested():
                db.session.add(made)
        except IntegrityError:
            there = db.session.scalars(visible(viewer, Attendance).where(*own)).one()
    if there is not None:
        there.audience = audience
    journal.record(viewer, journal.Act.EVENT, "attendance", row.id, audience.value)
    db.session.flush()


def stay_away(viewer: Viewer, row: Event) -> None:
    """Take back that one comes or was there."""
    done = db.session.execute(
        delete(Attendance).where(
            Attendance.event_id == row.id, Attendance.member_id == viewer.member_id
        )
    )
    if done.rowcount:  # type: ignore[attr-defined]
        journal.record(viewer, journal.Act.EVENT, "attendance", row.id, "taken back")
    db.session.flush()


# ---------------------------------------------------------------- where it began
def tell_origin(
    viewer: Viewer, project: Project, origin: Origin | None, event_id: int | None = None
) -> None:
    """Say where a project began, as somebody of its team; None takes it back."""
    inside = standing.stands(viewer, project.id)
    require(viewer, Permission.PROJECT_BEGAN, inside)
    if origin is not None and origin not in TOLD:
        raise Refused(N_("Choose how it began"))
    event = _event_of(viewer, event_id) if origin is Origin.EVENT else None
    db.session.execute(
        delete(ProjectOrigin).where(ProjectOrigin.project_id == project.id)
    )
    if origin is not None:
        db.session.add(
            ProjectOrigin(
                project_id=project.id, origin=origin, event_id=event,
                told_by_id=viewer.member_id,
            )
        )  # fmt: skip
    note = origin.value if origin else "taken back"
    journal.record(viewer, journal.Act.EVENT, "project_origin", project.id, note)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(
            N_("Somebody of the team said it a moment ago. Look again")
        ) from None


def _event_of(viewer: Viewer, event_id: int | None) -> int:
    known = visible(viewer, Event.id).where(
        Event.id == event_id, Event.begins_on <= clock.today()
    )
    found: int | None = db.session.scalar(known)
    if found is None:
        raise Refused(N_("Choose the event"))
    return found
