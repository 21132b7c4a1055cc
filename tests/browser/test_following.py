"""Following and keeping: a search, a tag and a project, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.walker import EVERY_WAY, WAYS

WHO = dict(
    zip(EVERY_WAY, ("participant", "participant 2", "lead", "organiser"), strict=True)
)
"""Each way is walked by somebody else; what one keeps, the others do not."""


def kept(walker):
    """The searches that are kept, in words, the newest first."""
    rows = walker.page.locator(".row", has=walker.page.locator("[action$='/drop']"))
    return rows.locator("strong").all_inner_texts()


def tick(walker, facet):
    """Tick the first choice of a filter of the directory, and show what fits."""
    page = walker.page
    if page.locator("details.fold > summary").is_visible():
        page.locator("details.fold > summary").click()
    box = page.locator(f"input[name={facet}]").first
    folded = page.locator("details.fold details").filter(has=box)
    if not folded.evaluate("one => one.open"):
        folded.locator("summary").click()
    box.check()
    if not walker.scripts:
        walker.press("Show p")
        return
    keep = page.get_by_role("button", name="Keep this search")
    expect(keep).to_be_visible()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_search_is_kept_read_dropped_and_undone(walk, accounts, width, scripts):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts[WHO[width, scripts]])
    page = walker.open("/members/")
    assert not page.get_by_role("button", name="Keep this search").count()
    tick(walker, "kind")
    walker.press("Keep this search")
    assert "You keep this search." in page.locator("#flashes").inner_text()
    said = page.locator("[data-said]").inner_text()
    assert walker.fits()

    page = walker.open("/following/")
    before = kept(walker)
    assert before[0] == said
    walker.follow(said)
    assert page.locator("[data-said]").inner_text() == said

    page = walker.open("/following/")
    walker.press(f"Stop keeping {said}")
    assert kept(walker) == before[1:]
    walker.reach(page.locator("#undo").get_by_role("button", name="Undo"))
    walker.enter()
    assert kept(walker) == before
    assert walker.fits()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_tag_a_challenge_and_a_project_are_followed(walk, accounts, width, scripts):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts[WHO[width, scripts]])
    page = walker.open("/tags/?q=evaluation")
    walker.press("Follow")
    assert "Only you know." in page.locator("#flashes").inner_text()
    assert walker.fits()

    page = walker.open("/projects/")
    tick(walker, "area")
    challenge = page.get_by_role("button", name="Follow", exact=False).last
    name = challenge.inner_text().removeprefix("Follow ")
    walker.leads(challenge.click)
    assert page.get_by_role("button", name=f"Stop following {name}").count()

    walker.leads(page.locator("#results h3 a").first.click)
    title = walker.heading()
    walker.press("Follow this project")

    page = walker.open("/following/")
    followed = page.locator(".row strong").all_inner_texts()
    assert title in followed
    assert name in followed
    assert any("valuation" in one for one in followed)
    assert walker.fits()
    if scripts:
        assert faults(walker) == []
    walker.press(f"Stop following {title}")
    assert title not in page.locator(".row strong").all_inner_texts()
    assert walker.complaints == []


def test_a_search_for_a_name_is_refused_with_two_ways_on(walk, accounts):
    walker = walk(width="phone", scripts=False)
    walker.sign_in(accounts["administrator"])
    page = walker.open("/members/?q=an&kind=clinician")
    walker.press("Keep this search")
    assert walker.heading() == "This search cannot be kept as it is"
    assert walker.fits()
    assert "q=an" in page.get_by_role("link", name="Back to the search").get_attribute(
        "href"
    )
    walker.press("Keep it without that")
    assert "You keep this search." in page.locator("#flashes").inner_text()
