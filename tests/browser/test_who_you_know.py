"""Who do you know here?: ten people named with keys alone, taken back, confirmed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.walker import WAYS

KNOW, EVENT = "/connections/know", "/events/two-days-in-july"
LEFT = re.compile(r"You can name (\d+) more")


def left(walker):
    """How many more people the page says one may name today."""
    return int(LEFT.search(walker.page.locator("main").inner_text())[1])


def boxes(page):
    return page.locator("#people input[type=checkbox]")


def ticked(page):
    return page.locator("#people input:checked").count()


def tick(walker, box):
    walker.reach(box)
    walker.page.keyboard.press("Space")


def search(walker, words):
    """Type a name; without scripts, press Enter to find it."""
    page, before = walker.page, boxes(walker.page).count()
    field = page.get_by_label("Search by name")
    field.focus()
    page.keyboard.type(words)
    if walker.scripts:
        walker.until(f"document.querySelectorAll('#people input').length < {before}")
    else:
        walker.enter()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_ten_people_are_named_with_keys_alone(walk, accounts, width, scripts):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts["participant" if scripts else "participant 2"])
    page = walker.open(KNOW)
    allowed, names = left(walker), page.locator("#people strong").all_inner_texts()
    assert len(names) == 20
    assert walker.fits()
    for number in range(9):
        tick(walker, boxes(page).nth(number))
    if scripts:
        expect(page.locator("#ticked")).to_have_text("9 people ticked")
    search(walker, names[-1])
    assert ticked(page) == 9, "the ticks stay"
    tick(walker, page.get_by_label(names[-1]))
    walker.reach(page.get_by_label("How do you know them?"))
    page.keyboard.press("ArrowDown")
    walker.reach(page.get_by_role("button", name="Save and show the next"))
    walker.enter()
    expect(page.locator("#undo")).to_contain_text("You named 10 people.")
    assert left(walker) == allowed - 10
    shown = page.locator("#people strong").all_inner_texts()
    assert not {*names[:9], names[-1]} & set(shown), "the next are shown"
    assert walker.fits()
    if scripts:
        assert faults(walker) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_undo_takes_them_back_with_keys_alone(walk, accounts, scripts):
    walker = walk(width="phone", scripts=scripts)
    walker.sign_in(accounts["lead" if scripts else "organiser"])
    page = walker.open(KNOW)
    names = page.locator("#people strong").all_inner_texts()
    for number in (0, 1):
        tick(walker, boxes(page).nth(number))
    walker.reach(page.get_by_role("button", name="Save and show the next"))
    walker.enter()
    walker.reach(page.locator("#undo").get_by_role("button", name="Undo"))
    walker.enter()
    said = page.locator("#flashes").inner_text()
    assert "2 people are not named any more. Nobody is told." in said
    assert page.locator("#people strong").all_inner_texts()[:2] == names[:2]


def test_we_met_here_and_one_tap_confirms(walk, accounts):
    asker, other = walk(), walk(width="phone")
    asker.sign_in(accounts["administrator"])
    page = asker.open(EVENT)
    assert faults(asker) == []
    asker.follow("Name people I met here")
    assert faults(asker) == []
    search(asker, "ruth mag")
    page.get_by_label("Ruth Magennis").check()
    asker.press("Save and show the next")
    assert "You named 1 person." in page.locator("#undo").inner_text()
    other.sign_in(accounts["moderator"])
    page = other.open("/connections/requests/")
    card = page.locator("main li", has_text="Callum Drever").first
    other.leads(card.get_by_role("button", name="Yes").click)
    other.open("/members/callum-drever-005")
    assert "You know each other." in page.locator("main").inner_text()


def test_no_fault_on_the_pages_of_events(walk, accounts):
    walker = walk()
    walker.sign_in(accounts["organiser"])
    found = []
    for path in ("/events/", "/organise/events/", "/organise/events/new"):
        walker.open(path)
        found += faults(walker)
    walker.press("Publish")
    assert walker.page.title().startswith("Error")
    assert found + faults(walker) == []


@pytest.mark.parametrize(("width", "scripts"), [("desk", True), ("phone", False)])
def test_a_project_says_where_it_began(walk, accounts, width, scripts):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts["lead"])
    page = walker.open("/projects/paned-a-sgwrs/began")
    page.get_by_label("We met at an event").check()
    page.get_by_label("Which event?").select_option("Two days in July")
    if scripts:
        assert faults(walker) == []
    walker.press("Save")
    walker.follow("Began at Two days in July")
    assert walker.heading() == "Two days in July"
    assert page.locator("main h3", has_text="Paned a Sgwrs").count() == 1
