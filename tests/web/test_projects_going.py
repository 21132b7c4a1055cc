"""One's part in a project: until when, how it goes, leaving, and who was in it."""

from datetime import timedelta

import pytest

from community.core import clock
from community.core.db import db
from community.projects import leaving
from community.projects.models import Ending, ProjectState, TeamRole
from community.stewardship import clockwork
from community.stewardship.models import Going
from tests.cast import CAST, join
from tests.projects.making import membership, project
from tests.stewardship.making import (
    ask,
    check_in,
    enter,
    leads_of,
    orphaned,
    parts_of,
    viewer,
)

PAIN, MINE = "/projects/project-1", "/projects/mine"


# ---------------------------------------------------------------- leaving
def test_one_leaves_in_one_step(visitor):
    dai = visitor("dai")
    assert "You are out at once" in dai.see(f"{PAIN}/leave").main
    page = dai.post(f"{PAIN}/leave", {"why": "I move away"})
    assert page.h1 == "My projects"
    assert "You have left the project." in page.html
    assert "When you left, you wrote: I move away" in page.main
    dai.see(f"{PAIN}/leave", status=404)


def test_the_last_lead_is_asked_for_a_hand_over_first(visitor):
    lea = visitor("lea")
    page = lea.see(f"{PAIN}/leave")
    assert "Nobody else leads this project" in page.main
    assert f"{PAIN}/handover" in page.links()
    page = lea.post(f"{PAIN}/leave", {"why": "Kept"})
    assert page.status == 422
    assert "Nobody else leads this project" in page.texts(".summary")[0]
    assert page.select("#why")[0]["value"] == "Kept"
    assert leads_of() == ["Lea"]
    page = lea.post(f"{PAIN}/leave", {"unled": "y"})
    assert "You have left the project." in page.html
    assert orphaned()


def test_whom_the_last_lead_asked_stands_on_the_page(visitor):
    ask()
    db.session.commit()
    page = visitor("lea").see(f"{PAIN}/leave")
    assert "Lea Novak asked Dai Prosser" in page.main


@pytest.mark.parametrize("who", ["alice", "olu"])
def test_whoever_is_not_in_it_finds_no_such_page(visitor, who):
    for page in ("leave", "commitment", "going"):
        visitor(who).see(f"{PAIN}/{page}", status=404)


# ---------------------------------------------------------------- until when
@pytest.mark.parametrize(
    ("choice", "months"), [("3", 3), ("6", 6), ("open", None), ("day", 1)]
)
def test_one_says_until_when(visitor, choice, months):
    day = clock.today() + timedelta(days=30)
    sent = {"choice": choice, "day": day.isoformat()}
    page = visitor("dai").post(f"{PAIN}/commitment", sent)
    assert page.h1 == "Pain cafe"
    until = membership(1, "dai").ends_on
    if months is None:
        assert until is None
    elif choice == "day":
        assert until == day
    else:
        assert until is not None
        assert 28 * months <= (until - clock.today()).days <= 31 * months
        page = visitor("dai").see(f"{PAIN}/commitment")
        assert "You said that you take part until" in page.main


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({}, "Choose whether you go on"),
        ({"choice": "day"}, "Choose a day after today"),
        ({"choice": "day", "day": "2001-01-01"}, "Choose a day after today"),
        ({"choice": "day", "day": "soon"}, "Not a valid date"),
        ({"choice": "3", "why": "x" * 201}, "Use 200 letters or fewer"),
    ],
)
def test_a_wrong_day_answers_422(visitor, sent, problem):
    page = visitor("dai").post(f"{PAIN}/commitment", sent)
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert membership(1, "dai").ends_on is None


def test_one_concludes_with_thanks(visitor):
    sent = {"choice": "conclude", "why": "It stands by itself now"}
    page = visitor("dai").post(f"{PAIN}/commitment", sent)
    assert "Thank you for what you did." in page.html
    assert parts_of("dai")[0].ended_how is Ending.CONCLUDED
    assert "It stands by itself now" in visitor("lea").see(f"{PAIN}/history").main
    assert "stands by itself" not in visitor("alice").see(f"{PAIN}/history").main


def test_the_last_lead_does_not_conclude(visitor):
    page = visitor("lea").post(f"{PAIN}/commitment", {"choice": "conclude"})
    assert page.status == 422
    assert "Nobody else leads this project" in page.texts(".summary")[0]


# ---------------------------------------------------------------- who was in it
def test_history_says_who_was_in_it_and_when(visitor):
    leaving.leave(viewer("dai"), project(1), "I go sailing")
    db.session.commit()
    page = visitor("alice").see(f"{PAIN}/history")
    assert page.texts("main li h2") == ["Lea Novak", "Dai Prosser"]
    assert "September 2017 to" in page.main
    assert "sailing" not in page.main
    assert "Left." not in page.main
    for who in ("dai", "lea"):
        page = visitor(who).see(f"{PAIN}/history")
        assert "Left. The words: “I go sailing”" in page.main


def test_one_chooses_who_sees_a_part_that_has_ended(visitor):
    leaving.leave(viewer("dai"), project(1))
    db.session.commit()
    dai = visitor("dai")
    page = dai.see(f"{PAIN}/history")
    (form,) = page.select("main form.quiet-form")
    number = form.select_one("[name=membership]")["value"]
    sent = {"membership": number, "audience": "projects", "next": f"{PAIN}/history"}
    page = dai.post(f"{PAIN}/membership", sent)
    assert page.h1 == "Who was in Pain cafe"
    assert "Dai" not in visitor("alice").see(f"{PAIN}/history").main


