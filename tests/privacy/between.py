"""Rows of every kind and state between the people of the stage."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_

from community.accounts.models import State
from community.coffee.models import CoffeeGuest, CoffeeSeat
from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionRequest,
    ConnectionStory,
    How,
    RequestKind,
    Strength,
    TieAudience,
)
from community.core import clock
from community.core.access import Audience
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import MUTED, tie, unscoped
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.members.models import Member
from community.messages.models import Conversation, ConversationKind, Message, Part
from community.programme.models import Attendance
from community.safeguarding.models import Mute
from tests.cast import CAST

PEOPLE = [person.id for person in CAST.values() if person.state is State.ACTIVE]
S = IntroductionState
OFFERED = (S.PASSED_ON, S.ACCEPTED, S.NOT_NOW, S.WITHDRAWN, S.LAPSED)
"""The states of an introduction that nobody asked for."""

LOOK_ALIKE = {
    "asker": (S.ASKED, S.PASSED_ON, S.NOT_PASSED_ON, S.NOT_NOW, S.LAPSED),
    "introducer": (S.PASSED_ON, S.NOT_NOW, S.LAPSED),
}
"""The states that are one and the same to who asked, and to who passed it on."""

EVENTS, ROUNDS = (1, 2), (1, 2)
HELLO_DAYS = (0, 22, 60)
"""Hellos so many days old count in no list of today."""


def ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def secret(rng: random.Random) -> str:
    return f"secret {rng.randrange(10**9)}"


def rows_of(entity: Any, *where: Any) -> list[Any]:
    found = unscoped("test", entity).where(*where).order_by(entity.id)
    return list(db.session.scalars(found))


# ---------------------------------------------------------------- what is there
def fill(rng: random.Random) -> None:
    """Put rows of every kind and state between the people of the stage."""
    for row in _rows(rng):
        db.session.add(row)
    db.session.flush()
    for one, two in (rng.sample(PEOPLE, 2) for _one in range(2)):
        mute(one, two)
    for number in EVENTS:
        _go(rng, number, rng.sample(PEOPLE, 3))
    for _one in range(3):
        talk(rng, rng.sample(PEOPLE, rng.choice([2, 3])))
    for _one in range(8):
        introduce(rng, rng.sample(PEOPLE, 3))
    sit(rng, PEOPLE, 3)
    db.session.flush()


def _rows(rng: random.Random) -> Iterator[Any]:
    for row in rows_of(Connection):
        row.b_audience = rng.choice([row.b_audience, *TieAudience])
        row.touched_on = clock.today() - timedelta(days=rng.randrange(400))
        for member in (row.a_id, row.b_id):
            if rng.random() < 0.7:
                yield half(rng, row.id, member)
                yield note_of(rng, row.id, member)
    for one in range(12):
        kind = rng.choice(list(RequestKind))
        state = RequestState.ACCEPTED if one < 2 else _not_accepted(rng)
        yield request(rng, *rng.sample(PEOPLE, 2), kind, state, rng.randrange(30))


def half(rng: random.Random, number: int, member: int) -> ConnectionStory:
    return ConnectionStory(connection_id=number, member_id=member, words=secret(rng))


def note_of(rng: random.Random, number: int, member: int) -> ConnectionNote:
    return ConnectionNote(
        connection_id=number, member_id=member, words=secret(rng),
        strength=rng.choice([None, *Strength]),
    )  # fmt: skip


def _not_accepted(rng: random.Random) -> RequestState:
    states = [one for one in RequestState if one is not RequestState.ACCEPTED]
    return rng.choice(states)


def request(
    rng: random.Random,
    one: int,
    two: int,
    kind: RequestKind,
    state: RequestState,
    days: int,
) -> ConnectionRequest:
    """Return a request of one to another, as old as that."""
    hello = kind is RequestKind.HELLO
    ended = state is not RequestState.SENT
    return ConnectionRequest(
        asker_id=one, asked_id=two, kind=kind, state=state, how=rng.choice(list(How)),
        message=secret(rng) if hello else "", asked_at=ago(days),
        since=date(2017, 5, 1), answered_at=ago(days / 2) if ended else None,
        event_id=rng.choice([None, 1]), nudges=rng.randrange(3),
        told_at=ago(0) if days > 21 and ended else None,
    )  # fmt: skip


def introduce(
    rng: random.Random,
    people: list[int],
    states: tuple[IntroductionState, ...] = tuple(IntroductionState),
    kind: IntroductionKind | None = None,
) -> Introduction:
    """Add an introduction by the first of three people, in one of some states."""
    kind = kind or rng.choice(list(IntroductionKind))
    offered = kind is IntroductionKind.OFFERED
    state = rng.choice([one for one in states if not offered or one in OFFERED])
    done, days = state is S.ACCEPTED, rng.randrange(1, 30)
    row = Introduction(
        kind=kind, introducer_id=people[0], asker_id=people[1], target_id=people[2],
        purpose="" if offered else secret(rng), words=secret(rng), state=state,
        asker_yes=rng.choice([None, True]) if offered and not done else done or None,
        target_yes=True if done else None, asked_at=ago(days),
        passed_at=None if state in LOOK_ALIKE["asker"][:3:2] else ago(days / 2),
        ended_at=None if state in (S.ASKED, S.PASSED_ON) else ago(days / 3),
        nudges=rng.randrange(3),
        conversation_id=talk(rng, people) if done else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def talk(rng: random.Random, people: list[int]) -> int:
    """Let some people talk in a conversation of their own; return its number."""
    row = Conversation(kind=ConversationKind.INTRODUCTION, began_at=ago(9))
    db.session.add(row)
    db.session.flush()
    for member in people:
        db.session.add(Part(conversation_id=row.id, member_id=member, joined_at=ago(9)))
    for days in (5, 3):
        say(rng, row.id, rng.choice(people), ago(days))
    db.session.flush()
    return row.id


def say(rng: random.Random, number: int, author: int, when: datetime) -> None:
    words = secret(rng)
    db.session.add(
        Message(conversation_id=number, author_id=author, words=words, written_at=when)
    )


def are_apart(one: int, two: int) -> bool:
    """Tell whether nothing is between two people, and each shows their name anyway."""
    shy = unscoped("test", Member.id).where(
        Member.id.in_([one, two]), Member.audience == Audience.CONNECTIONS
    )
    between = unscoped("test", tie.c.kind).where(
        or_(
            (tie.c.member_id == one) & (tie.c.other_id == two),
            (tie.c.member_id == two) & (tie.c.other_id == one),
        )
    )
    found = db.session.execute(between).first() or db.session.execute(shy).first()
    return found is None


def mute(one: int, two: int) -> bool:
    """Let one mute another, unless something is between them."""
    if not are_apart(one, two):
        return False
    db.session.add(Mute(member_id=one, other_id=two))
    row = {"member_id": one, "other_id": two, "kind": MUTED}
    db.session.execute(insert(tie), [row])
    return True


def _go(rng: random.Random, event: int, people: list[int]) -> None:
    there = {row.member_id for row in rows_of(Attendance, Attendance.event_id == event)}
    for member in people:
        if member not in there:
            audience = rng.choice([Audience.ME, Audience.MEMBERS])
            db.session.add(
                Attendance(event_id=event, member_id=member, audience=audience)
            )


def sit(rng: random.Random, people: list[int], most: int) -> None:
    """Let a few more take part in the rounds, and two of them meet."""
    for number in ROUNDS:
        seats = {
            s.member_id for s in rows_of(CoffeeSeat, CoffeeSeat.round_id == number)
        }
        free = [one for one in people if one not in seats]
        for member in rng.sample(free, min(most, len(free))):
            db.session.add(
                CoffeeSeat(
                    round_id=number, member_id=member, left_out=rng.random() < 0.3,
                    every_month=rng.random() < 0.3,
                )
            )  # fmt: skip
    guests = rows_of(CoffeeGuest, CoffeeGuest.round_id == 1)
    sitting = {one.member_id for one in guests}
    free = [one for one in people if one not in sitting]
    for member in rng.sample(free, 2) if len(free) > 1 else ():
        table = 1 + max(one.table_number for one in guests)
        db.session.add(
            CoffeeGuest(
                round_id=1, table_number=table, member_id=member,
                met=rng.choice([None, True, False]),
            )
        )  # fmt: skip
