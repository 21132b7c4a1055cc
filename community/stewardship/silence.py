"""What is done when a project goes quiet: its leads are asked, then others are told.

Leads are asked on days 30 and 45 without a sign of life. From day 60 on, two weeks
after they were asked last, a project looks for a lead, and leads and organisers are
told once. Whoever takes a break is asked when they are back.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, or_, select, update

from community.accounts.models import Account, State
from community.core import clock, journal
from community.core.access import VISITOR, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped
from community.members.models import Member
from community.members.organisers import organisers
from community.notices.commands import tell
from community.projects import commands, standing
from community.projects.life import alive
from community.projects.models import Membership, Project, ProjectState, TeamRole
from community.stewardship.health import AT_RISK_AFTER, GIVEN_UP_AFTER, QUIET_AFTER

WHY = "circles"
ASKED_AFTER = (QUIET_AFTER, AT_RISK_AFTER)
FAIR = timedelta(days=14)
"""How long leads have to answer before anybody else is told."""
BOARD = "/organise/projects/health"


class Going(StrEnum):
    """What a lead answers to "Still going?"."""

    YES = "yes"
    PAUSED = "paused"
    FINISHED = "finished"
    SOMEBODY_ELSE = "somebody else"


STEPS = {Going.PAUSED: "pause", Going.FINISHED: "finish"}


def answer(viewer: Viewer, project: Project, going: Going) -> None:
    """Say as a lead whether a project goes on."""
    require(viewer, Permission.PROJECT_EDIT, standing.led(viewer, project.id))
    if project.state is not ProjectState.PUBLISHED:
        raise Refused(N_("This project is not running at the moment: start it again"))
    if going in STEPS:
        commands.move(viewer, project, STEPS[going])
        return
    known = project.orphaned
    _note(project, seeks_lead=False)
    alive(project)
    if going is Going.SOMEBODY_ELSE:
        _look_for_a_lead(viewer, project, known=known)


def _look_for_a_lead(viewer: Viewer, project: Project, *, known: bool) -> None:
    """Show that a project looks for somebody who takes it over, as its lead asks.

    Organisers are told, unless it is `known` to them already.
    """
    _note(project, orphaned=True, seeks_lead=True)
    journal.record(viewer, journal.Act.PROJECT, "project", project.id, "wants a lead")
    if not known:
        _tell_organisers(project.id)


def _note(project: Project, **what: bool) -> None:
    """Write something down beside the page of a project: no edit of it."""
    db.session.execute(
        update(Project)
        .where(Project.id == project.id)
        .values(**what)
        .execution_options(synchronize_session="fetch")
    )


# ---------------------------------------------------------------- the clock
def ask_and_tell() -> int:
    """Ask the leads of silent projects, and tell others of those silent for long.

    What is late is done once, and what was done is not done again.
    """
    return _ask() + _give_up()


def _due(*where: Any) -> list[Any]:
    """Return silent projects to work on, each for one process alone."""
    found = unscoped(WHY, Project.id, Project.slug, Project.alive_at).where(
        Project.state == ProjectState.PUBLISHED, ~Project.orphaned, *where
    )
    found = found.order_by(Project.id).with_for_update(skip_locked=True)
    return list(db.session.execute(found))


def _ask() -> int:
    """Ask the leads who are here; of two times that were missed, once."""
    now, done = clock.now(), 0
    for number, after in reversed(list(enumerate(ASKED_AFTER, 1))):
        due = _due(Project.still_asked < number, Project.alive_at <= now - after)
        done += sum(_ask_leads(row, number) for row in due)
    return done


def _ask_leads(row: Any, number: int) -> bool:
    here = _leads(row.id, State.ACTIVE)
    asked = {"still_asked": number, "still_asked_at": clock.now()}
    if not here or not _mark(row, Project.still_asked < number, **asked):
        return False
    key = f"still-going:{row.id}:{number}:{row.alive_at:%y%m%d%H%M}:{clock.today()}"
    link = f"/projects/{row.slug}/still-going"
    for lead in here:
        tell(lead, "still-going", key, project=row.id, link=link)
    journal.record(VISITOR, journal.Act.PROJECT, "project", row.id, "asked")
    return True


def _give_up() -> int:
    """Let projects that have been silent for long look for a lead.

    Where no lead can be asked, because all were suspended, nothing more is waited for.
    """
    now = clock.now()
    asked = and_(Project.still_asked > 0, Project.still_asked_at <= now - FAIR)
    due = _due(
        Project.alive_at <= now - GIVEN_UP_AFTER, or_(asked, ~_can_be_asked().exists())
    )
    return sum(_look_for(row) for row in due)


def _look_for(row: Any) -> bool:
    """Tell leads and organisers; if all leads take a break, ask anew when they come."""
    if not _leads(row.id, State.ACTIVE) and _leads(row.id, State.RESTING):
        return _mark(row, Project.still_asked > 0, still_asked=0)
    if not _mark(row, ~Project.orphaned, orphaned=True):
        return False
    key = f"looks-for-lead:{row.id}:{row.alive_at:%y%m%d%H%M}"
    link = f"/projects/{row.slug}/still-going"
    for lead in _leads(row.id, State.ACTIVE, State.RESTING):
        tell(lead, "looks-for-lead", key, project=row.id, link=link)
    journal.record(VISITOR, journal.Act.PROJECT, "project", row.id, "given up")
    _tell_organisers(row.id)
    return True


def _tell_organisers(project: int) -> None:
    key = f"project-orphaned:{project}:{clock.now():%y%m%d%H%M%S}"
    for one in organisers():
        assert one.member_id is not None
        tell(one.member_id, "project-orphaned", key, project=project, link=BOARD)


def _can_be_asked() -> Any:
    """Select the leads of `Project` who are here, or come back from a break."""
    team, member, account = (
        entity.__table__.alias() for entity in (Membership, Member, Account)
    )
    return (
        select(team.c.id)
        .join(member, member.c.id == team.c.member_id)
        .join(account, account.c.id == member.c.account_id)
        .where(team.c.project_id == Project.id, team.c.until.is_(None))
        .where(team.c.role == TeamRole.LEAD)
        .where(account.c.state.in_((State.ACTIVE, State.RESTING)))
    )


def _leads(project: int, *states: State) -> list[int]:
    accounts = select(Account.id).where(Account.state.in_(states))
    found = (
        unscoped(WHY, Membership.member_id)
        .join(Member, Member.id == Membership.member_id)
        .where(Membership.project_id == project, Membership.until.is_(None))
        .where(Membership.role == TeamRole.LEAD, Member.account_id.in_(accounts))
        .order_by(Membership.member_id)
    )
    return list(db.session.scalars(found))


def _mark(row: Any, still: Any, **values: Any) -> bool:
    """Write down that a step was done, unless it was or the team gave a sign."""
    done = db.session.execute(
        update(Project)
        .where(Project.id == row.id, Project.alive_at == row.alive_at, still)
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
