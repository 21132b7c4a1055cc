"""Ties: who knows whom, who may see that, and how a tie ends."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from community.connections import where
from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionStory,
    How,
    Strength,
    TieAudience,
    narrower,
)
from community.core import clock, journal
from community.core.access import VISITOR, Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import CONNECTED, find, tie, unscoped, visible
from community.members.models import Member
from community.programme.models import Origin

WHY = "ties"
STORY, NOTE = 280, 600
"""How many letters a half of the story may have, and a note."""

NOBODY: Mapping[int, TieAudience] = {}


def connect(
    viewer: Viewer,
    one: int,
    two: int,
    *,
    how: How = How.OTHER,
    since: date | None = None,
    origin: Origin = Origin.DIRECT,
    event_id: int | None = None,
    audiences: Mapping[int, TieAudience] = NOBODY,
) -> Connection:
    """Tie two people, or return the tie that is there; both have said yes before.

    `audiences` says for each of the two who may see their end; else people who know
    one of them may. Of two that are made in the same moment one is kept.
    """
    low, high = sorted((one, two))
    there = unscoped(WHY, Connection).where(
        Connection.a_id == low, Connection.b_id == high
    )
    made = Connection(
        a_id=low,
        b_id=high,
        how=how,
        since=since or clock.today(),
        origin=origin,
        event_id=event_id,
        a_audience=audiences.get(low, TieAudience.NEAR),
        b_audience=audiences.get(high, TieAudience.NEAR),
    )
    row: Connection | None = db.session.scalar(there)
    if row is not None:
        return row
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        there_now: Connection = db.session.scalars(there).one()
        return there_now
    _show(low, high, narrower(made.a_audience, made.b_audience))
    journal.record(viewer, journal.Act.CONNECTION, "connection", made.id, "made")
    return made


def _both_ways(one: int, two: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (one, two), (two, one)


def _show(one: int, two: int, audience: TieAudience) -> None:
    """Write down for the visibility rule that two people know each other."""
    for member, other in _both_ways(one, two):
        ends = (tie.c.member_id == member, tie.c.other_id == other)
        done = db.session.execute(
            update(tie)
            .where(*ends, tie.c.kind == CONNECTED)
            .values(audience=audience.value)
        )
        if not done.rowcount:  # type: ignore[attr-defined]
            row = {"member_id": member, "other_id": other, "kind": CONNECTED}
            db.session.execute(tie.insert().values(**row, audience=audience.value))


def _mine(viewer: Viewer, tie_id: int) -> Connection:
    """Return a tie of the viewer's that nobody else changes till this is over."""
    own = or_(Connection.a_id == viewer.member_id, Connection.b_id == viewer.member_id)
    row: Connection = find(viewer, Connection, Connection.id == tie_id, own)
    one_at_a_time(row.a_id, row.b_id)
    db.session.expire(row)
    still: Connection = find(viewer, Connection, Connection.id == tie_id)
    return still


def show_tie(viewer: Viewer, tie_id: int, audience: TieAudience) -> None:
    """Choose who may see one's own end; the narrower choice is the tie's."""
    row = _mine(viewer, tie_id)
    if row.a_id == viewer.member_id:
        row.a_audience = audience
    else:
        row.b_audience = audience
    _show(row.a_id, row.b_id, narrower(row.a_audience, row.b_audience))
    _note(viewer, row, "shown")


def _note(viewer: Viewer, row: Connection, what: str) -> None:
    journal.record(viewer, journal.Act.CONNECTION, "connection", row.id, what)
    db.session.flush()


# ---------------------------------------------------------------- what is said of it
def check_since(since: date | None) -> None:
    """Refuse a day that is still to come."""
    if since is not None and since > clock.today():
        raise Refused(N_("Since when: choose a month that has begun"))


def correct(
    viewer: Viewer, tie_id: int, how: How, since: date | None, event_id: int | None
) -> None:
    """Say how, since when and from where the two know each other; either end may."""
    check_since(since)
    row = _mine(viewer, tie_id)
    where.place(viewer, row, event_id)
    row.how, row.since = how, since or row.since
    _note(viewer, row, "corrected")


