"""What one follows: the page, and the buttons that lead there."""

import pytest

from community.core.db import db
from community.following.models import SearchOf
from community.projects.models import ProjectArea
from tests.following.making import follow, keep

HOME = "/following/"


@pytest.fixture
def alice(visitor):
    return visitor("alice")


def filed():
    db.session.add(ProjectArea(project_id=1, code="access"))
    db.session.commit()


# ---------------------------------------------------------------- the page
def test_it_says_what_to_do_while_one_follows_nothing(alice):
    page = alice.see(HOME)
    assert page.texts(".empty h3") == [
        "You follow no project yet",
        "You follow no tag and no challenge yet",
        "You keep no search yet",
    ]
    for path in ("/projects/", "/members/", "/tags/"):
        assert path in page.links()


def test_it_lists_all_that_one_follows_with_a_way_to_stop(alice):
    follow("alice", project=1, tag="diabetes", area="access")
    keep("alice", offers=["evaluation"], place=["wls"])
    db.session.commit()
    page = alice.see(HOME)
    assert page.texts(".row strong") == [
        "Pain cafe", "Access", "Diabetes", "2 people who offer evaluation in Wales",
    ]  # fmt: skip
    assert "/projects/?area=access" in page.links()
    assert "/members/?offers=evaluation&place=wls" in page.links()
    assert page.texts(".row form button") == [
        "Stop following Pain cafe",
        "Stop following Access",
        "Stop following Diabetes",
        "Stop keeping 2 people who offer evaluation in Wales",
    ]


@pytest.mark.parametrize("who", ["bob", "olu", "ada", "mo"])
def test_nobody_else_is_shown_any_of_it(visitor, who):
    follow("alice", project=1, tag="diabetes", area="access")
    keep("alice", offers=["evaluation"], place=["wls"])
    db.session.commit()
    page = visitor(who).see(HOME)
    assert page.select(".row") == []


def test_every_stop_stops_and_stays_on_the_page(alice):
    follow("alice", project=1, tag="evaluation", area="access")
    db.session.commit()
    for title in ("Pain cafe", "Access", "Evaluation"):
        (form,) = [
            form for form in alice.see(HOME).select(".row form") if title in form.text
        ]
        sent = {one["name"]: one["value"] for one in form.select("input[name]")}
        sent.pop("csrf_token")
        page = alice.post(form["action"], sent)
        assert page.h1 == "What I follow"
        assert f"You do not follow {title} any more." in page.main
        assert title not in page.texts(".row strong")


def test_a_challenge_is_followed_from_the_page(alice):
    (choice,) = alice.see(HOME).select("#follow-area option")
    page = alice.post("/following/topics", {"follow_area": choice["value"]})
    assert "You follow Access. Only you know." in page.main
    assert page.texts(".row strong") == ["Access"]
    assert not page.select("#follow-area"), "there is no other one"


def test_it_reads_in_few_statements(alice, statements):
    follow("alice", project=1, tag="diabetes", area="access")
    for code in ("carer", "patient", "clinician", "designer"):
        keep("alice", kind=[code], offers=["evaluation"])
        keep("alice", SearchOf.PROJECTS, q=[code], topic=["evaluation"])
    db.session.commit()
    with statements() as found:
        page = alice.see(HOME)
    assert len(page.select(".row")) == 11
    assert len(found) <= 10, found


def test_programs_read_the_same(alice):
    follow("alice", project=1, tag="evaluation")
    row = keep("alice", offers=["evaluation"])
    db.session.commit()
    found = alice.json(f"/api/v1{HOME}")
    assert found["projects"] == [
        {"slug": "project-1", "title": "Pain cafe", "state": "published"}
    ]
    assert found["topics"] == [
        {"kind": "tag", "code": "evaluation", "label": "Evaluation"}
    ]
    (search,) = found["searches"]
    assert (search["id"], search["total"], search["fresh"]) == (row.id, 2, 0)
    assert search["link"] == "/members/?offers=evaluation"
    assert "undo" not in found


# ---------------------------------------------------------------- the ways there
def test_the_menu_and_for_you_lead_there(alice):
    page = alice.see("/suggestions/", follow=True)
    assert HOME in page.links(".menu__panel a")
    assert HOME in page.links("main a")


def test_every_tag_can_be_followed_and_left_on_the_page_of_tags(alice):
    page = alice.see("/tags/?q=eval")
    (button,) = page.select("button[name=follow_tag]")
    sent = {button["name"]: button["value"], "next": "/tags/?q=eval"}
    page = alice.post("/following/topics", sent)
    assert page.h1 == "Tags"
    assert "You follow Evaluation. Only you know." in page.main
    (button,) = page.select("button[name=stop_tag]")
    assert " ".join(button.text.split()) == "Stop following Evaluation"


def test_a_list_narrowed_to_one_tag_or_challenge_offers_to_follow_it(alice):
    filed()
    for query, label in (("topic=evaluation", "Evaluation"), ("area=access", "Access")):
        page = alice.see(f"/projects/?{query}&place=wls")
        (button,) = [
            one for one in page.select("#results form button") if label in one.text
        ]
        assert button.text == f"Follow {label}"
        form = button.find_parent("form")
        sent = {one["name"]: one["value"] for one in form.select("input[name]")}
        sent.pop("csrf_token")
        page = alice.post(form["action"], sent)
        assert page.h1 == "Projects"
        assert page.texts("#results h3") == ["Pain cafe"], "the filters stay"
        assert f"Stop following {label}" in page.main


def test_the_button_costs_a_narrowed_list_one_statement(alice, statements):
    counts = []
    for query in ("topic=evaluation&topic=facilitation", "topic=evaluation"):
        alice.see(f"/projects/?{query}")
        with statements() as found:
            alice.see(f"/projects/?{query}")
        counts.append(len(found))
    assert counts[1] <= counts[0] + 1
    assert max(counts) <= 10


@pytest.mark.parametrize(
    "query", ["topic=evaluation&topic=facilitation", "topic=evaluation&area=access", ""]
)
def test_with_two_or_none_there_is_nothing_to_follow(alice, query):
    filed()
    assert "Follow" not in alice.see(f"/projects/?{query}").texts("#results button")
    assert not alice.see(f"/projects/?{query}").select("[name^=follow_]")


def test_a_project_leads_to_the_lists_of_its_challenges(alice):
    filed()
    page = alice.see("/projects/project-1")
    assert "/projects/?area=access" in page.links()
    assert HOME in page.links()


def test_visitors_are_offered_neither(visitor):
    page = visitor().see("/projects/?topic=evaluation")
    assert not page.select("#results form")


@pytest.mark.parametrize(
    "sent", [{}, {"follow_tag": "nothing"}, {"follow_area": "nothing"}, {"follow": "x"}]
)
def test_what_is_not_there_cannot_be_followed(alice, sent):
    assert alice.post("/following/topics", sent).status == 404
