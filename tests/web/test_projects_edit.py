"""Making a project, writing its page, handing it in."""

import dataclasses

import pytest
from sqlalchemy import select

from community.core.db import db
from community.core.visible import unscoped
from community.expertise.models import Tag
from community.projects.models import Need, Project, ProjectState, TeamRole
from tests.cast import CAST, join
from tests.projects.making import membership, project

PAIN, DRAFT = "/projects/project-1", "/projects/project-3"


def filled(page):
    """The fields of the page's own form, as a browser would send them."""
    return filled_in(page, "#page form")


def filled_in(page, css):
    """The fields of a form, as a browser would send them."""
    form = page.select(css)[0]
    sent = {}
    for field in form.select("input, textarea, select"):
        if field.name == "select":
            chosen = field.select("option[selected]")
            sent[field["name"]] = chosen[0]["value"] if chosen else ""
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr(
            "checked"
        ):
            value = field.get_text() if field.name == "textarea" else field.get("value")
            sent[field["name"]] = (value or "").strip()
    sent.pop("csrf_token")
    return sent


@pytest.fixture
def lea(visitor):
    return visitor("lea")


def test_a_title_and_a_line_make_a_draft_that_only_its_maker_sees(visitor):
    alice = visitor("alice")
    page = alice.post("/projects/new", {"title": "Long walks", "summary": "We walk"})
    assert page.h1 == "Edit Long walks"
    assert "Only you see it" in page.main
    visitor("lea").see("/projects/long-walks", 404)
    assert "Long walks" in alice.see("/projects/mine").main


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "..."}, "Enter a title"),
        ({"title": "x" * 121}, "Use 120 letters or fewer"),
        ({"title": "Walks", "summary": "x" * 141}, "Use 140 letters or fewer"),
    ],
)
def test_a_wrong_beginning_answers_422_and_keeps_the_words(visitor, sent, problem):
    page = visitor("alice").post("/projects/new", {"summary": "Kept", **sent})
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert page.select("#summary")[0]["value"] == sent.get("summary", "Kept")
    assert len(db.session.scalars(unscoped("test", Project)).all()) == 3


@pytest.mark.parametrize(
    "path", ["edit", "needs", "team", "requests", "people", "needs/1"]
)
@pytest.mark.parametrize(
    ("who", "status"), [("alice", 403), ("dai", 403), ("olu", 403)]
)
def test_the_pages_of_a_lead_are_for_leads(visitor, path, who, status):
    visitor(who).see(f"{PAIN}/{path}", status)


def test_the_pages_of_a_hidden_project_are_not_there(visitor):
    visitor("alice").see(f"{DRAFT}/edit", 404)
    assert visitor().get(f"{DRAFT}/edit").status_code == 302


def test_the_page_is_saved_and_read_back(lea):
    sent = filled(lea.see(f"{PAIN}/edit"))
    sent |= {"story": "We **meet**.", "stage": "running", "channel": "phone"}
    sent |= {"nation": "eng", "region": "south-west", "areas": "access"}
    sent |= {"organisations": "Garden Trust\n\nTown Hall"}
    page = lea.post(f"{PAIN}/edit", sent)
    assert page.status == 200
    again = filled(page)
    for name in ("nation", "region", "channel", "stage", "story"):
        assert again[name] == sent[name]
    shown = lea.see(PAIN).main
    for words in (
        "South West, England",
        "By phone",
        "Access",
        "Garden Trust, Town Hall",
    ):
        assert words in shown


def test_a_wrong_page_answers_422_and_keeps_the_words(lea):
    sent = filled(lea.see(f"{PAIN}/edit")) | {"title": "", "story": "Do not lose me"}
    page = lea.post(f"{PAIN}/edit", sent)
    assert page.status == 422
    assert "Enter a title" in page.texts(".summary")[0]
    assert filled(page)["story"] == "Do not lose me"


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ([f"Trust {number}" for number in range(11)], "Enter ten organisations or"),
        (["Town Hall", "x" * 121], "Use 120 letters or fewer for each organisation"),
    ],
)
def test_organisations_are_kept_whole_or_refused(lea, names, problem):
    sent = filled(lea.see(f"{PAIN}/edit")) | {"organisations": "\n".join(names)}
    page = lea.post(f"{PAIN}/edit", sent)
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert filled(page)["organisations"].split() == sent["organisations"].split()


def test_a_choice_that_is_not_offered_answers_422(lea):
    sent = filled(lea.see(f"{PAIN}/edit")) | {"audience": "me", "nation": "mars"}
    assert lea.post(f"{PAIN}/edit", sent).status == 422


