"""Urgent help and the way out: on every page, also when nothing else works."""

from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from community.core.db import db
from community.vocabulary.commands import choose
from tests.cast import CAST
from tests.client import Page, proofread

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "quick-exit.js"
HELP = "/urgent-help"
NUMBERS = ["999", "111", "116 123", "85258"]


@pytest.fixture
def stopped(app):
    """The database answers nothing at all."""
    db.session.remove()

    def refuse(*_of: object) -> None:
        raise OperationalError("", {}, OSError("no connection"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    yield
    event.remove(db.engine, "before_cursor_execute", refuse)


def test_urgent_help_works_without_a_database(visitor, stopped):
    page = visitor().see(HELP)
    assert page.texts(".help__number") == NUMBERS


def test_with_a_session_too(app, visitor):
    alice = visitor("alice")

    def refuse(*_of: object) -> None:
        raise OperationalError("", {}, OSError("no connection"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        page = alice.see(HELP)
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert page.texts(".help__number") == NUMBERS


@pytest.mark.parametrize("path", ["/projects/", "/events/", "/members/bob-2", "/news/"])
def test_a_page_that_needs_the_database_still_leads_there(visitor, stopped, path):
    page = Page(visitor().get(path))
    assert page.status == 503
    proofread(page)
    assert page.links(".safety a")[0] == HELP
    assert page.select("[data-quick-exit]")


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/nowhere", None, 404), ("/organise/", "alice", 403),
        ("/static/x/y", None, 404),
        ("/report/weather/1", "alice", 404), ("/members/?page=99", "alice", 404),
    ],
)  # fmt: skip
def test_every_error_page_leads_there(visitor, path, who, status):
    page = Page(visitor(who).get(path))
    assert page.status == status
    assert page.links(".safety a")[0] == HELP


@pytest.mark.parametrize(("method", "status"), [("PUT", 405), ("POST", 400)])
def test_what_was_sent_wrongly_leads_there_too(visitor, method, status):
    page = Page(visitor().client.open("/sign-in", method=method))
    assert page.status == status
    assert page.links(".safety a")[0] == HELP


def test_the_numbers_are_settings_for_visitors_and_members(app, visitor):
    choose(CAST["ada"].viewer, "help_shout", "12345")
    db.session.commit()
    for who in (None, "alice"):
        assert "12345" in visitor(who).see(HELP).texts(".help__number")
    panel = visitor("alice").see("/conversations/to/lea-5").select("[data-crisis]")[0]
    assert "12345" in panel.get_text()


def test_the_way_out_leaves_without_a_script_and_replaces_the_page_with_one(visitor):
    (link,) = visitor().see("/about").select("[data-quick-exit]")
    assert link["href"].startswith("https://")
    assert link["rel"] == ["noreferrer"], "the other site never learns from where"
    script = SCRIPT.read_text(encoding="utf-8")
    assert "location.replace(" in script
    assert "presses.length >= 3" in script


# ---------------------------------------------------------------- the terms
def test_the_terms_say_what_the_law_asks(visitor):
    page = visitor().see("/terms")
    for words in (
        "Who runs it",
        "How to report",
        "within 24 hours",
        "within 72 hours",
        "within 14 days",
        "How to complain",
        "You need no account",
        "Ofcom",
        "3 different people",
        "5 different people",
        "not an emergency service",
    ):
        assert words in page.main, words
    assert [link for link in page.links() if link.startswith("mailto:")]
    assert "/terms" in visitor().see("/about").links(".foot a")
    assert "/terms" in visitor().see("/house-rules").links()


def test_what_the_terms_promise_follows_the_settings(app, visitor):
    choose(CAST["ada"].viewer, "case_harm_hours", "12")
    choose(CAST["ada"].viewer, "report_hide_people", "4")
    db.session.commit()
    page = visitor().see("/terms")
    assert "within 12 hours" in page.main
    assert "4 different people" in page.main
