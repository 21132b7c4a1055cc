"""Blocking and reporting as people meet them, and the moderators' pages."""

import re

import pytest

from community.accounts.models import Account, State
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.safeguarding.models import Report

URGENT = "/urgent-help"


def send(visitor, who="alice", path="/report/person/bob-2", **data):
    return visitor(who).post(path, {"reason": "spam or selling", **data})


def number_of():
    return db.session.scalars(unscoped("test", Report.id)).first()


def test_a_profile_offers_block_and_report(visitor):
    links = visitor("alice").see("/members/bob-2").links()
    assert "/members/bob-2/block" in links
    assert "/report/person/bob-2" in links


def test_a_block_asks_first_and_says_what_follows(visitor):
    alice = visitor("alice")
    page = alice.see("/members/bob-2/block")
    assert page.h1 == "Block Bob Okoro?"
    assert "They are not told" in page.main
    alice.see("/members/bob-2")
    done = alice.post("/members/bob-2/block")
    assert "Nobody is told" in done.main
    assert "Bob Okoro" in done.main


def test_after_a_block_each_is_an_unknown_address_to_the_other(visitor):
    visitor("alice").post("/members/bob-2/block")
    for who, slug in (("alice", "bob-2"), ("bob", "alice-1")):
        blocked = visitor(who).see(f"/members/{slug}", status=404)
        unknown = visitor(who).see("/members/nobody-99", status=404)
        assert re.sub(r"[0-9a-f]{16}|csrf[^>]*|members/\S*", "", blocked.html) == (
            re.sub(r"[0-9a-f]{16}|csrf[^>]*|members/\S*", "", unknown.html)
        )
        assert slug not in visitor(who).see("/members/").html


def test_the_list_of_blocks_is_ones_own_and_says_how_when_empty(visitor):
    visitor("alice").post("/members/bob-2/block")
    assert "You have blocked nobody" in visitor("bob").see("/account/blocks").main
    alice = visitor("alice")
    form = alice.see("/account/blocks").select("main form")[0]
    done = alice.post(form["action"])
    assert "The block has ended" in done.main
    alice.see("/members/bob-2")


def test_a_block_that_is_sent_twice_is_made_once(visitor):
    alice = visitor("alice")
    alice.post("/members/bob-2/block")
    assert alice.post("/members/bob-2/block").status == 404
    assert alice.see("/account/blocks").texts("main .row strong") == ["Bob Okoro"]


def test_seeing_less_of_somebody_says_what_follows_and_is_taken_back(visitor):
    alice = visitor("alice")
    assert "/members/bob-2/mute" in alice.see("/members/bob-2").links()
    page = alice.see("/members/bob-2/mute")
    assert page.h1 == "See less of Bob Okoro?"
    assert "They are not told" in page.main
    assert "/members/bob-2/block" in page.links()
    done = alice.post("/members/bob-2/mute")
    assert "You see less of Bob Okoro. Nobody is told." in done.main
    assert "/members/bob-2" in done.links()
    assert "already" in alice.see("/members/bob-2/mute").main
    alice.see("/members/bob-2")
    form = done.select("main form")[0]
    assert "You see them in lists again" in alice.post(form["action"]).main
    assert "nobody whom you see less of" in alice.see("/account/blocks").main


def test_a_hello_from_somebody_muted_is_folded(visitor):
    visitor("bob").post("/members/alice-1/mute")
    sent = {"message": "Good morning", "how": "other"}
    visitor("alice").post("/connections/hello/bob-2", sent)
    page = visitor("bob").see("/connections/requests/")
    assert "From people you see less of (1)" in page.texts("main details summary")
    assert page.texts("details#muted blockquote") == ["Good morning"]
    assert "Good morning" not in " ".join(page.texts("main > div > section > ul"))
    assert "From people" not in visitor("dai").see("/connections/requests/").main


def test_whoever_is_muted_is_in_no_list(visitor):
    alice = visitor("alice")
    before = alice.see("/members/?offers=evaluation")
    assert "Bob Okoro" in before.main
    alice.post("/members/bob-2/mute")
    for path in ("/members/?offers=evaluation", "/members/?q=bob", "/suggestions/"):
        assert "Bob Okoro" not in alice.see(path).main, path
    assert "Dai Prosser" in alice.see("/members/?offers=evaluation").main


