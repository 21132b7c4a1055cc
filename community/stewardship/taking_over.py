"""Somebody offers to take over a project that goes badly or that nobody leads.

Its leads are asked first. From a day that the one who offers knows, an organiser can
say yes or no as well: at once where nobody leads it. On day 21 an offer lapses.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from community.core import clock
from community.core.access import VISITOR, Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, unscoped
from community.members.organisers import organisers
from community.notices.commands import tell
from community.projects import leaving, standing
from community.projects.life import alive
from community.projects.models import Project, TeamRole
from community.projects.team import check_named, leads, seen_by
from community.stewardship import handing_over
from community.stewardship.leading import (
    HAS_ENDED,
    OPEN_TO_HELP,
    begin_to_lead,
    part_of,
)
from community.stewardship.models import Handover, HandoverKind, HandoverState
from community.stewardship.queries import WAITS, ProjectHealth, health_of, is_led
from community.stewardship.states import move, note

WHY = "circles"
MOST = 600
"""How many letters one message may have."""
LAPSES = timedelta(days=21)
IF_GIVEN_UP, IF_AT_RISK = timedelta(days=7), timedelta(days=14)
"""How long its leads have for their answer before an organiser can decide."""
BOARD = "/organise/projects/health"
OVER = N_("This has ended already")


# ---------------------------------------------------------------- the offer
def offer(viewer: Viewer, project: Project, message: str) -> Handover:
    """Offer to take a project over that is at risk or that nobody answers for."""
    require(viewer, Permission.PROJECT_OFFER)
    found = health_of(viewer, project)
    _check(viewer, project, found, message)
    assert viewer.member_id is not None
    handing_over.end_hidden(viewer, project.id)
    now = clock.now()
    row = Handover(
        kind=HandoverKind.TAKE_OVER, project_id=project.id, member_id=viewer.member_id,
        asked_by_id=viewer.member_id, message=message.strip(), asked_at=now,
        due_at=now + LAPSES, organisers_from=organisers_from(found, now),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(N_("You have offered it already, and it waits")) from None
    note(viewer, row.id, "offered")
    link = f"/projects/{project.slug}/take-over"
    for lead in leads(project.id, viewer):
        key, person = f"take-over:{row.id}", seen_by(lead, viewer.member_id)
        if person is not None:
            tell(lead, "take-over", key, person=person, project=project.id, link=link)
    _tell_organisers(row)
    return row


def organisers_from(found: ProjectHealth, now: datetime) -> datetime:
    """Return when an organiser can decide about an offer that is made now."""
    if not found.has_lead:
        return now
    return now + (IF_GIVEN_UP if found.orphaned else IF_AT_RISK)


def _check(
    viewer: Viewer, project: Project, found: ProjectHealth, message: str
) -> None:
    if not found.wants_a_lead:
        raise Refused(N_("This project has somebody who leads it, and is well"))
    if standing.stands(viewer, project.id).leads:
        raise Refused(N_("You lead it already"))
    if found.offered:
        raise Refused(N_("You have offered it already, and it waits"))
    if not message.strip():
        raise Refused(N_("Write a sentence or two"))
    if len(message) > MOST:
        raise Refused(N_("Use 600 letters or fewer"))
    read_it = [one.member_id for one in organisers() if one.member_id is not None]
    check_named(viewer, [*leads(project.id), *read_it])


def withdraw(viewer: Viewer, project: Project) -> None:
    """Take back one's own offer to take a project over."""
    own = (
        Handover.project_id == project.id,
        Handover.member_id == viewer.member_id,
        Handover.kind == HandoverKind.TAKE_OVER,
    )
    if not move(viewer, HandoverState.WITHDRAWN, *own):
        raise Refused(OVER)


# ---------------------------------------------------------------- the answer
def offered_to(viewer: Viewer, project: Project, handover_id: int) -> None:
    """Raise `NotFound` unless that offer is one to take over this very project."""
    find(
        viewer, Handover, Handover.id == handover_id, Handover.project_id == project.id
    )


def accept(viewer: Viewer, handover_id: int, *, step_back: bool = False) -> Project:
    """Say yes: whoever offered leads it from now on, beside the leads that there are.

    A lead who would rather `step_back` goes on as a member of the team.
    """
    row, project, leading = _to_answer(viewer, handover_id)
    leaving.only_one_at_a_time(project)
    if project.state not in OPEN_TO_HELP:
        raise Refused(HAS_ENDED)
    if not leading and not health_of(viewer, project).wants_a_lead:
        raise Refused(N_("This project is well again: its leads answer this"))
    before = leads(project.id)
    if not move(viewer, HandoverState.ACCEPTED, Handover.id == row.id):
        raise Refused(OVER)
    begin_to_lead(project, row.member_id)
    alive(project)
    own = part_of(project.id, viewer.member_id or 0)
    if step_back and leading and own is not None:
        leaving.change_role(project, own, TeamRole.MEMBER)
    _tell_who_offered(row)
    _tell_leads(viewer, row, project, before)
    return project


