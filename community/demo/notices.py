"""What the demo's accounts are told of: what waits for them, and what they follow.

The rows are those that would have been written when it happened; their letters went.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from community.announcements.models import Reader
from community.connections import letters as requests
from community.connections.models import ConnectionRequest, RequestKind
from community.core import clock
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import unscoped
from community.introductions.letters import answerers
from community.introductions.models import Introduction, IntroductionState
from community.messages.models import Conversation, Message, Part
from community.messages.states import is_request
from community.notices.kinds import KINDS
from community.notices.models import How, Notice
from community.projects.models import (
    Follow,
    JoinKind,
    JoinRequest,
    JoinState,
    Membership,
    Need,
    Project,
    TeamRole,
)
from community.staffing.telling import REQUESTS as OFFERS
from community.stewardship.models import CheckIn, Handover

READ = timedelta(days=5)
"""What is older than that has been read."""


def load(members: Collection[int]) -> None:
    """Tell some members of what happened to them; the newest waits to be read."""
    for made in (
        _hellos, _offers, _led, _asked, _introductions, _talks, _announced, _needs,
    ):  # fmt: skip
        for row in made(members):
            _settle(row)
            db.session.add(row)
    db.session.flush()


def _settle(row: Notice) -> None:
    """Let what is old have been read, and what comes at once have gone by mail."""
    if row.at <= clock.now() - READ:
        row.read_at = row.at + timedelta(hours=3)
    if KINDS[row.kind].usual is How.INSTANT:
        row.told_at = row.at


def _rows(entity: Any, *where: Any) -> list[Any]:
    found = unscoped("demo", entity).where(*where).order_by(entity.id)
    return list(db.session.scalars(found))


def _hellos(members: Collection[int]) -> Iterator[Notice]:
    asked = ConnectionRequest
    for row in _rows(
        asked, asked.kind == RequestKind.HELLO, asked.asked_id.in_(members),
        asked.state == RequestState.SENT,
    ):  # fmt: skip
        yield Notice(
            member_id=row.asked_id, kind="hello", person_id=row.asker_id,
            key=requests.key("hello", row.id, row.asked_at), at=row.asked_at,
            link=requests.REQUESTS,
        )  # fmt: skip


def _offers(members: Collection[int]) -> Iterator[Notice]:
    for row in _rows(JoinRequest, JoinRequest.state == JoinState.SENT):
        invited = row.kind is JoinKind.INVITATION
        told = {row.member_id} if invited else _leads(row.project_id)
        kind = "invitation" if invited else "offer"
        for member in sorted(told.intersection(members)):
            yield Notice(
                member_id=member, kind=kind, person_id=row.asked_by_id, link=OFFERS,
                project_id=row.project_id, key=f"{kind}:{row.id}", at=row.asked_at,
            )  # fmt: skip


def _led(members: Collection[int]) -> Iterator[Notice]:
    """Tell those who are asked to lead a project."""
    for row in _rows(Handover, Handover.member_id != Handover.asked_by_id):
        if row.member_id in members:
            yield Notice(
                member_id=row.member_id, kind="handover", person_id=row.asked_by_id,
                project_id=row.project_id, key=f"handover:{row.id}", at=row.asked_at,
                link=f"/projects/handovers/{row.id}",
            )  # fmt: skip


def _asked(members: Collection[int]) -> Iterator[Notice]:
    """Tell those who are asked how it goes in a project."""
    for row in _rows(CheckIn, CheckIn.answered_at.is_(None)):
        (project,) = _rows(Project, Project.id == row.project_id)
        if row.member_id in members:
            yield Notice(
                member_id=row.member_id, kind="check-in", project_id=project.id,
                key=f"check-in:{row.id}", link=f"/projects/{project.slug}/going",
                at=row.asked_at,
            )  # fmt: skip


def _leads(project: int) -> set[int]:
    leads = _rows(
        Membership, Membership.project_id == project, Membership.until.is_(None),
        Membership.role == TeamRole.LEAD,
    )  # fmt: skip
    return {row.member_id for row in leads}


def _introductions(members: Collection[int]) -> Iterator[Notice]:
    waits = (IntroductionState.ASKED, IntroductionState.PASSED_ON)
    for row in _rows(Introduction, Introduction.state.in_(waits)):
        asked = row.state is IntroductionState.ASKED
        kind = "introduction-asked" if asked else "introduction-passed"
        told = {row.introducer_id} if asked else set(answerers(row))
        by = row.asker_id if asked else row.introducer_id
        for member in sorted(told.intersection(members)):
            yield Notice(
                member_id=member, kind=kind, person_id=by,
                key=f"{kind}:{row.id}:{row.asked_at:%y%m%d%H%M%S%f}",
                link=f"/connections/introductions/{row.id}",
                at=row.asked_at if asked else row.passed_at,
            )  # fmt: skip


def _talks(members: Collection[int]) -> Iterator[Notice]:
    """Tell of conversations in which somebody has not read the last words."""
    for talk in _rows(Conversation, Conversation.closed_at.is_(None)):
        last = _rows(Message, Message.conversation_id == talk.id)[-1]
        request = is_request(talk)
        kind = "message-request" if request else "conversation-message"
        for part in _rows(Part, Part.conversation_id == talk.id):
            unread = part.read_at is None or part.read_at < last.written_at
            if part.member_id in members and unread:
                yield Notice(
                    member_id=part.member_id, kind=kind, person_id=last.author_id,
                    key=f"{kind}:{talk.id}", link=f"/conversations/{talk.id}",
                    at=last.written_at,
                )  # fmt: skip


def _announced(_members: Collection[int]) -> Iterator[Notice]:
    """Tell everybody who got an announcement of it."""
    found = unscoped("demo", Reader).order_by(Reader.member_id)
    for row in db.session.scalars(found):
        number = row.announcement_id
        yield Notice(
            member_id=row.member_id, kind="announcement", key=f"announcement:{number}",
            link=f"/announcements/{number}", facts={"announcement": number}, at=row.at,
        )  # fmt: skip


def _needs(members: Collection[int]) -> Iterator[Notice]:
    """Tell of the last need of each project that somebody follows."""
    for follow in _rows(Follow, Follow.member_id.in_(members)):
        project = _rows(Project, Project.id == follow.project_id)[0]
        for need in _rows(Need, Need.project_id == project.id)[-1:]:
            yield Notice(
                member_id=follow.member_id, kind="follow-need", project_id=project.id,
                key=f"follow-need:{need.id}", link=f"/projects/{project.slug}",
                at=clock.now() - timedelta(days=2, hours=follow.id % 9),
            )  # fmt: skip
