"""Is it still going, and who could take it over: the pages of leads and of others."""

from datetime import timedelta

import pytest

from community.core import clock
from community.core.db import db
from community.projects.models import ProjectState, TeamRole
from community.stewardship import taking_over
from tests.cast import CAST
from tests.letters import notices
from tests.projects.making import ask, membership, project
from tests.stewardship.silent import apart, fresh, silent

STILL, TAKE = "/projects/project-1/still-going", "/projects/project-1/take-over"
PAGE = "/projects/project-1"


@pytest.fixture
def quiet(app):
    """The Pain cafe, at risk."""
    silent(46)
    db.session.commit()


@pytest.fixture
def offered(quiet):
    """Alice's offer to take the Pain cafe over."""
    row = taking_over.offer(CAST["alice"].viewer, fresh(), "I could begin in May")
    db.session.commit()
    return row.id


# ---------------------------------------------------------------- "Still going?"
def test_a_lead_is_asked_and_says_so_in_one_tap(quiet, visitor):
    page = visitor("lea").see(STILL)
    assert page.h1 == "Is Pain cafe still going?"
    buttons = [one["value"] for one in page.select("main button[name=going]")]
    assert buttons == ["yes", "paused", "finished", "somebody else"]
    done = visitor("lea").post(STILL, {"going": "yes"})
    assert "Everybody sees that it goes on" in done.main
    assert fresh().alive_at > clock.now() - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("going", "said", "state"),
    [
        ("paused", "It rests", ProjectState.PAUSED),
        ("finished", "Thank you for all that you did", ProjectState.FINISHED),
        ("somebody else", "it looks for a lead", ProjectState.PUBLISHED),
    ],
)
def test_other_answers_lead_to_what_they_say(quiet, visitor, going, said, state):
    assert said in visitor("lea").post(STILL, {"going": going}).main
    assert fresh().state is state


def test_an_answer_that_nobody_offered_is_not_there(quiet, visitor):
    assert visitor("lea").post(STILL, {"going": "nowhere"}).status == 404


def test_what_does_not_run_says_so_instead_of_asking(quiet, visitor):
    project(1).state = ProjectState.PAUSED
    db.session.commit()
    page = visitor("lea").see(STILL)
    assert not page.select("main button[name=going]")
    late = visitor("lea").post(STILL, {"going": "yes"})
    assert (late.status, "start it again" in late.main) == (422, True)


# ---------------------------------------------------------------- an offer
def test_an_offer_says_beforehand_what_happens_and_then_by_when(quiet, visitor):
    alice = visitor("alice")
    page = alice.see(TAKE)
    soon = clock.now() + timedelta(days=14)
    day = f"{soon.day} {soon:%B %Y}"
    assert f"From {day} an organiser can answer as well" in page.main
    page = alice.post(TAKE, {"message": "I could begin in May"})
    assert "Your offer waits for an answer" in page.main
    assert f"From {day} the organisers can answer as well" in page.main
    assert [one.to for one in notices(kind="take-over")] == ["lea@example.org"]


@pytest.mark.parametrize(
    ("message", "said"),
    [("", "Write a sentence or two"), ("x" * 601, "Use 600 letters or fewer")],
)
def test_what_was_typed_stays_beside_what_is_wrong(quiet, visitor, message, said):
    page = visitor("alice").post(TAKE, {"message": message})
    assert page.status == 422
    assert said in page.main
    assert page.select("textarea[name=message]")[0].text.strip() == message


def test_a_second_click_finds_the_first_and_is_no_error(offered, visitor):
    page = visitor("alice").post(TAKE, {"message": "Once more"})
    assert page.status == 422
    assert "You have offered it already" in page.main


def test_an_offer_is_taken_back(offered, visitor):
    page = visitor("alice").post(f"{TAKE}/withdraw")
    assert "You have taken your offer back" in page.main
    again = visitor("alice").post(f"{TAKE}/withdraw")
    assert again.status == 422


def test_a_project_that_is_well_needs_nobody_to_take_it_over(app, visitor):
    page = visitor("alice").see(TAKE)
    assert "Somebody leads this project" in page.main
    assert not page.select("main textarea")


# ---------------------------------------------------------------- a lead's answer
def test_a_lead_reads_the_offer_and_says_yes(offered, visitor):
    page = visitor("lea").see(TAKE)
    assert "I could begin in May" in page.main
    assert "Alice Marsh" in page.main
    visitor("lea").post(f"{TAKE}/{offered}", {"answer": "yes", "step_back": "yes"})
    assert membership(1, "alice").role is TeamRole.LEAD
    assert membership(1, "lea").role is TeamRole.MEMBER
    again = visitor("alice").post(f"{TAKE}/{offered}", {"answer": "yes"})
    assert again.status == 404


def test_whoever_offered_reads_a_kind_not_now(offered, visitor):
    visitor("lea").post(f"{TAKE}/{offered}", {"answer": "no", "words": "In spring"})
    page = visitor("alice").see(TAKE)
    assert "This time the answer was not now" in page.main
    assert "In spring" in page.main


def test_an_answer_that_comes_too_late_says_so(offered, visitor):
    visitor("alice").post(f"{TAKE}/withdraw")
    late = visitor("lea").post(f"{TAKE}/{offered}", {"answer": "yes"})
    assert (late.status, "This has ended already" in late.main) == (422, True)


def test_a_lead_who_is_parted_from_them_reads_nothing(offered, visitor):
    apart("alice", "lea")
    db.session.commit()
    page = visitor("lea").see(TAKE)
    assert "Nobody has offered" in page.main
    assert visitor("lea").post(f"{TAKE}/{offered}", {"answer": "yes"}).status == 404


def test_whoever_offered_and_hid_a_message_is_read_by_no_other_member(offered, visitor):
    for who in ("bob", "dai", "mo"):
        assert "I could begin" not in visitor(who).see(TAKE).main


# ---------------------------------------------------------------- the cost
@pytest.mark.parametrize(
    ("who", "path"),
    [("lea", STILL), ("lea", TAKE), ("alice", TAKE), ("olu", TAKE)],
)
def test_a_page_takes_ten_statements_at_most(offered, visitor, statements, who, path):
    ask(1, "bob")
    db.session.commit()
    browser = visitor(who)
    with statements() as found:
        browser.see(path)
    assert len(found) <= 10, found


def test_when_offers_came_and_answers_went_is_in_nobodys_json(quiet, visitor):
    ask(1, "alice")
    db.session.commit()
    for who in (None, "mo", "lea"):
        said = visitor(who).json(f"/api/v1{PAGE}")["health"]
        assert {"alive_at", "waits_since"} & set(said) == set()
