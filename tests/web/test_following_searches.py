"""Keeping a search of a directory: the button, what is refused, drop and undo."""

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.following.models import SavedSearch, SearchOf
from tests.following.making import keep

KEEP, HOME = "/following/searches/", "/following/"


@pytest.fixture
def alice(visitor):
    return visitor("alice")


def kept():
    found = unscoped("test", SavedSearch).order_by(SavedSearch.id)
    return [(row.of.value, row.query) for row in db.session.scalars(found)]


def sent(form):
    """What a form sends, with several values of a name."""
    found = {}
    for one in form.select("input[name]"):
        found.setdefault(one["name"], []).append(one["value"])
    found.pop("csrf_token")
    return found


def press(visitor, page, label):
    """Press a button by its words, with all that its form holds."""
    (button,) = [one for one in page.select("main form button") if one.text == label]
    form = button.find_parent("form")
    return visitor.post(form["action"], sent(form))


# ---------------------------------------------------------------- the button
def test_a_search_of_people_is_kept_with_its_filters(alice):
    query = "offers=evaluation&offers=storytelling&place=wls&sort=newest"
    page = press(alice, alice.see(f"/members/?{query}"), "Keep this search")
    assert page.h1 == "People"
    assert "You keep this search. Once a week you hear what is new." in page.main
    filters = {"offers": ["evaluation", "storytelling"], "place": ["wls"]}
    assert kept() == [("people", filters)]
    ticked = {box["value"] for box in page.select("input[checked]")}
    assert ticked == {"evaluation", "storytelling", "wls"}
    again = press(alice, page, "Keep this search")
    assert "You keep this search already." in again.main
    assert len(kept()) == 1


def test_a_search_of_projects_is_kept_with_its_words(alice):
    page = alice.see("/projects/?q=pain&topic=diabetes&stage=testing")
    press(alice, page, "Keep this search")
    query = {"q": ["pain"], "stage": ["testing"], "topic": ["diabetes"]}
    assert kept() == [("projects", query)]


@pytest.mark.parametrize("path", ["/members/", "/members/?q=bob", "/projects/"])
def test_without_a_filter_there_is_nothing_to_keep(alice, path):
    assert "Keep this search" not in alice.see(path).texts("main button")


# ---------------------------------------------------------------- what is refused
def test_words_and_sensitive_tags_are_named_and_nothing_is_kept(alice):
    page = alice.see("/members/?q=bob&offers=evaluation&offers=diabetes")
    page = press(alice, page, "Keep this search")
    assert page.status == 422
    assert kept() == []
    assert "the words “bob”" in page.main
    assert "the tag Diabetes" in page.main
    back = "/members/?kind=&q=bob"
    assert back not in page.links()
    (link,) = [one for one in page.links() if one.startswith("/members/?")]
    for part in ("q=bob", "offers=evaluation", "offers=diabetes"):
        assert part in link
    page = press(alice, page, "Keep it without that")
    assert "You keep this search." in page.main
    assert kept() == [("people", {"offers": ["evaluation"]})]


@pytest.mark.parametrize("query", [{"q": "bob"}, {"offers": "diabetes"}, {}])
def test_where_nothing_is_left_there_is_a_way_back_alone(alice, query):
    page = alice.post(KEEP, {"of": "people", **query})
    assert page.status == 422
    assert "Choose a kind, a tag or a place first." in page.main
    assert "Keep it without that" not in page.main
    assert kept() == []


def test_what_nothing_has_is_refused(alice):
    page = alice.post(KEEP, {"of": "projects", "topic": "nothing"})
    assert page.status == 422
    assert "the filter “nothing”" in page.main


def test_the_eleventh_is_refused_with_a_way_to_drop_one(alice):
    for stage in ("idea", "testing", "running", "sharing", "finished"):
        for place in ("wls", "eng"):
            keep("alice", SearchOf.PROJECTS, stage=[stage], place=[place])
    db.session.commit()
    page = alice.post(KEEP, {"of": "people", "place": "wls"})
    assert page.status == 422
    assert "You keep 10 searches already." in page.main
    assert HOME in page.links()
    assert len(kept()) == 10


def test_a_search_of_something_else_is_unknown(alice):
    assert alice.post(KEEP, {"of": "letters", "place": "wls"}).status == 404


# ---------------------------------------------------------------- run, drop, undo
def test_a_kept_search_leads_to_its_list(alice, visitor):
    row = keep("alice", SearchOf.PROJECTS, topic=["evaluation"])
    db.session.commit()
    found = alice.get(f"/following/searches/{row.id}")
    assert found.headers["Location"].endswith("/projects/?topic=evaluation")
    for who in ("bob", "olu", "ada"):
        assert visitor(who).get(f"/following/searches/{row.id}").status_code == 404


def test_drop_can_be_undone(alice):
    keep("alice", SearchOf.PROJECTS, topic=["evaluation"], place=["wls"])
    db.session.commit()
    page = press(
        alice, alice.see(HOME), "Stop keeping 1 project about Evaluation in Wales"
    )
    assert kept() == []
    assert "You do not keep this search any more." in page.main
    page = press(alice, page, "Undo")
    assert page.h1 == "What I follow"
    assert kept() == [("projects", {"place": ["wls"], "topic": ["evaluation"]})]


def test_nobody_drops_what_another_keeps(visitor):
    row = keep("alice", offers=["evaluation"])
    db.session.commit()
    assert visitor("bob").post(f"/following/searches/{row.id}/drop").status == 404
    assert len(kept()) == 1
