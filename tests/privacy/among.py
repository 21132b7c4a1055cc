"""Random changes of what is between others, of which one viewer may notice nothing.

Each is about two or three others, or about what the other side of something of the
viewer's own did for themselves.
"""

import random
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import insert, or_, select, update

from community.accounts.models import Account, State
from community.coffee.models import CoffeeGuest, CoffeeSeat
from community.connections.models import (
    Connection,
    ConnectionNote,
    ConnectionRequest,
    ConnectionStory,
    RequestKind,
    Strength,
    TieAudience,
)
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.states import RequestState
from community.core.visible import CONNECTED, circle_member, tie, visible
from community.introductions.models import (
    Introduction,
    IntroductionKind,
)
from community.members.models import Member
from community.messages.models import Conversation, Part
from community.plans.models import TeamTask
from community.programme.models import Attendance, Event, Origin, ProjectOrigin
from community.projects.models import Membership, Project
from community.stewardship.models import CheckIn, Handover
from tests.privacy.between import (
    EVENTS,
    HELLO_DAYS,
    LOOK_ALIKE,
    PEOPLE,
    S,
    ago,
    are_apart,
    half,
    introduce,
    mute,
    note_of,
    request,
    rows_of,
    say,
    secret,
    sit,
    talk,
)
from tests.privacy.changes import changed
from tests.privacy.polled import polled
from tests.privacy.sent_in import suggested
from tests.privacy.thoughts import thought
from tests.privacy.worked import rests_with, worked


def others(viewer: Viewer) -> list[int]:
    return [person for person in PEOPLE if person != viewer.member_id]


# ---------------------------------------------------------------- ties of others
def _ties(viewer: Viewer, mine: bool) -> list[Connection]:
    me = viewer.member_id or 0
    own = or_(Connection.a_id == me, Connection.b_id == me)
    return rows_of(Connection, own if mine else ~own)


def story(rng: random.Random, viewer: Viewer) -> str:
    """Somebody tells their half of a tie of two others anew."""
    rows = _ties(viewer, mine=False)
    if not rows:
        return ""
    row = rng.choice(rows)
    member = rng.choice([row.a_id, row.b_id])
    told = rows_of(
        ConnectionStory, ConnectionStory.connection_id == row.id,
        ConnectionStory.member_id == member,
    )  # fmt: skip
    if told:
        told[0].words = secret(rng)
    else:
        db.session.add(half(rng, row.id, member))
    return f"{member} told of tie {row.id}"


def note(rng: random.Random, viewer: Viewer) -> str:
    """Somebody notes something of a tie, perhaps of theirs with the viewer."""
    rows = [*_ties(viewer, mine=True), *_ties(viewer, mine=False)]
    row = rng.choice(rows[:4])
    ends = {row.a_id, row.b_id} - {viewer.member_id}
    member = rng.choice(sorted(ends))
    noted = rows_of(
        ConnectionNote, ConnectionNote.connection_id == row.id,
        ConnectionNote.member_id == member,
    )  # fmt: skip
    if noted:
        noted[0].words, noted[0].strength = secret(rng), rng.choice([None, *Strength])
    else:
        db.session.add(note_of(rng, row.id, member))
    return f"{member} noted something of tie {row.id}"


def touched(rng: random.Random, viewer: Viewer) -> str:
    """Two others were in touch, or have not been for long."""
    rows = _ties(viewer, mine=False)
    if not rows:
        return ""
    row = rng.choice(rows)
    row.touched_on = clock.today() - timedelta(days=rng.randrange(900))
    return f"tie {row.id} was touched"


def half_tie(rng: random.Random, viewer: Viewer) -> str:
    """Two others tie, and one end keeps to the pair what the other would show."""
    one, two = sorted(rng.sample(others(viewer), 2))
    shown = rng.choice([TieAudience.NEAR, TieAudience.MEMBERS])
    ends = [shown, TieAudience.PAIR]
    rng.shuffle(ends)
    if not are_apart(one, two):
        return ""
    db.session.add(
        Connection(a_id=one, b_id=two, a_audience=ends[0], b_audience=ends[1])
    )
    rows = [
        {"member_id": a, "other_id": b, "kind": CONNECTED, "audience": "pair"}
        for a, b in ((one, two), (two, one))
    ]
    db.session.execute(insert(tie), rows)
    return f"{one} and {two} tied, {ends}"


# ---------------------------------------------------------------- requests
def asked(rng: random.Random, viewer: Viewer) -> str:
    """One of two others asks the other, or named them, however it ended."""
    one, two = rng.sample(others(viewer), 2)
    kind = rng.choice(list(RequestKind))
    hello = kind is RequestKind.HELLO
    days = rng.choice(HELLO_DAYS) if hello else rng.randrange(30)
    state = rng.choice(list(RequestState))
    db.session.add(request(rng, one, two, kind, state, days))
    return f"{one} asked {two}: {kind.value}, {state.value}, {days} days ago"


