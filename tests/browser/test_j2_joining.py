"""Joining by a trusted invitation: kinds, three words, the map, and people at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.joining import (
    PASSWORD,
    accept_rules,
    add_words,
    choose_kinds,
    invite,
    join,
)
from tests.browser.walker import WAYS


@pytest.fixture
def invited(walk, accounts, letters):
    """Return a trusted invitation of the organiser: `invited("al@example.org")`."""

    def come(address):
        organiser = walk()
        organiser.sign_in(accounts["organiser"])
        return invite(organiser, letters, address)

    return come


def suggestions(page):
    """The cards that say why."""
    return page.locator("main li.card:has(.why)")


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_trusted_invitation_leads_to_suggestions_with_reasons(
    walk, invited, width, scripts
):
    address = f"gwen-{width}-{scripts}@example.org".lower()
    path = invited(address)
    walker = walk(width=width, scripts=scripts)
    page = walker.page
    join(walker, path, address, "Gwen Probert")
    accept_rules(walker)
    choose_kinds(walker)
    words = [
        ("outcomes", "I offer this"),  # a synonym of Evaluation
        ("Storytelling", "I seek this"),
        ("Facilitation", "I am learning this"),
    ]
    add_words(walker, words)
    assert "“outcomes” is called Evaluation here" in page.locator("main").inner_text()
    assert page.get_by_label("Nation").locator(":checked").inner_text() == "Wales"
    walker.press("Go on")
    page.get_by_label("With my name", exact=True).check()
    walker.press("Show me who fits")
    assert walker.heading() == "People who get it, Gwen"
    assert suggestions(page).count() >= 3
    for why in suggestions(page).locator(".why p").all_inner_texts():
        assert re.fullmatch(r"Why( \S+)?\? .+\.", why), why
    assert walker.fits()


def test_the_picker_offers_the_approved_word_for_a_synonym(walk, invited):
    path = invited("keyboard@example.org")
    walker = walk()
    page = walker.page
    join(walker, path, "keyboard@example.org", "Keyboard Only")
    accept_rules(walker)
    choose_kinds(walker)
    walker.reach(page.locator("#tag-1"))
    page.keyboard.insert_text("outcom")  # in one go: one question, one list
    first = page.locator("#tag-1-list li").first
    expect(first).to_be_visible()
    expect(first).to_have_text("Evaluation (outcomes)")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#tag-1")).to_have_value("Evaluation")


def test_a_newcomer_joins_with_keys_alone(walk, invited):
    path = invited("keys@example.org")
    walker = walk()
    page, keys = walker.open(path), walker.page.keyboard
    for label, words in (("Your name", "Ifor Keys"), ("Choose a password", PASSWORD)):
        walker.reach(page.get_by_label(label))
        keys.type(words)
    for label in ("I accept the house rules", "I am 18 or older"):
        walker.reach(page.get_by_label(label))
        keys.press("Space")
    walker.enter()
    assert page.url.endswith("/sign-in")
    walker.reach(page.get_by_label("E-mail"))
    keys.type("keys@example.org")
    walker.reach(page.get_by_label("Password", exact=True))
    keys.type(PASSWORD)
    walker.enter()
    assert page.url.endswith("/welcome/rules")
    for box in page.locator("main input[type=checkbox]").all():
        walker.reach(box)
        keys.press("Space")
    walker.enter()
    assert page.url.endswith("/welcome/kind")
    walker.reach(page.get_by_label("Patient or person with lived experience"))
    keys.press("Space")
    walker.reach(page.get_by_role("button", name="Only me"))
    walker.enter()
    assert page.url.endswith("/welcome/tags")
    for number, word in enumerate(("Evaluation", "Storytelling", "Facilitation"), 1):
        walker.reach(page.locator(f"#tag-{number}"))
        keys.type(word)
    walker.reach(page.get_by_role("button", name="Go on"))
    walker.enter()
    assert page.url.endswith("/welcome/place")
    walker.reach(page.get_by_role("button", name="Go on"))
    walker.enter()
    assert page.url.endswith("/welcome/map")
    walker.reach(page.locator("#map-named"))
    keys.press("Space")
    walker.reach(page.get_by_role("button", name="Show me who fits"))
    walker.enter()
    assert page.url.endswith("/suggestions/")
    assert suggestions(page).count() >= 3


def region(page):
    return page.locator("#profile").evaluate("one => one.outerHTML")


@pytest.mark.parametrize(("width", "scripts"), [("desk", True), ("phone", False)])
def test_as_a_visitor_is_what_a_signed_out_request_gets(walk, accounts, width, scripts):
    walker, visitor = walk(width=width, scripts=scripts), walk(width=width)
    walker.sign_in(accounts["lead"])
    walker.open("/suggestions/")
    page = walker.open(_own(walker))
    path = page.url.removeprefix(walker.site)
    _show_name_to(walker, "public")
    walker.open(path)
    walker.follow("a visitor")
    expect(page.get_by_text("as a visitor sees it")).to_be_visible()
    mine = region(page)
    there = visitor.open(path)
    assert region(there) == mine
    assert walker.fits()
    assert visitor.fits()
    _show_name_to(walker, "members")
    walker.open(path)
    walker.follow("a visitor")
    assert walker.heading() == "They do not see you"
    assert visitor.page.goto(walker.site + path).status == 404


def _own(walker):
    link = walker.page.locator("header a", has_text="My profile")
    return link.first.get_attribute("href")


def _show_name_to(walker, audience):
    page = walker.open("/members/me/edit")
    page.locator("#basics-audience").select_option(audience)
    walker.leads(page.locator("form[action$='/basics'] button").click)
