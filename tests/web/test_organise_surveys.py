"""Surveys for organisers: written, opened, closed, published; what they never see."""

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.surveys import commands
from community.surveys.loading import SLUG, load_survey
from community.surveys.models import Survey, SurveyState
from tests.surveys.making import OLU, answered, draft, opened, published

NEW = "/organise/surveys/new"
WORDS = {
    "title": "What helps us", "intro": "", "question": "What helps you most?",
    "factors": ["quality", "similar"], "own": "A warm room\n\nTea", "shows": "3",
    "method": "best-worst", "closes_on": "2017-12-15", "consent_words": "I agree.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _then(app, at):
    at("2017-12-01 12:00")


def save(row):
    db.session.commit()
    return f"/organise/surveys/{row.slug}"


def only():
    db.session.rollback()
    return db.session.scalars(unscoped("test", Survey)).one()


def test_an_organiser_writes_opens_closes_and_publishes(visitor):
    olu = visitor("olu")
    page = olu.see(NEW)
    assert page.select("#consent_words")[0].get_text().strip().startswith("I agree")
    page = olu.post(NEW, WORDS)
    assert "Kept as a draft" in page.main
    assert page.texts("#asks li") == [
        "Confidence in the quality", "Meeting people like oneself", "A warm room",
        "Tea",
    ]  # fmt: skip
    assert "4 questions for each member" in page.main
    path = save(only())
    assert "It is open" in olu.post(f"{path}/state", {"state": "open"}).main
    assert "Fewer than 8 answers" in olu.see(path).main
    answered(only(), none=12)
    db.session.commit()
    assert "About 10 answers" in olu.see(path).main
    assert "It is closed" in olu.post(f"{path}/state", {"state": "closed"}).main
    assert "Published" in olu.post(f"{path}/state", {"state": "published"}).main
    assert only().state is SurveyState.PUBLISHED
    page = olu.post(f"{path}/state", {"state": "hidden"})
    assert "come out again as they were" in page.main
    assert "Open it again" not in page.main


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ""}, "Give it a title"),
        ({"own": "", "factors": []}, "Ask about 3 to 20 things"),
        ({"own": "tea\nTea\nroom"}, "Name each thing once"),
        ({"shows": "9"}, "Choose a number from 3 to 5"),
        ({"shows": "many"}, "Enter a number"),
        ({"method": ""}, "Choose how people answer"),
        ({"method": "unknown"}, "Not a valid choice"),
        ({"closes_on": "2017-11-30"}, "Choose a day"),
        ({"closes_on": "soon"}, "Enter a day"),
        ({"consent_words": ""}, "Say what people agree to"),
    ],
)
def test_what_is_wrong_stands_there_and_nothing_typed_is_lost(visitor, values, said):
    page = visitor("olu").post(NEW, WORDS | values)
    assert page.status == 422
    assert said in page.main
    sent = WORDS | values
    assert page.select("#question")[0]["value"] == sent["question"]
    checked = [one["value"] for one in page.select("input[name=factors][checked]")]
    assert checked == sent["factors"]
    assert page.select("#own")[0].get_text().strip() == sent["own"]


def test_a_draft_is_changed_and_deleted(visitor):
    path = save(draft())
    olu = visitor("olu")
    version = olu.see(path).select("input[name=version]")[0]["value"]
    page = olu.post(path, WORDS | {"title": "Another", "version": version})
    assert page.h1 == "Another"
    page = olu.post(path, WORDS | {"title": "Late", "version": version})
    assert "Somebody else changed this" in page.main
    assert page.select("#title")[0]["value"] == "Late"
    version = page.select("input[name=version]")[0]["value"]
    assert olu.post(path, WORDS | {"title": "Late", "version": version}).h1 == "Late"
    page = olu.post(f"{path}/state", {"state": "deleted"})
    assert "The draft is deleted" in page.main
    assert "No survey yet" in page.main


def test_too_few_answers_are_not_published_and_nobody_learns_how_few(visitor):
    row = opened()
    answered(row, none=7)
    commands.close(OLU, row)
    path = save(row)
    page = visitor("olu").post(f"{path}/state", {"state": "published"})
    assert page.status == 422
    assert "too few to show" in page.main
    assert "7" not in page.main.replace("2017", "")
    assert only().results is None


def test_it_is_opened_again_until_a_day_that_is_to_come(visitor):
    row = opened()
    commands.close(OLU, row)
    path = save(row)
    olu = visitor("olu")
    for day, said in (("2017-11-01", "Choose a day"), ("", "Choose a day")):
        page = olu.post(f"{path}/state", {"state": "again", "until": day})
        assert page.status == 422
        assert said in page.main
        assert page.links("[role=alert] a") == ["#until"]
    page = olu.post(f"{path}/state", {"state": "again", "until": "2017-12-24"})
    assert "Open until 24 December 2017" in page.main


def test_the_list_rounds_and_hides_small_numbers(visitor):
    few, many = opened(title="Few"), opened(title="Many")
    answered(few, none=3)
    answered(many, none=13)
    db.session.commit()
    page = visitor("olu").see("/organise/surveys/")
    lines = dict(zip(page.texts("li h2"), page.texts("li p"), strict=True))
    assert "fewer than 8 answers" in lines["Few"]
    assert "about 15 answers" in lines["Many"]


def test_the_survey_of_others_is_not_run_here(visitor):
    load_survey()
    db.session.commit()
    olu = visitor("olu")
    olu.see(f"/organise/surveys/{SLUG}", 404)
    assert (
        olu.post(f"/organise/surveys/{SLUG}/state", {"state": "hidden"}).status == 404
    )
    assert SLUG not in olu.see("/organise/surveys/").html


def test_an_act_that_nobody_knows_is_not_there(visitor):
    path = save(draft())
    assert visitor("olu").post(f"{path}/state", {"state": "burnt"}).status == 404


def test_an_act_that_does_not_follow_says_who_was_faster(visitor):
    path = save(published(none=9))
    assert visitor("olu").post(f"{path}/state", {"state": "open"}).status == 409


def test_pages_take_ten_statements_at_most(visitor, statements):
    row = opened()
    answered(row, none=9)
    path = save(row)
    olu = visitor("olu")
    for each in ("/organise/surveys/", NEW, path):
        with statements() as found:
            olu.see(each)
        assert len(found) <= 10, (each, found)