def declined(rng: random.Random, viewer: Viewer) -> str:
    """Somebody answers the viewer "not now", or nothing; nobody tells which."""
    alike = (RequestState.SENT, RequestState.NOT_NOW)
    rows = rows_of(
        ConnectionRequest, ConnectionRequest.asker_id == (viewer.member_id or 0),
        ConnectionRequest.state.in_(alike), ConnectionRequest.asked_at > ago(20.5),
    )  # fmt: skip
    for row in rows:
        row.state, row.nudges = rng.choice(alike), rng.randrange(3)
        row.answered_at = ago(0) if row.state is RequestState.NOT_NOW else None
    return f"{len(rows)} of the viewer's requests were answered or not"


# ---------------------------------------------------------------- introductions
def introduced(rng: random.Random, viewer: Viewer) -> str:
    """Three others have to do with each other."""
    row = introduce(rng, rng.sample(others(viewer), 3))
    return f"introduction {row.id} came: {row.state.value}"


def not_yet(rng: random.Random, viewer: Viewer) -> str:
    """Somebody asks to be introduced to the viewer, whom it has not reached."""
    if viewer.member_id not in PEOPLE:
        return ""
    people = [*rng.sample(others(viewer), 2), viewer.member_id]
    row = introduce(rng, people, (S.ASKED, S.NOT_PASSED_ON), IntroductionKind.ASKED)
    return f"introduction {row.id} waits for who is in the middle"


def quietly(rng: random.Random, viewer: Viewer) -> str:
    """What others did with introductions of the viewer's, and tell nobody."""
    me = viewer.member_id or 0
    changed = []
    for row in rows_of(Introduction):
        role = {row.asker_id: "asker", row.introducer_id: "introducer"}.get(me)
        if row.kind is IntroductionKind.OFFERED:
            changed += _other_yes(rng, row, me)
        elif role and row.state in LOOK_ALIKE[role]:
            row.state = rng.choice(LOOK_ALIKE[role])
            changed.append(row.id)
            if role == "asker":
                row.words, row.nudges = secret(rng), rng.randrange(3)
                row.passed_at = rng.choice([None, ago(1)])
    return f"introductions {changed} went on"


def _other_yes(rng: random.Random, row: Introduction, me: int) -> list[int]:
    """Let the other contact of an offered one answer, without bringing it about."""
    if row.state not in LOOK_ALIKE["introducer"] or row.passed_at is None:
        return []
    if me == row.asker_id or me == row.introducer_id:
        row.target_yes = rng.choice([None, True, False])
    if me == row.target_id or me == row.introducer_id:
        row.asker_yes = rng.choice([None, True, False])
    return [row.id] if me in (row.asker_id, row.target_id, row.introducer_id) else []


# ---------------------------------------------------------------- conversations
def talked(rng: random.Random, viewer: Viewer) -> str:
    """Others talk among themselves, and read what there is to read."""
    number = talk(rng, rng.sample(others(viewer), rng.choice([2, 3])))
    mine = select(Part.conversation_id).where(Part.member_id == (viewer.member_id or 0))
    for part in rows_of(Part, Part.conversation_id.not_in(mine)):
        part.read_at = rng.choice([None, ago(0), ago(4)])
    rest = rows_of(Conversation, Conversation.id.not_in(mine), Conversation.id < number)
    for row in rest:
        say(rng, row.id, rng.choice(others(viewer)), ago(rng.random()))
        row.closed_at = rng.choice([None, ago(0)])
    return f"others talked in {number} and {[row.id for row in rest]}"


# ---------------------------------------------------------------- coffee, events
def sat(rng: random.Random, viewer: Viewer) -> str:
    """Others take part in coffee rounds, and say whether they met.

    Organisers read how many did, in crowds of eight: for them these stay as they are.
    """
    me = viewer.member_id or 0
    if not viewer.can_organise:
        sit(rng, others(viewer), 1)
        for guest in rows_of(CoffeeGuest, CoffeeGuest.member_id != me):
            guest.met = rng.choice([None, True, False])
            guest.met_at = ago(0)
    for seat in rows_of(CoffeeSeat, CoffeeSeat.member_id != me):
        seat.every_month = rng.random() < 0.5
    return "others had a coffee"


def went(rng: random.Random, viewer: Viewer) -> str:
    """Somebody was at an event and keeps it to themselves, or was not."""
    event, member = rng.choice(EVENTS), rng.choice(others(viewer))
    there = (Attendance.event_id == event, Attendance.member_id == member)
    rows = rows_of(Attendance, *there)
    if rows and rows[0].audience is not Audience.ME:
        return ""
    if rows:
        db.session.delete(rows[0])
    else:
        db.session.add(
            Attendance(event_id=event, member_id=member, audience=Audience.ME)
        )
    return f"{member} was at {event} or not"


