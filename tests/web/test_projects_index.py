"""The directory of projects as a page, as JSON and as CSV."""

import csv
import io

import pytest

from community.core.db import db
from community.core.journal import AuditEvent
from community.core.visible import unscoped
from tests.projects.making import make, project

HOME = "/projects/"


@pytest.fixture
def alice(visitor):
    return visitor("alice")


def titles(page):
    return page.texts("#results h3")


def test_lists_what_one_may_see_and_says_so_in_one_sentence(alice):
    page = alice.see(f"{HOME}?sort=title")
    assert titles(page) == ["Pain cafe", "Walking together"]
    assert page.texts("[data-said]") == ["2 projects"]


def test_a_visitor_finds_what_anybody_may_read_and_counts_that_alone(visitor):
    page = visitor().see(HOME)
    assert titles(page) == ["Pain cafe"]
    assert page.texts("[data-said]") == ["1 project"]
    assert "Walking together" not in page.html
    assert "/projects/new" not in page.links("main a")


def test_filters_stand_in_the_sentence_and_can_be_cleared(alice):
    page = alice.see(f"{HOME}?topic=evaluation&place=wls&q=pain")
    assert titles(page) == ["Pain cafe"]
    (said,) = page.texts("[data-said]")
    assert said.startswith("1 project")
    for words in ("valuation", "Wales", "pain"):
        assert words in said
    assert HOME in page.links("#results a")
    ticked = {box["value"] for box in page.select("input[checked]")}
    assert ticked == {"evaluation", "wls"}


def test_the_form_keeps_everything_in_the_address(alice):
    form = alice.see(HOME).select("form[data-live]")[0]
    assert form["method"] == "get"
    names = {field["name"] for field in form.select("[name]")}
    assert names == {"q", "sort", "stage", "topic", "needs", "place", "phase"}


def test_facets_count(alice):
    page = alice.see(HOME)
    counts = page.texts("label[for^=place-]")
    assert counts == ["Wales 2"]
    assert page.texts("label[for^=stage-]") == ["Testing 2"]


def test_nothing_found_says_what_to_do_next(alice):
    page = alice.see(f"{HOME}?q=zebra")
    assert "Take a filter away" in page.main
    assert page.texts("[data-said]") == ["0 projects with “zebra”"]


def test_pages_keep_their_filters_and_end(alice):
    for number in range(20):
        make(f"Garden {number}", tags=["storytelling"])
    db.session.commit()
    page = alice.see(f"{HOME}?topic=storytelling&sort=title")
    assert len(titles(page)) == 18
    (following,) = page.links("a[rel=next]")
    assert "topic=storytelling" in following
    assert len(titles(alice.see(following))) == 2
    alice.see(f"{HOME}?topic=storytelling&page=3", 404)
    alice.see(f"{HOME}?page=0", 404)


@pytest.mark.parametrize("who", ["alice", "olu"])
def test_takes_at_most_ten_statements(visitor, statements, who):
    someone = visitor(who)
    with statements() as found:
        someone.see(
            f"{HOME}?q=a&stage=testing&topic=evaluation&place=wls&phase=develop"
        )
    assert len(found) <= 10


def test_the_same_facts_are_json(alice):
    facts = alice.json(f"/api/v1{HOME}?topic=evaluation")
    assert facts["sentence"].startswith("1 project")
    (card,) = facts["projects"]["items"]
    assert (card["title"], card["looking_for"]) == ("Pain cafe", ["Evaluator"])
    places = next(one for one in facts["facets"] if one["name"] == "place")
    assert places["options"][0]["count"] == 1


def test_only_organisers_take_a_csv_and_the_trail_says_so(visitor, alice):
    alice.see(f"{HOME}export.csv", 403)
    project(2).title = "=HYPERLINK(1)"
    db.session.commit()
    answer = visitor("olu").get(f"{HOME}export.csv?topic=facilitation")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Title", "'=HYPERLINK(1)"]
    acts = db.session.execute(unscoped("test", AuditEvent.act, AuditEvent.object_kind))
    assert ("export", "projects") in {tuple(row) for row in acts}


def test_a_new_community_says_how_to_begin(alice):
    for number in (1, 2):
        project(number).state = "draft"
    db.session.commit()
    page = alice.see(HOME)
    assert "There is no project yet" in page.main
    assert "/projects/new" in page.links()
