"""The page of tags: words that wait, answers, the tags that are there."""

import pytest
from flask import render_template

from community.core.db import db, start_writing
from community.expertise import commands, queries
from community.projects.curation import WHY_NOT
from tests.cast import CAST

TAGS = "/organise/tags/"


def propose(*words):
    start_writing()
    ids = [commands.propose(CAST["alice"].viewer, one).id for one in words]
    db.session.commit()
    return ids


def test_without_a_word_it_says_where_they_come_from(visitor):
    page = visitor("olu").see(TAGS)
    assert "No word waits" in page.main
    assert page.texts("tbody th") == [
        "Diabetes",
        "Evaluation",
        "Group facilitation",
        "Peer mentoring",
        "Storytelling",
    ]


def test_tags_are_found_by_any_name(visitor):
    page = visitor("olu").see(TAGS + "?q=impact")
    assert page.texts("tbody tr") == ["Evaluation Skill 2 no"]
    assert "Use fewer letters" in visitor("olu").see(TAGS + "?q=zzz").main


def test_ticked_words_are_approved_with_one_family(visitor):
    ids = propose("breath work", "sand play", "bee keeping")
    olu = visitor("olu")
    assert "0 people, 0 projects" in olu.see(TAGS).main
    page = olu.post("/organise/tags/approve", {"word": ids[:2], "family": "approach"})
    assert "2 words are tags now" in page.main
    assert queries.by_slug("sand-play").family.value == "approach"
    assert "Bee keeping" in page.main


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"family": "skill"}, "Tick the words"),
        ({"word": ["1"], "family": ""}, "Choose what it is about"),
        ({"word": ["1"], "family": "skill"}, "answered this proposal already"),
    ],
)
def test_a_bulk_answer_that_can_not_be_is_explained(visitor, data, told):
    page = visitor("olu").post("/organise/tags/approve", data)
    assert page.status == 422
    assert told in " ".join(page.texts(".summary"))


def test_one_word_shows_what_is_like_it(visitor):
    (number,) = propose("evaluation methods")
    page = visitor("olu").see(f"{TAGS}{number}")
    assert page.h1 == "The word “Evaluation methods”"
    assert "Evaluation" in page.texts(".tags .tag")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            {"answer": "approve", "label": "Breathwork", "family": "skill"},
            "“Breathwork” is a tag now",
        ),
        ({"answer": "map", "target": "mentoring"}, "leads to “Peer mentoring”"),
        ({"answer": "reject", "why": "unclear"}, "Turned down"),
    ],
)
def test_a_word_gets_one_of_three_answers(visitor, data, told):
    (number,) = propose("breath work")
    page = visitor("olu").post(f"{TAGS}{number}", data)
    assert told in page.main
    assert visitor("olu").get(f"{TAGS}{number}").status_code == 422, "answered"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"answer": "approve", "label": "", "family": "skill"}, "Enter the tag"),
        (
            {"answer": "approve", "label": "Diabetes", "family": "skill"},
            "there already",
        ),
        ({"answer": "map", "target": ""}, "Enter a tag"),
        ({"answer": "map", "target": "nothing"}, "No approved tag is called"),
        ({"answer": "reject"}, "Choose what to tell"),
    ],
)
def test_an_answer_that_lacks_something_is_explained_and_kept(visitor, data, told):
    (number,) = propose("breath work")
    page = visitor("olu").post(f"{TAGS}{number}", data)
    assert page.status == 422
    assert page.html.count('class="summary') == 1
    assert told in " ".join(page.texts(".summary"))
    if data.get("label"):
        assert page.select("#label")[0]["value"] == data["label"]


@pytest.mark.parametrize("answer", ["approved", "mapped", *WHY_NOT])
def test_the_letter_says_the_answer_and_never_the_word(app, answer):
    with app.test_request_context():
        text = render_template(
            "mail/tag-answer.md", site="https://here", answer=answer, link="/there"
        )
    assert "Subject: " in text
    assert "https://here/there" in text
    assert len({line for line in text.splitlines() if line.strip()}) == 4
