"""The aside of a profile: how you are linked, in common, who knows both."""

import pytest

from community.connections.models import TieAudience
from community.core.db import db
from tests.cast import connect
from tests.matching.ways import part


def test_draws_the_thread(visitor):
    page = visitor("alice").see("/members/dai-4")
    assert page.texts("aside .thread") == ["You Lea Novak Pain cafe Dai Prosser"]
    assert page.links("aside .thread a")[0] == "/members/lea-5"


def test_says_what_is_in_common_and_what_only_you_know(visitor):
    page = visitor("alice").see("/members/bob-2")
    assert page.texts("aside .tag--shared") == ["Diabetes", "Evaluation"]
    assert page.main.count("only you see that you marked it") == 1
    assert "Diabetes" not in visitor("bob").see("/members/alice-1").main


def test_names_who_knows_both(visitor):
    connect(4, 1, TieAudience.MEMBERS)
    db.session.commit()
    page = visitor("dai").see("/members/lea-5")
    assert "1 person you know can introduce you" in page.main


def test_without_a_thread_a_hello_begins_one(visitor):
    page = visitor("alice").see("/members/bob-2")
    assert "No thread between you yet. A hello begins one." in page.main
    assert "/connections/hello/bob-2" in page.links()


def test_after_a_hello_the_button_is_gone(visitor):
    visitor("alice").post("/connections/hello/bob-2", {"message": "Hello"})
    page = visitor("alice").see("/members/bob-2")
    assert "You asked them. They can take their time." in page.main
    assert "/connections/hello/bob-2" not in page.links()
    page = visitor("bob").see("/members/alice-1")
    assert "They asked you. Answer them." in page.main


def test_who_is_known_leads_to_the_tie(visitor):
    connect(1, 2, TieAudience.MEMBERS)
    db.session.commit()
    for path in ("/members/bob-2", "/connections/to/person/bob-2"):
        [tie] = visitor("alice").see(path).select("main a[href^='/connections/ties/']")
        assert visitor("alice").see(tie["href"]).h1 == "You and Bob Okoro"
        assert "/connections/ties/" not in str(visitor("lea").see(path).links())


def test_a_blocked_person_is_no_station(visitor):
    part(1, 5)
    page = visitor("alice").see("/members/dai-4")
    assert "Lea" not in page.main


@pytest.mark.parametrize("who", [None, "dai"])
def test_is_for_others_who_are_members(visitor, who):
    page = visitor(who).see("/members/bob-2" if who is None else "/members/dai-4")
    assert "How you are linked" not in page.main


@pytest.mark.parametrize("slug", ["dai-4", "bob-2", "lea-5"])
def test_the_profile_takes_ten_statements_at_most(visitor, statements, slug):
    reader = visitor("alice")
    with statements() as found:
        reader.see(f"/members/{slug}")
    assert len(found) <= 10
