"""The plan of a project: what the team does, where it goes, what changed."""

from datetime import date

import pytest

from community.core.db import db
from community.impact.models import ImpactRecord
from community.plans.models import Milestone, TeamTask
from tests.cast import CAST
from tests.plans.making import NOON, all_of, areas, milestone, record, task
from tests.projects.making import membership

PLAN = "/projects/project-1/plan"
DAI = str(CAST["dai"].id)


@pytest.fixture(autouse=True)
def _then(app, at):
    at(NOON)
    areas()
    db.session.commit()


@pytest.fixture
def dai(visitor):
    return visitor("dai")


@pytest.fixture
def lea(visitor):
    return visitor("lea")


def kept(*rows):
    """Commit what a test has made, and return the number of the first."""
    db.session.commit()
    return rows[0].id


def filled(page):
    """The fields of the page's own form, as a browser would send them."""
    sent = {}
    for field in page.select("form[novalidate] :is(input, textarea, select)"):
        if field.name == "select":
            chosen = field.select("option[selected]")
            sent[field["name"]] = chosen[0]["value"] if chosen else ""
        elif field.get("type") != "radio" or field.has_attr("checked"):
            words = field.get_text() if field.name == "textarea" else field.get("value")
            sent[field["name"]] = (words or "").strip()
    sent.pop("csrf_token")
    return sent


# ---------------------------------------------------------------- who reads what
@pytest.mark.parametrize(
    ("who", "tasks", "changes"),
    [
        (None, False, False), ("alice", False, False), ("dai", True, True),
        ("lea", True, True), ("olu", False, True),
    ],
)  # fmt: skip
def test_the_team_reads_tasks_and_others_where_it_goes(visitor, who, tasks, changes):
    task("Buy chairs")
    kept(milestone("A second room"), record(what_changed="Two more hosts"))
    page = visitor(who).see(PLAN)
    assert page.h1 == "The plan of Pain cafe"
    assert "A second room" in page.main
    assert ("Buy chairs" in page.main) is tasks
    assert ("Two more hosts" in page.main) is changes


def test_the_plan_of_a_hidden_project_is_not_there(visitor):
    visitor("alice").see("/projects/project-3/plan", 404)
    assert visitor().get("/projects/project-2/plan").status_code == 404


def test_an_empty_plan_says_what_to_do_next(visitor, dai, lea):
    assert "Add one small thing" in dai.see(PLAN).main
    assert "Say what you want to reach" in lea.see(PLAN).main
    assert "Follow the project" in visitor("alice").see(PLAN).main


@pytest.mark.parametrize("who", ["dai", "lea"])
@pytest.mark.parametrize("path", ["", "/tasks/1", "/milestones/1/changed"])
def test_takes_at_most_ten_statements(visitor, statements, who, path):
    reached = kept(milestone(done_on=date(2017, 9, 1)))
    for title in ("Buy chairs", "Sweep", "Bake"):
        task(title, milestone_id=reached)
    kept(task("Hers", "lea"), record())
    reader = visitor(who)
    with statements() as found:
        assert reader.get(PLAN + path).status_code == 200
    assert len(found) <= 10


# ---------------------------------------------------------------- tasks
def test_a_task_is_added_in_one_line_and_mine_come_first(dai):
    kept(task("Hers", "lea"))
    sent = {"title": "Buy chairs", "member": DAI, "due_on": "2017-09-20"}
    page = dai.post(f"{PLAN}/tasks", {**sent, "milestone": ""})
    assert page.status == 200
    assert page.texts("h3")[:2] == ["Yours", "What others do"]
    assert "By 20 September 2017" in page.main
    (_hers, made) = all_of(TeamTask)
    assert (made.member_id, made.made_by_id) == (CAST["dai"].id, CAST["dai"].id)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"title": ""}, "Say what there is to do"),
        ({"title": "x" * 201}, "Use 200 letters or fewer"),
        ({"due_on": "soon"}, "date"),
        ({"member": "1"}, "choice"),
        ({"milestone": "77"}, "choice"),
    ],
)
def test_a_wrong_task_answers_422_and_keeps_the_words(dai, sent, problem):
    kept(milestone())
    usual = {"title": "Buy chairs", "member": "", "due_on": "", "milestone": ""}
    page = dai.post(f"{PLAN}/tasks", {**usual, **sent})
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert page.select("#title")[0]["value"] == {**usual, **sent}["title"]
    assert all_of(TeamTask) == []


