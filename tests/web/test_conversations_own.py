"""One's own in a conversation, as pages: edit, delete for me, mute, marks, a report."""

import pytest

from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.messages import commands, own, reading
from community.notices.models import Notice
from community.safeguarding.models import Report
from tests.cast import CAST
from tests.messages import making

INDEX, TALK, CHOICES = "/conversations/", "/conversations/1", "/conversations/choices"
FIRST = f"{TALK}/messages/1"
REPORT = "/report/message/1"


@pytest.fixture(autouse=True)
def talk(app, at) -> None:
    """Let Alice say something to Dai and Lea."""
    at("2030-01-01 12:00")
    start_writing()
    number = making.three("alice", "dai", "lea")
    making.say("alice", number, "I bring the kettle")
    db.session.commit()


def test_one_edits_ones_own_for_ten_minutes(visitor, at):
    alice = visitor("alice")
    assert FIRST in alice.see(TALK).links()
    page = alice.see(FIRST)
    assert page.h1 == "Edit your message"
    assert page.texts("textarea") == ["I bring the kettle"]
    page = alice.post(FIRST, {"words": ""})
    assert page.status == 422
    assert "Write something first" in page.texts(".summary a")
    page = alice.post(FIRST, {"words": "I bring two kettles"})
    assert "Changed." in page.main
    page = visitor("dai").see(TALK)
    assert "I bring two kettles" in page.main
    assert "(edited)" in page.main
    assert FIRST not in page.links()
    visitor("dai").see(FIRST, 403)
    visitor("bob").see(FIRST, 404)
    at("2030-01-01 12:10")
    assert FIRST not in alice.see(TALK).links()
    page = alice.post(FIRST, {"words": "Three"})
    assert page.status == 422
    assert "Ten minutes are over" in page.main


def test_what_one_deletes_goes_for_them_alone_and_comes_back(visitor):
    dai = visitor("dai")
    page = dai.post(f"{FIRST}/delete")
    assert "Deleted for you. The others keep it." in page.main
    assert "kettle" not in page.main
    assert "Undo" in page.texts("main button")
    assert "kettle" in visitor("lea").see(TALK).main
    assert "Undo" not in dai.see(TALK).texts("main button"), "until the page is left"
    page = dai.post(f"{FIRST}/delete", {"undo": "yes"})
    assert "It is back." in page.main
    assert "kettle" in page.main
    assert visitor("bob").post(f"{FIRST}/delete").status == 404
    assert "Undo" not in visitor("lea").see(f"{TALK}?deleted=1").texts("main button")


def test_one_mutes_and_hears_again(visitor):
    dai = visitor("dai")
    page = dai.post(f"{TALK}/mute", {"on": "yes"})
    assert "Muted. You can still read it here." in page.main
    assert "Muted" in dai.see(INDEX).texts(".badge")
    page = dai.post(f"{TALK}/mute", {"on": "no"})
    assert "You hear of it again." in page.main
    assert dai.see(INDEX).texts(".badge") == []


def test_marks_of_reading_go_both_ways(visitor, at):
    at("2030-01-01 12:30")
    alice, dai = visitor("alice"), visitor("dai")
    assert "Read by" not in alice.see(TALK).main
    dai.see(TALK)
    assert "Read by Dai Prosser" in alice.see(TALK).main
    page = dai.see(CHOICES)
    assert page.select("#read_marks[checked]")
    page = dai.post(CHOICES, {})
    assert not page.select("#read_marks[checked]")
    assert "Read by" not in alice.see(TALK).main
    dai.post(CHOICES, {"read_marks": "y"})
    assert "Read by Dai Prosser" in alice.see(TALK).main
    alice.post(CHOICES, {})
    assert "Read by" not in alice.see(TALK).main
    assert alice.json(f"/api/v1{CHOICES}") == {"read_marks": False}


def unread(member: int) -> int:
    db.session.rollback()
    found = unscoped("test", Notice.id).where(
        Notice.member_id == member, Notice.read_at.is_(None)
    )
    return len(db.session.scalars(found).all())


def test_opening_a_conversation_reads_what_was_told_of_it(visitor):
    assert unread(4) == 2
    visitor("dai").see(INDEX)
    assert unread(4) == 2
    visitor("dai").see(TALK)
    assert unread(4) == 0
    assert unread(5) == 2