def test_ones_own_history_stands_with_ones_projects(visitor):
    join(2, CAST["dai"].id)
    row = parts_of("dai", 2)[0]
    leaving.change_role(project(2), row, TeamRole.ADVISER)
    db.session.commit()
    page = visitor("dai").see(MINE)
    assert "Worked on it: September 2017 to" in page.main
    assert "Advises it: since" in page.main


# ---------------------------------------------------------------- how it goes
def test_how_it_goes_is_asked_and_only_oneself_reads_it(visitor):
    enter("alice", 28)
    clockwork.move()
    db.session.commit()
    alice = visitor("alice")
    page = alice.see(f"{PAIN}/going")
    assert page.h1 == "How is it going in Pain cafe?"
    assert not page.select("input[checked]")
    sent = {"going": "badly", "words": "It is lonely"}
    page = alice.post(f"{PAIN}/going", sent)
    assert "You can change it for seven days." in page.html
    row = check_in("alice")
    assert (row.going, row.to_leads, row.to_organisers) == (Going.BADLY, False, False)
    assert "lonely" in alice.see(f"{PAIN}/going").html
    assert "lonely" not in visitor("lea").see(f"{PAIN}/team").html
    assert "lonely" not in visitor("olu").see("/organise/check-ins").html
    assert "/organise/check-ins" in visitor("olu").see("/organise/projects/").links()


def test_what_is_shared_is_read_where_it_was_shared(visitor):
    enter("alice", 28)
    clockwork.move()
    db.session.commit()
    alice = visitor("alice")
    sent = {"going": "mixed", "words": "Too many mails", "to_leads": "y"}
    alice.post(f"{PAIN}/going", sent)
    assert "Too many mails" in visitor("lea").see(f"{PAIN}/team").main
    assert "Too many" not in visitor("olu").see("/organise/check-ins").main
    alice.post(f"{PAIN}/going", {**sent, "to_leads": "", "to_organisers": "y"})
    assert "Too many" not in visitor("lea").see(f"{PAIN}/team").main
    page = visitor("olu").see("/organise/check-ins")
    assert "Too many mails" in page.main
    assert "Alice Marsh" in page.main


def test_after_its_days_nobody_else_needs_to_read_it_still(visitor, at):
    enter("alice", 28)
    clockwork.move()
    db.session.commit()
    said = {"going": "mixed", "words": "Too many mails", "to_leads": "y"}
    visitor("alice").post(f"{PAIN}/going", said)
    at((clock.now() + timedelta(days=8)).strftime("%Y-%m-%d %H:%M"))
    alice = visitor("alice")
    assert "Let nobody else read it" in alice.see(f"{PAIN}/going").main
    page = alice.post(f"{PAIN}/going", {"alone": "yes"})
    assert "Only you read it" in page.main
    assert "Let nobody else" not in page.main
    assert "Too many mails" not in visitor("lea").see(f"{PAIN}/team").main


def test_what_is_wrong_answers_422_and_keeps_the_words(visitor):
    enter("alice", 28)
    clockwork.move()
    db.session.commit()
    page = visitor("alice").post(f"{PAIN}/going", {"words": "Kept", "to_leads": "y"})
    assert page.status == 422
    assert "Choose how it is going" in page.texts(".summary")[0]
    assert page.select("#words")[0].get_text().strip() == "Kept"
    assert page.select("#to_leads[checked]")


def test_after_seven_days_it_stands_as_it_is(visitor):
    enter("alice", 28)
    clockwork.move()
    row = check_in("alice")
    row.going, row.words = Going.WELL, "Good people"
    row.answered_at = clock.now() - timedelta(days=8)
    db.session.commit()
    alice = visitor("alice")
    page = alice.see(f"{PAIN}/going")
    assert "You said: well." in page.main
    assert "Only you read it." in page.main
    assert not page.select("main form")
    assert alice.post(f"{PAIN}/going", {"going": "badly"}).status == 422


def test_an_empty_list_says_what_comes_there(visitor):
    page = visitor("olu").see("/organise/check-ins")
    assert "Nothing was shared with organisers yet" in page.main


def test_a_page_takes_ten_statements_at_most(visitor, statements):
    enter("alice", 28)
    clockwork.move()
    row = check_in("alice")
    row.going, row.to_organisers, row.answered_at = Going.WELL, True, clock.now()
    ask()
    db.session.commit()
    for who, where in (
        ("lea", f"{PAIN}/leave"),
        ("lea", f"{PAIN}/history"),
        ("alice", f"{PAIN}/history"),
        ("alice", f"{PAIN}/going"),
        ("dai", f"{PAIN}/commitment"),
        ("olu", "/organise/check-ins"),
        ("alice", MINE),
    ):
        browser = visitor(who)
        with statements() as found:
            browser.see(where)
        assert len(found) <= 10, (where, len(found), found)


@pytest.mark.parametrize(
    ("state", "offers"),
    [
        (ProjectState.PUBLISHED, True),
        (ProjectState.PAUSED, True),
        (ProjectState.FINISHED, False),
        (ProjectState.ARCHIVED, False),
    ],
)
def test_a_promised_day_is_for_projects_that_go_on(visitor, state, offers):
    project(1).state = state
    db.session.commit()
    page = visitor("dai").see(MINE)
    assert "Pain cafe" in page.main
    assert ("Until when you take part" in page.main) is offers


def test_a_lead_finds_the_stories_and_who_was_in_it(visitor):
    links = visitor("lea").see(PAIN).links(".lead-nav a")
    assert {f"{PAIN}/stories", f"{PAIN}/history"} <= set(links)
