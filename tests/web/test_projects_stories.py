"""Telling a story of a project, reading those of others, reading one first."""

import pytest

from community.core.access import Audience
from community.core.db import db
from tests.projects.making import project
from tests.web.test_projects_edit import filled_in

PAIN = "/projects/project-1"
STORY, STORIES = f"{PAIN}/story", f"{PAIN}/stories"
SENT = {"told_as": "took part", "words": "I was heard.", "agreed": "y"}


def tell(visitor, who="alice", **rest):
    return visitor(who).post(STORY, SENT | rest)


def answer(visitor, number=1, **sent):
    olu = visitor("olu")
    page = olu.see(f"/organise/stories/{number}")
    return olu.post(f"/organise/stories/{number}", filled_in(page, "main form") | sent)


def test_is_read_by_an_organiser_first_who_never_sees_whose_it_is(visitor):
    page = tell(visitor)
    assert "An organiser reads it first" in page.main
    assert "I was heard." not in visitor("bob").see(PAIN).main
    assert "1 story waits to be read" in visitor("olu").see("/organise/").main
    page = visitor("olu").see("/organise/stories/1")
    assert "I was heard." in page.main
    assert "Somebody who took part" in page.main
    assert "Alice" not in page.main + visitor("olu").see("/organise/stories/").main


def test_once_published_it_stands_on_the_page_without_a_name(visitor):
    tell(visitor)
    assert "published" in answer(visitor, answer_is="publish").main
    for who in (None, "bob", "lea", "olu"):
        page = visitor(who).see(PAIN)
        assert "I was heard." in page.texts("#stories")[0]
        assert "Alice" not in page.texts("#stories")[0]
        assert "I was heard." in visitor(who).see(STORIES).main
    facts = visitor().json(f"/api/v1{STORIES}")
    assert facts["stories"]["items"] == [
        {"told_as": "took part", "words": "I was heard."}
    ]


def test_its_author_reads_what_came_of_it_and_takes_it_back(visitor):
    tell(visitor)
    answer(visitor, answer_is="publish")
    alice = visitor("alice")
    assert "Published" in alice.see(STORY).texts("h2")
    assert "Your story of Pain cafe has been read" in alice.see("/notices/").main
    assert "taken back" in alice.post(f"{STORY}/take-back").main
    assert "I was heard." not in visitor("bob").see(PAIN).main
    assert "Send my story" in alice.see(STORY).main


def test_can_be_changed_while_it_waits(visitor):
    tell(visitor)
    alice = visitor("alice")
    page = alice.see(STORY)
    assert page.select("#words")[0].get_text().strip() == "I was heard."
    alice.post(STORY, SENT | {"words": "I was heard and fed."})
    assert "heard and fed" in visitor("olu").see("/organise/stories/1").main


def test_what_was_changed_meanwhile_is_read_again_before_it_is_published(visitor):
    tell(visitor)
    olu = visitor("olu")
    stale = filled_in(olu.see("/organise/stories/1"), "main form")
    visitor("alice").post(STORY, SENT | {"words": "Dai was rude."})
    page = olu.post("/organise/stories/1", stale | {"answer_is": "publish"})
    assert page.status == 422
    assert "Read it again" in page.texts(".summary")[0]
    assert "Dai was rude." in page.main
    assert "rude" not in visitor("bob").see(PAIN).main


def test_a_declined_one_comes_back_with_kind_words_for_its_author_alone(visitor):
    tell(visitor)
    page = answer(visitor, answer_is="decline", answer=" ")
    assert page.status == 422
    assert "Say kindly why" in page.texts(".summary")[0]
    answer(visitor, answer_is="decline", answer="Thank you. Leave the name out?")
    assert "Leave the name out?" in visitor("alice").see(STORY).main
    assert "Leave the name out?" not in visitor("lea").see(PAIN).main


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"words": ""}, "Tell it in a few sentences"),
        ({"words": "x" * 1001}, "Use 1,000 letters or fewer"),
        ({"told_as": ""}, "Choose who you are to it"),
        ({"told_as": "boss"}, "Not a valid choice"),
        ({"agreed": ""}, "Say that you agree"),
    ],
)
def test_a_wrong_one_answers_422_and_keeps_the_words(visitor, sent, problem):
    sent = {name: words for name, words in (SENT | sent).items() if words}
    page = visitor("alice").post(STORY, sent)
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert page.select("#words")[0].get_text().strip() == sent.get("words", "")


def test_sent_twice_it_is_one(visitor):
    tell(visitor)
    tell(visitor)
    assert len(visitor("olu").see("/organise/stories/").select("main .row")) == 1


@pytest.mark.parametrize(
    ("audience", "who"), [("public", "anyone on the internet"), ("members", "member")]
)
def test_says_who_will_read_it(visitor, audience, who):
    project(1).audience = Audience(audience)
    db.session.commit()
    assert f"Then {who}" in visitor("alice").see(STORY).main.replace("every ", "")


def test_can_be_reported_and_the_report_names_nobody(visitor):
    tell(visitor)
    answer(visitor, answer_is="publish")
    assert "/report/story/1" in visitor("bob").see(PAIN).links()
    bob = visitor("bob")
    page = bob.see("/report/story/1")
    assert page.h1 == "Report a story of “Pain cafe”"
    bob.post("/report/story/1", {"reason": "harassment", "text": ""})
    page = visitor("mo").see("/moderate/1")
    assert "I was heard." in page.main
    assert "Alice" not in page.main
    visitor("alice").see("/report/story/1", 404)
    visitor("bob").see("/report/story/2", 404)
    visitor("bob").see("/report/story/x", 404)


def test_an_organiser_can_take_a_published_one_off_the_page(visitor):
    tell(visitor)
    answer(visitor, answer_is="publish")
    assert "/organise/stories/1" in visitor("olu").see(STORIES).links()
    answer(visitor, answer_is="decline", answer="It named somebody after all")
    assert "I was heard." not in visitor().see(STORIES).main


def test_a_draft_has_no_stories_yet_and_does_not_ask_for_one(visitor):
    page = visitor("lea").see("/projects/project-3/stories")
    assert "when the page is published" in page.main
    assert "/projects/project-3/story" not in page.links()


def test_with_none_the_pages_say_what_to_do_next(visitor):
    assert "Nobody has told a story of it yet" in visitor().see(STORIES).main
    assert STORY in visitor("alice").see(STORIES).links()
    assert "No story waits" in visitor("olu").see("/organise/stories/").main
