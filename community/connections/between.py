"""One tie as one of its two people sees it: what both say, what they note alone."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import or_

from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionStory,
    How,
    Strength,
    TieAudience,
    narrower,
)
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import visible
from community.members import queries as members
from community.members.queries import MemberCard
from community.programme.models import Event, Origin

QUIET_AFTER = timedelta(days=182)
"""A tie that nobody touched for so long has gone quiet."""


@dataclass(frozen=True)
class Note:
    """What the viewer keeps for themselves of a tie."""

    words: str = ""
    strength: Strength | None = None


@dataclass(frozen=True)
class Between:
    """A tie of the viewer's, with its story and their own note.

    `chosen` is the viewer's own choice of who may see it, `audience` what counts.
    """

    id: int
    person: MemberCard
    how: How
    since: date
    origin: Origin
    event: str
    event_id: int | None = field(metadata={"api": False})
    chosen: TieAudience
    audience: TieAudience
    touched_on: date
    my_story: str
    their_story: str
    note: Note = field(metadata={"api": False})

    @property
    def quiet(self) -> bool:
        """Whether nobody touched it for half a year."""
        return self.touched_on <= clock.today() - QUIET_AFTER


def between(viewer: Viewer, tie_id: int) -> Between:
    """Return one of the viewer's own ties, or raise `NotFound`: seven statements."""
    own = or_(Connection.a_id == viewer.member_id, Connection.b_id == viewer.member_id)
    row = db.session.execute(
        visible(viewer, Connection, Event.title)
        .join(Event, Event.id == Connection.event_id, isouter=True)
        .where(Connection.id == tie_id, own)
    ).first()
    if row is None:
        raise NotFound("tie")
    made, event = row
    first = made.a_id == viewer.member_id
    other = made.b_id if first else made.a_id
    cards = members.cards(viewer, [other])
    if other not in cards:
        raise NotFound("tie")
    stories = _stories(viewer, tie_id)
    return Between(
        id=made.id, person=cards[other], how=made.how, since=made.since,
        origin=made.origin, event=event or "", event_id=made.event_id,
        chosen=made.a_audience if first else made.b_audience,
        audience=narrower(made.a_audience, made.b_audience),
        touched_on=made.touched_on, my_story=stories.get(viewer.member_id or 0, ""),
        their_story=stories.get(other, ""), note=_note(viewer, tie_id),
    )  # fmt: skip


def _stories(viewer: Viewer, tie_id: int) -> dict[int, str]:
    """Return the halves of the story by their authors."""
    halves = visible(viewer, ConnectionStory.member_id, ConnectionStory.words)
    rows = db.session.execute(halves.where(ConnectionStory.connection_id == tie_id))
    return {row.member_id: row.words for row in rows}


def _note(viewer: Viewer, tie_id: int) -> Note:
    kept = visible(viewer, ConnectionNote.words, ConnectionNote.strength).where(
        ConnectionNote.connection_id == tie_id,
        ConnectionNote.member_id == viewer.member_id,
    )
    row = db.session.execute(kept).first()
    return Note(*row) if row else Note()
