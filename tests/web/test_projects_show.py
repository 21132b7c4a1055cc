"""The page of a project, for each kind of reader."""

import pytest

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.projects.models import Follow, NeedState, ProjectState
from community.projects.writing import Page, edit
from tests.cast import CAST
from tests.privacy import stage
from tests.projects.making import add_need, ask, make, membership, project

PAIN, WALK, DRAFT = "/projects/project-1", "/projects/project-2", "/projects/project-3"
VISIBLE = {
    None: {PAIN: 200, WALK: 404, DRAFT: 404},
    "alice": {PAIN: 200, WALK: 200, DRAFT: 404},
    "olu": {PAIN: 200, WALK: 200, DRAFT: 404},
    "ada": {PAIN: 200, WALK: 200, DRAFT: 404},
    "lea": {PAIN: 200, WALK: 200, DRAFT: 200},
}


@pytest.mark.parametrize("who", VISIBLE)
def test_is_there_for_whoever_may_see_it(visitor, who):
    someone = visitor(who)
    for path, status in VISIBLE[who].items():
        someone.see(path, status)
        assert someone.get(f"/api/v1{path}").status_code == status


@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        ("in review", "alice", 404),
        ("in review", "olu", 200),
        ("in review", "dai", 200),
        ("withdrawn", "olu", 404),
        ("withdrawn", "lea", 200),
        ("paused", None, 200),
        ("finished", None, 200),
        ("archived", None, 200),
        ("draft", None, 404),
    ],
)
def test_its_state_decides_who_reads_it(visitor, state, who, status):
    project(1).state = ProjectState(state)
    db.session.commit()
    visitor(who).see(PAIN, status)


def test_a_visitor_reads_no_name_and_how_to_take_part(visitor):
    page = visitor().see(PAIN)
    assert page.h1 == "Pain cafe"
    assert "Led by a member." in page.main
    for name in ("Lea", "Dai"):
        assert name not in page.main
    assert "Sign in to offer help" in page.main
    assert page.texts(".prose strong") == ["Pain cafe"], "Markdown is rendered"


def test_a_member_sees_the_team_the_needs_and_can_offer(visitor):
    page = visitor("alice").see(PAIN)
    assert "Lea Novak" in page.main
    assert "Dai Prosser" in page.main
    assert "Led by a member." not in page.main
    assert "1 of 1" in page.main
    assert f"{PAIN}/offer?need=1" in page.links()
    assert "/report/project/project-1" in page.links()
    assert not page.select("select[name=audience]")


def test_marks_the_people_one_knows(visitor):
    rows = visitor("alice").see(PAIN).texts("main .row-list .row")
    assert ["You know them" in row for row in rows] == [True, False], "Lea, not Dai"
    assert "You know them" not in visitor("mo").see(PAIN).main


def test_a_full_or_closed_need_is_not_shown(visitor):
    add_need(1, "facilitation", taken=1)
    add_need(1, "storytelling", state=NeedState.CLOSED)
    db.session.commit()
    assert visitor("alice").see(PAIN).texts("main .grid h3") == ["Evaluator"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": ProjectState.PAUSED}, "is paused"),
        ({"state": ProjectState.FINISHED}, "is finished"),
        ({"orphaned": True}, "This project looks for a lead"),
    ],
)
def test_says_when_it_takes_nobody(visitor, change, words):
    for name, value in change.items():
        setattr(project(1), name, value)
    db.session.commit()
    page = visitor("alice").see(PAIN)
    assert words in page.main
    assert "Offer help" not in page.main


def test_only_a_public_page_introduces_itself_to_machines(visitor):
    public = visitor().see(PAIN)
    assert public.select("meta[property='og:title']")[0]["content"] == "Pain cafe"
    assert public.select("meta[name=description]")
    assert not public.select("meta[name=robots]")
    private = visitor("alice").see(WALK)
    assert not private.select("meta[property='og:title'], meta[name=description]")
    assert private.select("meta[name=robots]")[0]["content"] == "noindex"