def test_for_the_muted_nothing_changes(visitor):
    bob = visitor("bob")
    paths = ("/members/", "/members/alice-1", "/connections/", "/account/blocks")
    strip = re.compile(r"[0-9a-f]{16}|csrf[^>]*")
    before = [strip.sub("", bob.see(path).html) for path in paths]
    visitor("alice").post("/members/bob-2/mute")
    assert [strip.sub("", bob.see(path).html) for path in paths] == before


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("alice", "/members/alice-1/block"),
        ("bob", "/members/carol-3/block"),
        ("alice", "/members/alice-1/mute"),
        ("bob", "/members/carol-3/mute"),
    ],
)
def test_nobody_blocks_themselves_or_whom_they_do_not_see(visitor, who, path):
    visitor(who).see(path, status=404)


@pytest.mark.parametrize("path", ["/report/person/bob-2", "/report/project/project-1"])
def test_urgent_help_stands_before_the_form(visitor, path):
    page = visitor("alice").see(path)
    parts = [part.name for part in page.select("main :is(section h2, form)")]
    assert parts == ["h2", "form"]
    assert page.texts("main h2") == ["Is somebody in danger now?"]
    assert URGENT in page.links()


def test_a_report_gives_a_receipt(visitor):
    page = send(visitor)
    found = db.session.scalars(unscoped("test", Report.receipt)).one()
    assert f"Your receipt number is {found}" in page.main


def test_a_worry_about_safety_leads_to_urgent_help(visitor):
    page = send(visitor, reason="worried about safety")
    assert page.h1 == visitor().see(URGENT).h1
    assert "Your receipt number" in page.main


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"reason": ""}, "Choose what is wrong"),
        ({"reason": "something else"}, "Say in a few words"),
        ({"text": "x" * 2001}, "2,000 letters"),
    ],
)
def test_what_a_report_lacks_is_said_and_the_words_are_kept(visitor, data, told):
    page = send(visitor, **data)
    assert page.status == 422
    assert told in " ".join(page.texts(".summary"))
    if "text" in data:
        assert page.select("#text")[0].get_text().strip() == data["text"]


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (None, "/report/person/bob-2", 302),
        ("pat", "/report/person/bob-2", 200),
        ("pat", "/report/person/dai-4", 404),
        ("bob", "/report/person/carol-3", 404),
        ("alice", "/report/person/carol-3", 200),
        ("alice", "/report/project/project-3", 404),
        ("alice", "/report/weather/1", 404),
    ],
)
def test_one_reports_what_one_sees(visitor, who, path, status):
    assert visitor(who).get(path).status_code == status


def test_twenty_reports_a_day(visitor, at):
    at("2017-09-01 12:00")
    for _number in range(20):
        send(visitor)
    assert send(visitor).status == 429


def test_the_queue_leads_to_the_case_and_the_case_to_its_end(visitor):
    send(visitor, text="He sells oils")
    mo = visitor("mo")
    (link,) = mo.see("/moderate/").links("main .row a")
    page = mo.see(link)
    assert "He sells oils" in page.main
    assert "Bob Okoro" in page.main
    assert "Alice" not in page.main, "never who reported"
    assert "Being looked into" in mo.post(f"{link}/take-up").main
    missing = mo.post(link, {"outcome": "  "})
    assert missing.status == 422
    done = mo.post(link, {"outcome": "We talked with him."})
    assert "The report is closed" in done.main
    closed = mo.see("/moderate/?state=resolved")
    assert link in closed.links()
    assert "We talked with him." in mo.see(link).main
    mo.see("/moderate/?state=unheard", status=404)


def test_a_moderator_does_not_find_the_report_about_themselves(visitor):
    send(visitor, path="/report/person/mo-8")
    number = number_of()
    mo = visitor("mo")
    assert "No report here" in mo.see("/moderate/").main
    mo.see(f"/moderate/{number}", status=404)
    assert mo.post(f"/moderate/{number}/take-up").status == 404
    assert "Mo Rahman" in visitor("ada").see(f"/moderate/{number}").main


def test_an_administrator_beside_moderators_finds_nothing(visitor):
    send(visitor)
    page = visitor("ada").see("/moderate/")
    assert "No report here" in page.main
    visitor("ada").see(f"/moderate/{number_of()}", status=404)


def test_a_case_about_somebody_who_has_gone_is_still_there(visitor):
    send(visitor)
    start_writing()
    db.session.get_one(Account, 2).state = State.SUSPENDED
    db.session.commit()
    assert "Bob Okoro" in visitor("mo").see(f"/moderate/{number_of()}").main