def test_whoever_saves_second_keeps_their_text_and_sees_the_others(lea):
    stale = filled(lea.see(f"{PAIN}/edit"))
    lea.post(f"{PAIN}/edit", stale | {"story": "Theirs came first"})
    page = lea.post(f"{PAIN}/edit", stale | {"story": "Mine is kept"})
    assert page.status == 409
    assert filled(page)["story"] == "Mine is kept"
    assert "Theirs came first" in page.main
    assert lea.post(f"{PAIN}/edit", filled(page)).status == 200
    assert "Mine is kept" in lea.see(PAIN).main


def test_the_second_sees_both_texts_of_every_field_that_differs(visitor):
    join(2, CAST["lea"].id, TeamRole.LEAD)
    db.session.commit()
    path = "/projects/project-2/edit"
    one, two = visitor("lea"), visitor("bob")
    stale = filled(two.see(path))
    theirs = {
        "title": "Their title", "summary": "Theirs", "story": "Their story",
        "stage": "running", "phase": "research", "nation": "eng", "format": "group",
        "organisations": "Their trust", "audience": "public", "areas": "access",
    }  # fmt: skip
    one.post(path, stale | theirs)
    mine = stale | {"title": "My title", "story": "My story", "channel": "phone"}
    page = two.post(path, mine)
    assert page.status == 404 or page.status == 409
    page = two.post(f"/projects/{project(2).slug}/edit", mine)
    assert page.status == 409
    labels = page.texts(".summary h3")
    assert labels == [
        "Title", "What it is, in one line", "Its story", "Stage", "Phase of the Lab",
        "Nation", "People meet", "Where they meet",
        "Which parts of the challenge it works on", "Organisations that take part",
        "Who may read this page",
    ]  # fmt: skip
    told = page.texts(".summary dd")
    for words in ("Their story", "My story", "England", "By phone", "Their trust",
                  "Anyone on the internet", "Access"):  # fmt: skip
        assert words in told
    again = filled(page)
    assert (again["title"], again["story"]) == ("My title", "My story")


def test_a_word_that_somebody_adds_meanwhile_stops_nobody(visitor, lea):
    stale = filled(lea.see(f"{PAIN}/edit"))
    lea.post(f"{PAIN}/tags", {"tag": "Evaluation"})
    lea.post(f"{PAIN}/guide", {"version": 0, "cost": "Free"})
    assert lea.post(f"{PAIN}/edit", stale | {"story": "Mine"}).status == 200
    shown = lea.see(PAIN).main
    for words in ("Mine", "Evaluation", "Free"):
        assert words in shown


def test_a_synonym_gives_the_approved_tag(lea):
    page = lea.post(f"{PAIN}/tags", {"tag": "facilitating groups"})
    assert "Added Group facilitation." in page.main


def test_a_new_word_waits_for_organisers_and_shows_to_leads_alone(visitor, lea):
    page = lea.post(f"{PAIN}/tags", {"tag": "Allotments"})
    assert "Waits for organisers" in page.main
    assert "Allotments" not in visitor("alice").see(PAIN).main
    made = db.session.scalars(select(Tag).where(Tag.label == "Allotments")).one()
    lea.post(f"{PAIN}/tags/{made.id}/remove")
    assert "Allotments" not in lea.see(f"{PAIN}/edit").main


def test_an_empty_word_answers_422(lea):
    page = lea.post(f"{PAIN}/tags", {"tag": "  "})
    assert page.status == 422
    assert "Enter a word or two" in page.texts(".summary")[0]


def test_a_sensitive_word_narrows_the_team_and_says_so(visitor, lea):
    page = lea.post(f"{PAIN}/tags", {"tag": "type 1 diabetes"})
    assert "only people in this project see who is in it" in page.main
    assert membership(1, "dai").audience == "projects"
    assert "Dai" not in visitor("alice").see(PAIN).main
    assert "public" not in {
        o["value"] for o in lea.see(PAIN).select("#part-audience option")
    }


def test_a_draft_lists_what_is_missing_until_it_can_be_submitted(visitor, lea):
    page = lea.see(DRAFT)
    assert page.texts(".flash li") == ["at least one tag"]
    assert "Send to the organisers" not in lea.see(f"{DRAFT}/edit").main
    assert lea.post(f"{DRAFT}/step", {"step": "submit"}).status == 422
    lea.post(f"{DRAFT}/tags", {"tag": "Evaluation"})
    assert "Nothing is missing" in lea.see(DRAFT).main
    page = lea.post(f"{DRAFT}/step", {"step": "submit"})
    assert "The organisers have it" in page.main
    assert project(3).state is ProjectState.IN_REVIEW
    assert visitor("olu").see(DRAFT).h1 == "Quiet draft"