def test_an_old_address_leads_to_the_new_one(visitor):
    one = project(1)
    edit(CAST["lea"].viewer, one, Page("Pain garden", audience=Audience.MEMBERS), 1)
    db.session.commit()
    answer = visitor("alice").get(PAIN)
    assert (answer.status_code, answer.location) == (301, f"/projects/{one.slug}")
    answer = visitor("alice").get(f"/api/v1{PAIN}")
    assert answer.location == f"/api/v1/projects/{one.slug}"
    assert visitor().get(PAIN).status_code == 404, (
        "whoever may not see it learns nothing"
    )


@pytest.mark.parametrize("who", [None, "alice", "dai", "lea", "olu"])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_takes_at_most_ten_statements(visitor, statements, who, state):
    project(1).state = ProjectState(state)
    ask(1, "alice")
    db.session.commit()
    someone = visitor(who)
    with statements() as found:
        someone.get(PAIN)
    assert len(found) <= 10


def test_the_same_facts_are_json_without_the_organisers_note(visitor):
    one = project(1)
    one.review_note = "Say where"
    db.session.commit()
    facts = visitor("alice").json(f"/api/v1{PAIN}")
    assert facts["facts"]["needs"][0]["role"] == "Evaluator"
    assert facts["note"] == ""
    assert "@example.org" not in str(facts)
    assert visitor("lea").json(f"/api/v1{PAIN}")["note"] == "Say where"


def test_following_is_private_and_ends(visitor):
    alice = visitor("alice")
    page = alice.post(f"{PAIN}/follow", {"on": "yes"})
    assert "Only you know" in page.main
    assert "Stop following" in page.main
    assert "Stop following" not in visitor("lea").see(PAIN).main
    assert alice.see("/projects/mine").texts("main h2") == ["You follow"]
    alice.post(f"{PAIN}/follow", {"on": "no"})
    assert db.session.scalars(unscoped("test", Follow)).all() == []


def test_ones_own_part_can_be_hidden_and_left(visitor):
    dai, number = visitor("dai"), membership(1, "dai").id
    page = dai.post(
        f"{PAIN}/membership", {"membership": number, "audience": "projects"}
    )
    (chosen,) = page.select("#part-audience option[selected]")
    assert chosen["value"] == "projects"
    assert "Dai" not in visitor("alice").see(PAIN).main
    assert "Dai" in visitor("lea").see(PAIN).main
    dai.post(f"{PAIN}/leave")
    assert "Dai" not in visitor("lea").see(PAIN).main


@pytest.mark.parametrize("who", [None, "alice", "dai", "lea", "olu"])
def test_takes_at_most_ten_with_all_that_stands_beside(visitor, statements, who):
    stage.fill()
    make("Alike", tags=("evaluation",), audience=Audience.PUBLIC)
    db.session.commit()
    someone = visitor(who)
    assert "Similar projects" in someone.see(PAIN).main
    with statements() as found:
        someone.get(PAIN)
    assert len(found) <= 10


def test_names_similar_projects_and_what_is_alike(visitor):
    make("Alike", tags=("evaluation",))
    db.session.commit()
    assert "Also about Evaluation" in visitor("alice").see(PAIN).texts("#similar")[0]
    assert not visitor().see(PAIN).select("#similar"), "it is for members alone"


def test_names_the_people_one_knows(visitor):
    (known,) = [
        " ".join(found.get_text(" ").split())
        for found in visitor("alice").see(PAIN).select("aside section")
        if "People you know here" in found.get_text()
    ]
    assert known == "People you know here Lea Novak"


@pytest.mark.parametrize("who", [None, "alice", "lea"])
def test_leads_on_to_its_other_pages(visitor, who):
    links = visitor(who).see(PAIN).links()
    for page in ("/plan", "/updates", "/events"):
        assert any(link.startswith(PAIN) and page in link for link in links), page
