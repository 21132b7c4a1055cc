"""One's own: ten minutes to edit, deleting for oneself, muting, marks of reading."""

import pytest
from sqlalchemy import func

from community.core import clock, held
from community.core.db import db, start_writing
from community.core.errors import Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.messages import commands, first, own, queries, reading
from community.messages.models import Message
from tests.letters import notices
from tests.messages.making import (
    block,
    enter,
    join,
    part,
    say,
    three,
    viewer,
    write_to,
)

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
def see(who: str, talk: int, page: int = 0) -> bool:
    """Let somebody read a page of a conversation, as the site does."""
    until = reading.talk(viewer(who), talk, page).read_until
    return own.mark_read(viewer(who), talk, until)


def unread(who: str, talk: int) -> bool:
    found = {one.id: one.unread for one in queries.conversations(viewer(who))}
    return found[talk]


def readers(who: str, talk: int) -> list[str]:
    return [one.name for one in reading.talk(viewer(who), talk).read_by]


def test_marks_are_shown_by_those_who_show_and_to_those_who_show(talk, at):
    say("alice", talk)
    assert readers("alice", talk) == []
    at("2030-01-01 12:30")
    for who in ("dai", "lea"):
        see(who, talk)
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
    see("bob", asked)
    see("lea", talk)
    assert readers("alice", asked) == []
    first.accept(viewer("bob"), asked)
    assert readers("alice", asked) == ["Bob Okoro"]
    commands.end_between(4, 5)
    assert readers("alice", talk) == []


def test_marks_of_a_team_are_those_of_the_team(at):
    talk = enter("lea")
    say("lea", talk)
    at("2030-01-01 12:30")
    see("dai", talk)
    assert readers("lea", talk) == ["Dai Prosser"]
    block("dai", "lea")
    assert readers("lea", talk) == []


# ---------------------------------------------------------------- how far one has read
def test_an_older_page_leaves_what_is_newer_unread(talk, monkeypatch, at):
    monkeypatch.setattr(reading, "SIZE", 2)
    for minute in range(3):
        at(f"2030-01-01 12:0{minute}")
        say("alice", talk, f"{minute}")
    at("2030-01-01 13:00")
    assert not see("dai", talk, 1)
    assert unread("dai", talk)
    assert see("dai", talk, 2)
    assert not unread("dai", talk)


def test_what_comes_while_one_reads_stays_unread(talk, at):
    at("2030-01-01 12:00")
    say("alice", talk)
    until = reading.talk(viewer("dai"), talk).read_until
    at("2030-01-01 12:01")
    say("lea", talk)
    at("2030-01-01 12:02")
    assert not own.mark_read(viewer("dai"), talk, until)
    assert unread("dai", talk)
    assert readers("lea", talk) == [], "nor does its writer see that it was read"


def test_a_mark_never_goes_back(talk, monkeypatch, at):
    monkeypatch.setattr(reading, "SIZE", 1)
    for minute in (1, 2):
        at(f"2030-01-01 12:0{minute}")
        say("alice", talk)
    for page in (2, 1):
        see("dai", talk, page)
        assert not unread("dai", talk)
        assert part("dai", talk).read_at == clock.now()


def test_without_a_word_it_is_read_from_its_beginning(talk):
    assert unread("dai", talk)
    assert see("dai", talk)
    assert not unread("dai", talk)


def test_own_words_wait_for_nobody(talk, at):
    at("2030-01-01 12:00")
    say("alice", talk)
    until = reading.talk(viewer("dai"), talk).read_until
    at("2030-01-01 12:01")
    say("dai", talk)
    assert own.mark_read(viewer("dai"), talk, until)
    assert not unread("dai", talk)


def test_a_last_word_that_one_does_not_see_leaves_nothing_unread(at):
    join("alice")
    at("2030-01-01 12:00")
    talk = enter("lea")
    say("lea", talk)
    for minute, hide in enumerate((_blocked, _held, _deleted), 1):
        at(f"2030-01-01 12:0{minute}")
        hide(talk)
        assert see("dai", talk)
        assert not unread("dai", talk), hide.__name__


def _blocked(talk: int) -> None:
    block("dai", "alice")
    say("alice", talk)


def _held(talk: int) -> None:
    held.hold("message", say("lea", talk).id)


def _deleted(talk: int) -> None:
    own.hide(viewer("dai"), talk, say("lea", talk).id)
