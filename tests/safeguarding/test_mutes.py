"""Muting: less of somebody for the one, no change that the other could notice."""

import pytest

from community import checks
from community.connections.models import Connection, ConnectionRequest
from community.core.db import db
from community.core.errors import Forbidden, NotFound
from community.core.visible import find, muted_by, tie, unscoped, visible
from community.matching.own import own
from community.members.models import Member
from community.safeguarding import commands, muting, queries
from community.safeguarding.models import Mute
from tests.cast import CAST, connect
from tests.letters import letters, notices

ALICE, LEA, BOB = (CAST[name].viewer for name in ("alice", "lea", "bob"))


def member(viewer, number) -> Member:
    return find(viewer, Member, Member.id == number)


def ties(one, two):
    found = unscoped("test", tie.c.kind).where(
        tie.c.member_id == one, tie.c.other_id == two
    )
    return sorted(kind for (kind,) in db.session.execute(found))


def listed_for(viewer):
    found = visible(viewer, Member.id).where(Member.id.not_in(muted_by(viewer)))
    return set(db.session.scalars(found))


def test_a_mute_goes_one_way_and_the_profile_stays(app):
    muting.mute(ALICE, member(ALICE, 2))
    assert ties(1, 2) == ["muted"]
    assert ties(2, 1) == []
    assert member(ALICE, 2).id == 2
    assert 2 not in listed_for(ALICE)
    assert 1 in listed_for(BOB)
    assert not checks.problems()


def test_a_mute_is_made_once_and_taken_back(app):
    for _time in range(2):
        muting.mute(ALICE, member(ALICE, 2))
    (card,) = queries.my_mutes(ALICE)
    assert (card.name, card.slug) == ("Bob Okoro", "bob-2")
    assert queries.is_muted(ALICE, 2)
    assert queries.my_mutes(BOB) == ()
    with pytest.raises(NotFound):
        muting.unmute(BOB, card.id)
    muting.unmute(ALICE, card.id)
    assert ties(1, 2) == []
    assert queries.my_mutes(ALICE) == ()
    assert 2 in listed_for(ALICE)
    assert not checks.problems()


def test_the_tie_of_the_two_stays(app):
    connect(1, 2)
    muting.mute(ALICE, member(ALICE, 2))
    assert ties(1, 2) == ["connected", "muted"]
    pair = unscoped("test", Connection.id).where(
        Connection.a_id == 1, Connection.b_id == 2
    )
    assert db.session.scalar(pair) is not None
    assert not checks.problems()


def test_somebody_who_vanished_has_no_name_on_the_list(app):
    muting.mute(ALICE, member(ALICE, 2))
    db.session.get_one(Member, 2, execution_options={"unscoped": "t"}).listed = False
    db.session.flush()
    (card,) = queries.my_mutes(ALICE)
    assert card.name is None


def test_a_block_forgets_the_mute_of_whoever_blocks(app):
    muting.mute(ALICE, member(ALICE, 2))
    commands.block(ALICE, member(ALICE, 2))
    assert ties(1, 2) == ties(2, 1) == ["blocked"]
    assert db.session.scalar(unscoped("test", Mute.id)) is None
    assert not checks.problems()


def test_a_block_leaves_the_mute_of_the_other_on_their_list_without_a_name(app):
    muting.mute(ALICE, member(ALICE, 2))
    muting.mute(BOB, member(BOB, 1))
    commands.block(BOB, member(BOB, 1))
    assert (ties(1, 2), ties(2, 1)) == (["blocked", "muted"], ["blocked"])
    (card,) = queries.my_mutes(ALICE)
    assert card.name is None
    assert queries.my_mutes(BOB) == ()
    assert not checks.problems()
    commands.unblock(BOB, queries.my_blocks(BOB)[0].id)
    assert (ties(1, 2), ties(2, 1)) == (["muted"], [])
    muting.unmute(ALICE, card.id)
    assert not checks.problems()


@pytest.mark.parametrize("who", ["alice", "pat"])
def test_nobody_mutes_themselves_or_from_outside(app, who):
    with pytest.raises(Forbidden):
        muting.mute(CAST[who].viewer, member(ALICE, 1))


def test_neither_is_suggested_to_the_other(app):
    muting.mute(ALICE, member(ALICE, 2))
    mine, theirs = own(ALICE), own(BOB)
    assert mine.muted == {2}
    assert theirs.muted == set(), "nothing else changes for the muted"
    assert 1 in theirs.done_people


def test_the_check_finds_a_mute_that_is_not_written_down(app):
    db.session.add(Mute(member_id=1, other_id=2))
    db.session.flush()
    assert checks.problems() == ["ties: (1, 2, 'muted', '') is missing"]


def test_a_hello_from_somebody_muted_waits_without_mail(app):
    from community.connections import hellos

    muting.mute(BOB, member(BOB, 1))
    hellos.say_hello(ALICE, member(ALICE, 2), "Good morning")
    state = db.session.scalars(unscoped("test", ConnectionRequest.state)).one()
    assert state == "sent"
    assert letters() == []
    assert notices() == []
