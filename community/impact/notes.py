"""What changed, as it is noted: by a team at a milestone, or by any member at any time.

Organisers check each note before others read it (`checking`). Until then whoever noted
it can change it; they can take it back at any time.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.states import before
from community.core.text import N_
from community.core.visible import find
from community.impact.models import MOVES, ImpactRecord, ImpactState
from community.plans.models import Milestone
from community.projects.life import alive
from community.projects.models import Project
from community.projects.standing import led, stands
from community.vocabulary.models import IMPACT_AREAS, Term

_S = ImpactState
FASTER = N_("Another lead changed it a moment ago: look at what it says now")
CHECKED = N_("It has been checked: ask an organiser to give it back to you first")
OPEN = (_S.NOTED, _S.DECLINED)
"""The states in which what a note says can be changed."""
LONGEST = 2000


@dataclass(frozen=True)
class ImpactFacts:
    """What there is to say of a change: under which area, what, and when.

    `for_everybody` says that whoever notes it agrees that everybody may read it, once
    organisers have checked it.
    """

    area: str
    what_changed: str
    happened_on: date
    for_everybody: bool = False


# ---------------------------------------------------------------- of a project
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
    _journal(viewer, row, "noted")
    alive(project)
    db.session.flush()
    return row


def edit(
    viewer: Viewer, project: Project, impact_id: int, facts: ImpactFacts, version: int
) -> None:
    """Change what was noted, as a lead.

    Words that somebody else noted are theirs no more: that everybody may read them is
    for whoever noted them to say again.
    """
    require(viewer, Permission.PROJECT_EDIT, led(viewer, project.id))
    row = impact_of(viewer, project, impact_id)
    own = row.claimed_by_id == viewer.member_id
    _change(viewer, row, facts, version, agreed=own and facts.for_everybody)


def remove(viewer: Viewer, project: Project, impact_id: int) -> None:
    """Take back what was noted, as a lead; it can be noted again."""
    require(viewer, Permission.PROJECT_EDIT, led(viewer, project.id))
    _delete(viewer, impact_of(viewer, project, impact_id))


# ---------------------------------------------------------------- one's own
def own(viewer: Viewer, impact_id: int) -> ImpactRecord:
    """Return something that the viewer noted, or raise `NotFound`."""
    require(viewer, Permission.IMPACT_NOTE)
    row: ImpactRecord = find(
        viewer,
        ImpactRecord,
        ImpactRecord.id == impact_id,
        ImpactRecord.claimed_by_id == viewer.member_id,
    )
    return row


def note_freely(
    viewer: Viewer, facts: ImpactFacts, project: Project | None = None
) -> ImpactRecord:
    """Note what changed, through a project in whose team one is, or through none."""
    require(viewer, Permission.IMPACT_NOTE)
    row = ImpactRecord(claimed_by_id=viewer.member_id)
    _file(viewer, row, project)
    _write(row, facts)
    db.session.add(row)
    db.session.flush()
    _journal(viewer, row, "noted")
    if project is not None:
        alive(project)
    db.session.flush()
    return row


def edit_own(
    viewer: Viewer,
    impact_id: int,
    facts: ImpactFacts,
    project: Project | None,
    version: int,
) -> None:
    """Change what one noted while nobody has checked it; a declined one waits anew."""
    row = own(viewer, impact_id)
    if row.milestone_id is None and row.state in OPEN:
        _file(viewer, row, project)
    _change(viewer, row, facts, version, agreed=facts.for_everybody)


def agree(viewer: Viewer, impact_id: int, *, yes: bool) -> None:
    """Say whether everybody may read it; a no takes it back from them at once."""
    row = own(viewer, impact_id)
    row.for_everybody = yes
    if not yes and row.state is _S.PUBLISHED:
        move(row, _S.CHECKED)
    _journal(viewer, row, "agreed" if yes else "not for everybody")
    _flush()


def withdraw(viewer: Viewer, impact_id: int) -> None:
    """Take back for good what one noted, wherever it stands."""
    _delete(viewer, own(viewer, impact_id))


# ---------------------------------------------------------------- what all share
def move(row: ImpactRecord, state: ImpactState) -> None:
    """Move a record to a state that may follow."""
    if row.state not in before(MOVES, state):
        raise Refused(N_("It has changed meanwhile. Look at it again."))
    row.state = state


def _file(viewer: Viewer, row: ImpactRecord, project: Project | None) -> None:
    """File a record under a project, as somebody of its team."""
    if project is not None and project.id != row.project_id:
        require(viewer, Permission.PROJECT_PLAN, stands(viewer, project.id))
    row.project_id = project.id if project else None


def _change(
    viewer: Viewer, row: ImpactRecord, facts: ImpactFacts, version: int, *, agreed: bool
) -> None:
    if row.version != version:
        raise Conflict(FASTER)
    if row.state not in OPEN:
        raise Refused(CHECKED)
    _write(row, facts)
    row.for_everybody = agreed
    if row.state is _S.DECLINED:
        move(row, _S.NOTED)
    _journal(viewer, row, "edited")
    _flush()


def _flush() -> None:
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None


def _delete(viewer: Viewer, row: ImpactRecord) -> None:
    _journal(viewer, row, "removed")
    db.session.delete(row)
    _flush()


def _journal(viewer: Viewer, row: ImpactRecord, words: str) -> None:
    journal.record(viewer, journal.Act.IMPACT, "impact_record", row.id, words)


def _write(row: ImpactRecord, facts: ImpactFacts) -> None:
    known = select(Term.id).where(Term.list == IMPACT_AREAS, Term.code == facts.area)
    with db.session.no_autoflush:
        if db.session.scalar(known) is None:
            raise Refused(N_("Choose where it changed something"))
    if not facts.what_changed.strip():
        raise Refused(N_("Say what changed"))
    if len(facts.what_changed.strip()) > LONGEST:
        raise Refused(N_("Use 2,000 letters or fewer"))
    if facts.happened_on > clock.today():
        raise Refused(N_("Choose a day that has come"))
    row.area, row.what_changed = facts.area, facts.what_changed.strip()
    row.happened_on, row.for_everybody = facts.happened_on, facts.for_everybody
