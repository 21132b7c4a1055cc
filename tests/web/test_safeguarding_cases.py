"""The moderators' pages, and what whom a case is about reads, as people meet them."""

import pytest

from community.core.access import Role
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.safeguarding import appeals, measures, suspending, widenings
from community.safeguarding.models import Measure
from community.web import sudo
from tests.cast import CAST
from tests.client import Visitor
from tests.safeguarding.making import (
    DAI,
    MO,
    SAFETY,
    UNKIND,
    WHY,
    give,
    report,
    taken,
    talk,
)

GROUND = {"ground": "selling", "why": "Please sell nothing here"}
EMPTY = ("open", "mine", "claimed", "closed", "appeals")


def kept(row):
    """Commit, and return the number of a row."""
    number = row.id
    db.session.commit()
    return number


def dai(app) -> Visitor:
    """Return the browser of Dai, who moderates too."""
    start_writing()
    give(4, Role.MODERATOR)
    db.session.commit()
    return Visitor(app, CAST["dai"])


@pytest.mark.parametrize("tab", EMPTY)
def test_an_empty_part_of_the_queue_says_what_comes_there(visitor, tab):
    page = visitor("mo").see(f"/moderate/?tab={tab}")
    assert len(page.texts("main h2")) == 1
    assert page.select('nav a[aria-current="page"]')


def test_an_unknown_part_is_not_there(visitor):
    visitor("mo").see("/moderate/?tab=elsewhere", status=404)


def test_the_queue_says_which_lane_how_many_and_how_much_time(visitor, at):
    at("2017-09-01 12:00")
    report(), report(who="lea")
    kept(report(about=4, reason=SAFETY))
    at("2017-09-02 13:30")
    page = visitor("mo").see("/moderate/")
    rows = page.texts("main .row")
    assert "overdue by 1 hour" in rows[0]
    assert "Risk of harm" in rows[0]
    assert "due in 46 hours , 2 reports" in rows[1]
    assert page.texts("main .tabs a") == [
        "Nobody has taken (2)", "Mine (0)", "Being looked into (0)", "Closed (0)",
        "Appeals (0)",
    ]  # fmt: skip


def test_a_case_goes_from_the_queue_to_its_end(visitor, app):
    number = kept(report(text="He sells oils", excerpt="Buy my oils"))
    mo, path = visitor("mo"), f"/moderate/{number}"
    assert path in mo.see("/moderate/").links("main .row a")
    page = mo.see(path)
    for words in ("He sells oils", "Buy my oils", "Bob Okoro", "Nothing."):
        assert words in page.main
    assert "Alice" not in page.main, "never who reported"
    assert "What do you do?" not in page.main
    assert "yours now" in mo.post(f"{path}/claim").main
    assert mo.post(f"{path}/claim").status == 422
    done = mo.post(f"{path}/act/warning", GROUND)
    assert "Done. They are told." in done.main
    assert "Please sell nothing here" in done.main
    wrong = mo.post(f"{path}/close", {"outcome": "We talked."})
    assert (wrong.status, wrong.h1[:5]) == (422, "Close")
    assert "We talked." in wrong.html
    refused = {"finding": "no breach", "outcome": "We talked."}
    assert (
        "Take it back, or say that you acted" in mo.post(f"{path}/close", refused).main
    )
    mo.post(f"{path}/close", {"finding": "acted", "outcome": "We warned him."})
    closed = mo.see("/moderate/?tab=closed")
    assert path in closed.links()
    assert "We warned him." in mo.see(path).main


@pytest.mark.parametrize("act", ["warning", "strike", "suspension"])
def test_what_a_form_lacks_is_said_and_the_words_are_kept(visitor, act):
    number = kept(taken())
    mo, path = visitor("mo"), f"/moderate/{number}/act/{act}"
    mo.see(path)
    page = mo.post(path, {"why": "These words stay"})
    assert page.status == 422
    assert "Choose what it is about" in " ".join(page.texts(".summary"))
    assert "These words stay" in page.html
    assert mo.post(path, {**GROUND, "why": ""}).status == 422
    mo.see(f"/moderate/{number}/act/unknown", status=404)


