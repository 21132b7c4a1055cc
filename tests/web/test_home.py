"""The front page: for whoever comes from outside."""

import json

import pytest
from sqlalchemy import update

from community.accounts.models import Account, State
from community.core.access import Audience
from community.core.db import db
from community.members.models import Member
from community.vocabulary.commands import set_setting
from tests import cast

STORY = {"people": [2, 1, 4], "text": "They met over a broken kettle."}


def tell(*stories):
    set_setting("stories", json.dumps(stories))
    db.session.commit()


def crowd(number):
    """Add `number` people who show themselves to members."""
    for n in range(100, 100 + number):
        db.session.add(
            Account(id=n, email=f"p{n}@example.org", state=State.ACTIVE, adult=True)
        )
        db.session.flush()
        db.session.add(
            Member(
                id=n, account_id=n, slug=f"p-{n}", name=f"Person {n}", folded=f"{n}",
                listed=True,
            )
        )  # fmt: skip
    db.session.commit()


def test_it_says_in_one_sentence_what_this_is(visitor):
    page = visitor().see("/")
    assert page.h1 == "Find the people who get it."
    assert "Join by invitation" in page.main
    assert "/projects/" in page.links()


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("invitation", "Join by invitation"),
        ("approval", "Ask to join"),
        ("open", "Join"),
    ],
)
def test_the_button_says_how_one_may_join(visitor, mode, words):
    set_setting("join_mode", mode)
    db.session.commit()
    assert visitor().see("/").texts("main .button")[0] == words


@pytest.mark.parametrize(
    ("who", "there"), [("alice", "/suggestions/"), ("pat", "/waiting")]
)
def test_who_is_signed_in_goes_on(visitor, who, there):
    assert visitor(who).get("/").headers["Location"] == there


def test_numbers_below_eight_are_not_told(visitor):
    assert "about" not in visitor().see("/").texts("dl")


def test_numbers_are_rounded_and_count_what_members_see(visitor):
    crowd(20)  # with the cast 27 people; Carol shows herself to connections only
    page = visitor().see("/")
    assert page.texts("dl.figures div") == ["people about 25"]


def test_newest_projects_are_those_open_to_anyone(visitor):
    titles = visitor().see("/").texts("main li h3")
    assert titles == ["Pain cafe"]


def test_a_story_names_people_who_are_all_open_to_anyone(visitor):
    for one in (1, 4):
        db.session.execute(
            update(Member).where(Member.id == one).values(audience=Audience.PUBLIC)
        )
    tell(STORY)
    page = visitor().see("/")
    assert page.texts(".thread li") == ["Bob Okoro", "Alice Marsh", "Dai Prosser"]
    assert "They met over a broken kettle." in page.main


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((), ["One of us", "somebody both know", "another of us"]),
        (("a carer", "a project", "a GP"), ["a carer", "a project", "a GP"]),
    ],
)
def test_a_story_with_one_hidden_person_names_nobody(visitor, words, shown):
    tell(STORY | {"words": words})
    page = visitor().see("/")
    assert page.texts(".thread li") == shown
    assert "Bob" not in page.main
    assert "/members/" not in " ".join(page.links())


def test_at_most_three_stories_are_told(visitor):
    tell(*[STORY] * 5)
    assert len(visitor().see("/").select(".story")) == 3


@pytest.mark.parametrize("wrong", ["", "{", "[1]", '{"people": []}', '[{"people": 3}]'])
def test_a_broken_story_breaks_nothing(visitor, wrong):
    set_setting("stories", wrong)
    db.session.commit()
    assert not visitor().see("/").select(".story")


def test_an_empty_place_says_how_to_begin(visitor):
    for table in reversed(db.metadata.sorted_tables):
        if not table.name.startswith("audit_"):  # nobody deletes of the trail
            db.session.execute(table.delete())
    db.session.commit()
    page = visitor().see("/")
    assert "community admin create" in page.main
    assert "Join" not in page.main


def test_it_needs_few_statements(visitor, statements):
    cast.connect(2, 4)
    tell(STORY)
    nobody = visitor()
    with statements() as found:
        nobody.see("/")
    assert len(found) <= 10


def test_the_challenge_that_runs_stands_with_its_phases_and_the_active_one(visitor):
    from tests.programme.steering import running

    assert not visitor().see("/").select(".phases")
    running()
    page = visitor().see("/")
    assert "What would it take to keep every home warm?" in page.main
    assert page.texts(".phases h3") == ["Listening", "Trying"]
    assert page.texts(".phases [aria-current=step] h3") == ["Trying"]
    assert "Now: Trying" in page.main


def test_a_draft_of_a_programme_does_not_stand_there(visitor):
    from tests.programme.steering import draft

    draft()
    assert "keep every home warm" not in visitor().see("/").main


def test_evidence_and_the_newest_essay_are_picked(visitor):
    from community.essays.loading import load_essays
    from community.evidence.loading import load_evidence

    load_evidence()
    load_essays()
    db.session.commit()
    page = visitor().see("/")
    assert len([one for one in page.links() if one.startswith("/evidence/")]) == 4
    assert [one for one in page.links() if one.startswith("/essays/")][-1] == "/essays/"


def test_whoever_wants_updates_leaves_an_address_there(visitor):
    form = visitor().see("/").select("#updates form")[0]
    assert form["action"] == "/get-updates"
    assert {one["name"] for one in form.select("input")} == {
        "csrf_token", "email", "every",
    }  # fmt: skip
