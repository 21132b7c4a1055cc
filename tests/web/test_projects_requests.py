"""Offering help, inviting, and answering."""

import pytest

from community.core.db import db
from community.core.visible import BLOCKED, tie, unscoped
from community.expertise.models import Tag
from community.projects import commands
from community.projects.models import JoinKind, JoinRequest, JoinState, ProjectState
from tests.cast import CAST, tag_id
from tests.letters import letters, notices
from tests.projects.making import add_need, ask, membership, project

PAIN, MINE = "/projects/project-1", "/projects/requests/"


def sent_requests():
    return db.session.scalars(unscoped("test", JoinRequest)).all()


def test_an_offer_says_what_happens_next_and_goes_to_the_lead(visitor):
    alice = visitor("alice")
    page = alice.see(f"{PAIN}/offer?need=1")
    assert "They never see your e-mail address" in page.main
    assert "all members can see that" in page.main
    assert page.select("input[name=need][checked]")[0]["value"] == "1"
    page = alice.post(f"{PAIN}/offer", {"need": "1", "message": "I can count"})
    assert page.h1 == "Offers and invitations"
    assert "I can count" in page.main
    assert "for: Evaluator" in page.main
    assert "Your offer waits for an answer" in alice.see(PAIN).main
    lea = visitor("lea")
    assert "1 offer waits for your answer" in lea.see(MINE).main
    page = lea.see(f"{PAIN}/requests")
    assert "I can count" in page.main
    assert "Alice Marsh" in page.main
    assert "@example.org" not in page.html


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        (JoinKind.OFFER, JoinState.SENT, "Your offer waits for an answer"),
        (JoinKind.OFFER, JoinState.WAITING, "You are on the waiting list"),
        (JoinKind.INVITATION, JoinState.SENT, "You are invited: answer"),
        (JoinKind.INVITATION, JoinState.WAITING, "You are on the waiting list"),
    ],
)
def test_the_page_says_which_request_is_open(visitor, kind, state, words):
    ask(1, "alice", kind).state = state
    db.session.commit()
    assert words in visitor("alice").see(PAIN).main
    assert words not in visitor("bob").see(PAIN).main


def test_help_in_general_needs_no_place(visitor):
    visitor("alice").post(f"{PAIN}/offer", {"need": "0", "message": "Anything"})
    (row,) = sent_requests()
    assert row.need_id is None


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"message": ""}, "Write a sentence or two"),
        ({"message": "x" * 601}, "Use 600 letters or fewer"),
        ({"need": "999"}, "Not a valid choice"),
    ],
)
def test_a_wrong_offer_answers_422_and_keeps_the_words(visitor, sent, problem):
    data = {"need": "1", "message": "Kept", **sent}
    page = visitor("alice").post(f"{PAIN}/offer", data)
    assert page.status == 422
    assert problem in page.texts(".summary")[0]
    assert page.select("#message")[0].get_text().strip() == data["message"]
    assert sent_requests() == []


def test_the_words_of_a_sensitive_project_say_who_will_see_it(visitor):
    diabetes = db.session.get(Tag, tag_id("diabetes"))
    commands.add_tag(CAST["lea"].viewer, project(1), diabetes)
    db.session.commit()
    page = visitor("alice").see(f"{PAIN}/offer")
    assert "Only people in this project see that" in page.main


@pytest.mark.parametrize("who", ["dai", "lea"])
def test_whoever_is_in_is_sent_back_to_the_project(visitor, who):
    page = visitor(who).see(f"{PAIN}/offer", follow=True)
    assert "You are in this project already." in page.main


def test_a_resting_project_takes_no_offer(visitor):
    project(1).state = ProjectState.PAUSED
    db.session.commit()
    alice = visitor("alice")
    assert "takes nobody" in alice.see(f"{PAIN}/offer", follow=True).main
    page = alice.post(f"{PAIN}/offer", {"need": "0", "message": "Please"})
    assert page.status == 422
    assert sent_requests() == []


def test_twenty_offers_a_day_are_enough(visitor):
    alice = visitor("alice")
    for _ in range(20):
        alice.post(f"{PAIN}/offer", {"need": "0", "message": "Hello"}, follow=False)
    page = alice.post(f"{PAIN}/offer", {"need": "0", "message": "Hello"})
    assert page.status == 429


def test_a_yes_makes_the_membership_and_takes_the_place(visitor):
    row = ask(1, "alice", need=1)
    db.session.commit()
    page = visitor("lea").post(f"/projects/requests/{row.id}/answer", {"answer": "yes"})
    assert "They are in" in page.main
    assert membership(1, "alice").audience == "members"
    page = visitor("mo").see(PAIN)
    assert "Alice Marsh" in page.main
    assert "Evaluator" not in page.main
    assert "Yes" in visitor("alice").see(MINE).texts(".badge")