def muted(rng: random.Random, viewer: Viewer) -> str:
    """One of two others mutes the other."""
    one, two = rng.sample(others(viewer), 2)
    return f"{one} muted {two}" if mute(one, two) else ""


def began(rng: random.Random, viewer: Viewer) -> str:
    """A draft that the viewer does not see began somewhere, and holds an event."""
    if db.session.scalar(visible(viewer, Project.id).where(Project.id == 3)):
        return ""
    name = secret(rng)
    audience = Audience.PROJECTS if viewer.can_organise else Audience.MEMBERS
    db.session.add(
        Event(
            slug=f"of-a-draft-{rng.random()}", title=name, project_id=3,
            begins_on=clock.today(), audience=audience,
        )
    )  # fmt: skip
    rows = rows_of(ProjectOrigin, ProjectOrigin.project_id == 3)
    row = rows[0] if rows else ProjectOrigin(project_id=3)
    row.origin, row.event_id = rng.choice(list(Origin)), rng.choice([None, 1])
    db.session.add(row)
    return f"a draft began by {row.origin.value}"


# ---------------------------------------------------------------- who rests
def rested(rng: random.Random, viewer: Viewer) -> str:
    """Somebody who rests had to do with everybody, the viewer too."""
    number = 20000 + rng.randrange(10**6)
    until = clock.today() + timedelta(days=rng.randrange(1, 90))
    db.session.add(
        Account(
            id=number, email=f"r{number}@example.org", state=State.RESTING,
            rests_until=until,
        )
    )  # fmt: skip
    db.session.flush()
    db.session.add(
        Member(
            id=number, account_id=number, slug=f"rests-{number}", name="Alice Rests",
            folded="alice rests", audience=Audience.PUBLIC, listed=False,
        )
    )  # fmt: skip
    db.session.flush()
    _had_to_do(rng, viewer, number)
    return f"{number} rests until {until}"


def _had_to_do(rng: random.Random, viewer: Viewer, number: int) -> None:
    friend, other = rng.sample(others(viewer), 2)
    me = viewer.member_id or other
    row = Connection(a_id=friend, b_id=number, a_audience="members",
                     b_audience="members")  # fmt: skip
    db.session.add(row)
    db.session.add(Attendance(event_id=1, member_id=number, audience=Audience.MEMBERS))
    db.session.add(CoffeeSeat(round_id=2, member_id=number, every_month=True))
    # to somebody else, as in `asked`: what they got counts in who has enough, by intent
    days = 2 if viewer.member_id else rng.choice(HELLO_DAYS)
    for kind in RequestKind:
        db.session.add(request(rng, number, me, kind, RequestState.SENT, days))
    db.session.flush()
    db.session.add(half(rng, row.id, number))
    talk(rng, [friend, other, number])
    introduce(rng, [friend, number, me], (S.PASSED_ON,), IntroductionKind.ASKED)
    rests_with(viewer, number)


def planned(rng: random.Random, viewer: Viewer) -> str:
    """A team that the viewer is not in has other things to do."""
    row = TeamTask.__table__
    seen = select(circle_member.c.circle_id).where(
        circle_member.c.member_id == (viewer.member_id or 0)
    )
    inside = set(db.session.scalars(seen.execution_options(unscoped="test")))
    number = rng.choice([1, 2])
    if number in inside:
        return ""
    db.session.execute(
        update(row)
        .where(row.c.project_id == number)
        .values(title=f"secret {rng.random()}", done_at=clock.now())
    )
    insert_ = insert(TeamTask).values(project_id=number, title=f"{rng.random()}")
    db.session.execute(insert_)
    return f"the team of {number} has something to do"


def steered(rng: random.Random, viewer: Viewer) -> str:
    """Others ask who leads, say how it goes, or had a part that ended otherwise."""
    for entity, words in ((Handover, "message"), (CheckIn, "words")):
        seen = set(db.session.scalars(visible(viewer, entity.id)))
        for row in rows_of(entity, entity.id.not_in(seen)):
            setattr(row, words, secret(rng))
    ended = (Membership.until.is_not(None), Membership.member_id != viewer.member_id)
    for row in rows_of(Membership, *ended):
        inside = select(circle_member.c.member_id).where(
            circle_member.c.circle_id == row.project_id,
            circle_member.c.member_id == (viewer.member_id or 0),
        )
        if not db.session.scalar(inside.execution_options(unscoped="test")):
            row.ended_because = secret(rng)
    return "what teams say of their leads and of how it goes"


WAYS: tuple[Callable[[random.Random, Viewer], str], ...] = (
    story, note, touched, half_tie, asked, declined, introduced, not_yet, quietly,
    talked, sat, went, muted, began, rested, planned, steered, thought,
    changed, suggested, polled, worked,
)  # fmt: skip
