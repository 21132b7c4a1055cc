"""Kind answers, the way back from them, and the end with an apology."""

from datetime import timedelta

import pytest

from community.connections.models import ConnectionRequest
from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.projects.models import JoinKind, JoinRequest, JoinState, Reason
from community.staffing import clockwork
from tests.cast import CAST
from tests.letters import notices
from tests.projects.making import add_need, ask, make

PAIN, MINE = "/projects/project-1", "/projects/requests/"


def only_request():
    return db.session.scalars(unscoped("test", JoinRequest)).one()


def asked(who="alice", **values):
    row = ask(1, who, **values)
    db.session.commit()
    return row


def test_the_words_of_a_reason_are_ready_and_can_be_changed(visitor, at):
    at("2026-11-02 12:00")
    number = asked().id
    lea, path = visitor("lea"), f"{PAIN}/requests/{number}/not-now"
    page = lea.see(path)
    assert page.main.count("We send:") == len(Reason)
    assert lea.post(path, {"reason": ""}).status == 422
    page = lea.post(path, {"reason": "places"})
    assert "Until then you can take it back." in page.main
    row = only_request()
    assert (row.state, row.reason) == (JoinState.DECLINED, Reason.PLACES)
    at("2026-11-02 13:00")
    assert "All our places are taken" in visitor("alice").see(MINE).main


def test_ones_own_words_go_instead(visitor, at):
    at("2026-11-02 12:00")
    number = asked().id
    sent = {"reason": "timing", "words": "Come back in May, please"}
    visitor("lea").post(f"{PAIN}/requests/{number}/not-now", sent)
    at("2026-11-02 13:00")
    page = visitor("alice").see(MINE)
    assert "Come back in May, please" in page.main
    assert "not the right time" not in page.main


def test_a_not_now_is_undone_with_one_button(visitor):
    number = asked().id
    lea = visitor("lea")
    lea.post(f"{PAIN}/requests/{number}/not-now", {"reason": "fit"})
    assert f"/projects/requests/{number}/undo" in lea.see(f"{PAIN}/requests").html
    page = lea.post(f"/projects/requests/{number}/undo")
    assert "It waits for an answer again." in page.main
    assert only_request().state is JoinState.SENT
    assert lea.post(f"/projects/requests/{number}/undo").status == 422


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 403), ("dai", 403), ("bob", 403), ("olu", 403)]
)
def test_nobody_else_reads_the_words_for_an_answer(visitor, who, status):
    number = asked().id
    visitor(who).see(f"{PAIN}/requests/{number}/not-now", status)


def test_whoever_asked_reads_that_it_was_seen_and_what_comes_when(visitor):
    asked()
    alice, lea = visitor("alice"), visitor("lea")
    page = alice.see(MINE)
    assert "Not seen yet." in page.main
    assert "Without an answer we remind them on" in page.main
    assert "It ends by itself on" in page.main
    lea.see(f"{PAIN}/requests")
    assert "Seen on" in alice.see(MINE).main


def test_the_form_says_by_when_there_is_an_answer(visitor):
    page = visitor("alice").see(f"{PAIN}/offer")
    assert "we remind them on" in page.main
    assert "we show you three other projects" in page.main


def test_a_second_click_leads_to_the_first_offer(visitor):
    alice = visitor("alice")
    for _twice in range(2):
        page = alice.post(f"{PAIN}/offer", {"need": "1", "message": "Hello"})
        assert page.h1 == "Offers and invitations"
    assert "Your offer is here already." in page.main
    assert only_request().message == "Hello"


def test_an_answer_after_the_day_is_refused_politely(visitor):
    row = asked()
    row.due_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    page = visitor("lea").post(f"/projects/requests/{row.id}/answer", {"answer": "yes"})
    assert page.status == 422
    assert "The time for an answer is over" in page.texts(".summary")[0]


