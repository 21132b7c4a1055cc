"""Posting an idea, changing it, and making a project of it."""

import pytest

from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.ideas import clockwork, commands
from community.ideas.models import Idea, IdeaState
from community.projects.models import JoinRequest, Project
from tests.ideas import making
from tests.ideas.making import comment, help_with, helps, publish

NEW = "/ideas/new"
SENT = {"title": "A shed", "challenge": "Nobody meets", "body": "Build a shed",
        "tag_1": "impact evaluation", "nation": "wls"}  # fmt: skip


@pytest.fixture
def idea(app):
    start_writing()
    row = making.idea(tags=("evaluation",))
    db.session.commit()
    return row


def ideas():
    db.session.rollback()
    return db.session.scalars(unscoped("test", Idea).order_by(Idea.id)).all()


def path(row, page):
    return f"/ideas/{row.slug}/{page}"


# ---------------------------------------------------------------- posting
def test_an_idea_is_posted(visitor):
    assert visitor("bob").see(NEW).h1 == "Post an idea"
    found = visitor("bob").post(NEW, SENT)
    assert found.h1 == "A shed"
    assert "Evaluation" in found.main
    assert "Wales" in found.main


@pytest.mark.parametrize(
    ("wrong", "where"),
    [({"title": ""}, "title"), ({"challenge": ""}, "challenge"), ({"body": ""}, "body"),
     ({"body": "x" * 6001}, "body"), ({"wanted": "x" * 401}, "wanted"),
     ({"tag_1": "knitting"}, "tag_1"), ({"nation": "moon"}, "nation")],
)  # fmt: skip
def test_a_wrong_idea_keeps_what_was_typed(visitor, app, wrong, where):
    found = visitor("bob").post(NEW, SENT | wrong)
    assert found.status == 422
    assert found.select(".summary a")[0]["href"] == f"#{where}"
    kept = {**SENT, **wrong}["challenge"]
    assert found.select("#challenge")[0].get_text().strip() == kept
    assert ideas() == []


# ---------------------------------------------------------------- changing
def change(visitor, row, **more):
    sent = {**SENT, "title": "A hut", "why": "Smaller", "version": row.version}
    return visitor("alice").post(path(row, "edit"), {**sent, **more})


def test_it_is_changed_with_a_line_on_why(visitor, idea):
    page = visitor("alice").see(path(idea, "edit"))
    assert page.select("#title")[0]["value"] == "A shed"
    assert page.select("#tag_1")[0]["value"] == "Evaluation"
    found = change(visitor, idea)
    assert (found.h1, "Edited once" in found.main) == ("A hut", True)


@pytest.mark.parametrize("why", ["", "x" * 201])
def test_it_asks_why(visitor, idea, why):
    found = change(visitor, idea, why=why)
    assert found.status == 422
    assert found.select("#title")[0]["value"] == "A hut"


def test_the_second_of_two_windows_sees_both_texts(visitor, idea):
    before = idea.version
    change(visitor, idea, title="A barn", version=before)
    found = change(visitor, idea, title="A hut", version=before)
    assert found.status == 409
    assert "Somebody was faster" in found.main
    assert "A barn" in " ".join(found.texts("main dl dd"))
    assert found.select("#title")[0]["value"] == "A hut"
    assert [row.title for row in ideas()] == ["A barn"]
    version = found.select("[name=version]")[0]["value"]
    assert change(visitor, idea, title="A hut", version=version).h1 == "A hut"


def test_a_closed_one_is_opened_first(visitor, idea):
    version = idea.version
    visitor("alice").post(path(idea, "state"), {"state": "closed"})
    page = visitor("alice").see(path(idea, "edit"), follow=True)
    assert "Open it again first" in page.main
    found = change(visitor, idea, version=version)
    assert found.status == 409, "it was closed in another window"
    found = change(visitor, idea, version=version + 1)
    assert found.status == 422
    assert "Open it again first" in found.main


# ---------------------------------------------------------------- a project of it
PLAN = {"title": "The shed", "summary": "A shed for all", "story": "How it began"}


