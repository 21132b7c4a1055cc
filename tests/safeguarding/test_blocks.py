"""Blocks: both vanish from each other, nobody is told, ties end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import checks
from community.coffee import clockwork
from community.coffee.models import CoffeeGuest, CoffeeRound, CoffeeSeat, RoundState
from community.coffee.queries import coffee
from community.connections import ties as ties_
from community.connections.models import Connection, ConnectionRequest
from community.core import clock
from community.core.db import db
from community.core.errors import Forbidden, NotFound
from community.core.journal import Act, AuditEvent
from community.core.states import RequestState
from community.core.visible import find, tie, unscoped
from community.introductions.models import (
    Introduction,
    IntroductionKind,
    IntroductionState,
)
from community.members import resting
from community.members.models import Member
from community.messages.commands import begin
from community.messages.models import Conversation, ConversationKind
from community.privacy import taking
from community.projects import standing
from community.projects.models import JoinKind, JoinRequest, JoinState, TeamRole
from community.safeguarding import commands, muting, queries
from community.safeguarding.models import Block
from community.staffing import answering, requests
from community.staffing import clockwork as staffing_clock
from tests.cast import CAST, connect, join
from tests.letters import letters, notices

ALICE, LEA, BOB = (CAST[name].viewer for name in ("alice", "lea", "bob"))


def member(viewer, number) -> Member:
    return find(viewer, Member, Member.id == number)


def ties(one, two):
    found = unscoped("test", tie.c.kind).where(
        tie.c.member_id == one, tie.c.other_id == two
    )
    return [kind for (kind,) in db.session.execute(found)]


def test_both_vanish_from_each_other(app):
    commands.block(ALICE, member(ALICE, 5))
    for viewer, other in ((ALICE, 5), (LEA, 1)):
        with pytest.raises(NotFound):
            member(viewer, other)
    assert member(BOB, 1).id == 1, "others see both"
    assert member(BOB, 5).id == 5


def test_the_tie_ends_both_ways_and_nobody_gets_mail(app):
    commands.block(ALICE, member(ALICE, 5))
    assert ties(1, 5) == ties(5, 1) == ["blocked"]
    pair = unscoped("test", Connection.id).where(
        Connection.a_id == 1, Connection.b_id == 5
    )
    assert db.session.scalar(pair) is None
    assert letters() == []
    assert notices() == []


def test_a_hello_that_waits_ends_as_a_quiet_no(app):
    for asker, asked in ((1, 2), (2, 1)):
        db.session.add(ConnectionRequest(asker_id=asker, asked_id=asked, message="Hi"))
    db.session.flush()
    commands.block(ALICE, member(ALICE, 2))
    states = db.session.scalars(unscoped("test", ConnectionRequest.state)).all()
    assert states == [RequestState.NOT_NOW, RequestState.NOT_NOW]


def test_only_whoever_blocked_sees_the_block_and_ends_it(app):
    commands.block(ALICE, member(ALICE, 2))
    (card,) = queries.my_blocks(ALICE)
    assert card.name_then == "Bob Okoro"
    assert queries.my_blocks(BOB) == ()
    with pytest.raises(NotFound):
        commands.unblock(BOB, card.id)
    commands.unblock(ALICE, card.id)
    assert member(ALICE, 2).id == 2
    assert ties(1, 2) == [], "a tie does not come back by itself"


def test_a_block_from_both_sides_needs_both_to_end_it(app):
    bob, alice = member(ALICE, 2), member(BOB, 1)
    commands.block(ALICE, bob)
    commands.block(BOB, alice)
    commands.unblock(ALICE, queries.my_blocks(ALICE)[0].id)
    with pytest.raises(NotFound):
        member(ALICE, 2)
    commands.unblock(BOB, queries.my_blocks(BOB)[0].id)
    assert member(ALICE, 2).id == 2


def test_a_block_is_made_once_and_both_its_ends_are_recorded(app):
    bob = member(ALICE, 2)
    for _time in range(2):
        commands.block(ALICE, bob)
    (card,) = queries.my_blocks(ALICE)
    commands.unblock(ALICE, card.id)
    kept = unscoped("test", AuditEvent.note).where(AuditEvent.act == Act.BLOCK)
    assert db.session.scalars(kept.order_by(AuditEvent.id)).all() == ["made", "ended"]
    assert not checks.problems()


def test_what_they_share_in_small_ends_too(app):
    written = begin(ConversationKind.INTRODUCTION, [1, 2, 4])
    asked = Introduction(
        kind=IntroductionKind.ASKED, introducer_id=4, asker_id=1, target_id=2,
        state=IntroductionState.PASSED_ON, passed_at=clock.now(),
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    commands.block(BOB, member(BOB, 1))
    db.session.expire_all()
    again = unscoped("test", Conversation.closed_at)
    assert db.session.scalar(again.where(Conversation.id == written.id)) is not None
    state = unscoped("test", Introduction.state)
    assert db.session.scalars(state).all() == [IntroductionState.NOT_NOW]


@pytest.mark.parametrize(
    ("guests", "asked"),
    [((1, 2), []), ((1, 2, 4), ["alice", "bob", "dai"])],
    ids=["a table of two is over", "of three each may still meet the third"],
)
def test_of_a_coffee_nothing_is_said_for_them_and_no_pair_is_asked(app, guests, asked):
    day = clock.today()
    db.session.add(
        CoffeeRound(
            id=1, month="2017-10", state=RoundState.PAIRED, pairs_on=day,
            closes_on=day + timedelta(days=20), paired_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    for guest in guests:
        db.session.add(CoffeeSeat(round_id=1, member_id=guest))
        db.session.add(CoffeeGuest(round_id=1, table_number=1, member_id=guest))
    db.session.flush()
    commands.block(ALICE, member(ALICE, 2))
    said = unscoped("test", CoffeeGuest.met, CoffeeGuest.met_at)
    assert set(db.session.execute(said).all()) == {(None, None)}
    later = clock.now() + timedelta(days=8)
    clock.set_source(lambda: later)
    clockwork.move()
    told = [one.to for one in notices(kind="coffee-met")]
    assert sorted(told) == [f"{who}@example.org" for who in asked]


def test_whoever_is_blocked_cannot_tell_it_from_a_break(app):
    """Their coffee, and all that they can take along, is the same for either."""
    connect(1, 2)
    tie_of = unscoped("test", Connection.id).where(
        Connection.a_id == 1, Connection.b_id == 2
    )
    ties_.keep_note(ALICE, db.session.scalar(tie_of), "Met at the allotment", None)
    ties_.tell_story(ALICE, db.session.scalar(tie_of), "We dug together")
    muting.mute(ALICE, member(ALICE, 2))
    day = clock.today()
    paired = {"state": RoundState.PAIRED, "paired_at": clock.now()}
    db.session.add(
        CoffeeRound(id=1, month="2017-10", pairs_on=day, closes_on=day, **paired)
    )
    db.session.flush()
    for guest in (1, 2):
        db.session.add(CoffeeGuest(round_id=1, table_number=1, member_id=guest))
    db.session.flush()
    now = clock.now()
    clock.set_source(lambda: now)

    def read():
        db.session.expire_all()
        return coffee(ALICE), taking.own_data(ALICE).as_json()

    before = read()
    assert "Met at the allotment" in before[1]
    assert "We dug together" in before[1]
    resting.rest(BOB, None)
    on_a_break = read()
    resting.come_back(BOB)
    assert read() == before
    commands.block(BOB, member(BOB, 1))
    assert read() == on_a_break


def ended(kind: str) -> list[tuple[int | None, str]]:
    found = select(AuditEvent.object_id, AuditEvent.note)
    rows = db.session.execute(found.where(AuditEvent.object_kind == kind))
    return [(number, note) for number, note in rows]


def invited(**values) -> JoinRequest:
    row = JoinRequest(
        project_id=1, member_id=1, asked_by_id=5, kind=JoinKind.INVITATION, **values
    )
    db.session.add(row)
    db.session.flush()
    return row


WAYS = [(ALICE, 5), (LEA, 1)]


@pytest.mark.parametrize("way", WAYS, ids=["invited", "lead"])
def test_an_invitation_waits_till_its_day_and_its_reader_does_not_find_it(app, way):
    row, now = invited(), clock.now()
    join(1, CAST["mo"].id, TeamRole.LEAD)
    other_lead = CAST["mo"].viewer
    before = requests.requests(other_lead, 1)
    viewer, other = way
    commands.block(viewer, member(viewer, other))
    assert requests.requests(other_lead, 1) == before, "no end without a letter"
    assert requests.requests(ALICE) == requests.requests(LEA, 1) == ()
    assert not standing.stands(ALICE, 1).asked
    with pytest.raises(NotFound):
        answering.accept(ALICE, row.id)
    for days in (4, 8):
        clock.set_source(lambda days=days: now + timedelta(days=days))
        staffing_clock.move()
    assert notices(kind="invitation-reminder") == []
    commands.unblock(viewer, db.session.scalars(unscoped("test", Block.id)).one())
    assert [one.to_answer for one in requests.requests(ALICE)] == [True]
    staffing_clock.move()
    assert notices(kind="invitation-reminder") == []
    clock.set_source(lambda: now + timedelta(days=22))
    staffing_clock.move()
    db.session.refresh(row)
    assert row.state is JoinState.LAPSED
    assert [one.to for one in notices(kind="join-ended")] == ["lea@example.org"]


def test_a_wait_by_an_invitation_ends_as_if_they_had_left_the_list(app):
    row = invited(state=JoinState.WAITING, waits_since=clock.now())
    commands.block(ALICE, member(ALICE, 5))
    db.session.refresh(row)
    assert row.state is JoinState.WITHDRAWN
    assert ended("join request") == [(row.id, "ended")]
    assert notices() == []


@pytest.mark.parametrize("who", ["alice", "pat"])
def test_nobody_blocks_themselves_or_from_outside(app, who):
    with pytest.raises(Forbidden):
        commands.block(CAST[who].viewer, member(ALICE, 1))
