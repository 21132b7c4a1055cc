"""What one viewer did with suggestions, as selects of the one statement of `own`."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, or_, select

from community.connections.aside import Reason
from community.connections.models import ConnectionRequest, Dismissal, Subject
from community.core.db import Utc
from community.core.states import RequestState
from community.core.visible import MUTED, mutes, word
from community.expertise.models import Tag, TagState
from community.matching.models import Happened, SuggestionEvent
from community.matching.rows import me, row
from community.members.models import MemberTag
from community.projects.models import JOIN_OPEN, JoinRequest, NeedTag, ProjectTag

RECENT, REST = timedelta(days=28), timedelta(days=14)
OFTEN = 4
"""Who was shown on so many days of `RECENT` and never opened rests for `REST`."""


def since() -> BindParameter[Any]:
    """Return the parameter that stands for when a quiet time began."""
    return bindparam("since", type_=Utc())


def put_aside(day: date) -> list[Select[Any]]:
    """Select what is done with: put aside, muted, asked, not the viewer's topic."""
    asked, joined = ConnectionRequest, JoinRequest
    due = or_(Dismissal.until.is_(None), Dismissal.until > day)
    return [
        row("aside", Dismissal.subject_id, word=Dismissal.subject)
        .where(Dismissal.member_id == me(), due),
        row("never", Dismissal.subject_id, word=Dismissal.subject)
        .where(Dismissal.member_id == me(), Dismissal.until.is_(None))
        .where(Dismissal.reason.not_in([Reason.TOPIC, Reason.KNOWN])),
        _off_topic(),
        row("muted", mutes.c.other_id)
        .where(mutes.c.member_id == me(), mutes.c.kind == word(MUTED)),
        row("mutes me", mutes.c.member_id)
        .where(mutes.c.other_id == me(), mutes.c.kind == word(MUTED)),
        row("hello", asked.asked_id)
        .where(asked.asker_id == me(), asked.asked_at > since()),
        row("hello", asked.asker_id)
        .where(asked.asked_id == me(), asked.state == RequestState.SENT),
        row("offer", joined.project_id)
        .where(joined.member_id == me())
        .where(or_(joined.state.in_(JOIN_OPEN), joined.asked_at > since())),
    ]  # fmt: skip


def _off_topic() -> Select[Any]:
    """Select the tags that the viewer shares with what is not their topic."""
    mine = select(MemberTag.tag_id).where(MemberTag.member_id == me())
    people = select(MemberTag.tag_id).where(
        MemberTag.member_id.in_(_not_my_topic(Subject.PERSON))
    )
    works = [
        select(entity.tag_id).where(
            entity.project_id.in_(_not_my_topic(Subject.PROJECT))
        )
        for entity in (ProjectTag, NeedTag)
    ]
    theirs = or_(*(Tag.id.in_(found) for found in (people, *works)))
    return row("off topic", Tag.id).where(
        Tag.id.in_(mine), theirs, Tag.state == TagState.APPROVED
    )


def _not_my_topic(subject: Subject) -> Select[Any]:
    return select(Dismissal.subject_id).where(
        Dismissal.member_id == me(),
        Dismissal.subject == subject,
        Dismissal.reason == Reason.TOPIC,
    )


def shown(day: date) -> list[Select[Any]]:
    """Select what was shown often enough for now, and what was noted today already.

    Today's showings do not count for rest, so that a list stays the same all day.
    """
    seen = SuggestionEvent
    person, project = seen.person_id, seen.project_id
    about = (func.coalesce(person, 0), func.coalesce(project, 0))
    mine = (seen.member_id == me(), seen.day >= day - RECENT)
    opened = [
        select(which).where(*mine, seen.what == Happened.OPENED, which.is_not(None))
        for which in (person, project)
    ]
    return [
        row("tired", *about)
        .where(*mine, seen.what == Happened.SHOWN, seen.day < day)
        .where(about[0].not_in(opened[0]), about[1].not_in(opened[1]))
        .group_by(person, project)
        .having(func.count(seen.id) >= OFTEN, func.max(seen.day) >= day - REST),
        row("told", *about).where(
            seen.member_id == me(), seen.what == Happened.SHOWN, seen.day == day
        ),
    ]
