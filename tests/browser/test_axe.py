"""axe finds nothing on any page that a role reaches, by links or by address.

A usual run leaves out pages with something chosen in their address, but for those that
it starts from. Each page is loaded once and looked at wide and narrow, light and dark,
its folds open and shut; nothing sticks out at 1280, 390 or 320 pixels; the console
stays silent.
"""

import re
from collections import Counter, deque

import pytest
from playwright.sync_api import expect

from community.core.db import db
from community.graph import replay
from community.graph.learned import Learned
from community.jobs import tasks
from tests.browser import joining
from tests.browser.axe import WHOLE, faults
from tests.browser.conftest import link_in

STARTS = {
    "visitor": ["/", "/map/", "/join", "/forgotten", "/urgent-help", "/nowhere",
                "/confirm/ended", "/reset/ended", "/join/ended", "/evidence/?q=zzzz",
                "/evidence/?q=referral", "/essays/", "/programme/", "/factors/",
                "/surveys/", "/impact/", "/get-updates", "/get-updates/sent",
                "/get-updates/confirm/ended"],
    "participant": ["/suggestions/", "/my-network/", "/suggestions/aside", "/tags/",
                    "/organise/", "/members/nobody-here", "/members/?q=zzzz",
                    "/projects/?q=zzzz", "/members/?page=2", "/evidence/mine",
                    "/evidence/suggest", "/impact/mine", "/impact/new"],
    "lead": ["/projects/mine", "/projects/requests/"],
    "organiser": ["/organise/", "/organise/suggestions/", "/network/",
                  "/network/?show=projects", "/network/?q=zz", "/network/?show=ties",
                  "/network/?layers=people&layers=tags&colour=place&cluster=group",
                  "/network/?show=groups&on=9", "/network/print",
                  "/network/views/?colour=place", "/organise/programme/",
                  "/organise/surveys/", "/organise/impact/", "/essays/write",
                  "/essays/series/new"],
    "curator": ["/evidence/curate/", "/evidence/curate/?show=overdue",
                "/evidence/import/", "/evidence/collections/new"],
    "administrator": ["/organise/accounts/", "/organise/outbox/",
                      "/organise/settings/"],
    "moderator": ["/moderate/"],
}  # fmt: skip
BEYOND = {
    "lead": r"/projects/S/|/projects/(mine|requests)",
    "organiser": r"/organise|/network|/essays",
    "curator": r"/evidence/(curate|import|collections)",
    "administrator": r"/organise/(accounts|outbox|settings)",
    "moderator": r"/moderate",
}
"""Where those go whom the participant's walk does not show already."""

TWICE = {"/members/S", "/projects/S", "/evidence/S", "/essays/S"}
NO_PAGE = re.compile(
    r"\.(atom|bib|csv|gexf|graphml|ics|json|ris|svg|txt|xml)$"
    r"|^/static|^/healthz|^/readyz|^/api/"
)
NAMED = re.compile(
    r"^((?:/organise)?/surveys|/evidence/(?:collections|curate)|/essays/series|/evidence"
    r"|/essays|/factors|/programme/areas|/programme)"
    r"/(?!(?:areas|collections|curate|import|mine|new|series|suggest|write)\b)[^/]+"
)
"""Where a record's name stands, and the words there that are no record's."""
LINKS = """() => [...document.querySelectorAll("a[href]")]
  .map((one) => new URL(one.getAttribute("href"), location.href))
  .filter((one) => one.origin === location.origin)
  .map((one) => one.pathname + one.search)"""


def shape(path):
    """Return a path without the names in it, so that like pages are looked at once."""
    path, _, query = path.partition("?")
    query = "?" if query else ""
    path = re.sub(r"^/members/(?!me/)[^/]+", "/members/S", path)
    path = re.sub(r"^/projects/(?!(mine|new|requests/)\b)[^/]+", "/projects/S", path)
    path = re.sub(r"^/(events|ideas|updates)/(?!(calendar|new)\b)[^/]+", r"/\1/S", path)
    path = NAMED.sub(r"\1/S", path)
    path = re.sub(r"^/network/(gaps|view|views)/[^/]+", r"/network/\1/S", path)
    path = re.sub(r"/(invite|hello|report/\w+)/[^/]+$", r"/\1/S", path)
    path = re.sub(r"/\d+", "/N", path)
    return path.removesuffix("/") or "/", query


def walk_links(walker, starts, beyond):
    """Open what links lead to, one page of a kind, and yield after each."""
    todo, kinds, opened = deque(starts), Counter(), set()
    while todo:
        path = todo.popleft()
        kind = shape(path)
        asked = path in starts
        if path in opened or NO_PAGE.search(path.partition("?")[0]):
            continue
        if not asked and kinds[kind] >= (2 if kind[0] in TWICE and not kind[1] else 1):
            continue
        if not asked and kind[1] and not WHOLE:
            continue  # the same page once more, with something chosen
        if not asked and (not re.match(beyond, kind[0]) or "next=" in path):
            continue
        opened.add(path)
        kinds[kind] += 1
        walker.open(path)
        todo.extend(walker.page.evaluate(LINKS))
        yield path