def test_what_is_late_says_so_in_words(dai):
    kept(task("Buy chairs", due_on=date(2017, 9, 7)))
    page = dai.see(PLAN)
    assert "3 days late was due on 7 September 2017" in page.main


def test_a_tick_can_be_undone_at_once_and_later(dai):
    number = kept(task("Buy chairs"))
    page = dai.post(f"{PLAN}/tasks/{number}/done")
    assert "Done: Buy chairs" in page.texts("#undo")[0]
    assert "1 task is done" in page.main
    page = dai.post(f"{PLAN}/tasks/{number}/done", {"undo": "yes"})
    assert "It is on the list again." in page.main
    assert all_of(TeamTask)[0].done_at is None


def test_a_task_is_changed_given_and_deleted(visitor, dai, lea):
    number = kept(task("Buy chairs", "lea"))
    sent = filled(dai.see(f"{PLAN}/tasks/{number}"))
    assert sent["member"] == str(CAST["lea"].id)
    page = lea.post(f"{PLAN}/tasks/{number}", sent | {"member": DAI})
    assert "Saved." in page.main
    told = "There is a task for you in Pain cafe"
    assert told in dai.see("/notices/").main
    dai.see(PLAN)
    assert "Unread" not in dai.see("/notices/").main.split(told)[1][:40]
    page = dai.post(f"{PLAN}/tasks/{number}/remove")
    assert "Deleted." in page.main
    assert all_of(TeamTask) == []
    dai.see(f"{PLAN}/tasks/{number}", 404)


def test_whoever_saves_a_task_second_keeps_their_words_and_sees_the_others(dai, lea):
    number = kept(task("Buy chairs"))
    stale = filled(dai.see(f"{PLAN}/tasks/{number}"))
    lea.post(f"{PLAN}/tasks/{number}", stale | {"title": "Theirs came first"})
    page = dai.post(f"{PLAN}/tasks/{number}", stale | {"title": "Mine is kept"})
    assert page.status == 409
    assert filled(page)["title"] == "Mine is kept"
    assert "Theirs came first" in page.main
    assert dai.post(f"{PLAN}/tasks/{number}", filled(page)).status == 200
    assert all_of(TeamTask)[0].title == "Mine is kept"


def test_a_member_whom_one_does_not_see_keeps_the_task(dai, lea):
    membership(1, "dai").audience = "me"
    number = kept(task("Buy chairs"))
    assert "A member" in lea.see(PLAN).main
    assert "Dai" not in lea.see(PLAN).main
    sent = filled(lea.see(f"{PLAN}/tasks/{number}"))
    assert sent["member"] == "same"
    lea.post(f"{PLAN}/tasks/{number}", sent | {"title": "Buy benches"})
    (row,) = all_of(TeamTask)
    assert (row.title, row.member_id) == ("Buy benches", CAST["dai"].id)
    assert lea.post(f"{PLAN}/tasks/{number}", sent | {"member": DAI}).status == 422


def test_what_lies_with_nobody_is_seen_by_all_of_the_team(dai):
    kept(task("Buy chairs", None))
    assert "Nobody has these yet" in dai.see(PLAN).texts("h3")


# ---------------------------------------------------------------- milestones
def test_a_lead_adds_a_milestone_and_its_tasks_name_it(dai, lea):
    page = lea.post(f"{PLAN}/milestones/new", {"title": "A room", "due_on": ""})
    assert "A room" in page.main
    (made,) = all_of(Milestone)
    sent = {"title": "Ask the library", "member": "", "milestone": str(made.id)}
    page = dai.post(f"{PLAN}/tasks", {**sent, "due_on": ""})
    assert "part of “A room”" in page.main
    assert "Add a milestone" not in page.main


