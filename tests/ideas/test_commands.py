"""Posting, editing for all to see, closing; what is refused, and finding ideas."""

import pytest

from community.core import clock
from community.core.db import db, start_writing
from community.core.errors import Conflict, Forbidden, NotFound, Refused
from community.core.visible import unscoped
from community.expertise.models import Tag, TagName, TagState
from community.ideas import commands, queries, reading
from community.ideas.models import IdeaState, IdeaVersion
from community.ideas.queries import Asked
from tests.ideas.making import comment, fresh, help_with, hide, idea, said, viewer

ALICE = viewer("alice")
S = IdeaState


@pytest.fixture(autouse=True)
def begin(app):
    start_writing()


def view(row):
    return reading.idea_view(ALICE, row.slug)


def test_an_idea_is_tidied_and_filed(app):
    row = idea(
        title="  A shed ",
        body="One\r\ntwo",
        nation="wls",
        tags=("evaluation", "", "Evaluation"),
    )
    found = view(row)
    assert (found.title, found.body, found.nation) == ("A shed", "One\ntwo", "Wales")
    assert [tag.slug for tag in found.tags] == ["evaluation"]
    assert row.slug.startswith("a-shed-")


@pytest.mark.parametrize(
    ("part", "words"),
    [("title", " . "), ("title", "x" * 121), ("challenge", ""), ("body", " "),
     ("body", "x" * 6001), ("wanted", "x" * 401)],
)  # fmt: skip
def test_an_idea_that_lacks_something_is_refused(part, words):
    given = {"title": "A shed", part: words}
    with pytest.raises(Refused):
        commands.post(ALICE, said(**given))


@pytest.mark.parametrize("word", ["knitting", "breath work"])
def test_a_word_is_one_of_the_community_and_a_proposal_is_as_unknown(word):
    row = Tag(slug="proposed-1", label="Breath work", state=TagState.PROPOSED)
    db.session.add(row)
    db.session.flush()
    db.session.add(TagName(tag_id=row.id, name="Breath work", folded="breath work"))
    with pytest.raises(Refused, match="no word of this community"):
        idea(tags=(word,))


def test_five_ideas_a_day_are_plenty(at):
    at("2017-11-01 12:00")
    for number in range(5):
        idea(title=f"Shed {number}")
    with pytest.raises(Refused):
        idea()
    at("2017-11-02 12:01")
    idea()


def test_whom_nobody_sees_is_told_that_nobody_could_read_it():
    row = idea("lea")
    hide("alice")
    for act in (
        lambda: idea("alice"),
        lambda: comment("alice", row),
        lambda: help_with("alice", row),
    ):
        with pytest.raises(Refused, match="Nobody but you"):
            act()


# ---------------------------------------------------------------- edits
def test_an_edit_keeps_what_it_said_and_why(at):
    at("2017-11-01 12:00")
    row = idea()
    for number, title in enumerate(("A hut", "A house"), 1):
        commands.edit(ALICE, row, said(title), f"Bigger {number}", row.version)
    found = view(row)
    assert (found.title, found.edits, found.edited_at) == ("A house", 2, clock.now())
    newest, oldest = reading.changes(viewer("bob"), row)
    assert (newest.why, newest.before.title, newest.after.title) == (
        "Bigger 2", "A hut", "A house",
    )  # fmt: skip
    assert (oldest.before.title, oldest.after.title) == ("A shed", "A hut")
    assert newest.parts == ("title",)


def test_an_edit_of_two_windows_is_a_conflict_and_nothing_is_lost():
    row = idea()
    before = row.version
    commands.edit(ALICE, row, said("A hut"), "Smaller", before)
    with pytest.raises(Conflict):
        commands.edit(ALICE, row, said("A barn"), "Bigger", before)
    assert fresh(row).title == "A hut"


@pytest.mark.parametrize(
    ("title", "why", "told"),
    [("A shed", "No reason", "Nothing has changed"), ("A hut", " ", "in a line"),
     ("A hut", "x" * 201, "in a line")],
)  # fmt: skip
def test_an_edit_says_what_changed_and_why(title, why, told):
    row = idea()
    with pytest.raises(Refused, match=told):
        commands.edit(ALICE, row, said(title), why, row.version)
    assert db.session.scalars(unscoped("test", IdeaVersion)).all() == []


def test_what_it_is_about_can_change_alone():
    row = idea()
    commands.edit(ALICE, row, said(tags=("evaluation",)), "Filed", row.version)
    (change,) = reading.changes(ALICE, row)
    assert change.parts == ()
    assert [tag.slug for tag in view(row).tags] == ["evaluation"]


@pytest.mark.parametrize("who", ["bob", "olu", "ada", "mo"])
def test_nobody_else_changes_it(who):
    row, they = idea(), viewer(who)
    for act in (
        lambda: commands.edit(they, row, said("Mine"), "Mine", row.version),
        lambda: commands.step(they, row, S.CLOSED),
        lambda: commands.own(they, row.slug),
    ):
        with pytest.raises(Forbidden):
            act()


# ---------------------------------------------------------------- closed and open
def test_it_is_closed_and_opened_again():
    row = idea()
    commands.step(ALICE, row, S.CLOSED)
    for act in (
        lambda: commands.edit(ALICE, row, said("A hut"), "Smaller", row.version),
        lambda: comment("bob", row),
        lambda: help_with("bob", row),
        lambda: commands.step(ALICE, row, S.CLOSED),
    ):
        with pytest.raises(Refused):
            act()
    commands.step(ALICE, row, S.OPEN)
    comment("bob", row)
    help_with("bob", row)


@pytest.mark.parametrize("state", [S.BECOMING, S.PROJECT])
def test_it_is_no_project_by_a_step(state):
    with pytest.raises(NotFound):
        commands.step(ALICE, idea(), state)


# ---------------------------------------------------------------- the list
@pytest.mark.parametrize(
    ("asked", "titles"),
    [({}, ["Bench", "Hut", "Shed"]), ({"q": "shed"}, ["Shed"]),
     ({"q": "évaluation"}, ["Hut"]), ({"q": "impact evaluation"}, ["Hut"]),
     ({"tag": "evaluation"}, ["Hut"]), ({"tag": "none"}, []),
     ({"nation": "wls"}, ["Bench"]), ({"state": "open"}, ["Bench", "Hut"]),
     ({"state": "closed"}, ["Shed"]), ({"state": "project"}, []),
     ({"state": "?"}, ["Bench", "Hut", "Shed"]),
     ({"sort": "discussed"}, ["Hut", "Bench", "Shed"])],
)  # fmt: skip
def test_ideas_are_found_and_ordered(at, asked, titles):
    at("2017-11-01 12:00")
    shed, hut = idea(title="Shed"), idea(title="Hut", tags=("evaluation",), body="A")
    idea(title="Bench", nation="wls", body="B")
    commands.step(ALICE, shed, S.CLOSED)
    comment("bob", hut)
    page = queries.ideas_page(ALICE, Asked(**asked), {"wls": "Wales"})
    assert [card.title for card in page.items] == titles
    assert page.total == len(titles)


def test_tags_to_choose_from_are_those_of_ideas_that_one_sees():
    idea("alice", tags=("evaluation",))
    idea("lea", tags=("storytelling",))
    hide("lea")
    assert [tag.slug for tag in queries.tags_in_use(viewer("bob"))] == ["evaluation"]