def tell_story(viewer: Viewer, tie_id: int, words: str) -> None:
    """Write one's own half of the story; empty words take it away."""
    row, words = _mine(viewer, tie_id), " ".join(words.split())
    if len(words) > STORY:
        raise Refused(N_("Use %(most)s letters or fewer"), most=STORY)
    there = _own(viewer, ConnectionStory, row.id)
    if there is None and words:
        db.session.add(
            ConnectionStory(
                connection_id=row.id, member_id=viewer.member_id, words=words
            )
        )
    elif there is not None and words:
        there.words, there.edited_at = words, clock.now()
    elif there is not None:
        db.session.delete(there)
    _note(viewer, row, "story")


def keep_note(
    viewer: Viewer, tie_id: int, words: str, strength: Strength | None
) -> None:
    """Keep for oneself alone what one notes of a tie, and how close it is."""
    row, words = _mine(viewer, tie_id), words.strip()
    if len(words) > NOTE:
        raise Refused(N_("Use %(most)s letters or fewer"), most=NOTE)
    there = _own(viewer, ConnectionNote, row.id)
    if there is None:
        there = ConnectionNote(connection_id=row.id, member_id=viewer.member_id)
        db.session.add(there)
    there.words, there.strength = words, strength
    _note(viewer, row, "note")


def _own(viewer: Viewer, entity: type[Any], tie_id: int) -> Any:
    """Return the viewer's own row about a tie, or None."""
    return db.session.scalar(
        visible(viewer, entity).where(
            entity.connection_id == tie_id, entity.member_id == viewer.member_id
        )
    )


def touch(viewer: Viewer, tie_id: int) -> None:
    """Say that the two are still in touch."""
    row = _mine(viewer, tie_id)
    row.touched_on = clock.today()
    _note(viewer, row, "touched")


# ---------------------------------------------------------------- its end
def one_at_a_time(*members: int | None) -> None:
    """Let what happens between people in the same moment happen in turn."""
    rows = unscoped(WHY, Member.id).where(Member.id.in_(members))
    db.session.execute(rows.order_by(Member.id).with_for_update(key_share=True))


def remove_tie(viewer: Viewer, tie_id: int) -> int:
    """End a tie at once and quietly, for both; return who was at its other end."""
    row = _mine(viewer, tie_id)
    other = row.b_id if row.a_id == viewer.member_id else row.a_id
    part(row.a_id, row.b_id, viewer)
    return other


def part(one: int, two: int, viewer: Viewer = VISITOR) -> bool:
    """Remove the tie of two people with its stories and notes; tell whether it was."""
    one_at_a_time(one, two)
    for member, other in _both_ways(one, two):
        db.session.execute(
            delete(tie).where(
                tie.c.member_id == member,
                tie.c.other_id == other,
                tie.c.kind == CONNECTED,
            )
        )
    low, high = sorted((one, two))
    gone = db.session.scalars(
        delete(Connection)
        .where(Connection.a_id == low, Connection.b_id == high)
        .returning(Connection.id)
        .execution_options(unscoped=WHY)
    ).all()
    for number in gone:
        journal.record(viewer, journal.Act.CONNECTION, "connection", number, "ended")
    db.session.flush()
    return bool(gone)


def rebuild_ties() -> None:
    """Write anew, from the connections, who knows whom; blocks stay as they are."""
    db.session.execute(delete(tie).where(tie.c.kind == CONNECTED))
    found = db.session.execute(
        unscoped(WHY, Connection.a_id, Connection.b_id).add_columns(
            Connection.a_audience, Connection.b_audience
        )
    ).all()
    rows = [
        {
            "member_id": member,
            "other_id": other,
            "kind": CONNECTED,
            "audience": narrower(one, two).value,
        }
        for a, b, one, two in found
        for member, other in _both_ways(a, b)
    ]
    for start in range(0, len(rows), 500):
        db.session.execute(insert(tie), rows[start : start + 500])