def test_a_not_now_says_its_kind_reason_once_it_cannot_be_taken_back(visitor, at):
    at("2026-11-02 12:00")
    row = ask(1, "alice")
    db.session.commit()
    alice, lea = visitor("alice"), visitor("lea")
    sent = {"answer": "no", "words": "We are full until May"}
    lea.post(f"/projects/requests/{row.id}/answer", sent)
    at("2026-11-02 12:59")
    page, (line,) = alice.see(MINE), alice.json(f"/api/v1{MINE}")["sent"]
    assert "Waits for an answer" in page.texts(".badge")
    assert "We are full" not in page.html
    assert (line["state"], line["answer"], line["reason"]) == ("sent", "", None)
    assert "Your offer waits for an answer" in alice.see(PAIN).main
    assert alice.json(f"/api/v1{PAIN}")["mine"]["asked"]
    alice.see(f"/projects/requests/{row.id}/ended", 404)
    assert "We are full until May" in lea.see(f"{PAIN}/requests").main
    at("2026-11-02 13:00")
    page = alice.see(MINE)
    assert "Not now" in page.texts(".badge")
    assert "We are full until May" in page.main
    assert "Offer help" in alice.see(PAIN).main
    assert (
        "We are full until May" in alice.see(f"/projects/requests/{row.id}/ended").main
    )


def test_whoever_is_not_told_yet_takes_back_what_waits_and_asks_nothing_twice(visitor):
    row = ask(1, "alice")
    db.session.commit()
    alice, lea = visitor("alice"), visitor("lea")
    sent = {"answer": "no", "words": "We are full until May"}
    lea.post(f"/projects/requests/{row.id}/answer", sent)
    page = alice.post(f"{PAIN}/offer", {"need": "0", "message": "Once more"})
    assert "Your offer is here already." in page.main
    page = alice.post(f"/projects/requests/{row.id}/withdraw")
    assert "You have taken your offer back." in page.main
    assert "Taken back" in page.texts(".badge")
    assert "We are full" not in page.html
    assert not notices(kind="join-answer")
    assert lea.post(f"/projects/requests/{row.id}/undo").status == 422


def test_an_invitation_that_is_declined_waits_for_the_lead_until_the_hour_is_over(
    visitor, at
):
    at("2026-11-02 12:00")
    row = ask(1, "alice", JoinKind.INVITATION)
    db.session.commit()
    alice, lea = visitor("alice"), visitor("lea")
    sent = {"answer": "no", "words": "I move house"}
    alice.post(f"/projects/requests/{row.id}/answer", sent)
    assert "I move house" in alice.see(MINE).main, "their own words"
    assert "You are invited" not in alice.see(PAIN).main
    page = lea.see(f"{PAIN}/requests")
    assert "I move house" not in page.html
    assert "Not now" not in page.texts(".badge")
    at("2026-11-02 13:00")
    assert "I move house" in lea.see(f"{PAIN}/requests").main


def test_a_full_need_puts_on_the_waiting_list_and_says_so_to_both(visitor):
    rows = [ask(1, who, need=1) for who in ("alice", "mo")]
    db.session.commit()
    lea = visitor("lea")
    lea.post(f"/projects/requests/{rows[0].id}/answer", {"answer": "yes"})
    page = lea.post(f"/projects/requests/{rows[1].id}/answer", {"answer": "yes"})
    assert "they are on the waiting list" in page.main
    assert "On the waiting list" in page.texts("main h2")
    mine = visitor("mo").see(MINE)
    assert "1 of 1 on the waiting list" in mine.main
    page = visitor("mo").post(f"/projects/requests/{rows[1].id}/withdraw")
    assert "You are not on the waiting list any more." in page.main


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 403), ("dai", 404), ("bob", 404), ("olu", 404)]
)
def test_nobody_else_answers(visitor, who, status):
    row = ask(1, "alice")
    db.session.commit()
    for answer in ("yes", "no"):
        path = f"/projects/requests/{row.id}/answer"
        assert visitor(who).post(path, {"answer": answer}).status == status
    assert sent_requests()[0].state == "sent"


def test_an_invitation_is_accepted_with_the_audience_one_chooses(visitor):
    lea, alice = visitor("lea"), visitor("alice")
    page = lea.post(f"{PAIN}/invite/alice-1", {"need": "0", "message": "Join us?"})
    assert "Alice Marsh has your invitation." in page.main
    page = alice.see(MINE)
    assert "Join us?" in page.main
    assert "Lea" not in page.texts("main .card")[0], "the project invites"
    (row,) = sent_requests()
    path = f"/projects/requests/{row.id}/answer"
    page = alice.post(path, {"answer": "yes", "audience": "projects"})
    assert "Welcome. You are in “Pain cafe” now." in page.main
    assert membership(1, "alice").audience == "projects"
    assert "Alice" not in visitor("mo").see(PAIN).main


