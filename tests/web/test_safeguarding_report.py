"""Reporting as people meet it: help first, two clicks, a receipt, one's own list."""

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.safeguarding.models import Block, Report, ReportReason
from community.safeguarding.things import THINGS
from community.web.safeguarding_report_words import HEADINGS, KINDS, REASONS

URGENT, MINE = "/urgent-help", "/account/reports"
BOB = "/report/person/bob-2"


def send(visitor, who="alice", path=BOB, **data):
    return visitor(who).post(path, {"reason": "spam or selling", **data})


def receipt():
    return db.session.scalars(unscoped("test", Report.receipt)).one()


def test_there_are_words_for_every_kind_and_reason():
    assert set(HEADINGS) == set(KINDS) == set(THINGS)
    assert list(REASONS) == list(ReportReason)


@pytest.mark.parametrize("path", [BOB, "/report/project/project-1"])
def test_urgent_help_stands_before_the_form_with_its_numbers(visitor, path):
    page = visitor("alice").see(path)
    parts = [part.name for part in page.select("main :is(section h2, form)")]
    assert parts == ["h2", "form"]
    assert page.texts("main h2") == ["Is somebody in danger now?"]
    assert page.texts("main .help__number") == ["999", "111", "116 123", "85258"]
    assert "Nobody here reads reports around the clock" in page.main
    assert URGENT in page.links()


def test_a_report_takes_two_clicks_and_no_script(visitor):
    alice = visitor("alice")
    links = alice.see("/members/bob-2").links()
    assert any(link.startswith(BOB) for link in links), "one"
    form = alice.see(BOB).select("main form")[0]
    assert form["method"] == "post"
    assert form.select("button"), "two, with a reason ticked between"
    assert len(form.select("[name=reason]")) == len(ReportReason)


def test_a_report_gives_a_receipt_and_leads_to_ones_own(visitor):
    page = send(visitor, text="He sells oils")
    assert page.h1 == "What you have reported"
    assert f"Your receipt number is {receipt()}" in page.main
    assert f"Report {receipt()}" in page.texts("main h2")
    assert "He sells oils" in page.main
    assert page.texts("main .row .badge") == ["Open"]


def test_once_closed_ones_own_report_says_so_and_no_more(visitor):
    from community.core.db import start_writing
    from community.safeguarding import cases, closing
    from community.safeguarding.models import Finding
    from tests.safeguarding.making import MO

    send(visitor)
    start_writing()
    cases.claim(MO, 1)
    closing.close(MO, 1, Finding.NO_BREACH, "A quarrel of two")
    db.session.commit()
    page = visitor("alice").see(MINE)
    assert page.texts("main .row .badge") == ["Closed"]
    assert "quarrel" not in page.main


def test_nobody_else_sees_ones_reports(visitor):
    send(visitor)
    for who in ("bob", "olu", "ada", "mo"):
        page = visitor(who).see(MINE)
        assert "You have reported nothing" in page.main
        assert receipt() not in page.html
    assert visitor().get(MINE).status_code == 302
    assert visitor("pat").get(MINE).status_code == 200


@pytest.mark.parametrize(
    "reason", ["worried about safety", "self-harm or suicide", "abuse or threats"]
)
def test_risk_of_harm_leads_to_urgent_help_with_the_receipt(visitor, reason):
    page = send(visitor, reason=reason)
    assert page.h1 == visitor().see(URGENT).h1
    assert receipt() in page.main
    assert "nobody reads messages here around the clock" in page.main


def test_one_can_block_in_the_same_step(visitor):
    alice = visitor("alice")
    assert alice.see(BOB).select("#block")
    done = alice.post(BOB, {"reason": "unwanted contact", "block": "y"})
    assert receipt() in done.main
    alice.see("/members/bob-2", status=404)
    (row,) = db.session.scalars(unscoped("test", Block))
    assert (row.member_id, row.other_id) == (1, 2)


@pytest.mark.parametrize(
    ("who", "path"), [("alice", "/report/project/project-1"), ("pat", BOB)]
)
def test_nobody_is_offered_a_block_who_could_not(visitor, who, path):
    assert not visitor(who).see(path).select("#block")
    visitor(who).post(path, {"reason": "harassment", "block": "y"})
    assert list(db.session.scalars(unscoped("test", Block))) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"reason": ""}, "Choose what is wrong"),
        ({"reason": "weather"}, "Not a valid choice"),
        ({"reason": "something else"}, "Say in a few words"),
        ({"text": "x" * 2001}, "2,000 letters"),
    ],
)
def test_what_a_report_lacks_is_said_and_the_words_are_kept(visitor, data, told):
    page = send(visitor, **data)
    assert page.status == 422
    assert told in " ".join(page.texts(".summary"))
    if "text" in data:
        assert page.select("#text")[0].get_text().strip() == data["text"]


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        (None, BOB, 302),
        ("pat", BOB, 200),
        ("pat", "/report/person/dai-4", 404),
        ("bob", "/report/person/carol-3", 404),
        ("bob", BOB, 404),
        ("alice", "/report/person/carol-3", 200),
        ("alice", "/report/project/project-3", 404),
        ("alice", "/report/weather/1", 404),
    ],
)
def test_one_reports_what_one_sees(visitor, who, path, status):
    assert visitor(who).get(path).status_code == status


def test_twenty_reports_a_day_and_the_next_day_again(visitor, at):
    at("2017-09-01 12:00")
    for _number in range(20):
        assert send(visitor).status == 200
    assert send(visitor).status == 429
    assert send(visitor, who="dai").status == 200, "each for themselves"
    at("2017-09-02 12:00")
    assert send(visitor).status == 200
    assert len(list(db.session.scalars(unscoped("test", Report)))) == 2


def test_a_report_leads_back_to_where_one_was(visitor):
    page = visitor("alice").see(f"{BOB}?next=/members/bob-2")
    assert "/members/bob-2" in page.links("form a")
    evil = visitor("alice").see(f"{BOB}?next=https://evil.example")
    assert not [link for link in evil.links() if "evil" in link]