@pytest.mark.parametrize("sent", [{"title": ""}, {"title": "x" * 161}])
def test_a_wrong_milestone_answers_422_and_keeps_the_words(lea, sent):
    page = lea.post(f"{PLAN}/milestones/new", {"due_on": "2017-10-01", **sent})
    assert page.status == 422
    assert page.select("#due_on")[0]["value"] == "2017-10-01"
    assert page.select(".summary a")[0]["href"] == "#title"


def test_whoever_saves_a_milestone_second_sees_both(lea):
    number = kept(milestone("A room"))
    stale = filled(lea.see(f"{PLAN}/milestones/{number}"))
    lea.post(f"{PLAN}/milestones/{number}", stale | {"title": "Two rooms"})
    page = lea.post(f"{PLAN}/milestones/{number}", stale | {"title": "A hall"})
    assert page.status == 409
    assert "Two rooms" in page.main
    assert lea.post(f"{PLAN}/milestones/{number}", filled(page)).status == 200
    assert all_of(Milestone)[0].title == "A hall"


def test_a_milestone_that_goes_leaves_its_tasks(lea):
    number = kept(milestone("A room"))
    kept(task("Ask the library", milestone_id=number))
    page = lea.post(f"{PLAN}/milestones/{number}/remove")
    assert "Ask the library" in page.main
    assert "A room" not in page.main


# ---------------------------------------------------------------- what changed
def test_what_was_reached_becomes_what_changed(visitor, dai, lea):
    number = kept(milestone("A second room"))
    dai.see(f"{PLAN}/milestones/{number}/changed", 404)
    page = lea.post(f"{PLAN}/milestones/{number}/done")
    assert "Reached on 10 September 2017" in page.main
    here = f"{PLAN}/milestones/{number}/changed"
    assert here in dai.see(PLAN).links()
    sent = filled(dai.see(here))
    assert sent["happened_on"] == "2017-09-10"
    sent |= {"area": "skills", "what_changed": "Two more hosts"}
    page = dai.post(here, sent)
    assert "Build skills 10 September 2017 Two more hosts" in page.main
    assert here not in page.links()
    again = lea.post(here, sent)
    assert again.status == 422
    assert "noted it already" in again.texts(".summary")[0]
    assert "Two more hosts" in visitor("olu").see(PLAN).main
    assert "Two more hosts" not in visitor("alice").see(PLAN).main


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"area": ""}, "Choose what it helped with"),
        ({"what_changed": ""}, "Say what changed"),
        ({"what_changed": "x" * 2001}, "Use 2,000 letters or fewer"),
        ({"happened_on": ""}, "Choose the day"),
        ({"happened_on": "2017-09-11"}, "Choose a day that has come"),
    ],
)
def test_a_wrong_note_answers_422_and_keeps_the_words(dai, sent, problem):
    number = kept(milestone(done_on=date(2017, 9, 1)))
    usual = {"area": "skills", "what_changed": "More", "happened_on": "2017-09-01"}
    page = dai.post(f"{PLAN}/milestones/{number}/changed", {**usual, **sent})
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert filled(page)["what_changed"] == {**usual, **sent}["what_changed"]
    assert all_of(ImpactRecord) == []


def test_a_lead_changes_and_deletes_what_was_noted(dai, lea):
    number = kept(record())
    sent = filled(lea.see(f"{PLAN}/changes/{number}"))
    stale = dict(sent)
    page = lea.post(f"{PLAN}/changes/{number}", sent | {"what_changed": "Three"})
    assert "Three" in page.main
    page = lea.post(f"{PLAN}/changes/{number}", stale | {"what_changed": "Four"})
    assert page.status == 409
    assert "Three" in page.main
    assert filled(page)["what_changed"] == "Four"
    assert "Deleted." in lea.post(f"{PLAN}/changes/{number}/remove").main
    assert all_of(ImpactRecord) == []
