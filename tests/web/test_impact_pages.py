"""`/impact/`: for anyone, as far as each may open it; noting, and how a note stands."""

import re

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.impact.models import ImpactRecord, ImpactState, ImpactTie
from community.vocabulary.models import IMPACT_AREAS, Term
from tests.cast import CAST
from tests.impact.making import came_from, noted, resource, rests_upon
from tests.plans.making import NOON, all_of

S = ImpactState
PAGE, ROWS, MINE = "/impact/", "/impact/rows", "/impact/mine"
SECRETS = ("Walking", "Quiet draft", "Marsh", "Finch", "Novak", "Prosser", "Okoro")


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    for sort, (code, label) in enumerate(
        (("understanding", "Understand"), ("ideas", "Create and test"),
         ("skills", "Build skills"), ("learning", "Spread the learning"))
    ):  # fmt: skip
        db.session.add(Term(list=IMPACT_AREAS, code=code, label=label, sort=sort))
    db.session.commit()


@pytest.fixture
def changed():
    """One change for everybody, one of the cafe, one of a project for members, one that
    waits; the first came from Alice and Carol and rests upon a study."""
    row = noted("alice", S.PUBLISHED, what_changed="Two wards meet", for_everybody=True)
    came_from(row, "alice", "carol")
    rests_upon(row, resource("A study of wards"))
    noted("dai", S.PUBLISHED, 1, what_changed="Two more hosts", for_everybody=True)
    noted("bob", S.PUBLISHED, 2, what_changed="Three walk", for_everybody=True)
    noted("dai", what_changed="Waits still")
    db.session.commit()
    return row.id


@pytest.mark.parametrize(
    ("who", "number"), [(None, 2), ("alice", 3), ("dai", 3), ("olu", 3), ("ada", 3)]
)
def test_each_number_leads_to_a_list_of_as_many(changed, visitor, who, number):
    came = visitor(who)
    page = came.see(PAGE)
    assert page.h1 == "Impact"
    assert page.texts(".figures dd")[4] == str(number)
    links = {a["href"] for a in page.select("main a") if a["href"].startswith(ROWS)}
    assert len(links) > 4
    for link in sorted(links):
        words = [a.get_text(" ") for a in page.select(f'main a[href="{link}"]')]
        told = {int(re.match(r"\s*(\d+)", one)[1]) for one in words}
        rows = came.json("/api/v1" + link)["rows"]
        assert told == {rows["total"]}, link
        assert len(came.see(link).select(".row-list > li")) == rows["total"]


def test_a_visitor_reads_no_name_and_no_project_that_is_not_public(changed, visitor):
    came = visitor(None)
    paths = [PAGE, "/impact/report", "/impact/figures.csv", f"/impact/{changed}"]
    lists = ("ties", "work", "projects", "changes", "evidence")
    paths += [f"{ROWS}?of={one}" for one in lists]
    api = [path for path in paths if "csv" not in path]
    for path in (*paths, *("/api/v1" + path for path in api)):
        body = came.get(path).get_data(as_text=True)
        assert not [word for word in SECRETS if word in body], path
        assert "Waits still" not in body
        assert "Three walk" not in body


@pytest.mark.parametrize("query", ["", "?phase=develop", "?origin=direct"])
def test_the_page_of_organisers_has_the_same_numbers(changed, visitor, query):
    olu = visitor("olu")
    own = olu.json("/api/v1" + PAGE + query)["impact"]
    assert own == olu.json("/api/v1/network/impact/" + query)["impact"]
    if "origin" not in query:
        assert own == olu.json("/api/v1/impact/report" + query)["impact"]
    assert (
        own == olu.json("/api/v1/impact/report" + query)["impact"] or "origin" in query
    )


def test_what_nobody_noted_is_an_empty_page_that_says_what_to_do(visitor):
    assert "Nothing has been noted and checked yet" in visitor(None).see(PAGE).main
    assert "/impact/new" in visitor("alice").see(PAGE).links()
    assert "Nothing that you may open" in visitor(None).see(f"{ROWS}?of=work").main
    visitor(None).see(f"{ROWS}?of=people", 404)
    visitor(None).see(f"{ROWS}?of=ties&page=9", 404)


def test_filters_stay_and_can_be_taken_away(changed, visitor):
    page = visitor("alice").see(f"{PAGE}?area=ideas&year=2017")
    assert "Nothing fits" in page.main
    chosen = {option["value"] for option in page.select("option[selected]")}
    assert {"ideas", "2017"} <= chosen
    page = visitor("alice").see(f"{PAGE}?project=project-1")
    assert page.texts(".figures dd")[4] == "1"


