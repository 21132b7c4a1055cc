"""How suggestions work: the text for everybody, one's own numbers for a member."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from community.connections.models import Subject
from community.core import clock
from community.core.db import db
from community.graph import rerank
from community.matching.models import Happened, SuggestionEvent
from community.members.models import Member, Relation
from community.vocabulary.models import Setting
from tests.cast import join
from tests.matching.patterns import learn_patterns
from tests.matching.ways import put_aside, say

PATH, API = "/suggestions/how", "/api/v1/suggestions/how"


@pytest.mark.parametrize("who", [None, "pat"])
def test_who_is_no_member_reads_the_text_alone(visitor, who):
    page = visitor(who).see(PATH)
    assert page.h1 == "How suggestions work"
    assert "Your numbers" not in page.main
    assert not page.select("main table, main #mine")
    assert visitor(who).json(API) == {"mine": None}


@pytest.mark.parametrize(
    "words",
    [
        "What you open or leave lying",
        "shown something on four days in four weeks and never opened it",
        "it rests for two weeks",
        "Patterns:",
        "They are never a reason alone",
        "learnt from what people here join and whom they meet",
        "kept for a new perspective",
        "kept for who and what is new here",
        "those who were shown less come first",
        "Whoever takes no requests now is not suggested",
        "What others keep from you",
    ],
)
def test_the_text_says_what_counts_and_what_does_not(visitor, words):
    page = visitor("alice").see(PATH)
    assert words in page.main
    assert "What you click" not in page.main


# ---------------------------------------------------------------- one's own
def facts(page) -> dict[str, str]:
    return dict(zip(page.texts("#mine dt"), page.texts("#mine dd"), strict=True))


def rows(page) -> dict[str, list[str]]:
    return {
        line.th.get_text(): [cell.get_text() for cell in line.select("td")]
        for line in page.select("#mine tbody tr")
    }


def test_a_member_sees_what_counts_for_them(visitor):
    assert facts(visitor("alice").see(PATH)) == {
        "Words you offer": "1",
        "Words you seek": "1",
        "Words in all": "3 (1 for you alone)",
        "Projects you are in": "0",
        "People you know": "2",
        "Where you are": "England, South West",
    }
    assert facts(visitor("olu").see(PATH))["Where you are"] == "not said yet"


def test_a_member_sees_what_speaks_for_their_suggestions(visitor):
    page = visitor("alice").see(PATH)
    assert "Now you are shown 2 people and 2 projects." in page.main
    found = rows(page)
    assert list(found) == [
        "What you offer or need meets what others need or offer",
        "People you know",
        "Words in common",
    ]
    percents = [int(cells[1].removesuffix("%")) for cells in found.values()]
    assert sum(percents) == 100
    assert percents == sorted(percents, reverse=True)


def test_the_same_as_json(visitor):
    found = visitor("alice").json(API)["mine"]
    assert sum(one["percent"] for one in found["shares"]) == 100
    assert {one["sort"] for one in found["shares"]} == {"offers", "people", "words"}
    assert found["weighed"] == {
        "people": "offers", "projects": "people", "usual": True,
        "learnt_on": None, "learnt_from": None,
    }  # fmt: skip
    assert [one["what"] for one in found["missing"]] == ["offers", "seeks", "projects"]


def test_whoever_gets_none_reads_what_to_add(visitor):
    page = visitor("olu").see(PATH)
    assert "Nothing is suggested to you yet" in page.main
    assert (
        "Add two words that you seek. Then the 3 people who offer something can be "
        "matched with you." in page.main
    )
    assert (
        "Then the 3 people who seek something and the 1 project that looks for "
        "somebody can be matched with you." in page.main
    )
    assert "/members/me/edit#tags" in page.links("#mine a")
    assert not page.select("#mine table")


def test_a_count_that_is_none_is_not_told(visitor):
    db.session.execute(update(Member).where(Member.id != 6).values(listed=False))
    db.session.commit()
    page = visitor("olu").see(PATH)
    assert "Add two words that you seek." in page.main
    assert "0 people" not in page.main


def test_small_communities_say_that_weights_are_usual(visitor):
    page = visitor("alice").see(PATH)
    assert (
        "What counts most here for people: who offers what somebody needs. "
        "For projects: who knows whom." in page.main
    )
    assert "the community is still too small to learn its own" in page.main


def test_learnt_weights_are_dated_and_count_roughly(visitor, at):
    at("2017-09-20 12:00")
    for project, member in ((1, 8), (1, 6), (2, 8), (2, 6), (2, 1)):
        join(project, member)
    db.session.commit()
    learn_patterns(1.5)
    page = visitor("alice").see(PATH)
    assert "This was learnt on 20 September 2017" in page.main
    assert "by now about 10 times" in page.main
    assert "Patterns" in rows(page)


def test_says_what_rests_and_what_was_put_aside(visitor, at):
    at("2017-09-20 12:00")
    page = visitor("alice").see(PATH)
    assert "Nothing rests." in page.main
    assert "You put nothing aside." in page.main
    for days in range(1, 5):
        day = clock.today() - timedelta(days=days)
        row = SuggestionEvent(member_id=1, person_id=4, what=Happened.SHOWN, day=day)
        db.session.add(row)
    put_aside(1, Subject.PROJECT, 1)
    page = visitor("alice").see(PATH)
    assert "1 suggestion rests: you were shown it often" in page.main
    assert "You put 1 suggestion aside." in page.main
    assert "/suggestions/aside" in page.links("#mine a")


def test_tells_the_organisers_shares(visitor):
    page = visitor("alice").see(PATH)
    assert "about 15 are kept for a new perspective and about 10 for" in page.main
    db.session.add(Setting(name="suggest_bridge_share", value="40"))
    db.session.commit()
    assert "about 40 are kept" in visitor("alice").see(PATH).main


@pytest.mark.parametrize("who", ["alice", "carol", "olu"])
def test_takes_ten_statements_at_most(visitor, statements, who):
    reader = visitor(who)
    with statements() as found:
        reader.see(PATH)
    assert len(found) <= 10


def test_looking_at_the_numbers_is_no_showing(visitor):
    from community.core.visible import unscoped

    visitor("alice").see(PATH)
    assert not db.session.scalars(unscoped("test", SuggestionEvent.id)).all()


# ---------------------------------------------------------------- for a lead
def test_helpers_too_are_marked_when_they_are_there_for_the_community(
    visitor, monkeypatch
):
    def placed(found, _tags, _published, _asker, _policy, limit, _draw, _resting):
        slots = ("bridge", "newcomer", "usual")
        return [
            rerank.Placed(one, slot)
            for one, slot in zip(found[:limit], slots, strict=False)
        ]

    say(8, "evaluation", Relation.OFFERS)
    say(1, "evaluation", Relation.OFFERS)
    monkeypatch.setattr(rerank, "rerank", placed)
    cards = visitor("lea").see("/projects/project-1/people").select("main .card")
    assert [
        [badge.get_text() for badge in card.select(".badge")] for card in cards
    ] == [["A new perspective"], ["New here"], []]
