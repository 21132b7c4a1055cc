"""A lead asks somebody to lead a project, beside or after them; they say yes or no.

Whoever was asked is reminded on days 3 and 7; on day 21 what nobody answered lapses.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.exc import IntegrityError

from community.core import clock, outbox
from community.core.access import VISITOR, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused, TooMany
from community.core.text import N_
from community.core.visible import find, kept_apart_from, unscoped, visible
from community.members.models import Member
from community.notices.commands import tell
from community.notices.letters import letter_key
from community.notices.models import Notice
from community.projects import leaving, standing
from community.projects.life import alive
from community.projects.models import Project, TeamRole
from community.projects.team import leads, seen_by
from community.stewardship.leading import (
    HAS_ENDED,
    OPEN_TO_HELP,
    begin_to_lead,
    part_of,
)
from community.stewardship.models import Handover, HandoverKind, HandoverState
from community.stewardship.states import move, note

WHY = "circles"
LAPSES = timedelta(days=21)
REMINDED = (timedelta(days=3), timedelta(days=7))
"""When whoever was asked is reminded, counted from the asking."""

DAY, A_DAY = timedelta(days=1), 3
"""How often one of the team is asked in a day at most."""

ASKED_BY_LEADS = (HandoverKind.BESIDE, HandoverKind.INSTEAD)
OVER = N_("This has ended already")
NOT_ANY_MORE = N_("Whoever asked you does not lead this project any more")


def ask(
    viewer: Viewer, project: Project, person: Member, kind: HandoverKind, message: str
) -> Handover:
    """Ask somebody whom the viewer sees to lead a project beside or after them."""
    require(viewer, Permission.PROJECT_STAFF, standing.led(viewer, project.id))
    _check(project, person)
    row = Handover(
        kind=kind, project_id=project.id, member_id=person.id,
        asked_by_id=viewer.member_id, message=message.strip(),
        due_at=clock.now() + LAPSES,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(
            N_("They have been asked already, and have not answered")
        ) from None
    note(viewer, row.id, "asked")
    alive(project)
    tell(
        person.id, "handover", f"handover:{row.id}",
        person=seen_by(person.id, viewer.member_id), project=project.id,
        link=_page(row),
    )  # fmt: skip
    return row


def _page(row: Handover) -> str:
    return f"/projects/handovers/{row.id}"


def _check(project: Project, person: Member) -> None:
    if project.state not in OPEN_TO_HELP:
        raise Refused(HAS_ENDED)
    part = part_of(project.id, person.id)
    if part is not None and part.role is TeamRole.LEAD:
        raise Refused(N_("They lead it already"))
    if not person.joined or (part is None and not person.taking_requests):
        raise Refused(N_("They take no requests at the moment"))
    they = Viewer(person.id, state="active")
    sees = visible(they, Project.id).where(Project.id == project.id)
    if db.session.scalar(sees) is None:
        raise Refused(N_("They cannot see this project yet: publish it first"))
    _check_again(project.id, person.id, in_team=part is not None)


def _check_again(project: int, person: int, *, in_team: bool) -> None:
    """Refuse to ask again too soon; a team talks among itself, and may do so sooner.

    The day counts from the question, so that it tells nothing of the answer.
    """
    theirs = (
        Handover.project_id == project,
        Handover.member_id == person,
        Handover.kind.in_(ASKED_BY_LEADS),
    )
    if in_team:
        _check_often(*theirs)
        return
    over = Handover.state.not_in((HandoverState.ASKED, HandoverState.ACCEPTED))
    asked = unscoped(WHY, func.max(Handover.asked_at)).where(*theirs, over)
    last = db.session.scalar(asked)
    if last is not None and clock.now() < last + LAPSES:
        raise Refused(
            N_("They have been asked already. You can ask again from %(day)s"),
            day=clock.first_day_after(last + LAPSES),
        )


def _check_often(*theirs: ColumnElement[bool]) -> None:
    lately = Handover.asked_at > clock.now() - DAY
    asked = unscoped(WHY, func.count(Handover.id)).where(*theirs, lately)
    if (db.session.scalar(asked) or 0) >= A_DAY:
        raise TooMany(
            N_("You asked them often enough for now. Come back tomorrow"),
            retry_after=int(DAY.total_seconds()),
        )


# ---------------------------------------------------------------- the answer
def accept(viewer: Viewer, handover_id: int) -> Project:
    """Say yes: the viewer leads it from now on, beside or after whoever asked."""
    row, project = _asked_of(viewer, handover_id)
    leaving.only_one_at_a_time(project)
    if project.state not in OPEN_TO_HELP:
        raise Refused(HAS_ENDED)
    asker = part_of(project.id, row.asked_by_id)
    asker_leads = asker is not None and asker.role is TeamRole.LEAD
    if not asker_leads and leads(project.id):
        raise Refused(NOT_ANY_MORE)
    if not move(viewer, HandoverState.ACCEPTED, Handover.id == row.id):
        raise Refused(OVER)
    begin_to_lead(project, row.member_id)
    if row.kind is HandoverKind.INSTEAD and asker is not None and asker_leads:
        leaving.change_role(project, asker, TeamRole.MEMBER)
    _tell_asker(row)
    return project


def decline(viewer: Viewer, handover_id: int, answer: str) -> Project:
    """Say no, with kind words; the asker and the other leads read them."""
    row, project = _asked_of(viewer, handover_id)
    words = answer.strip()
    if not move(viewer, HandoverState.DECLINED, Handover.id == row.id, answer=words):
        raise Refused(OVER)
    _tell_asker(row)
    return project


def withdraw(viewer: Viewer, handover_id: int) -> Project:
    """Take back what the viewer asked."""
    mine = (Handover.id == handover_id, Handover.asked_by_id == viewer.member_id)
    row: Handover = find(viewer, Handover, *mine)
    project = project_of(row)
    if not move(viewer, HandoverState.WITHDRAWN, Handover.id == row.id):
        raise Refused(OVER)
    return project


def project_of(row: Handover) -> Project:
    """Return the project that a hand-over is about; both its ends know of it."""
    found = unscoped(WHY, Project).where(Project.id == row.project_id)
    project: Project = db.session.scalars(found).one()
    return project


def _asked_of(viewer: Viewer, handover_id: int) -> tuple[Handover, Project]:
    row: Handover = find(
        viewer,
        Handover,
        Handover.id == handover_id,
        Handover.member_id == viewer.member_id,
        Handover.kind.in_(ASKED_BY_LEADS),
    )
    if row.state is not HandoverState.ASKED or row.due_at <= clock.now():
        raise Refused(OVER)
    return row, project_of(row)


def _tell_asker(row: Handover) -> None:
    tell(
        row.asked_by_id, "handover-answer", f"handover-answer:{row.id}",
        project=row.project_id, link=_page(row),
    )  # fmt: skip


def hide_between(one: int, two: int) -> None:
    """Take back what was told of a question between two who part; it ends on its day.

    Until then it waits, to whoever asked: an end without an answer would tell of the
    block. Who was asked does not find it while they are kept apart, and is not
    reminded of it any more.
    """
    ends = (one, two)
    waits = unscoped(WHY, Handover).where(
        Handover.state == HandoverState.ASKED,
        Handover.kind.in_(ASKED_BY_LEADS),
        Handover.member_id.in_(ends),
        Handover.asked_by_id.in_(ends),
    )
    for row in db.session.scalars(waits).all():
        for notice in db.session.scalars(_told(row)).all():
            outbox.call_back([letter_key(notice)])
            db.session.delete(notice)


def _told(row: Handover) -> Select[Any]:
    """Select what whoever was asked has been told of it."""
    theirs = (Notice.member_id == row.member_id, Notice.link == _page(row))
    return unscoped(WHY, Notice).where(*theirs)


def end_hidden(viewer: Viewer, project: int) -> None:
    """Let a question that the viewer does not find end with a no, before they offer.

    An offer to take over, refused for it, would tell of a block. Who finds a question
    says no first: so it reads to whoever asked, who is told as of any answer.
    """
    hidden = unscoped(WHY, Handover).where(
        Handover.project_id == project,
        Handover.member_id == viewer.member_id,
        Handover.asked_by_id.in_(kept_apart_from(viewer)),
        Handover.state == HandoverState.ASKED,
    )
    for row in db.session.scalars(hidden).all():
        over = row.due_at <= clock.now()
        ends = HandoverState.LAPSED if over else HandoverState.DECLINED
        if move(VISITOR if over else viewer, ends, Handover.id == row.id):
            _tell_asker(row)


# ---------------------------------------------------------------- the clock
def end_and_remind() -> int:
    """Let end what nobody answered, and remind of what waits; return how many."""
    by_leads = Handover.kind.in_(ASKED_BY_LEADS)
    over = move(VISITOR, HandoverState.LAPSED, by_leads, Handover.due_at <= clock.now())
    found = unscoped(WHY, Handover)
    for row in db.session.scalars(found.where(Handover.id.in_(over))):
        _tell_asker(row)
    return len(over) + sum(_remind(row) for row in _waiting())


def _waiting() -> list[Handover]:
    found = unscoped(WHY, Handover).where(
        Handover.state == HandoverState.ASKED,
        Handover.kind.in_(ASKED_BY_LEADS),
        Handover.asked_at <= clock.now() - REMINDED[0],
    )
    return list(db.session.scalars(found.order_by(Handover.id)))


def _remind(row: Handover) -> bool:
    """Remind somebody once for each of the days; of two that were missed, once.

    Nobody is who does not find it now, nor whose notice of it went with a block: making
    up again must not bring a letter.
    """
    if not _finds(row) or db.session.scalar(_told(row).limit(1)) is None:
        return False
    number = sum(clock.now() - row.asked_at >= after for after in REMINDED)
    key = f"handover-reminder:{row.id}:{number}"
    return tell(
        row.member_id, "handover-reminder", key,
        person=seen_by(row.member_id, row.asked_by_id), project=row.project_id,
        link=_page(row),
    )  # fmt: skip


def _finds(row: Handover) -> bool:
    """Tell whether whoever was asked finds the question now."""
    they = Viewer(row.member_id, state="active")
    found = visible(they, Handover.id).where(Handover.id == row.id)
    return db.session.scalar(found) is not None
