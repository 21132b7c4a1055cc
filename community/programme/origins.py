"""Where a project began, as its team tells it."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import visible
from community.programme.models import Event, Origin, ProjectOrigin
from community.projects import standing
from community.projects.models import Project

TOLD = (
    Origin.EVENT,
    Origin.INTRODUCTION,
    Origin.SUGGESTION,
    Origin.COFFEE,
    Origin.DIRECT,
)
"""Where people can say that a project began."""


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
