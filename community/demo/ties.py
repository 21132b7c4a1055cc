"""The demo's ties: who knows whom, both halves of stories, and private notes."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionStory,
    How,
    Strength,
    TieAudience,
)
from community.core import clock
from community.core.db import db
from community.core.visible import MUTED, tie, unscoped
from community.demo.people import Loaded, moment
from community.programme.models import Origin
from community.safeguarding.models import Mute


def load(
    ties: list[dict[str, Any]], ids: dict[str, Loaded], events: dict[str, int]
) -> None:
    """Load who knows whom, where they met, and what each side tells of it."""
    rows = []
    for facts in ties:
        first, second = (ids[facts[end]].member_id for end in ("a", "b"))
        row = _tie(facts, first, second, events.get(facts.get("event", "")))
        rows.append((row, facts, first, second))
    db.session.add_all(row for row, *_rest in rows)
    db.session.flush()
    for row, facts, first, second in rows:
        for words, teller in (("story", first), ("b_story", second)):
            if facts.get(words):
                db.session.add(_half(row, teller, facts[words]))
    db.session.flush()


def _half(row: Connection, teller: int, words: str) -> ConnectionStory:
    return ConnectionStory(
        connection_id=row.id, member_id=teller, words=words, edited_at=row.made_at
    )


def _tie(
    facts: dict[str, Any], first: int, second: int, event: int | None
) -> Connection:
    since = date.fromisoformat(facts["since"])
    audiences = {first: facts["a_audience"], second: facts["b_audience"]}
    low, high = sorted(audiences)
    return Connection(
        a_id=low,
        b_id=high,
        a_audience=TieAudience(audiences[low]),
        b_audience=TieAudience(audiences[high]),
        how=How(facts["how"]),
        origin=Origin(facts.get("origin", Origin.DIRECT)),
        event_id=event,
        since=since,
        made_at=moment(facts["since"]),
        touched_on=max(since, clock.today() - timedelta(days=facts["touched"])),
    )


def load_notes(notes: list[dict[str, Any]], ids: dict[str, Loaded]) -> None:
    """Load what some note of a tie for themselves."""
    found = unscoped("demo", Connection.id, Connection.a_id, Connection.b_id)
    ties = {(a, b): number for number, a, b in db.session.execute(found)}
    for facts in notes:
        mine, other = (ids[facts[end]].member_id for end in ("person", "about"))
        low, high = sorted((mine, other))
        db.session.add(
            ConnectionNote(
                connection_id=ties[low, high],
                member_id=mine,
                words=facts["words"],
                strength=Strength(facts["strength"]),
            )
        )
    db.session.flush()


def load_mutes(pairs: list[list[str]], ids: dict[str, Loaded]) -> None:
    """Load who wants to see less of whom."""
    for who, whom in pairs:
        ends = {"member_id": ids[who].member_id, "other_id": ids[whom].member_id}
        db.session.add(Mute(**ends))
        db.session.execute(insert(tie).values(**ends, kind=MUTED))
    db.session.flush()