def test_what_the_case_does_not_offer_is_not_there(visitor):
    person = kept(taken())
    thing = kept(taken(about=None, kind="project", number=1))
    mo = visitor("mo")
    for number, offered in ((person, "warning strike suspension"), (thing, "hold")):
        path = f"/moderate/{number}"
        links = mo.see(path).links()
        for act in ("warning", "hold", "strike", "suspension"):
            there = act in offered.split()
            assert (f"{path}/act/{act}" in links) is there
            mo.see(f"{path}/act/{act}", status=200 if there else 404)
            if not there:
                assert mo.post(f"{path}/act/{act}", GROUND).status == 404


@pytest.mark.parametrize("days", ["", "0", "31", "soon"])
def test_how_long_a_suspension_may_be_is_said(visitor, days):
    number = kept(taken())
    sent = {**GROUND, "length": "days", "days": days}
    page = visitor("mo").post(f"/moderate/{number}/act/suspension", sent)
    assert page.status == 422
    assert "days" in " ".join(page.texts(".summary"))


def test_a_moderator_does_not_find_the_case_about_themselves(visitor):
    number = kept(report(about=8))
    mo = visitor("mo")
    assert "No report here" in mo.see("/moderate/").main
    mo.see(f"/moderate/{number}", status=404)
    assert mo.post(f"/moderate/{number}/claim").status == 404
    assert "Mo Rahman" in visitor("ada").see(f"/moderate/{number}").main


def test_handing_back_and_handing_on(visitor, app):
    other = dai(app)
    number = kept(taken())
    mo = visitor("mo")
    assert "Dai Prosser" in mo.see(f"/moderate/{number}/hand-on").texts("main option")
    page = mo.post(f"/moderate/{number}/hand-on", {"to": "4"})
    assert "They are asked" in page.main
    assert "I look into it" in mo.see(f"/moderate/{number}").main
    other.post(f"/moderate/{number}/claim")
    assert "Mine (1)" in other.see("/moderate/").texts("main .tabs a")
    assert "by Dai Prosser" in mo.see(f"/moderate/{number}").main
    other.post(f"/moderate/{number}/hand-back")
    assert "I look into it" in mo.see(f"/moderate/{number}").main


# ---------------------------------------------------------------- seeing more
def test_a_moderator_sees_what_was_reported_and_asks_for_more(visitor, app):
    other = dai(app)
    said = talk(*((1 + n % 2, f"line {n}") for n in range(9)))
    case = report(kind="message", about=2, number=said[5], excerpt="line 5")
    number = kept(case)
    mo, path = visitor("mo"), f"/moderate/{number}"
    page = mo.see(path)
    assert "in a conversation of two" in page.main
    assert "line 5" in page.main
    for hidden in ("line 4", "line 6", "Alice"):
        assert hidden not in page.main
    mo.see(f"{path}/more", status=404)
    assert mo.post(f"{path}/ask-more", {"why": "Who began?"}).status == 422
    mo.post(f"{path}/claim")
    assert "Somebody else is asked" in mo.post(f"{path}/ask-more", {"why": "Who?"}).main
    mo.see(f"{path}/more", status=404)
    assert "Who?" in other.see(path).main
    form = other.see(path).select('form[action*="widenings"]')[0]
    other.post(form["action"], {"answer": "yes"})
    seen = mo.see(f"{path}/more")
    assert "line 0" in seen.main
    assert "This was reported" in seen.main
    other.see(f"{path}/more", status=404)
    visitor("ada").see(f"{path}/more", status=404)


def test_no_page_of_a_moderator_opens_a_conversation_that_nobody_reported(visitor, app):
    from tests.privacy import everywhere

    talk((1, "a lilac secret"), (2, "a lilac answer"))
    kept(taken(about=3, who="lea"))
    mo = visitor("mo")
    for address in everywhere.addresses(app, conversation_id="50", message_id="1"):
        if address.method == "GET" and "<" not in address.path:
            assert "lilac" not in mo.get(address.path).get_data(as_text=True), address


