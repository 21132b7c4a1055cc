"""Taking a break as people meet it: the question, the one page, the return."""

from datetime import date

import pytest

from community.accounts.models import Account, State
from community.core.db import db, start_writing
from community.members import resting
from community.projects import absence
from tests.cast import CAST
from tests.letters import letters

BREAK = "/account/break"
JUNE = {"how_long": "day", "until": "2018-06-01"}


@pytest.fixture(autouse=True)
def _in_autumn(app, at):
    at("2017-11-01 12:00")


def state_of(number: int) -> State:
    db.session.rollback()
    return db.session.get_one(Account, number, populate_existing=True).state


def let_rest(who: str, until: date | None = date(2018, 6, 1)) -> None:
    start_writing()
    absence.take_a_break(CAST[who].viewer, until)
    db.session.commit()


def test_the_account_leads_to_the_break(visitor):
    assert BREAK in visitor("alice").see("/account/").links()


def test_it_says_plainly_what_happens(visitor):
    page = visitor("alice").see(BREAK)
    assert page.h1 == "Take a break"
    for words in ("Nobody sees you", "no mail", "keep waiting", "as before"):
        assert words in page.main
    assert "lead alone" not in page.main


def test_whoever_leads_alone_sees_which_projects_first(visitor):
    page = visitor("lea").see(BREAK)
    assert page.texts("main h2") == ["What happens", "Projects that you lead alone"]
    assert "/projects/project-1/team" in page.links()


def test_a_break_begins_and_the_site_shows_one_page(visitor):
    alice = visitor("alice")
    alice.post(BREAK, JUNE, follow=False)
    page = alice.see(BREAK)
    assert page.h1 == "You are on a break until 1 June 2018"
    assert "Your break has begun" in page.main
    for path in ("/", "/suggestions/", "/members/", "/my-network/", "/waiting"):
        assert alice.see(path, follow=True).h1 == page.h1, path
    assert "/urgent-help" in page.links()
    assert alice.see("/account/").status == 200
    assert BREAK in alice.see("/account/").links()
    assert visitor("bob").see("/members/alice-1", status=404)


def test_coming_back_shows_everything_again(visitor):
    alice = visitor("alice")
    before = visitor("bob").see("/members/alice-1").main
    alice.post(BREAK, {"how_long": "open"}, follow=False)
    assert alice.see(BREAK).h1 == "You are on a break"
    form = alice.see(BREAK).select("main form")[0]
    page = alice.see(
        alice.post(form["action"], follow=False).response.headers["Location"]
    )
    assert "Welcome back" in page.main
    assert visitor("bob").see("/members/alice-1").main == before
    assert alice.post(form["action"]).h1 == "Take a break", "a second time is harmless"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"how_long": "day"}, "Choose the day"),
        ({"how_long": "day", "until": "2017-11-01"}, "still to come"),
        ({"how_long": "day", "until": "2031-01-01"}, "within two years"),
        ({"how_long": "day", "until": "soon"}, "Not a valid date"),
        ({"how_long": "never"}, "Not a valid choice"),
    ],
)
def test_what_is_missing_is_said(visitor, data, told):
    page = visitor("alice").post(BREAK, data)
    assert page.status == 422
    assert told in " ".join(page.texts(".summary"))
    assert state_of(1) is State.ACTIVE


def test_the_last_administrator_is_told_what_to_do(visitor):
    page = visitor("ada").post(BREAK, {"how_long": "open"})
    assert page.status == 422
    assert "Give the role to somebody else first" in page.main
    assert state_of(7) is State.ACTIVE


def test_five_breaks_a_day_are_enough(visitor):
    alice = visitor("alice")
    for _time in range(5):
        alice.post(BREAK, JUNE)
        alice.post(f"{BREAK}/end")
    assert alice.post(BREAK, JUNE).status == 429


@pytest.mark.parametrize("path", [BREAK, "/account/blocks"])
def test_who_waits_for_approval_has_none(visitor, path):
    assert visitor("pat").get(path).headers["Location"].endswith("/waiting")


def test_the_team_is_told_a_day_and_no_name(visitor):
    let_rest("dai")
    page = visitor("lea").see("/projects/project-1/team")
    assert "A member, back about 1 June 2018" in page.main
    assert "Dai" not in page.main
    assert "A member, back about" in visitor("lea").see("/projects/project-1").main
    for who in (None, "alice", "olu"):
        assert "A member, back" not in visitor(who).see("/projects/project-1").main
    assert [one.to for one in letters("rest-lead")] == ["lea@example.org"]


@pytest.mark.parametrize("who", ["alice", None])
def test_whoever_would_offer_help_is_told_that_nobody_answers(visitor, who):
    let_rest("bob")
    if who is None:
        assert visitor().get("/projects/project-2").status_code == 404
        return
    page = visitor(who).see("/projects/project-2")
    assert "Nobody answers until about 1 June 2018" in page.main
    assert "Led by a member" in page.main
    offer = visitor(who).see("/projects/project-2/offer")
    assert "Nobody answers until about 1 June 2018" in offer.main


def test_who_is_in_the_team_is_not_told_that_nobody_answers(visitor):
    let_rest("lea", None)
    assert "Nobody answers" not in visitor("dai").see("/projects/project-1").main
    assert "Nobody answers for now" in visitor("alice").see("/projects/project-1").main


def test_the_letters_say_no_name(app):
    from flask import render_template

    facts = {"site": "https://x.example", "name": "Thread", "link": "/projects/mine"}
    with app.test_request_context():
        told = render_template("mail/rest-lead.md", day="2018-06-01", **facts)
        open_ = render_template("mail/rest-lead.md", day="", **facts)
        over = render_template("mail/rest-over.md", **facts)
    assert "back about 1 June 2018" in told
    assert "There is no date yet" in open_
    assert all(words.startswith("Subject: ") for words in (told, open_, over))
    assert "https://x.example/account/break" in over


def test_the_pages_take_few_statements(visitor, statements):
    lea = visitor("lea")
    with statements() as found:
        lea.get(BREAK)
    assert len(found) <= 10
    let_rest("lea")
    with statements() as found:
        lea.get(BREAK)
    assert len(found) <= 10


def test_on_the_day_the_site_is_open_again(visitor, at):
    let_rest("alice", date(2017, 11, 9))
    alice = visitor("alice")
    at("2017-11-09 00:10")
    start_writing()
    resting.move()
    db.session.commit()
    assert alice.see("/account/").status == 200
    assert visitor("bob").see("/members/alice-1").h1 == "Alice Marsh"