def decline(viewer: Viewer, handover_id: int, answer: str) -> Project:
    """Say not now, in kind words; a lead who does so gives a sign of life."""
    row, project, leading = _to_answer(viewer, handover_id)
    words = answer.strip()[:MOST]
    if not move(viewer, HandoverState.DECLINED, Handover.id == row.id, answer=words):
        raise Refused(OVER)
    if leading:
        alive(project)
    _tell_who_offered(row)
    return project


def _to_answer(viewer: Viewer, handover_id: int) -> tuple[Handover, Project, bool]:
    """Return an offer that the viewer may answer now, and whether as a lead."""
    row: Handover = find(
        viewer,
        Handover,
        Handover.id == handover_id,
        Handover.kind == HandoverKind.TAKE_OVER,
        Handover.member_id != viewer.member_id,
    )
    project: Project = find(viewer, Project, Project.id == row.project_id)
    leading = standing.stands(viewer, project.id).leads
    if not leading:
        require(viewer, Permission.PROJECT_RESCUE)
    if row.state is not HandoverState.ASKED or row.due_at <= clock.now():
        raise Refused(OVER)
    if not leading and (row.organisers_from or row.due_at) > clock.now():
        raise Refused(N_("Its leads have some days more to answer first"))
    return row, project, leading


def _tell_who_offered(row: Handover) -> None:
    link = f"/projects/{_slug_of(row.project_id)}/take-over"
    tell(
        row.member_id, "take-over-answer", f"take-over-answer:{row.id}",
        project=row.project_id, link=link,
    )  # fmt: skip


def _slug_of(project: int) -> str:
    found: str | None = db.session.scalar(
        unscoped(WHY, Project.slug).where(Project.id == project)
    )
    if found is None:
        raise NotFound("project")
    return found


def _tell_leads(
    viewer: Viewer, row: Handover, project: Project, before: list[int]
) -> None:
    """Tell the leads there were who leads it too, if they see them; not who said it."""
    link = f"/projects/{project.slug}"
    for lead in before:
        if lead not in (viewer.member_id, row.member_id):
            key, person = f"take-over-led:{row.id}", seen_by(lead, row.member_id)
            kind = "take-over-led"
            if person is not None:
                tell(lead, kind, key, person=person, project=project.id, link=link)


# ---------------------------------------------------------------- the clock
def end_and_tell() -> int:
    """Let end what nobody answered, and ask the organisers when it is their turn."""
    offered = Handover.kind == HandoverKind.TAKE_OVER
    over = move(VISITOR, HandoverState.LAPSED, offered, Handover.due_at <= clock.now())
    found = unscoped(WHY, Handover)
    for row in db.session.scalars(found.where(Handover.id.in_(over))):
        _tell_who_offered(row)
    _pass_to_organisers()
    turn = found.where(
        offered,
        Handover.state == HandoverState.ASKED,
        Handover.organisers_from <= clock.now(),
        ~Handover.organisers_told,
    ).order_by(Handover.id)
    turn = turn.execution_options(populate_existing=True)
    due = db.session.scalars(turn.with_for_update(skip_locked=True)).all()
    return len(over) + sum(_tell_organisers(row) for row in due)


def _pass_to_organisers() -> None:
    """Let organisers decide at once where whoever was asked first has left."""
    unled = select(Project.id).where(~is_led())
    db.session.execute(
        update(Handover)
        .where(*WAITS, Handover.organisers_from > clock.now())
        .where(Handover.project_id.in_(unled))
        .values(organisers_from=clock.now())
        .execution_options(synchronize_session=False, unscoped=WHY)
    )


def _tell_organisers(row: Handover) -> bool:
    """Tell the organisers of an offer that they can decide, once."""
    done = db.session.execute(
        update(Handover)
        .where(Handover.id == row.id, ~Handover.organisers_told)
        .where(Handover.organisers_from <= clock.now())
        .values(organisers_told=True)
        .execution_options(synchronize_session="fetch")
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    for one in organisers():
        assert one.member_id is not None
        person, key = seen_by(one.member_id, row.member_id), f"take-over-turn:{row.id}"
        if person is not None and person != one.member_id:
            tell(
                one.member_id, "take-over-turn", key, person=person,
                project=row.project_id, link=BOARD,
            )  # fmt: skip
    return True