# ---------------------------------------------------------------- the warning
def warn(about: int = 2) -> int:
    return kept(measures.warn(MO, taken(about=about).id, UNKIND, WHY))


def test_whoever_was_warned_reads_it_before_they_go_on(visitor):
    warn()
    bob = visitor("bob")
    for path in ("/", "/suggestions/", "/members/alice-1", "/account/", "/evidence/"):
        where = bob.get(path)
        assert where.status_code == 302, path
        assert where.headers["Location"].startswith("/account/warning?next="), path
    page = bob.see("/members/alice-1", follow=True)
    assert page.h1 == "A warning from the moderators"
    assert WHY in page.main
    for who in ("Alice", "Mo "):
        assert who not in page.main
    missing = bob.post("/account/warning", {"next": "/members/alice-1"})
    assert (missing.status, missing.h1) == (422, page.h1)
    sent = {"next": "/members/alice-1", "read": "y"}
    done = bob.post("/account/warning", sent, follow=False)
    assert done.response.headers["Location"] == "/members/alice-1"
    assert bob.see("/members/alice-1").h1 == "Alice Marsh"
    bob.see("/suggestions/")
    assert bob.get("/account/warning").status_code == 302


OPEN = ["/urgent-help", "/house-rules", "/privacy", "/account/warning",
        "/account/measures", "/terms"]  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
def test_what_keeps_people_safe_stays_open(visitor, path):
    warn()
    assert visitor("bob").get(path).status_code in (200, 404)


def test_what_somebody_sends_meanwhile_is_not_taken_and_not_lost(visitor):
    warn()
    long = "A hello that took me quite a while to write, and then this"
    secret = dict.fromkeys((*sudo.SECRET, "sure-password", "passkey"), "x" * 50)
    sent = {"message": long, "how": "other", **secret}
    del sent["csrf_token"]
    page = visitor("bob").post("/connections/hello/alice-1", sent)
    assert (page.status, page.h1) == (409, "Read this first")
    assert page.texts("main textarea") == [long]
    assert "x" * 50 not in page.html
    assert "/account/warning" in page.links()


def test_a_program_is_told_to_read_it_too(visitor):
    warn()
    answer = visitor("bob").json("/api/v1/members/", status=403)
    assert "warning" in answer["error"]


def test_signing_out_works_and_nobody_else_is_stopped(visitor):
    warn()
    visitor("alice").see("/suggestions/")
    assert visitor("bob").post("/sign-out", follow=False).status in (302, 303)


def test_a_warning_that_was_taken_back_stops_nobody(visitor):
    number = warn()
    start_writing()
    measures.lift(MO, number)
    db.session.commit()
    visitor("bob").see("/suggestions/")


def test_of_two_warnings_the_older_comes_first(visitor):
    case = taken().id
    measures.warn(MO, case, UNKIND, "The first word")
    kept(measures.warn(MO, case, UNKIND, "The second word"))
    bob = visitor("bob")
    for words in ("The first word", "The second word"):
        assert words in bob.see("/account/warning").main
        bob.post("/account/warning", {"read": "y"}, follow=False)
    bob.see("/suggestions/")


# ---------------------------------------------------------------- whom it is about
def test_who_was_never_measured_reads_that(visitor):
    page = visitor("alice").see("/account/measures")
    assert "Nothing was decided about you" in page.main


def test_a_suspended_person_signs_in_reads_why_and_appeals(visitor):
    number = kept(suspending.suspend(MO, taken().id, 5, UNKIND, WHY))
    bob = visitor("bob")
    assert "/account/measures" in bob.see("/account/").links()
    for path in ("/suggestions/", "/members/"):
        assert bob.get(path).headers.get("Location") == "/waiting", path
    page = bob.see("/waiting", follow=True)
    assert page.h1 == "Your account is suspended"
    assert "It opens again by itself on" in page.main
    link = f"/account/measures/{number}"
    assert link in page.links()
    assert WHY in bob.see(link).main
    assert bob.post(link, {"text": " "}).status == 422
    assert "Another moderator will decide" in bob.post(link, {"text": "Not me"}).main
    assert "Not me" in bob.see(link).main
    assert bob.post(link, {"text": "Again"}).status == 422