@pytest.mark.parametrize("who", [None, "alice", "olu"])
@pytest.mark.parametrize("path", [PAGE, "/impact/report", f"{ROWS}?of=changes"])
def test_it_takes_ten_statements_at_most(changed, visitor, statements, path, who):
    came = visitor(who)
    with statements() as found:
        came.get(path)
    assert len(found) <= 10, found


# ---------------------------------------------------------------- one record
def test_the_thread_begins_for_the_two_alone(changed, visitor):
    here = f"/impact/{changed}"
    page = visitor("alice").see(here)
    assert "Carol Finch" in page.texts(".thread")[0]
    assert "A study of wards" in page.main
    for who in (None, "dai", "olu"):
        page = visitor(who).see(here)
        assert len(page.select(".thread")) == 1
        assert "Carol" not in page.main
    visitor(None).see("/impact/77", 404)


def test_a_note_that_waits_is_for_its_owner_and_organisers(visitor):
    row = noted("alice")
    db.session.commit()
    assert "Waits to be checked" in visitor("alice").see(f"/impact/{row.id}").main
    visitor("olu").see(f"/impact/{row.id}")
    for who in (None, "dai"):
        visitor(who).see(f"/impact/{row.id}", 404)


# ---------------------------------------------------------------- noting
SENT = {
    "area": "skills", "what_changed": "Two more hosts", "happened_on": "2017-09-01",
    "project": "", "for_everybody": "y",
}  # fmt: skip


def test_somebody_notes_ties_changes_and_withdraws(visitor):
    alice, what = visitor("alice"), resource("A study of wards")
    db.session.commit()
    page = alice.post("/impact/new", SENT)
    assert page.h1 == "What it rests upon"
    (row,) = all_of(ImpactRecord)
    here = f"/impact/{row.id}"
    page = alice.see(f"{here}/ties?q=study")
    assert "A study of wards" in page.main
    page = alice.post(f"{here}/evidence", {"resource": what.slug})
    assert "Added." in page.main
    number = page.select("input[name=tie]")[0]["value"]
    page = alice.post(f"{here}/connections", {"tie": number})
    assert "Carol Finch" in page.main
    assert len(all_of(ImpactTie)) == 1
    page = alice.post(f"{here}/agree", {"yes": ""})
    assert "Only members may read it" in page.main
    version = all_of(ImpactRecord)[0].version
    page = alice.post(f"{here}/edit", {**SENT, "version": version, "area": "ideas"})
    assert page.h1 == "What changed: Create and test"
    assert "Two more hosts" in alice.see(MINE).main
    page = alice.post(f"{here}/withdraw")
    assert "You have noted nothing yet" in page.main
    assert db.session.scalars(unscoped("test", ImpactTie.id)).all() == []


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"area": ""}, "Choose what it helped with"),
        ({"what_changed": ""}, "Say what changed"),
        ({"happened_on": "2017-09-30"}, "Choose a day that has come"),
        ({"happened_on": ""}, "Choose the day, or one near it"),
    ],
)
def test_a_wrong_note_keeps_what_was_typed(visitor, sent, says):
    page = visitor("alice").post("/impact/new", {**SENT, **sent})
    assert page.status == 422
    assert says in page.main
    assert all_of(ImpactRecord) == []


def test_a_project_is_offered_to_its_team_alone(visitor):
    offered = {
        who: {
            option["value"]
            for option in visitor(who).see("/impact/new").select("#project option")
        }
        for who in ("alice", "dai")
    }
    assert offered == {"alice": {""}, "dai": {"", "project-1"}}
    page = visitor("alice").post("/impact/new", {**SENT, "project": "project-1"})
    assert page.status == 422


def test_what_was_changed_meanwhile_stands_beside_ones_own(visitor):
    row = noted("alice")
    db.session.commit()
    page = visitor("alice").post(
        f"/impact/{row.id}/edit", {**SENT, "version": 0, "what_changed": "Mine"}
    )
    assert page.status == 409
    assert "Mine" in page.main
    assert "Two more hosts" in page.main


def test_a_checked_one_leads_back_to_its_page(visitor):
    row = noted("alice", S.CHECKED)
    db.session.commit()
    page = visitor("alice").see(f"/impact/{row.id}/edit", follow=True)
    assert "ask an organiser" in page.main


def test_what_a_project_changed_is_on_its_page_and_leads_there(changed, visitor):
    page = visitor(None).see("/projects/project-1")
    assert "What changed" in page.texts("h2")
    assert "Two more hosts" in page.main
    assert "/impact/rows?of=changes&project=project-1" in page.links()
    assert CAST["dai"].name not in page.texts("section[aria-labelledby=changed]")[0]
