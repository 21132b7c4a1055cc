"""How am I linked to somebody or something: the ways, their words, whom to ask."""

import pytest
from sqlalchemy import update

from community.connections.models import TieAudience
from community.core.db import db
from community.members.models import Member
from tests.cast import connect, join

TO = "/connections/to"


def test_tells_a_way_as_a_thread_and_in_words(visitor):
    page = visitor("carol").see(f"{TO}/person/dai-4")
    assert page.h1 == "How you are linked to Dai Prosser"
    assert page.texts(".thread li") == [
        "You", "Alice Marsh", "Lea Novak", "Pain cafe", "Dai Prosser",
    ]  # fmt: skip
    said = (
        "You know Alice Marsh, who knows Lea Novak, who works on Pain cafe with "
        "Dai Prosser."
    )
    assert said in page.main
    assert "There is one way as short as this." in page.main
    assert "/connections/introductions/ask/lea-5?via=alice-1" in page.links()


@pytest.mark.parametrize(
    ("who", "path", "words"),
    [
        ("alice", "person/lea-5", "You know Lea Novak."),
        ("dai", "person/lea-5", "You work on Pain cafe with Lea Novak."),
        ("dai", "project/project-1", "You work on Pain cafe."),
        ("alice", "project/project-1", "You know Lea Novak, who works on Pain cafe."),
        ("dai", "person/alice-1",
         "You work on Pain cafe with Lea Novak, who knows Alice Marsh."),
    ],
)  # fmt: skip
def test_sentences(visitor, who, path, words):
    assert words in visitor(who).see(f"{TO}/{path}").main


def test_shows_three_ways_of_many_and_who_can_introduce(visitor):
    for middle in (1, 6, 7, 8):
        connect(4, middle, TieAudience.MEMBERS)
        if middle != 1:
            connect(5, middle, TieAudience.MEMBERS)
    busy = update(Member).where(Member.id == 7).values(taking_requests=False)
    db.session.execute(busy)
    db.session.commit()
    page = visitor("dai").see(f"{TO}/person/lea-5")
    assert "3 of 5 ways that are as short as this." in page.main
    assert len(page.select(".thread")) == 3
    assert "4 people know you both" in page.main
    asks = [a for a in page.links("#mutual a") if "/ask/" in a]
    assert asks == [
        f"/connections/introductions/ask/lea-5?via={slug}"
        for slug in ("alice-1", "mo-8", "olu-6")
    ]
    profile = visitor("dai").see("/members/lea-5")
    assert "3 people you know can introduce you" in profile.main
    assert "/connections/to/person/lea-5" in profile.links()
    assert asks[0] in profile.links()


def test_who_takes_no_requests_is_not_introduced_to(visitor):
    connect(4, 1, TieAudience.MEMBERS)
    busy = update(Member).where(Member.id == 5).values(taking_requests=False)
    db.session.execute(busy)
    db.session.commit()
    page = visitor("dai").see(f"{TO}/person/lea-5")
    assert "1 person knows you both" in page.main
    assert not [a for a in page.links() if "/ask/" in a]
    profile = visitor("dai").see("/members/lea-5")
    assert "1 person knows you both" in profile.main


def test_shared_projects_and_tags_are_told(visitor):
    join(2, 1)
    db.session.commit()
    page = visitor("alice").see(f"{TO}/person/bob-2")
    assert page.texts("aside .tag--shared") == ["Diabetes", "Evaluation"]
    assert "/projects/project-2" in page.links("aside a")


@pytest.mark.parametrize("path", ["person/bob-2", "project/project-2"])
def test_without_a_way_it_says_what_to_do(visitor, path):
    page = visitor("alice").see(f"{TO}/{path}")
    assert page.texts(".empty h2") == ["No way that you may see yet"]
    assert page.links(".empty a")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("bob", "person/carol-3"), ("bob", "person/nobody"),
        ("alice", "project/project-3"), ("alice", "project/nothing"),
    ],
)  # fmt: skip
def test_what_one_may_not_see_is_unknown(visitor, who, path):
    visitor(who).see(f"{TO}/{path}", 404)


def test_to_oneself_leads_to_the_directory(visitor):
    answer = visitor("alice").get(f"{TO}/person/alice-1")
    assert answer.headers["Location"] == "/connections/"


def test_the_page_of_a_project_leads_here(visitor):
    assert (
        f"{TO}/project/project-1" in visitor("alice").see("/projects/project-1").links()
    )


def test_takes_at_most_twelve_statements(visitor, statements):
    connect(2, 7)
    connect(7, 6, TieAudience.MEMBERS)
    connect(6, 4, TieAudience.MEMBERS)
    db.session.commit()
    ways = {"person/dai-4": "carol", "person/alice-1": "bob", "person/mo-8": "carol",
            "project/project-1": "bob"}  # fmt: skip
    for path, who in ways.items():
        browser = visitor(who)
        browser.see("/members/alice-1")
        with statements() as found:
            browser.see(f"{TO}/{path}")
        assert len(found) <= 12