def test_an_older_page_reads_nothing_that_was_told_of_newer_words(
    visitor, at, monkeypatch
):
    monkeypatch.setattr(reading, "SIZE", 1)
    at("2030-01-01 12:30")
    visitor("alice").post(TALK, {"words": "Two"})
    dai = visitor("dai")
    dai.see(f"{TALK}?page=1")
    assert unread(4) == 2
    assert dai.see(INDEX).texts("main .badge") == ["New"]
    dai.see(TALK)
    assert unread(4) == 0
    dai.see(f"{TALK}?page=1")
    assert dai.see(INDEX).texts("main .badge") == []


def test_what_comes_while_the_page_is_made_waits_to_be_read(visitor, at, monkeypatch):
    at("2030-01-01 12:30")
    mark = own.mark_read

    def late(viewer, number, until):
        at("2030-01-01 12:31")
        commands.write(CAST["lea"].viewer, number, "One more")
        at("2030-01-01 12:32")
        return mark(viewer, number, until)

    monkeypatch.setattr(own, "mark_read", late)
    dai = visitor("dai")
    assert "One more" not in dai.see(TALK).main
    monkeypatch.undo()
    assert unread(4) == 2
    assert dai.see(INDEX).texts("main .badge") == ["New"]


def test_urgent_help_is_one_step_from_every_composer(visitor):
    for who, path in (("dai", TALK), ("alice", "/conversations/to/bob-2")):
        assert "/urgent-help" in visitor(who).see(path).links()


# ---------------------------------------------------------------- reports
def test_a_report_takes_the_one_message_and_nothing_around_it(visitor):
    visitor("dai").post(TALK, {"words": "My telephone is secret"})
    dai = visitor("dai")
    assert any(one.startswith(REPORT) for one in dai.see(TALK).links())
    assert not any(
        one.startswith("/report/message/2") for one in dai.see(TALK).links()
    ), "one's own is nothing to report"
    page = dai.see(REPORT)
    assert page.h1 == "Report a message of Alice Marsh"
    page = dai.post(REPORT, {"reason": "harassment", "text": "Unkind"})
    assert "Your receipt number is" in page.main
    mo = visitor("mo")
    case = mo.see("/moderate/1")
    assert "I bring the kettle" in case.main
    assert "Alice Marsh" in case.main
    assert "telephone" not in case.main
    assert "Dai" not in case.main
    assert "about a message" in mo.see("/moderate/").main
    mo.see(TALK, 404)
    start_writing()
    [row] = db.session.scalars(unscoped("test", Report)).all()
    assert (row.excerpt, row.about_id) == ("I bring the kettle", 1)


@pytest.mark.parametrize("who", ["mo", "olu", "ada"])
def test_no_role_opens_a_conversation(visitor, who):
    for path in (TALK, f"/api/v1{TALK}", FIRST):
        assert visitor(who).get(path).status_code == 404
    assert "kettle" not in visitor(who).see(INDEX).main


@pytest.mark.parametrize(
    ("who", "slug"),
    [("alice", "1"), ("bob", "1"), ("mo", "1"), ("dai", "99"), ("dai", "x"),
     ("dai", "-1"), ("dai", "²"), ("dai", "9" * 30)],
)  # fmt: skip
def test_nobody_reports_what_they_do_not_read_or_wrote_themselves(visitor, who, slug):
    visitor(who).see(f"/report/message/{slug}", 404)


def test_what_the_blocked_wrote_can_be_reported_without_their_name(visitor):
    start_writing()
    making.block("dai", "alice")
    db.session.commit()
    page = visitor("dai").see(REPORT)
    assert page.h1 == "Report a message of a member"
    visitor("dai").post(REPORT, {"reason": "harassment"})
    assert "Alice Marsh" in visitor("mo").see("/moderate/1").main


def test_a_long_message_is_kept_whole(visitor):
    visitor("alice").post(TALK, {"words": "word " * 390 + "end"})
    visitor("dai").post("/report/message/2", {"reason": "spam or selling"})
    assert "word end" in visitor("mo").see("/moderate/1").main