@pytest.mark.parametrize("role", STARTS)
def test_no_fault_on_any_page_that_a_role_reaches(walk, accounts, role):
    walker = walk()
    if role != "visitor":
        walker.sign_in(accounts[role])
    found, looked = [], []
    for path in walk_links(walker, STARTS[role], BEYOND.get(role, "/")):
        if "/network" in path:
            walker.drawn()
        found += faults(walker)
        looked.append(path)
    print(f"{role}: {len(looked)} pages: {' '.join(looked)}")
    assert found == []
    assert len(looked) >= len(STARTS[role])


def test_no_fault_on_a_report_on_suggestions_with_all_its_parts(
    walk, accounts, served, monkeypatch
):
    monkeypatch.setattr(replay, "learn", lambda rows, **_how: Learned())
    with served.app_context():
        assert tasks.make_asked_for()
        db.session.remove()
    walker = walk()
    walker.sign_in(accounts["organiser"])
    walker.open("/organise/suggestions/")
    assert walker.page.locator("svg.plot").count() == 2
    assert walker.page.locator("#outcome table").count() == 3
    assert faults(walker) == []


WRONG = [
    ("visitor", "/sign-in", "Sign in"),
    ("visitor", "/forgotten", "Send"),
    ("visitor", "/sign-in/link", "Send"),
    ("visitor", "/get-updates", "Get updates"),
    ("participant", "/projects/new", "Make a draft"),
    ("participant", "/account/password", ""),
    ("participant", "/account/email", ""),
    ("participant", "/connections/hello/ruth-magennis-006", "Send my hello"),
    ("participant", "/evidence/suggest", "Suggest it"),
    ("participant", "/impact/new", ""),
    ("lead", "/projects/paned-a-sgwrs/needs", "Add"),
    ("lead", "/projects/paned-a-sgwrs/edit", "Save"),
    ("organiser", "/organise/people/", "Send the invitations"),
    ("organiser", "/organise/surveys/new", ""),
    ("organiser", "/essays/write", ""),
    ("curator", "/evidence/collections/new", ""),
]


@pytest.mark.parametrize("role", sorted({role for role, _path, _button in WRONG}))
def test_no_fault_where_a_form_is_wrong_or_a_menu_is_open(walk, accounts, role):
    walker = walk()
    page = walker.page
    if role != "visitor":
        walker.sign_in(accounts[role])
    found = []
    for who, path, button in WRONG:
        if who != role:
            continue
        walker.open(path)
        form = page.locator("main form[method=post]", has_text=button or None).last
        for field in form.locator(
            "input[type=text], input:not([type]), textarea"
        ).all():
            if field.is_visible():
                field.fill("")
        walker.leads(form.get_by_role("button", name=button or None).last.click)
        assert page.locator(".field__error, .summary").count(), path
        assert page.title().startswith("Error"), path
        found += faults(walker, unfold=False)
    walker.open("/about")
    for width in (1280, 390):
        walker.resize(width, 844)
        menu = page.locator("header details.menu > summary")
        if menu.is_visible():
            menu.click()
            expect(page.locator("header details.menu")).to_have_attribute("open", "")
            found += faults(walker)
            page.keyboard.press("Escape")
    assert found == []


def test_no_fault_on_the_way_in(walk, accounts, letters):
    organiser, walker = walk(), walk()
    organiser.sign_in(accounts["organiser"])
    path = joining.invite(organiser, letters, "way.in@example.org")
    page, found = walker.open(path), []
    walker.press("Join")
    assert page.title().startswith("Error")
    found += faults(walker)
    joining.join(walker, path, "way.in@example.org", "Way In")
    found += faults(walker)
    walker.press("Go on")
    found += faults(walker)
    joining.accept_rules(walker)
    walker.leads(page.get_by_role("button", name="Only me").click)
    assert page.title().startswith("Error")
    found += faults(walker)
    for _step in ("kind", "tags", "place"):
        walker.press("Pass this by")
        found += faults(walker)
    walker.press("Pass this by")
    found += faults(walker)
    assert walker.heading() == "People who get it, Way"
    assert found == []


def test_no_fault_while_somebody_waits(walk, accounts, letters):
    organiser, walker = walk(), walk()
    organiser.sign_in(accounts["organiser"])
    organiser.open("/organise/people/")
    organiser.press("Make a link")
    found = faults(organiser)
    link = organiser.page.get_by_label("The link").input_value()
    page = walker.open(link.removeprefix(walker.site))
    page.get_by_label("Your name").fill("Still Waiting")
    page.get_by_label("E-mail").fill("waits@example.org")
    page.get_by_label("Choose a password").fill(joining.PASSWORD)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    walker.press("Join")
    found += faults(walker)
    account = {"email": "waits@example.org", "password": joining.PASSWORD}
    letter = letters("waits@example.org")[-1]  # the worker opens the account first
    walker.sign_in(account)
    found += faults(walker)
    walker.open(link_in(letter, walker.site))
    found += faults(walker)
    walker.page.get_by_label("Your password").fill(joining.PASSWORD)
    walker.press("Confirm and sign in")
    assert walker.heading() == "An organiser will open your account"
    found += faults(walker)
    assert found == []
