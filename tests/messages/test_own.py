"""One's own: ten minutes to edit, deleting for oneself, muting, marks of reading."""

import pytest
from sqlalchemy import func

from community.core.db import db, start_writing
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.messages import commands, first, own, queries, reading
from community.messages.models import Message
from tests.letters import notices
from tests.messages.making import block, enter, say, three, viewer, write_to

NOON, LAST, OVER = "2030-01-01 12:00", "2030-01-01 12:09:59", "2030-01-01 12:10"


@pytest.fixture(autouse=True)
def talk(app, at) -> int:
    at(NOON)
    start_writing()
    return three("alice", "dai", "lea")


@pytest.mark.parametrize(("moment", "can"), [(NOON, True), (LAST, True), (OVER, False)])
def test_one_edits_for_ten_minutes(talk, at, moment, can):
    row = say("alice", talk, "Helo")
    at(moment)
    shown = reading.talk(viewer("alice"), talk).messages.items[0]
    assert shown.can_edit is can
    if can:
        own.edit(viewer("alice"), talk, row.id, " Hello\r\nthere ")
        assert row.words == "Hello\nthere"
        assert reading.talk(viewer("lea"), talk).messages.items[0].edited
    else:
        with pytest.raises(Refused, match="Ten minutes are over"):
            own.edit(viewer("alice"), talk, row.id, "Hello")


def test_the_same_words_are_no_edit(talk):
    row = say("alice", talk, "Hello")
    own.edit(viewer("alice"), talk, row.id, "Hello ")
    assert row.edited_at is None


@pytest.mark.parametrize("who", ["dai", "bob", "mo"])
def test_nobody_edits_what_others_wrote(talk, who):
    row = say("alice", talk)
    with pytest.raises((NotFound, Forbidden)):
        own.edit(viewer(who), talk, row.id, "Not me")
    other = write_to("alice", "carol")
    with pytest.raises(NotFound):
        own.edit(viewer("alice"), other, row.id, "Elsewhere")


@pytest.mark.parametrize("words", ["", " \n", "x" * 2001])
def test_an_edit_has_the_rules_of_a_message(talk, words):
    row = say("alice", talk)
    with pytest.raises(Refused):
        own.edit(viewer("alice"), talk, row.id, words)


def test_nothing_is_edited_after_the_end(talk):
    row = say("alice", talk)
    block("dai", "lea")
    assert not reading.talk(viewer("alice"), talk).messages.items[0].can_edit
    with pytest.raises(Refused, match="has ended"):
        own.edit(viewer("alice"), talk, row.id, "Too late")


def test_a_request_is_edited_like_any_message_whatever_the_other_did():
    for other in ("bob", "olu"):
        asked = write_to("alice", other)
        if other == "bob":
            block("bob", "alice")
        number = last(asked)
        own.edit(viewer("alice"), asked, number, "Better")


def last(talk: int) -> int:
    found = unscoped("test", func.max(Message.id))
    return db.session.scalars(found.where(Message.conversation_id == talk)).one()


# ---------------------------------------------------------------- deleted for me
def test_what_one_deletes_is_gone_for_them_alone_and_can_be_had_back(talk):
    row = say("alice", talk)
    own.hide(viewer("dai"), talk, row.id)
    assert reading.talk(viewer("dai"), talk).messages.items == ()
    for who in ("alice", "lea"):
        assert len(reading.talk(viewer(who), talk).messages.items) == 1
    assert own.is_hidden(viewer("dai"), row.id)
    assert not own.is_hidden(viewer("lea"), row.id)
    with pytest.raises(NotFound):
        own.hide(viewer("dai"), talk, row.id)
    own.show_again(viewer("dai"), talk, row.id)
    assert len(reading.talk(viewer("dai"), talk).messages.items) == 1


def test_nobody_deletes_where_they_are_not(talk):
    row = say("alice", talk)
    for act in (own.hide, own.show_again):
        with pytest.raises(NotFound):
            act(viewer("bob"), talk, row.id)


# ---------------------------------------------------------------- muting
def test_a_muted_conversation_tells_nothing(talk):
    own.mute(viewer("dai"), talk, on=True)
    say("alice", talk)
    told = [one.to for one in notices(kind="conversation-message")]
    assert told == ["lea@example.org"]
    [card] = queries.conversations(viewer("dai"))
    assert (card.muted, card.unread) == (True, True)
    own.mute(viewer("dai"), talk, on=False)
    say("alice", talk)
    assert len(notices(kind="conversation-message")) == 2
    with pytest.raises(NotFound):
        own.mute(viewer("bob"), talk, on=True)


# ---------------------------------------------------------------- read marks
def readers(who: str, talk: int) -> list[str]:
    return [one.name for one in reading.talk(viewer(who), talk).read_by]


def test_marks_are_shown_by_those_who_show_and_to_those_who_show(talk, at):
    say("alice", talk)
    assert readers("alice", talk) == []
    at("2030-01-01 12:30")
    for who in ("dai", "lea"):
        queries.mark_read(viewer(who), talk)
    assert readers("alice", talk) == ["Dai Prosser", "Lea Novak"]
    assert readers("dai", talk) == [], "he wrote nothing"
    own.choose(viewer("dai"), read_marks=False)
    assert readers("alice", talk) == ["Lea Novak"]
    own.choose(viewer("alice"), read_marks=False)
    assert readers("alice", talk) == []
    own.choose(viewer("alice"), read_marks=True)
    at("2030-01-01 12:40")
    say("alice", talk)
    assert readers("alice", talk) == [], "of the last word alone"


def test_nobody_reads_marks_of_a_request_or_of_what_has_ended(talk, at):
    asked = write_to("alice", "bob")
    say("alice", talk)
    at("2030-01-01 12:30")
    queries.mark_read(viewer("bob"), asked)
    queries.mark_read(viewer("lea"), talk)
    assert readers("alice", asked) == []
    first.accept(viewer("bob"), asked)
    assert readers("alice", asked) == ["Bob Okoro"]
    commands.end_between(4, 5)
    assert readers("alice", talk) == []


def test_marks_of_a_team_are_those_of_the_team(at):
    talk = enter("lea")
    say("lea", talk)
    at("2030-01-01 12:30")
    queries.mark_read(viewer("dai"), talk)
    assert readers("lea", talk) == ["Dai Prosser"]
    block("dai", "lea")
    assert readers("lea", talk) == []
