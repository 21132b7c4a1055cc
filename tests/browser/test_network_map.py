"""The organisers' map in a real browser: drawing, keys, table and address agree."""

import pytest
from playwright.sync_api import expect

from tests.browser.walker import leads


@pytest.fixture
def organiser(walk, accounts):
    """Return an organiser who looks at the map: `organiser(width="phone")`."""

    def come(path="/network/", **options):
        walker = walk(**options)
        walker.sign_in(accounts["organiser"])
        page = walker.open(path)
        if options.get("scripts", True):
            page.wait_for_selector("canvas")
            walker.drawn()
        assert walker.fits()
        return page

    return come


def said(page):
    return page.locator(".map__status").inner_text()


def test_arrow_keys_walk_from_person_to_person_and_speak(organiser):
    page = organiser()
    page.locator("canvas").focus()
    assert said(page) == "Nobody is chosen."
    page.keyboard.press("ArrowRight")
    first = said(page)
    page.keyboard.press("ArrowDown")
    assert said(page) != first
    page.keyboard.press("Escape")
    assert said(page) == "Nobody is chosen."
    assert "person=" not in page.url


def test_a_name_in_the_table_chooses_the_person_in_the_drawing(organiser):
    page = organiser("/network/?sort=-ties")
    link = page.locator("tbody th a").first
    name, ties = link.inner_text(), page.locator("tbody td").nth(1).inner_text()
    link.click()
    expect(page.locator("#person h2")).to_have_text(name)
    assert said(page).startswith(name)
    assert f"{ties} connections" in said(page)
    assert "person=" in page.url
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"


def test_number_keys_and_buttons_reach_further(organiser):
    page = organiser("/network/?sort=-ties")
    page.locator("tbody th a").first.click()
    assert "within 1 step" in said(page)
    page.keyboard.press("3")
    assert "within 3 steps" in said(page)
    page.get_by_role("button", name="2 steps").click()
    assert "within 2 steps" in said(page)


def test_enter_opens_the_profile(organiser):
    page = organiser("/network/?sort=-ties")
    name = page.locator("tbody th a").first.inner_text()
    page.locator("tbody th a").first.click()
    leads(page, lambda: page.keyboard.press("Enter"))
    assert "/members/" in page.url
    expect(page.locator("h1")).to_have_text(name)


def test_the_legend_filters_drawing_and_table_together(organiser):
    page = organiser()
    drawn = "[...document.querySelector('network-map').visible].filter(Boolean).length"
    before = page.evaluate(drawn)
    page.locator("label.map__key", has_text="Clinical").click()
    page.wait_for_url("**shape=**")
    assert page.evaluate(drawn) < before
    assert not page.locator("tbody [data-kind='2']").count()


def test_buttons_zoom_without_a_drag(organiser):
    page = organiser()
    zoom = "document.querySelector('network-map').at.k"
    page.get_by_role("button", name="Closer").click()
    assert page.evaluate(zoom) > 1
    page.get_by_role("button", name="The whole map").click()
    assert page.evaluate(zoom) == 1


def test_figures_table_and_drawing_agree(organiser):
    page = organiser()
    people = page.locator(".figures dd").first.inner_text()
    assert page.locator("[data-said]").inner_text() == f"{people} people"
    assert page.evaluate("document.querySelector('network-map').network.people") == int(
        people
    )


def test_the_drawing_follows_the_theme(organiser):
    page = organiser()
    ink = "document.querySelector('network-map').colours.ink"
    light = page.evaluate(ink)
    page.select_option("#theme", "dark")
    assert page.evaluate(ink) != light


def test_a_finger_chooses_on_a_phone_and_the_page_still_scrolls(organiser):
    page = organiser(width="phone")
    canvas = page.locator("canvas")
    assert canvas.evaluate("one => getComputedStyle(one).touchAction") == "pan-y"
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    at = page.evaluate(
        """() => {
          const map = document.querySelector("network-map");
          const near = map.network.near;
          const most = Math.max(...near.map((others) => others.length));
          const node = near.findIndex((others) => others.length === most);
          return { ...map.place(node), name: map.network.names[node] };
        }"""
    )
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    assert said(page).startswith(at["name"])


def test_without_scripts_all_is_there_but_the_drawing(organiser):
    page = organiser("/network/?shape=1&sort=-ties", scripts=False)
    assert not page.locator("canvas").count()
    expect(page.get_by_text("The table below says the same.")).to_be_visible()
    name = page.locator("tbody th a").first.inner_text()
    leads(page, page.locator("tbody th a").first.click)
    expect(page.locator("#person h2")).to_have_text(name)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_my_own_network_is_a_drawing_of_links_without_scripts(walk, accounts, width):
    walker = walk(width=width, scripts=False)
    walker.sign_in(accounts["participant"])
    page = walker.open("/my-network/")
    assert walker.fits()
    assert page.locator("svg.ego a").count() >= 3
    walker.leads(page.locator("svg.ego a").first.click)
    assert "/members/" in page.url or "/projects/" in page.url