def test_where_nobody_reviews_it_is_published_at_once(app, visitor, lea):
    settings = app.config["SETTINGS"]
    lea.post(f"{DRAFT}/tags", {"tag": "Evaluation"})
    app.config["SETTINGS"] = dataclasses.replace(settings, project_review=False)
    try:
        page = lea.post(f"{DRAFT}/step", {"step": "submit"})
    finally:
        app.config["SETTINGS"] = settings
    assert "It is published." in page.main
    visitor("alice").see(DRAFT)


def test_what_an_organiser_wrote_is_read_by_leads(lea):
    project(3).review_note = "Say where it is"
    db.session.commit()
    assert "Say where it is" in lea.see(DRAFT).main
    assert "Say where it is" in lea.see(f"{DRAFT}/edit").main


@pytest.mark.parametrize("step", ["pause", "finish"])
def test_a_project_can_rest_and_end(lea, step):
    page = lea.post(f"{PAIN}/step", {"step": step})
    assert page.h1 == "Pain cafe"
    assert project(1).state in (ProjectState.PAUSED, ProjectState.FINISHED)


def test_unknown_steps_are_not_there(lea):
    assert lea.post(f"{PAIN}/step", {"step": "publish"}).status == 404
    assert lea.post(f"{PAIN}/step", {"step": "explode"}).status == 404


def test_a_need_is_added_changed_closed_and_opened(visitor, lea):
    sent = {
        "role": "Cook", "places": "2", "tag_1": "Evaluation", "hours": "2 a week",
        "first_task": "Make soup", "closes_on": "2999-05-01",
    }  # fmt: skip
    assert "Cook" in lea.post(f"{PAIN}/needs", sent).texts("h3")
    made = db.session.scalars(unscoped("test", Need).where(Need.role == "Cook")).one()
    shown = visitor("alice").see(PAIN).main
    for words in ("2 of 2", "2 a week", "Make soup", "1 May 2999"):
        assert words in shown
    page = lea.see(f"{PAIN}/needs/{made.id}")
    assert page.select("#tag_1")[0]["value"] == "Evaluation"
    assert page.select("#places")[0]["value"] == "2"
    version = page.select("#version")[0]["value"]
    more = {**sent, "role": "Baker", "places": "3", "version": version}
    lea.post(f"{PAIN}/needs/{made.id}", more)
    assert "Baker" in visitor("alice").see(PAIN).main
    mine = {"role": "Chef", "remote": "y", "closes_on": "2999-06-01"}
    late = lea.post(f"{PAIN}/needs/{made.id}", {**more, **mine})
    assert late.status == 409
    assert late.select("#role")[0]["value"] == "Chef", "no word is lost"
    assert late.texts(".summary dd") == [
        "Baker", "Chef", "1 May 2999", "1 June 2999", "No", "Yes",
    ]  # fmt: skip
    lea.post(f"{PAIN}/needs/{made.id}/state", {})
    assert "Baker" not in visitor("alice").see(PAIN).main
    lea.post(f"{PAIN}/needs/{made.id}/state", {"open": "yes"})
    assert "Baker" in visitor("alice").see(PAIN).main


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"role": ""}, "Say whom you look for"),
        ({"places": "0"}, "1 to 50"),
        ({"places": "many"}, "1 to 50"),
        ({"what_for": "x" * 401}, "400 letters"),
        ({"closes_on": "soon"}, "date"),
        ({"closes_on": "2000-01-01"}, "today or a later day"),
        ({"tag_1": "x" * 90}, "80 letters"),
    ],
)
def test_a_wrong_need_answers_422_and_keeps_the_words(lea, sent, problem):
    page = lea.post(f"{PAIN}/needs", {"role": "Cook", "places": "1", **sent})
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert page.select("#role")[0]["value"] == sent.get("role", "Cook")


@pytest.mark.parametrize("path", ["edit", "needs", "needs/1", "team", "requests"])
def test_takes_at_most_ten_statements(lea, statements, path):
    with statements() as found:
        lea.get(f"{PAIN}/{path}")
    assert len(found) <= 10


def test_a_team_loses_somebody_kindly(visitor, lea):
    number = membership(1, "dai").id
    page = lea.post(f"{PAIN}/team/{number}/end", {"why": "Thank you for the soup"})
    assert "We tell them your words" in page.main
    assert "Thank you for the soup" in visitor("dai").see("/projects/mine").main
    assert "Thank you for the soup" not in visitor("alice").see(PAIN).main


def test_nobody_ends_their_own_part_on_the_page_of_the_team(lea):
    page = lea.post(f"{PAIN}/team/{membership(1, 'lea').id}/end", {})
    assert page.status == 422
    assert "Leave it on the page of the project" in page.main