def test_what_a_rule_did_says_so(visitor):
    case = report()
    measures.suspend_by_rule(case)
    db.session.commit()
    page = visitor("bob").see("/account/measures")
    assert "suspended until moderators have looked" in page.main


@pytest.mark.parametrize("who", ["alice", "mo", "ada", "olu"])
def test_nobody_else_reads_it(visitor, who):
    number = warn()
    visitor(who).see(f"/account/measures/{number}", status=404)
    assert visitor(who).post(f"/account/measures/{number}", {"text": "x"}).status == 404


def test_an_appeal_is_decided_by_another_and_its_answer_read(visitor, app):
    other = dai(app)
    row = measures.warn(MO, taken().id, UNKIND, WHY)
    asked = appeals.appeal(CAST["bob"].viewer, row.id, "It was a joke")
    number, measure = asked.id, kept(row)
    path = f"/moderate/appeals/{number}"
    assert path in other.see("/moderate/?tab=appeals").links()
    assert "somebody else must look" in visitor("mo").see(path).main
    page = other.see(path)
    for words in (WHY, "It was a joke", "Bob Okoro"):
        assert words in page.main
    assert other.post(path, {"decision": "lifted"}).status == 422
    other.post(path, {"decision": "lifted", "reply": "You are right."})
    assert "You are right." in visitor("bob").see(f"/account/measures/{measure}").main
    visitor("bob").see("/suggestions/")


def test_for_good_is_agreed_to_by_another(visitor, app):
    other = dai(app)
    number = kept(taken())
    sent = {**GROUND, "length": "good"}
    assert visitor("mo").post(f"/moderate/{number}/act/suspension", sent).status == 200
    assert "Somebody else must agree" in visitor("mo").see(f"/moderate/{number}").main
    form = other.see(f"/moderate/{number}").select('form[action$="/agree"]')[0]
    other.post(form["action"], {"answer": "yes"})
    row = db.session.scalars(unscoped("test", Measure)).one()
    assert (row.until, row.agreed_by_id) == (None, 4)


def test_an_administrator_who_opens_an_account_ends_what_suspended_it(visitor):
    number = kept(suspending.suspend(MO, taken().id, 5, UNKIND, WHY))
    visitor("ada").post("/organise/accounts/2/reinstate")
    row = db.session.get(Measure, number, execution_options={"unscoped": "test"})
    assert row.lifted_at is not None
    visitor("bob").see("/suggestions/")


# ---------------------------------------------------------------- in few statements
@pytest.mark.parametrize(
    "path",
    [
        "/moderate/?tab=claimed",
        "/moderate/1",
        "/moderate/1/act/strike",
        "/moderate/1/close",
        "/moderate/1/more",
        "/moderate/appeals/1",
    ],
)
def test_a_page_takes_few_statements(visitor, app, statements, path):
    dai(app)
    said = talk((2, "one"), (1, "two"))
    case = taken(kind="message", about=2, number=said[0])
    row = measures.warn(MO, case.id, UNKIND, WHY)
    measures.acknowledge(CAST["bob"].viewer, row.id)
    appeals.appeal(CAST["bob"].viewer, row.id, "No")
    widenings.answer(DAI, widenings.ask(MO, case.id, "Why").id, True)
    db.session.commit()
    mo = visitor("mo")
    mo.see(path)
    with statements() as found:
        mo.get(path)
    beside = ("ledger_entry", "audit_event", "pseudonym", "audit_checkpoint")
    asked = [
        one
        for one in found
        if one.startswith(("SELECT", "WITH")) and not any(t in one for t in beside)
    ]
    assert len(asked) <= 10, asked
