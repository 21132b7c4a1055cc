"""What helps people decide: the guide on a project's page, and its form."""

import pytest

from community.core.db import db
from community.projects.guide import write
from community.projects.models import TeamRole
from tests.cast import CAST, join
from tests.projects.making import make, project
from tests.web.test_projects_edit import filled_in

PAIN = "/projects/project-1"
GUIDE = f"{PAIN}/guide"


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 403), ("dai", 403), ("olu", 403), ("lea", 200)]
)
def test_the_form_is_for_leads(visitor, who, status):
    visitor(who).see(GUIDE, status)


def test_is_not_there_for_a_hidden_project_and_asks_to_sign_in(visitor):
    visitor("alice").see("/projects/project-3/guide", 404)
    assert visitor().get(GUIDE).status_code == 302


def test_what_is_not_said_shows_as_unsaid_and_leads_can_add_it(visitor):
    page = visitor().see(PAIN)
    assert "Not said yet: What it offers, Who it is for" in page.main
    assert "When, What it costs, To come by yourself" in page.main
    assert "The project has not said yet what it can say to this." in page.main
    assert not [link for link in page.links() if "/guide" in link]
    links = visitor("lea").see(PAIN).links()
    assert f"{GUIDE}#offers" in links
    assert f"{GUIDE}#quality" in links


def test_is_saved_and_read_by_a_visitor(visitor):
    lea = visitor("lea")
    sent = filled_in(lea.see(GUIDE), "main form")
    sent |= {"offers": "Tea and **talk**", "cost": "Free", "quality": "Ten years"}
    sent |= {"training": "Two days", "evidence": "We ask everybody twice"}
    assert "This is how people read it" in lea.post(GUIDE, sent).main
    page = visitor().see(PAIN)
    for words in ("Tea and talk", "Free", "Ten years", "Two days", "everybody twice"):
        assert words in page.main
    assert "Not said yet: Who it is for" in page.main
    assert "When, To come by yourself, To refer somebody" in page.main


def test_quality_and_benefit_come_first_people_like_oneself_next(visitor):
    assert visitor().see(PAIN).texts("#matters h3") == [
        "Confidence in the quality",
        "Belief that it will help",
        "Meeting people like oneself",
    ]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"offers": "x" * 1501}, "Use 1,500 letters or fewer"),
        ({"quality": "x" * 301}, "Use 300 letters or fewer"),
    ],
)
def test_too_many_words_answer_422_and_are_kept(visitor, sent, problem):
    page = visitor("lea").post(GUIDE, {"version": 0, "cost": "Kept", **sent})
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert page.select("#cost")[0].get_text().strip() == "Kept"


def test_of_two_leads_the_second_sees_both_texts_of_all_that_differs(visitor):

    join(2, CAST["lea"].id, TeamRole.LEAD)
    db.session.commit()
    walk = "/projects/project-2"
    one, two = visitor("lea"), visitor("bob")
    stale = filled_in(two.see(f"{walk}/guide"), "main form")
    theirs = {
        "cost": "A pound",
        "quality": "Ours",
        "times": "Mondays",
        "offers": "Same",
    }
    one.post(f"{walk}/guide", stale | theirs)
    mine = {"cost": "Free", "quality": "Mine", "safety": "Rules", "offers": "Same"}
    page = two.post(f"{walk}/guide", stale | mine)
    assert page.status == 409
    assert page.texts(".summary h3") == [
        "When, and how often", "What it costs", "How people are kept safe",
        "Confidence in the quality",
    ]  # fmt: skip
    told = page.texts(".summary dd")
    assert told == [
        "Mondays", "Nothing", "A pound", "Free", "Nothing", "Rules", "Ours", "Mine",
    ]  # fmt: skip
    again = filled_in(page, "main form")
    assert (again["cost"], again["safety"]) == ("Free", "Rules")
    assert two.post(f"{walk}/guide", again).status == 200
    assert "Rules" in one.see(walk).main


@pytest.mark.parametrize("path", [GUIDE, "/factors/", f"{PAIN}/stories"])
def test_takes_at_most_ten_statements(visitor, statements, path):
    lea = visitor("lea")
    with statements() as found:
        lea.get(path)
    assert len(found) <= 10


def test_the_factors_stand_on_a_page_with_who_speaks_to_each(visitor):
    hidden = make("Walks", lead="lea")
    for one in (project(1), hidden):
        write(CAST["lea"].viewer, one, {}, {"quality": f"Of {one.title}"}, 0)
    db.session.commit()
    page = visitor().see("/factors/")
    assert "Of Pain cafe" in page.main
    assert "Walks" not in page.main
    assert "One factor whose name is not known to us" in page.main
    assert "Of Walks" in visitor("alice").see("/factors/").main
    assert "/projects/?factor=quality" in page.links()
    facts = visitor().json("/api/v1/factors/")
    assert [one["number_of_projects"] for one in facts["factors"]] == [1, 0, 0]


def test_the_directory_offers_the_factors_as_a_filter(visitor):
    write(CAST["lea"].viewer, project(1), {}, {"quality": "Ten years"}, 0)
    db.session.commit()
    page = visitor("alice").see("/projects/?factor=quality")
    assert "1 project speaking to “Confidence in the quality”" in page.main
    assert "Pain cafe" in page.main
    assert "Walking together" not in page.texts("main h3")
