"""After the pairing: a conversation, whether people met, knowing each other then."""

import pytest
from sqlalchemy import select

from community.coffee import meeting, rounds
from community.coffee.models import CoffeeGuest
from community.connections import hellos
from community.connections.models import Connection, ConnectionRequest
from community.core.db import db, start_writing
from community.core.errors import NotFound, Refused
from community.core.visible import find, tie, unscoped
from community.members.models import Member
from community.messages.models import Conversation, Part
from community.programme.models import Origin
from community.safeguarding import commands as safeguarding
from tests.cast import CAST
from tests.coffee.making import BEGIN, OLU, a_round, part_for_good, stand, told
from tests.coffee.test_at_once import at_once
from tests.held import held

ALICE, BOB, DAI, LEA = (CAST[name].viewer for name in ("alice", "bob", "dai", "lea"))


@pytest.fixture
def table(app):
    """Alice and Bob meet."""
    stand(BEGIN)
    row = a_round(1, 2)
    rounds.pair_now(OLU, row.id)
    return row.id


def guest(member):
    found = unscoped("test", CoffeeGuest).where(CoffeeGuest.member_id == member)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def inside(number):
    found = unscoped("test", Part.member_id).where(Part.conversation_id == number)
    return sorted(db.session.scalars(found))


# ---------------------------------------------------------------- who may know
def test_the_table_is_known_to_those_who_sit_there(table):
    for viewer, seen in ((ALICE, [1, 2]), (BOB, [1, 2]), (DAI, []), (OLU, [])):
        rows = select(CoffeeGuest.member_id).execution_options(viewer=viewer)
        assert sorted(db.session.scalars(rows)) == seen


@pytest.mark.parametrize(
    "act",
    [
        lambda table: meeting.say_met(DAI, table, True),
        lambda table: meeting.talk(DAI, table),
        lambda table: meeting.know(DAI, table, "alice-1"),
        lambda table: meeting.know(ALICE, table, "dai-4"),
        lambda table: meeting.know(ALICE, table, "alice-1"),
        lambda table: meeting.know(ALICE, table, "nobody"),
    ],
)
def test_others_find_no_such_table(table, act):
    with pytest.raises(NotFound):
        act(table)


# ---------------------------------------------------------------- whether they met
def test_each_says_for_themselves_and_may_change_it(table):
    meeting.say_met(ALICE, table, False)
    meeting.say_met(ALICE, table, True)
    assert (guest(1).met, guest(2).met) == (True, None)
    assert rounds.people_who_met(table) == 2


# ---------------------------------------------------------------- talking
def test_the_first_who_asks_begins_the_conversation_for_all(table):
    number = meeting.talk(ALICE, table)
    assert meeting.talk(BOB, table) == number
    assert inside(number) == [1, 2]


def test_the_others_are_told_of_a_coffee_and_not_whoever_began_it(table):
    meeting.talk(ALICE, table)
    assert told("conversation-coffee") == ["bob@example.org"]
    assert told("conversation-new") == []


def test_nobody_begins_one_when_the_round_is_over(table):
    rounds.close(OLU, table)
    with pytest.raises(Refused, match="This round is over"):
        meeting.talk(ALICE, table)
    assert db.session.scalar(unscoped("test", Conversation.id)) is None


def test_one_that_began_stays_when_the_round_is_over(table):
    number = meeting.talk(ALICE, table)
    rounds.close(OLU, table)
    assert meeting.talk(BOB, table) == number


def test_a_block_in_the_same_moment_ends_it(app, table, monkeypatch):
    db.session.commit()
    then = held(monkeypatch, meeting, "_who_may_talk")
    broken = at_once(
        app,
        lambda: meeting.talk(ALICE, table),
        then(lambda: safeguarding.block(BOB, find(BOB, Member, Member.id == 1))),
    )
    assert broken == []
    start_writing()
    ends = db.session.scalars(unscoped("test", Conversation.closed_at)).all()
    assert all(end is not None for end in ends), "whichever was first"


def test_two_who_parted_have_no_conversation(table):
    part_for_good(1, 2)
    with pytest.raises(Refused, match="Nobody of your table"):
        meeting.talk(ALICE, table)


def test_a_mute_does_not_show(table):
    db.session.execute(tie.insert().values(member_id=2, other_id=1, kind="muted"))
    assert inside(meeting.talk(ALICE, table)) == [1, 2]


def test_of_three_two_who_parted_never_share_a_conversation(app):
    stand(BEGIN)
    row = a_round(1, 2, 4)
    rounds.pair_now(OLU, row.id)
    part_for_good(1, 2)
    first = meeting.talk(DAI, row.id)
    assert inside(first) == [1, 4]
    assert inside(meeting.talk(BOB, row.id)) == [2, 4]
    assert meeting.talk(DAI, row.id) == first
    assert meeting.talk(ALICE, row.id) == first


def test_a_block_ends_it(table):
    number = meeting.talk(ALICE, table)
    safeguarding.block(ALICE, find(ALICE, Member, Member.id == 2))
    found = unscoped("test", Conversation.closed_at).where(Conversation.id == number)
    assert db.session.scalar(found) is not None


# ---------------------------------------------------------------- knowing each other
def test_a_yes_makes_a_connection_that_came_from_coffee(table):
    meeting.know(ALICE, table, "bob-2")
    asked = db.session.scalars(unscoped("test", ConnectionRequest)).one()
    assert (asked.asker_id, asked.asked_id, asked.origin) == (1, 2, Origin.COFFEE)
    hellos.accept(BOB, asked.id)
    made = unscoped("test", Connection.origin).where(
        Connection.a_id == 1, Connection.b_id == 2
    )
    assert db.session.scalar(made) is Origin.COFFEE


def test_both_who_say_so_are_connected_at_once(table):
    meeting.know(ALICE, table, "bob-2")
    meeting.know(BOB, table, "alice-1")
    made = unscoped("test", Connection.id).where(
        Connection.a_id == 1, Connection.b_id == 2
    )
    assert db.session.scalar(made) is not None


def test_asking_twice_asks_once(table):
    meeting.know(ALICE, table, "bob-2")
    with pytest.raises(Refused):
        meeting.know(ALICE, table, "bob-2")
    assert len(db.session.scalars(unscoped("test", ConnectionRequest)).all()) == 1


def test_nobody_is_named_who_blocked(table):
    part_for_good(1, 2)
    with pytest.raises(NotFound):
        meeting.know(ALICE, table, "bob-2")