def test_an_invitation_into_a_sensitive_project_starts_narrow(visitor):
    diabetes = db.session.get(Tag, tag_id("diabetes"))
    commands.add_tag(CAST["lea"].viewer, project(1), diabetes)
    row = ask(1, "alice", JoinKind.INVITATION)
    db.session.commit()
    alice = visitor("alice")
    page = alice.see(MINE)
    options = {o["value"]: o for o in page.select(f"#audience-{row.id} option")}
    assert set(options) == {"projects", "members"}
    assert options["projects"].has_attr("selected")
    assert "only people in this project see it" in page.main
    path = f"/projects/requests/{row.id}/answer"
    assert alice.post(path, {"answer": "yes", "audience": "public"}).status == 422
    alice.post(path, {"answer": "yes"})
    assert membership(1, "alice").audience == "projects"


def test_an_invitation_can_wait_or_be_taken_back(visitor):
    row = ask(1, "alice", JoinKind.INVITATION)
    db.session.commit()
    page = visitor("lea").post(f"/projects/requests/{row.id}/withdraw")
    assert page.h1 == "Offers to Pain cafe"
    assert "Join" not in visitor("alice").see(MINE).texts("main h2")
    row = ask(1, "mo", JoinKind.INVITATION)
    db.session.commit()
    page = visitor("mo").post(f"/projects/requests/{row.id}/answer", {"answer": "no"})
    assert "not now" in page.main


def test_ones_own_offer_can_be_taken_back(visitor):
    row = ask(1, "alice")
    db.session.commit()
    assert visitor("mo").post(f"/projects/requests/{row.id}/withdraw").status == 404
    page = visitor("alice").post(f"/projects/requests/{row.id}/withdraw")
    assert "You have taken your offer back." in page.main


def test_nobody_is_invited_whom_one_may_not_see(visitor):
    lea = visitor("lea")
    lea.see(f"{PAIN}/invite/carol-3", 404)
    for pair in ((1, 5), (5, 1)):
        row = {"member_id": pair[0], "other_id": pair[1], "kind": BLOCKED}
        db.session.execute(tie.insert().values(**row))
    db.session.commit()
    lea.see(f"{PAIN}/invite/alice-1", 404)
    visitor("alice").see(f"{PAIN}/invite/mo-8", 403)


def test_letters_hold_no_word_of_anybody(visitor):
    visitor("alice").post(f"{PAIN}/offer", {"need": "1", "message": "My secret story"})
    visitor("lea").post(
        f"/projects/requests/{sent_requests()[0].id}/answer",
        {"answer": "no", "words": "Another secret"},
    )
    assert [letter.kind for letter in letters()] == ["offer", "join-answer"]
    for one in (*letters(), *notices()):
        for word in ("secret", "project-1", "Pain", "Alice"):
            assert word not in str(one.facts)
    assert {one.link for one in notices()} == {"/projects/requests/"}


def test_nothing_to_answer_says_what_to_do_next(visitor):
    page = visitor("mo").see(MINE)
    assert "Nothing here yet" in page.main
    assert "/projects/" in page.links()
    assert "You are in no project yet" in visitor("mo").see("/projects/mine").main


def test_the_same_facts_are_json(visitor):
    ask(1, "alice")
    db.session.commit()
    facts = visitor("alice").json(f"/api/v1{MINE}")
    assert facts["sent"][0]["project_title"] == "Pain cafe"


@pytest.mark.parametrize("path", [MINE, f"{PAIN}/requests", "/projects/mine"])
def test_takes_at_most_ten_statements(visitor, statements, path):
    add_need(1, "facilitation")
    for who in ("alice", "mo", "olu"):
        ask(1, who)
    ask(1, "bob", JoinKind.INVITATION)
    db.session.commit()
    lea = visitor("lea")
    with statements() as found:
        lea.see(path)
    assert len(found) <= 10


def test_a_lead_sees_who_could_help_and_why(visitor, statements):
    lea = visitor("lea")
    lea.see(f"{PAIN}/people")
    with statements() as found:
        page = lea.see(f"{PAIN}/people")
    assert "Bob Okoro" in page.main, "he offers evaluation, which the need asks for"
    assert "Dai Prosser" not in page.main, "he is in the project already"
    assert page.select(".why")
    assert f"{PAIN}/invite/bob-2" in page.links()
    assert len(found) <= 10


def test_a_draft_invites_nobody_yet(visitor):
    page = visitor("lea").see("/projects/project-3/people")
    assert "once the page is published" in page.main
    assert not [link for link in page.links() if "/invite/" in link]
