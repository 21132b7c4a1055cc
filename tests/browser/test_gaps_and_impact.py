"""Gaps, impact and one's own place on the map: walked with and without JavaScript."""

import re

import pytest

from tests.browser.axe import faults
from tests.browser.walker import WAYS

SHOWN = ("skills", "nobody", "projects", "offers", "leads", "links")


@pytest.fixture
def organiser(walk, accounts):
    def come(path, **options):
        walker = walk(**options)
        walker.sign_in(accounts["organiser"])
        walker.open(path)
        return walker

    return come


def test_no_fault_on_any_list(organiser):
    walker = organiser("/network/gaps/")
    found = []
    for path in (
        *(f"/network/gaps/?show={show}" for show in SHOWN), "/network/gaps/evaluation",
        "/network/gaps/?place=nowhere", "/network/impact/", "/network/impact/rows",
        "/network/impact/rows?of=work", "/network/impact/rows?of=changes",
        "/members/me/map",
    ):  # fmt: skip
        walker.open(path)
        found += faults(walker)
    assert found == []


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_the_board_says_who_wants_and_who_offers_and_leads_to_them(
    organiser, width, scripts
):
    walker = organiser("/network/gaps/", width=width, scripts=scripts)
    page = walker.page
    if width == "phone":
        page.locator(".fold > summary").click()
    page.get_by_label("Place").select_option("Wales")
    walker.press("Show", exact=True)
    lead = page.locator("p.lead").inner_text()
    assert re.search(r"is wanted by .* and offered by", lead)
    cell = page.locator("tbody td a").first
    number = int(cell.inner_text())
    walker.leads(cell.click)
    assert re.match(rf"{number} (people|person|project)", page.locator(
        "[data-said]").inner_text())  # fmt: skip
    page.go_back()
    walker.ready()
    walker.leads(page.locator("tbody th a").first.click)
    assert page.get_by_role("heading", name="Who could help").is_visible()
    assert walker.fits()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_figure_of_impact_leads_to_as_many_rows(organiser, width, scripts):
    walker = organiser("/network/impact/", width=width, scripts=scripts)
    page = walker.page
    link = page.locator("tbody a").filter(has_text="that you may open").first
    number = link.inner_text().split()[0]
    walker.leads(link.click)
    told = page.locator("main strong").filter(has_text="that you may open").first
    assert told.inner_text().split()[0] == number
    assert walker.fits()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_member_leaves_the_map_with_one_press(
    organiser, walk, accounts, width, scripts
):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts["participant"])
    page = walker.open("/members/me/map")
    for answer in ("named", "absent"):
        card = page.locator(f".card:has(#{answer})")
        if card.get_by_role("button").count():
            walker.leads(card.get_by_role("button").click)
    assert page.locator(".lead").inner_text() == "You are not on the map."
    name = page.locator(".facts dd").first.inner_text()
    asked = organiser(f"/network/?q={name.split()[0]}")
    assert name not in asked.page.locator("main").inner_text()
    walker.leads(page.locator(".card:has(#named)").get_by_role("button").click)
    assert page.locator(".lead").inner_text() == "You are on the map with your name."
    asked.open(f"/network/?q={name.split()[0]}")
    assert name in asked.page.locator("main").inner_text()
    walker.press("Take me off the map now")
    assert page.locator(".lead").inner_text() == "You are not on the map."
