"""What changed because of a project, noted when a milestone of it is reached."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.impact.models import ImpactRecord
from community.plans.models import Milestone
from community.projects.life import alive
from community.projects.models import Project
from community.projects.standing import led, stands
from community.vocabulary.models import IMPACT_AREAS, Term

FASTER = N_("Another lead changed it a moment ago: look at what it says now")


@dataclass(frozen=True)
class ImpactFacts:
    """What there is to say of a change: under which area, what, and when."""

    area: str
    what_changed: str
    happened_on: date


@dataclass(frozen=True)
class ImpactLine:
    """Something that changed; `area` is the label of one of the four."""

    id: int = field(metadata={"api": False})
    area: str
    what_changed: str
    happened_on: date
    milestone_id: int | None = field(metadata={"api": False})


def impacts_of(viewer: Viewer, project: int) -> tuple[ImpactLine, ...]:
    """Return what changed because of a project, newest first: one statement."""
    listed = and_(Term.list == IMPACT_AREAS, Term.code == ImpactRecord.area)
    found = (
        visible(
            viewer, ImpactRecord.id, Term.label.label("area"),
            ImpactRecord.what_changed, ImpactRecord.happened_on,
            ImpactRecord.milestone_id,
        )
        .join(Term, listed)
        .where(ImpactRecord.project_id == project)
        .order_by(ImpactRecord.happened_on.desc(), ImpactRecord.id.desc())
        .limit(100)
    )  # fmt: skip
    return tuple(ImpactLine(**row) for row in db.session.execute(found).mappings())


def impact_of(viewer: Viewer, project: Project, impact_id: int) -> ImpactRecord:
    """Return one record of a project that the viewer may see, or raise `NotFound`."""
    found: ImpactRecord = find(
        viewer,
        ImpactRecord,
        ImpactRecord.id == impact_id,
        ImpactRecord.project_id == project.id,
    )
    return found


def note(
    viewer: Viewer, project: Project, milestone_id: int, facts: ImpactFacts
) -> ImpactRecord:
    """Note what changed when a milestone was reached, once for each, as of the team."""
    require(viewer, Permission.PROJECT_PLAN, stands(viewer, project.id))
    reached: Milestone = find(
        viewer,
        Milestone,
        Milestone.id == milestone_id,
        Milestone.project_id == project.id,
    )
    if reached.done_on is None:
        raise Refused(N_("Say first that the milestone is reached"))
    row = ImpactRecord(
        project_id=project.id, milestone_id=reached.id, claimed_by_id=viewer.member_id
    )
    _write(row, facts)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(
            N_("Somebody of the team has noted it already. Look at the plan")
        ) from None
    journal.record(viewer, journal.Act.PROJECT, "impact_record", row.id, "noted")
    alive(project)
    db.session.flush()
    return row


def edit(
    viewer: Viewer, project: Project, impact_id: int, facts: ImpactFacts, version: int
) -> None:
    """Change what was noted, as a lead."""
    require(viewer, Permission.PROJECT_EDIT, led(viewer, project.id))
    row = impact_of(viewer, project, impact_id)
    if row.version != version:
        raise Conflict(FASTER)
    _write(row, facts)
    journal.record(viewer, journal.Act.PROJECT, "impact_record", row.id, "edited")
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None


def remove(viewer: Viewer, project: Project, impact_id: int) -> None:
    """Take back what was noted, as a lead; it can be noted again."""
    require(viewer, Permission.PROJECT_EDIT, led(viewer, project.id))
    row = impact_of(viewer, project, impact_id)
    journal.record(viewer, journal.Act.PROJECT, "impact_record", row.id, "removed")
    db.session.delete(row)
    db.session.flush()


def _write(row: ImpactRecord, facts: ImpactFacts) -> None:
    known = select(Term.id).where(Term.list == IMPACT_AREAS, Term.code == facts.area)
    if db.session.scalar(known) is None:
        raise Refused(N_("Choose where it changed something"))
    if not facts.what_changed.strip():
        raise Refused(N_("Say what changed"))
    if facts.happened_on > clock.today():
        raise Refused(N_("Choose a day that has come"))
    row.area, row.what_changed = facts.area, facts.what_changed.strip()
    row.happened_on = facts.happened_on