def test_what_becomes_what_is_shown_before(visitor, idea):
    start_writing()
    help_with("bob", idea)
    db.session.commit()
    page = visitor("alice").see(path(idea, "project"))
    assert page.select("#title")[0]["value"] == "A shed"
    assert page.select("#summary")[0]["value"] == "Nobody meets"
    story = page.select("#story")[0].get_text()
    for words in ("### The challenge", "Nobody meets", "### The idea", "Nails"):
        assert words in story
    (tick,) = page.select("input[name=helpers]")
    assert tick.has_attr("checked")
    assert "Bob Okoro: I bring a saw" in page.main


def test_the_whole_way_from_an_idea_to_a_team(visitor, idea):
    start_writing()
    numbers = {who: help_with(who, idea).id for who in ("bob", "dai")}
    comment("lea", idea)
    db.session.commit()
    sent = {**PLAN, "helpers": [numbers["bob"]], "invitation": "Come along"}
    draft = visitor("alice").post(path(idea, "project"), sent)
    assert "The shed" in draft.h1
    assert "is becoming a project" in visitor("bob").see(f"/ideas/{idea.slug}").main
    assert "The shed" not in visitor("bob").see(f"/ideas/{idea.slug}").main
    assert "The shed" in visitor("alice").see(f"/ideas/{idea.slug}").main
    start_writing()
    project = db.session.scalars(
        unscoped("test", Project).where(Project.title == "The shed")
    ).one()
    publish(project)
    clockwork.move()
    db.session.commit()
    found = visitor("bob").see(f"/ideas/{idea.slug}")
    assert "has become the project The shed" in found.main
    asked = visitor("bob").see("/projects/requests/", follow=True)
    assert "Come along" in asked.main
    told = visitor("lea").see("/notices/").main
    assert "has become a project: The shed" in told
    assert "The shed" in visitor("dai").see("/notices/").main


def test_two_clicks_make_one_project(visitor, idea):
    first = visitor("alice").post(path(idea, "project"), PLAN)
    again = visitor("alice").post(path(idea, "project"), PLAN)
    assert again.status == 200
    assert (first.h1, again.h1) == ("Edit The shed", "The shed")
    found = unscoped("test", Project).where(Project.title == "The shed")
    assert len(db.session.scalars(found).all()) == 1


def test_a_faster_click_wins_and_the_second_is_led_to_its_project(
    visitor, idea, monkeypatch
):
    visitor("alice").post(path(idea, "project"), PLAN)
    real, seen = commands.own, []

    def stale(who, slug):
        row = real(who, slug)
        if not seen:
            seen.append(row)
            db.session.expunge(row)
            row.state = IdeaState.OPEN
        return row

    monkeypatch.setattr(commands, "own", stale)
    again = visitor("alice").post(path(idea, "project"), PLAN)
    assert (again.status, again.h1) == (200, "The shed")


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "..."}, {"summary": "x" * 141}, {"helpers": ["99"]},
     {"helpers": ["x"]}, {"invitation": "x" * 601}],
)  # fmt: skip
def test_a_wrong_plan_makes_nothing(visitor, idea, wrong):
    found = visitor("alice").post(path(idea, "project"), PLAN | wrong)
    assert found.status == 422
    assert [row.state for row in ideas()] == [IdeaState.OPEN]
    assert [one.invited for one in helps()] == []


def test_it_may_stay_an_idea(visitor, idea):
    visitor("alice").post(path(idea, "project"), PLAN)
    visitor("alice").post(path(idea, "state"), {"state": "open"})
    assert [row.state for row in ideas()] == [IdeaState.OPEN]
    assert db.session.scalars(unscoped("test", JoinRequest)).all() == []


def test_a_closed_idea_becomes_no_project(visitor, idea):
    visitor("alice").post(path(idea, "state"), {"state": "closed"})
    page = visitor("alice").see(path(idea, "project"), follow=True)
    assert "Open it again first" in page.main


@pytest.mark.parametrize("what", ["edit", "project"])
def test_takes_at_most_ten_statements(visitor, idea, statements, what):
    start_writing()
    help_with("bob", idea)
    db.session.commit()
    reader = visitor("alice")
    reader.see(path(idea, what))
    with statements() as found:
        reader.see(path(idea, what))
    assert len(found) <= 10, found