def test_a_tie_is_offered_after_a_yes_and_not_made(visitor):
    number = asked("mo").id
    lea = visitor("lea")
    lea.post(f"/projects/requests/{number}/answer", {"answer": "yes"})
    assert "/connections/hello/mo-8" in lea.see(f"{PAIN}/requests").links()
    assert "/connections/hello/lea-5" in visitor("mo").see(MINE).links()
    assert not db.session.scalars(unscoped("test", ConnectionRequest)).all()


# ---------------------------------------------------------------- the end
def lapsed(who="alice", kind=JoinKind.OFFER):
    row = ask(1, who, kind)
    row.state, row.answered_at = JoinState.LAPSED, clock.now()
    db.session.commit()
    return f"/projects/requests/{row.id}/ended"


def test_the_end_says_sorry_and_shows_three_other_projects(visitor):
    for title in ("Choir", "Garden", "Kitchen", "Shed"):
        make(title)
    path = lapsed()
    page = visitor("alice").see(path)
    assert "We are sorry" in page.main
    cards = page.texts("main li.card h3")
    assert len(cards) == len(set(cards)) == 3
    assert "Pain cafe" not in cards
    assert path in visitor("alice").see(MINE).links()


def test_what_is_alike_is_called_alike_and_never_suited(visitor):
    make("Choir", tags=("peer-mentoring",))
    db.session.commit()
    page = visitor("alice").see(lapsed())
    heads = page.texts("main h2")
    assert set(heads) <= {
        "Projects that suit you", "Projects about something alike", "New here",
    }  # fmt: skip


def test_where_there_is_no_other_project_it_says_what_to_do(visitor):
    page = visitor("bob").see(lapsed("bob"))
    assert page.select("main .empty") or page.select("main li.card")


@pytest.mark.parametrize("who", ["lea", "dai", "bob", "olu", "ada"])
def test_the_end_is_read_by_whoever_asked_alone(visitor, who):
    visitor(who).see(lapsed(), 404)


def test_an_invitation_that_ended_has_no_apology_for_whoever_was_silent(visitor):
    visitor("alice").see(lapsed(kind=JoinKind.INVITATION), 404)


def test_the_end_takes_at_most_twelve_statements(visitor, statements):
    for title in ("Choir", "Garden", "Kitchen"):
        make(title)
    path, alice = lapsed(), visitor("alice")
    alice.see(path)
    with statements() as found:
        alice.see(path)
    assert len(found) <= 12


# ---------------------------------------------------------------- people to invite
def test_people_are_proposed_for_one_need(visitor):
    made = add_need(1, "storytelling")
    db.session.commit()
    lea = visitor("lea")
    page = lea.see(f"{PAIN}/people")
    assert f"{PAIN}/people?need={made.id}" in page.links()
    page = lea.see(f"{PAIN}/people?need={made.id}")
    assert page.select("[aria-current=page]")
    assert "Bob Okoro" in lea.see(f"{PAIN}/people?need=1").main
    lea.see(f"{PAIN}/people?need=999")


def test_whoever_has_three_to_answer_is_left_alone(visitor):
    lea = visitor("lea")
    assert "Bob Okoro" in lea.see(f"{PAIN}/people").main
    then = clock.now() - timedelta(days=2)
    for who in ("alice", "mo", "ada"):
        row = ConnectionRequest(
            asker_id=CAST[who].id, asked_id=CAST["bob"].id, message="Hello"
        )
        row.asked_at = then
        db.session.add(row)
    db.session.commit()
    assert "Bob Okoro" not in lea.see(f"{PAIN}/people").main


@pytest.mark.parametrize("how", ["yes", "no", "no answer"])
def test_whoever_invited_is_led_to_the_page_that_shows_it(visitor, at, how):
    at("2026-11-02 12:00")
    row = asked(kind=JoinKind.INVITATION)
    if how == "no answer":
        at("2026-11-24 12:00")
        start_writing()
        clockwork.move()
        db.session.commit()
    else:
        visitor("alice").post(f"{MINE}{row.id}/answer", {"answer": how})
        at("2026-11-02 13:00")
    (told,) = notices()
    assert told.to == CAST["lea"].email
    page = visitor("lea").see(told.link)
    assert "Alice Marsh" in page.main
    assert page.texts("h2") == ["Answered"]
