"""Blocking and seeing less of somebody, as people meet it."""

import re

import pytest


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
