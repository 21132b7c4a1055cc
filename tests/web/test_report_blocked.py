"""Whoever blocked somebody can still report them; nobody learns of a block by it."""

import re

import pytest

from community.core.db import db
from community.core.visible import unscoped
from community.safeguarding.models import Case, Report
from tests.safeguarding.making import talk

BLOCKS, MINE = "/account/blocks", "/account/reports"
TOKENS = re.compile(r"[0-9a-f]{16}|csrf[^>]*")
HARASSED = {"reason": "harassment", "text": "He wrote to me at night"}


@pytest.fixture
def blocked(visitor):
    """Alice blocked Bob; the way to report him from her list."""
    alice = visitor("alice")
    alice.post("/members/bob-2/block")
    (link,) = [one for one in alice.see(BLOCKS).links("main a") if "/report/" in one]
    return link


def cases() -> list[Case]:
    return list(db.session.scalars(unscoped("test", Case).order_by(Case.id)))


def reports() -> list[Report]:
    return list(db.session.scalars(unscoped("test", Report).order_by(Report.id)))


def test_before_a_block_one_is_told_that_a_report_stays_possible(visitor):
    page = visitor("alice").see("/members/bob-2/block")
    assert "You can still report them afterwards" in page.main


def test_from_ones_list_a_form_opens_by_the_name_of_then(visitor, blocked):
    assert blocked == f"/report/block/1?next={BLOCKS}"
    alice = visitor("alice")
    page = alice.see(blocked)
    assert page.h1 == "Report Bob Okoro"
    assert "the name that they had then" in page.main
    assert BLOCKS in page.links("form a")
    assert not page.select("#block"), "they are blocked"
    assert "GP who listens first" not in page.html
    assert "bob-2" not in page.html
    alice.see("/members/bob-2", status=404)
    alice.see("/report/person/bob-2", status=404)


def test_it_is_a_report_about_the_person_with_a_receipt(visitor, blocked):
    page = visitor("alice").post(blocked, HARASSED)
    (row,) = reports()
    (case,) = cases()
    assert (case.subject_kind, case.subject_id, case.about_id) == ("person", 2, 2)
    assert (row.reporter_id, row.about_id, row.excerpt) == (1, 2, "Bob Okoro")
    assert f"Your receipt number is {row.receipt}" in page.main
    assert page.h1 == "What you have reported"
    mine = visitor("alice").see(MINE)
    assert f"Report {row.receipt}" in mine.texts("main h2")
    assert "about a person" in mine.main
    assert "He wrote to me at night" in mine.main
    assert "Bob" not in mine.main


def test_moderators_read_it_as_any_report_about_a_person(visitor, blocked):
    visitor("alice").post(blocked, HARASSED)
    mo = visitor("mo")
    assert "/moderate/1" in " ".join(mo.see("/moderate/").links())
    page = mo.see("/moderate/1")
    assert "Bob Okoro" in page.texts("main dd")
    assert "/members/bob-2" in page.links("main dd a")
    assert page.texts("main blockquote") == ["Bob Okoro", "He wrote to me at night"]
    assert "Alice" not in page.main
    assert "block" not in page.main.lower()


def test_it_joins_what_was_reported_of_them_before(visitor):
    alice = visitor("alice")
    alice.post("/report/person/bob-2", {"reason": "spam or selling", "block": "y"})
    visitor("dai").post("/report/person/bob-2", {"reason": "harassment"})
    alice.post("/report/block/1", HARASSED)
    assert len(cases()) == 1
    assert [row.reporter_id for row in reports()] == [1, 4]
    assert "He wrote to me at night" in reports()[0].text


@pytest.mark.parametrize("who", ["bob", "dai", "mo", "ada", "pat"])
@pytest.mark.parametrize("way", ["get", "post"])
def test_a_block_of_another_answers_as_one_that_is_not_there(
    visitor, blocked, who, way
):
    reader = visitor(who)
    reader.see("/privacy")
    found = [
        getattr(reader, "see" if way == "get" else "post")(
            f"/report/block/{number}",
            **({"status": 404} if way == "get" else {"data": HARASSED}),
        )
        for number in (1, 99)
    ]
    assert [page.status for page in found] == [404, 404]
    there, nowhere = (TOKENS.sub("", page.html) for page in found)
    assert there.replace("block/1", "") == nowhere.replace("block/99", "")
    assert reports() == []


@pytest.mark.parametrize("key", ["x", "-1", "1.0", "9" * 30, "١", "0"])
def test_what_is_no_number_of_a_block_is_not_there(visitor, blocked, key):
    visitor("alice").see(f"/report/block/{key}", status=404)


def test_once_the_block_ended_they_are_reported_from_their_profile(visitor, blocked):
    alice = visitor("alice")
    form = alice.see(BLOCKS).select("main form")[0]
    alice.post(form["action"])
    alice.see("/report/block/1", status=404)
    alice.see("/report/person/bob-2")


# ---------------------------------------------------------------- who was blocked
def test_who_was_blocked_finds_nobody_to_report(visitor, blocked):
    bob = visitor("bob")
    bob.see("/privacy")
    paths = ("/report/person/alice-1", "/report/person/nobody-99")
    theirs, nobodys = (bob.see(path, status=404) for path in paths)
    assert TOKENS.sub("", theirs.html).replace("alice-1", "") == (
        TOKENS.sub("", nobodys.html).replace("nobody-99", "")
    )
    assert "/report/" not in bob.see(BLOCKS).html


def test_who_was_blocked_reports_what_they_can_still_open(visitor, at):
    at("2017-09-01 12:00")
    _hers, _his = talk((1, "Be quiet, or else"), (2, "I am"))
    db.session.commit()
    visitor("alice").post("/members/bob-2/block")
    bob = visitor("bob")
    page = bob.see("/conversations/50")
    (link,) = [one for one in page.links("main a") if "/report/message/" in one]
    form = bob.see(link)
    assert form.h1 == "Report a message of a member"
    assert "Alice" not in form.html
    bob.post(link, {"reason": "abuse or threats"})
    (row,) = reports()
    assert (row.reporter_id, row.about_id) == (2, 1)
    assert row.excerpt == "Be quiet, or else"
    assert visitor("mo").see("/moderate/1").texts("main blockquote") == [row.excerpt]


def test_the_terms_tell_everybody_how_to_report_what_they_do_not_find(visitor):
    page = visitor().see("/terms")
    assert "do not find any more what you want to report" in page.main
