"""The demo's introductions in each of their states, and a conversation of three."""

from datetime import datetime, timedelta
from typing import Any

from community.connections.models import How
from community.connections.queries import REMINDED
from community.core import clock
from community.core.db import db
from community.demo import requests
from community.demo.people import Loaded
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.messages.models import (
    Conversation,
    ConversationKind,
    Message,
    Part,
)
from community.programme.models import Origin


def load(introductions: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Load the introductions; their moments are counted back from now."""
    for facts in introductions:
        row = _introduction(facts, ids)
        if row.state is IntroductionState.ACCEPTED:
            row.target_yes = True
            row.conversation_id = _conversation(facts, row, ids)
            low, high = sorted((row.asker_id, row.target_id))
            assert row.ended_at is not None
            requests.tie(low, high, How.MET, Origin.INTRODUCTION, row.ended_at)
    db.session.flush()


def _after(facts: dict[str, Any], step: str) -> datetime | None:
    """Return when a step was taken, so many days after somebody asked."""
    if step not in facts:
        return None
    return clock.now() - timedelta(days=facts["days_ago"] - facts[step])


def _introduction(facts: dict[str, Any], ids: dict[str, Loaded]) -> Introduction:
    state, kind = IntroductionState(facts["state"]), IntroductionKind(facts["kind"])
    lapsed = state is IntroductionState.LAPSED
    row = Introduction(
        kind=kind,
        introducer_id=ids[facts["by"]].member_id,
        asker_id=ids[facts["asker"]].member_id,
        target_id=ids[facts["target"]].member_id,
        purpose=facts.get("purpose", ""),
        words=facts.get("words", ""),
        state=state,
        asker_yes=facts.get("asker_yes"),
        target_yes=False if state is IntroductionState.NOT_NOW else None,
        asked_at=clock.now() - timedelta(days=facts["days_ago"]),
        passed_at=_after(facts, "passed_after"),
        ended_at=_after(facts, "ended_after"),
        nudges=_nudges(facts),
        told_at=_after(facts, "ended_after") if lapsed else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _nudges(facts: dict[str, Any]) -> int:
    """Return how many reminders whose turn it is has had."""
    until = facts.get("ended_after", facts["days_ago"])
    waited = until - facts.get("passed_after", 0)
    return sum(timedelta(days=waited) >= after for after in REMINDED)


def _conversation(
    facts: dict[str, Any], row: Introduction, ids: dict[str, Loaded]
) -> int:
    began = row.ended_at
    made = Conversation(kind=ConversationKind.INTRODUCTION, began_at=began)
    db.session.add(made)
    db.session.flush()
    for member in (row.introducer_id, row.asker_id, row.target_id):
        db.session.add(Part(conversation_id=made.id, member_id=member, joined_at=began))
    for place, (author, days, words) in enumerate(facts["messages"], 1):
        asked = row.asked_at + timedelta(days=days, minutes=place)
        db.session.add(
            Message(
                conversation_id=made.id,
                author_id=ids[author].member_id,
                words=words,
                written_at=asked,
            )
        )
    return made.id
