"""The organisers' network: the words, the table and the drawing agree on counts."""

import re

import pytest

from tests.browser.walker import WAYS, leads

DRAWN = "document.querySelector('network-map').network"


@pytest.fixture
def organiser(walk, accounts):
    def come(path="/network/", **options):
        walker = walk(**options)
        walker.sign_in(accounts["organiser"])
        walker.open(path)
        walker.drawn()
        return walker

    return come


def figures(page):
    """The five numbers and more, by their label."""
    found = {}
    for one in page.locator(".figures > div").all():
        number = re.match(r"[\d,]+", one.locator("dd").first.inner_text())
        if number:
            found[one.locator("dt").inner_text()] = int(number[0].replace(",", ""))
    return found


def numbers_in(words):
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)}


def rows(page):
    """The table over all of its pages: a list of the cells of each row."""
    found = []
    while True:
        for row in page.locator("tbody tr").all():
            found.append(row.locator("th, td").all_inner_texts())
        following = page.get_by_role("link", name="Next page")
        if not following.count():
            return found
        leads(page, following.click)


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_summary_table_and_drawing_agree(organiser, width, scripts):
    walker = organiser(width=width, scripts=scripts)
    page = walker.page
    said = figures(page)
    summary = numbers_in(page.locator(".lead").inner_text())
    assert {said["Groups"], said["On their own"]} <= summary
    assert page.locator("[data-said]").inner_text() == f"{said['People']} people"
    if scripts:
        drawn = page.evaluate(
            f"({{people: {DRAWN}.people, nodes: {DRAWN}.names.length,"
            f" near: {DRAWN}.near.map((others) => others.length)}})"
        )
        assert drawn["people"] == said["People"]
    table = rows(page)
    assert len(table) == len({row[0] for row in table}) == said["People"]
    assert sum(int(row[2]) for row in table) == 2 * said["Connections"]
    assert walker.fits()
    walker.open("/network/?show=projects")
    assert page.locator("[data-said]").inner_text() == f"{said['Projects']} projects"
    assert len(rows(page)) == said["Projects"]


def test_the_record_that_is_drawn_has_the_figures(organiser):
    walker = organiser()
    said = figures(walker.page)
    table = {row[0]: int(row[2]) for row in rows(walker.page)}
    record = walker.page.evaluate(
        "async () => (await fetch('/api/v1/network/')).json()"
    )
    assert record["figures"]["people"] == said["People"] == len(table)
    assert record["figures"]["ties"] == said["Connections"]
    assert record["figures"]["projects"] == said["Projects"]


def test_spoken_status_and_table_agree_with_keys_alone(organiser):
    walker = organiser("/network/?sort=-ties")
    page = walker.page
    table = {row[0]: row[2] for row in rows(page)}
    walker.open("/network/")
    walker.drawn()
    walker.reach(page.locator("canvas"))
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        said = page.locator(".map__status").inner_text()
        name = said.split(",")[0]
        if name in table:
            number = table[name]
            assert f"{number} connection" in said
    assert name
    walker.reach(page.locator("thead a").first)
    walker.enter()
    assert "sort=-name" in page.url
    first = page.locator("tbody th").first.inner_text()
    assert first == sorted(table, key=str.casefold)[-1]


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_a_member_may_not_look_at_it(walk, accounts, width):
    walker = walk(width=width)
    walker.sign_in(accounts["participant"])
    assert walker.page.goto(walker.site + "/network/").status == 403
    assert walker.goes_on()
    assert walker.fits()
