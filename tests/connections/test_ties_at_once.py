"""A tie is changed, or made, while somebody ends it: all tables tell the same."""

import pytest

from community import checks
from community.connections import hellos, ties
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
from community.core.db import db, start_writing
from community.core.visible import find, unscoped
from community.members.models import Member
from community.safeguarding import commands as blocks
from tests.cast import CAST
from tests.coffee.test_at_once import at_once
from tests.held import held

ALICE, BOB, LEA = (CAST[name].viewer for name in ("alice", "bob", "lea"))


@pytest.fixture
def tie(app):
    """A tie of Alice and Bob that she shows to all, and he to those near."""
    shown = {1: TieAudience.MEMBERS, 2: TieAudience.NEAR}
    number = ties.connect(ALICE, 1, 2, audiences=shown).id
    db.session.commit()
    return number


CHANGES = {
    "show": lambda tie: ties.show_tie(ALICE, tie, TieAudience.PAIR),
    "show as before": lambda tie: ties.show_tie(ALICE, tie, TieAudience.MEMBERS),
    "correct": lambda tie: ties.correct(ALICE, tie, How.ADVICE, None, None),
    "story": lambda tie: ties.tell_story(ALICE, tie, "We met over tea"),
    "note": lambda tie: ties.keep_note(ALICE, tie, "Ask for Ben", Strength.CLOSELY),
    "touch": lambda tie: ties.touch(ALICE, tie),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_tie_that_ends_while_it_is_changed_is_gone(app, tie, monkeypatch, change):
    then = held(monkeypatch, ties, "_mine")
    broken = at_once(
        app, lambda: CHANGES[change](tie), then(ties.part, 1, 2, viewer=BOB)
    )
    assert broken == []
    start_writing()
    assert checks.problems() == []
    found = unscoped("test", Connection.id).where(Connection.id == tie)
    assert db.session.scalar(found) is None


def test_two_who_choose_at_once_get_the_narrower(app, tie, monkeypatch):
    then = held(monkeypatch, ties, "_mine")
    broken = at_once(
        app,
        lambda: ties.show_tie(ALICE, tie, TieAudience.PAIR),
        then(ties.show_tie, BOB, tie, TieAudience.MEMBERS),
    )
    assert broken == []
    start_writing()
    assert checks.problems() == []


@pytest.mark.parametrize(
    ("change", "entity"), [("story", ConnectionStory), ("note", ConnectionNote)]
)
def test_two_taps_on_save_keep_one(app, tie, monkeypatch, change, entity):
    then = held(monkeypatch, ties, "_own")
    broken = at_once(app, lambda: CHANGES[change](tie), then(CHANGES[change], tie))
    assert broken == []
    start_writing()
    assert len(db.session.scalars(unscoped("test", entity.id)).all()) == 1


def test_yes_to_all_and_a_block_do_not_wait_for_each_other(app, monkeypatch):
    rows = [
        ConnectionRequest(asker_id=asker, asked_id=5, kind=RequestKind.KNOWN)
        for asker in (7, 1)
    ]
    db.session.add_all(rows)
    db.session.flush()
    numbers = [row.id for row in rows]
    db.session.commit()
    then = held(monkeypatch, ties, "one_at_a_time")
    broken = at_once(
        app,
        lambda: hellos.accept_all(LEA, numbers, TieAudience.NEAR),
        then(lambda: blocks.block(ALICE, find(ALICE, Member, Member.id == 5))),
    )
    assert broken == []
    start_writing()
    assert checks.problems() == []
