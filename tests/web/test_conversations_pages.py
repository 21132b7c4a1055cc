"""Conversations as pages: the list, one with its messages, writing, and leaving."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.messages import commands
from community.messages.models import ConversationKind, Message, Part
from tests.cast import CAST
from tests.introductions import making

INDEX = "/conversations/"
TALK = f"{INDEX}1"


@pytest.fixture
def talk(app):
    start_writing()
    made = commands.begin(ConversationKind.INTRODUCTION, [1, 4, 5])
    db.session.commit()
    return made.id


def write(visitor, who, words, path=TALK):
    return visitor(who).post(path, {"words": words})


@pytest.mark.parametrize("path", [INDEX, TALK])
def test_is_for_members(visitor, talk, path):
    assert visitor().get(path).status_code == 302
    assert visitor("pat").get(path).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 200), ("dai", 200), ("lea", 200), ("bob", 404), ("olu", 404),
     ("ada", 404), ("mo", 404)],
)  # fmt: skip
def test_those_inside_read_it_and_nobody_else(visitor, talk, who, status):
    visitor(who).see(TALK, status)
    assert write(visitor, who, "Hello").status == status
    left = visitor(who).post(f"{TALK}/leave")
    assert left.status == status


def test_who_talks_with_nobody_is_told_how_it_begins(visitor):
    page = visitor("bob").see(INDEX)
    assert "No conversation yet" in page.main


@pytest.mark.parametrize(
    ("kind", "words"),
    [(ConversationKind.INTRODUCTION, "It began with an introduction on"),
     (ConversationKind.COFFEE, "to find a day for a coffee.")],
)  # fmt: skip
def test_it_says_how_it_began(visitor, app, kind, words):
    start_writing()
    commands.begin(kind, [1, 4], by=4)
    db.session.commit()
    assert words in visitor("alice").see(TALK).main
    told = visitor("alice").json(f"/api/v1{TALK}")["talk"]
    assert told["kind"] == kind.value


def test_what_one_writes_the_others_read_in_order(visitor, talk, at):
    for minute, who in enumerate(("alice", "dai", "alice")):
        at(f"2030-01-01 12:0{minute}")
        page = write(visitor, who, f"Line {minute}\nand more")
        assert "Sent." in page.main
    page = visitor("lea").see(TALK)
    assert page.h1 == "Conversation with Alice Marsh and Dai Prosser"
    assert page.texts("ol.ruled > li > p") == [
        "Alice Marsh 1 January 2030, 12:00",
        "Line 0 and more",
        "Dai Prosser 1 January 2030, 12:01",
        "Line 1 and more",
        "Alice Marsh 1 January 2030, 12:02",
        "Line 2 and more",
    ]
    assert len(page.select("ol.ruled br")) == 3
    assert visitor("alice").see(TALK).texts("ol.ruled strong") == [
        "You", "Dai Prosser", "You"
    ]  # fmt: skip


def test_times_are_those_on_clocks_in_britain(visitor, talk, at):
    at("2030-07-01 23:30")
    write(visitor, "alice", "Good night")
    for path in (INDEX, TALK):
        page = visitor("dai").see(path)
        assert "2 July 2030, 00:30" in page.main
        assert "Times are those of the United Kingdom." in page.main


def test_addresses_are_links_and_html_stays_words(visitor, talk):
    words = "<b>Look</b> at https://example.org/a?b=1&c=2. Not javascript:alert(1)"
    write(visitor, "alice", words)
    page = visitor("dai").see(TALK)
    assert not page.select("ol.ruled b")
    [link] = page.select("ol.ruled > li > p a")
    assert link["href"] == "https://example.org/a?b=1&c=2"
    assert {"nofollow", "noopener"} <= set(link["rel"])
    assert "<b>Look</b> at https://example.org/a?b=1&c=2 . Not javascript:" in page.main


def test_the_list_shows_the_newest_first_and_what_is_new(visitor, talk, at):
    at("2030-01-02 12:00")
    start_writing()
    commands.begin(ConversationKind.INTRODUCTION, [1, 2, 5])
    db.session.commit()
    alice = visitor("alice")
    page = alice.see(INDEX)
    assert page.texts("main h3") == [
        "Bob Okoro and Lea Novak", "Dai Prosser and Lea Novak"
    ]  # fmt: skip
    assert page.texts(".badge") == ["New", "New"]
    for path in (TALK, f"{INDEX}2"):
        alice.see(path)
    assert alice.see(INDEX).texts(".badge") == []
    at("2030-01-02 12:05")
    write(visitor, "dai", "Are you there?")
    page = alice.see(INDEX)
    assert page.texts("main h3")[0] == "Dai Prosser and Lea Novak"
    assert page.texts(".badge") == ["New"]
    assert visitor("dai").see(INDEX).texts(".badge") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [("", "Write something first"), ("x" * 2001, "Use 2,000 letters or fewer")],
)
def test_a_wrong_message_says_what_to_do(visitor, talk, words, told):
    page = write(visitor, "alice", words)
    assert page.status == 422
    assert told in page.texts(".summary a")


def test_twenty_messages_an_hour_are_enough(visitor, talk, at):
    at("2030-01-01 12:00")
    alice = visitor("alice")
    for number in range(20):
        assert alice.post(TALK, {"words": f"{number}"}, follow=False).status == 302
    page = alice.post(TALK, {"words": "One more"})
    assert page.status == 429
    assert "Too many tries" in page.main
    at("2030-01-01 13:00")
    assert alice.post(TALK, {"words": "One more"}, follow=False).status == 302


def test_many_messages_come_in_pages_the_last_first(visitor, talk):
    now = clock.now()
    db.session.add_all(
        Message(conversation_id=1, author_id=1, words=f"Word {number}",
                written_at=now + timedelta(seconds=number))
        for number in range(120)
    )  # fmt: skip
    db.session.commit()
    page = visitor("dai").see(TALK)
    assert len(page.select("ol.ruled > li")) == 20
    assert "Word 119" in page.main
    assert "Word 0" in visitor("dai").see(f"{TALK}?page=1").main
    visitor("dai").see(f"{TALK}?page=4", 404)
    visitor("dai").see(f"{TALK}?page=-1", 404)


def test_who_leaves_reads_no_more_and_the_others_see_that(visitor, talk):
    write(visitor, "alice", "My words stay")
    page = visitor("alice").see(TALK)
    assert "you cannot come back" in page.main
    page = visitor("alice").post(f"{TALK}/leave")
    assert "You have left the conversation." in page.main
    visitor("alice").see(TALK, 404)
    page = visitor("dai").see(TALK)
    assert "Has left the conversation" in page.main
    assert "My words stay" in page.main
    visitor("lea").post(f"{TALK}/leave")
    page = visitor("dai").see(TALK)
    assert "This conversation has ended." in page.main
    assert not page.select("textarea")
    assert write(visitor, "dai", "Hello?").status == 422


def test_after_a_block_it_has_ended_and_nobody_reads_why(visitor, talk):
    write(visitor, "alice", "Before")
    start_writing()
    making.block("dai", "alice")
    db.session.commit()
    for who in ("alice", "dai", "lea"):
        page = visitor(who).see(TALK)
        assert "This conversation has ended." in page.main
        assert "Before" in page.main
        assert write(visitor, who, "Hello?").status == 422
    page = visitor("dai").see(TALK)
    assert page.h1 == "Conversation with A member and Lea Novak"
    assert "Alice" not in page.main
    assert page.texts("ol.ruled strong") == ["A member"]


def test_who_is_hidden_now_is_a_member(visitor, talk):
    write(visitor, "alice", "Hello")
    start_writing()
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    db.session.commit()
    page = visitor("dai").see(TALK)
    assert page.h1 == "Conversation with A member and Lea Novak"
    assert page.texts("ol.ruled strong") == ["A member"]
    assert "Alice" not in visitor("dai").see(INDEX).main


def test_reading_writes_the_read_mark_and_nothing_else(visitor, talk):
    def marks() -> list[datetime | None]:
        db.session.rollback()
        found = unscoped("test", Part.read_at).order_by(Part.member_id)
        return list(db.session.scalars(found))

    visitor("dai").see(INDEX)
    assert marks() == [None] * 3
    visitor("dai").see(TALK)
    assert [mark is None for mark in marks()] == [True, False, True]
    assert CAST["dai"].id == 4


def test_the_api_gives_the_same(visitor, talk):
    write(visitor, "alice", "See https://example.org")
    found = visitor("dai").json("/api/v1/conversations/1")
    assert [one["text"] for one in found["talk"]["messages"]["items"][0]["pieces"]] == [
        "See ", "https://example.org"
    ]  # fmt: skip
    visitor("bob").json("/api/v1/conversations/1", 404)
    assert len(visitor("dai").json("/api/v1/conversations/")["conversations"]) == 1


def test_few_statements(visitor, talk, statements):
    for who in ("alice", "dai", "lea"):
        write(visitor, who, f"Hello from {who}")
    reader = visitor("lea")
    for path in (INDEX, TALK):
        reader.get(path)
        with statements() as found:
            reader.get(path)
        assert len(found) <= 14, (path, len(found))
