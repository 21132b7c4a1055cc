"""Two people write first, answer, take back and block in the same moment."""

from itertools import combinations

import pytest

from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.messages import commands, first, reading
from community.messages.models import Conversation, Message
from community.messages.states import Asked
from community.safeguarding.models import Block
from tests.coffee.test_at_once import at_once
from tests.held import held
from tests.messages.making import block, state, viewer, write_to


@pytest.fixture(autouse=True)
def begin(app):
    start_writing()


def talks() -> list[Conversation]:
    db.session.rollback()
    start_writing()
    found = unscoped("test", Conversation).order_by(Conversation.id)
    return list(db.session.scalars(found))


@pytest.mark.parametrize(("one", "two"), [("alice", "bob"), ("alice", "lea")])
def test_two_who_write_first_at_once_get_one_conversation(app, one, two):
    db.session.commit()
    broken = at_once(
        app,
        lambda: write_to(one, two, "One"),
        lambda: write_to(two, one, "Two"),
        lambda: write_to(one, two, "Once more"),
    )
    assert broken == []
    [talk] = talks()
    said = reading.talk(viewer(one), talk.id).messages.items
    assert 2 <= len(said) <= 3
    assert talk.asked_by_id is None or talk.accepted_at is not None


def test_who_writes_first_while_the_other_is_half_way_finds_it(app, monkeypatch):
    db.session.commit()
    then = held(monkeypatch, first, "open_with")
    broken = at_once(
        app, lambda: write_to("alice", "bob"), then(write_to, "bob", "alice")
    )
    assert broken == []
    [talk] = talks()
    assert state(talk.id) is Asked.ACCEPTED


ACTS = {
    "accept": lambda talk: first.accept(viewer("bob"), talk),
    "ignore": lambda talk: first.ignore(viewer("bob"), talk),
    "withdraw": lambda talk: first.withdraw(viewer("alice"), talk),
    "block": lambda talk: block("bob", "alice"),
    "write": lambda talk: commands.write(viewer("bob"), talk, "Hello"),
}


@pytest.mark.parametrize("names", list(combinations(ACTS, 2)), ids="+".join)
def test_of_two_answers_at_once_the_rows_tell_one_story(app, names):
    talk = write_to("alice", "bob")
    db.session.commit()
    broken = at_once(app, *(lambda act=ACTS[name]: act(talk) for name in names))
    assert broken == []
    [row] = talks()
    found = state(talk)
    blocked = db.session.scalar(unscoped("test", Block.id)) is not None
    assert blocked is ("block" in names)
    if found is Asked.ACCEPTED:
        assert (row.closed_at is not None) is blocked
    if row.closed_at is not None or found is Asked.PARTED:
        assert row.pair is None
    else:
        assert row.pair == "1:2"
    if found is not Asked.ACCEPTED:
        number = unscoped("test", Message.id).where(Message.conversation_id == talk)
        assert len(db.session.scalars(number).all()) == 1
