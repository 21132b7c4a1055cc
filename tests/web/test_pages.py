"""Pages of plain words, the frame around every page, and errors."""

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from community.core.db import db
from community.privacy import leaving
from community.privacy.retention import RULES
from community.safeguarding import openings
from community.vocabulary.commands import set_setting
from community.web import static_pages
from tests.client import Page

ROOT = Path(__file__).parents[2]
PAGES = {
    "/urgent-help": "Need urgent help?",
    "/about": "About this place",
    "/privacy": "Privacy",
    "/accessibility": "Accessibility",
    "/house-rules": "House rules",
    "/security": "Reporting a security problem",
}


@pytest.mark.parametrize("who", [None, "alice", "pat"])
@pytest.mark.parametrize("path", PAGES)
def test_everybody_may_read_them(visitor, path, who):
    assert visitor(who).see(path).h1 == PAGES[path]


def test_urgent_help_gives_the_numbers(visitor):
    page = visitor().see("/urgent-help")
    for number in ("999", "111", "116 123", "85258"):
        assert number in page.main
    assert "tel:116123" in page.links()
    assert "not an emergency service" in page.main


def test_a_setting_takes_the_place_of_a_number(visitor):
    set_setting("help_samaritans", "0800 000")
    db.session.commit()
    page = visitor().see("/urgent-help")
    assert "0800 000" in page.main
    assert "116 123" not in page.main


@pytest.fixture
def no_database(app, monkeypatch):
    """A database that refuses every statement."""

    def refuse(*_arguments, **_options):
        raise OperationalError("select", {}, Exception("away"))

    def stop():
        monkeypatch.setattr(type(db.session()), "execute", refuse)
        monkeypatch.setattr(type(db.session()), "scalar", refuse)
        monkeypatch.setattr(type(db.session()), "scalars", refuse)

    return stop


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", [None, "alice"])
def test_they_answer_while_the_database_is_away(visitor, no_database, path, who):
    reader = visitor(who)
    no_database()
    assert reader.see(path).h1 == PAGES[path]


def test_other_pages_say_that_the_database_is_away(visitor, no_database):
    alice = visitor("alice")
    no_database()
    page = alice.see("/members/", 503)
    assert page.h1 == "Back in a moment"
    assert page.response.headers["Retry-After"]


def test_a_fault_of_ours_gives_a_page_with_a_number_and_a_way_out(
    visitor, no_database, app, monkeypatch
):
    nobody = visitor()
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr(static_pages, "respond", lambda *_: 1 / 0)
    no_database()
    page = nobody.see("/about", 500)
    assert page.response.headers["X-Request-Id"] in page.main
    assert "/" in page.links()


@pytest.mark.parametrize(
    "path", ["/nowhere", "/members/nobody-1", "/members/?page=99", "/projects/none"]
)
def test_what_is_not_there_is_a_page_with_a_way_out(visitor, path):
    page = visitor("alice").see(path, 404)
    assert page.h1 == "Page not found"
    assert "/" in page.links()


def test_a_page_for_others_says_so(visitor):
    assert visitor("alice").see("/organise/", 403).h1 == "This page is not for you"


@pytest.mark.parametrize("who", [None, "alice", "olu"])
@pytest.mark.parametrize("path", ["/about", "/forgotten", "/nowhere"])
def test_help_stands_in_the_same_place_on_every_page(visitor, path, who):
    page = Page(visitor(who).get(path))
    assert page.links(".safety a")[0] == "/urgent-help"
    assert page.select("[data-quick-exit]")
    foot = [
        "/about", "/programme/", "/evidence/", "/essays/", "/surveys/", "/impact/",
        "/news/", "/get-updates", "/house-rules", "/terms", "/privacy",
        "/accessibility", "/suggestions/how",
    ]  # fmt: skip
    assert page.links(".foot a") == foot


def test_the_first_link_skips_to_the_content(visitor):
    page = visitor().see("/about")
    first = page.select("body a")[0]
    assert first["href"] == "#main"
    assert page.select("main#main")


@pytest.mark.parametrize("wanted", ["light", "dark", "auto", "pink"])
def test_colours_are_remembered(visitor, wanted):
    nobody = visitor()
    nobody.post("/theme", {"theme": wanted, "next": "/about"})
    shown = nobody.see("/about").soup.html["data-theme"]
    assert shown == ("auto" if wanted == "pink" else wanted)


def test_robots_keep_out_of_peoples_pages(visitor):
    lines = visitor().get("/robots.txt").get_data(as_text=True).splitlines()
    assert "Disallow: /members/" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_security_txt_says_whom_to_tell_and_has_not_ended(visitor, at):
    at("2031-01-05 12:00")
    words = visitor().get("/.well-known/security.txt").get_data(as_text=True)
    assert words.startswith("Contact: mailto:")
    assert "Expires: 2031-07-04T00:00:00Z" in words


def test_the_privacy_page_tells_the_defaults(visitor):
    page = visitor().see("/privacy")
    rows = {row.th.get_text(): [td.get_text() for td in row.select("td")]
            for row in page.select("tbody tr")}  # fmt: skip
    assert rows["E-mail address"] == ["Only you", "Only you"]
    assert rows["Words that may hint at your health"][0] == "Only you"


def test_the_privacy_page_says_how_to_look_leave_and_complain(visitor):
    page = visitor().see("/privacy")
    heads = {head["id"]: head.get_text() for head in page.select("main h2")}
    assert page.links("main nav a") == [f"#{one}" for one in heads]
    assert page.links().count("/account/privacy") == 1
    for there in ("/account/privacy#data", "/terms#complaints", "/transparency"):
        assert there in page.links()
    assert "https://ico.org.uk/make-a-complaint/" in page.links()
    assert "still to come" not in page.main


def test_the_days_that_the_privacy_page_tells_are_those_that_hold(visitor):
    words = visitor().see("/privacy").main
    assert f"For {leaving.GRACE.days} days you can change your mind" in words
    kept = {rule.name: rule.kept for rule in RULES}
    assert kept["backups"] == "35 days"
    assert "Backups go after 35 days" in words
    assert kept["reports"] == "12 months after its case was closed"
    assert kept["cases"].startswith("12 months after closing")
    assert "kept for 12 months after it is closed" in words
    assert kept["ledger"] == "24 months"
    assert "for 24 months" in words
    assert kept["sessions"].startswith("30 days")
    assert "is kept for 30 days more" in words


PROMISES = (
    (
        "You are told after seven days, or after 90 where telling you sooner could put "
        "somebody in danger and a second administrator agrees."
    ),
    "with a name where you may see whose it is",
    (
        "That a moderator looked at a report about you shows there once you were told "
        "what was decided; where nothing was decided, or somebody may come to harm, it "
        "never does."
    ),
)
"""What is told of looks at somebody, on the page and in the guide alike."""


@pytest.mark.parametrize("promise", PROMISES)
def test_of_looks_at_somebody_no_more_is_promised_than_is_kept(visitor, promise):
    """`closing` and `openings` keep it: see tests/trust and tests/safeguarding."""
    guide = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert promise in " ".join(guide.split())
    assert promise in visitor().see("/privacy").main
    assert (openings.TOLD_AFTER.days, openings.HELD_FOR.days) == (7, 90)


def test_a_member_opens_their_own_page_from_there(visitor):
    page = visitor("alice").see("/privacy")
    (button,) = page.select("main a.button")
    assert button["href"] == "/account/privacy"
    assert button.get_text() == "Open my privacy"
