"""The demo's conversations of two and of a team; the last words wait to be read."""

from datetime import datetime, timedelta
from typing import Any

from community.core import clock
from community.core.db import db
from community.core.visible import circle_member, unscoped
from community.demo.people import Loaded
from community.members.models import Member
from community.messages.models import (
    Conversation,
    ConversationKind,
    Message,
    Part,
)


def load(
    talks: list[dict[str, Any]], ids: dict[str, Loaded], projects: dict[str, int]
) -> None:
    """Load the conversations; their moments are counted back from now."""
    for facts in talks:
        kind = ConversationKind(facts["kind"])
        project = projects[facts["project"]] if "project" in facts else None
        pair = kind is ConversationKind.PAIR
        people = _team(project) if project else _members(facts["people"], ids)
        began, asked_by = _ago(facts["messages"][0][1], 0), facts.get("asked_by")
        row = Conversation(
            kind=kind,
            began_at=began,
            pair=":".join(map(str, people)) if pair else None,
            asked_by_id=_id(ids, asked_by),
            accepted_at=began if pair and not asked_by else None,
            project_id=project,
        )
        db.session.add(row)
        db.session.flush()
        _fill(row, facts, people, ids)
    db.session.flush()


def _ago(days: int, place: int) -> datetime:
    """Return a moment so many days ago; words of one day come after each other."""
    return clock.now() - timedelta(days=days) + timedelta(minutes=7 * place)


def _id(ids: dict[str, Loaded], person: str | None) -> int | None:
    return ids[person].member_id if person else None


def _members(people: list[str], ids: dict[str, Loaded]) -> list[int]:
    return sorted(ids[one].member_id for one in people)


def _team(project: int) -> list[int]:
    found = (
        unscoped("demo", Member.id)
        .join(circle_member, circle_member.c.member_id == Member.id)
        .where(circle_member.c.circle_id == project, Member.joined)
    )
    return sorted(db.session.scalars(found))


def _fill(
    row: Conversation, facts: dict[str, Any], people: list[int], ids: dict[str, Loaded]
) -> None:
    """Put people and words into a conversation; some have not read the last ones."""
    unread = set(_members(facts.get("unread", []), ids))
    asked = row.asked_by_id
    said = [_ago(days, place) for place, (_who, days, _words) in enumerate(
        facts["messages"])]  # fmt: skip
    for member in people:
        waits = member in unread or (asked is not None and member != asked)
        last = said[-2] if waits and len(said) > 1 else said[-1]
        none = waits and len(said) == 1
        db.session.add(
            Part(
                conversation_id=row.id,
                member_id=member,
                joined_at=row.began_at,
                read_at=None if none else last + timedelta(minutes=1),
            )
        )
    for moment, (who, _days, words) in zip(said, facts["messages"], strict=True):
        db.session.add(
            Message(
                conversation_id=row.id,
                author_id=ids[who].member_id,
                words=words,
                written_at=moment,
            )
        )
