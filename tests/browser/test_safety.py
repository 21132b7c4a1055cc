"""Help beside what somebody writes, and the ways to leave this site at once."""

import re

import pytest
from playwright.sync_api import expect

RISKY = "Some nights I want to kill myself"
WEATHER = "https://www.bbc.co.uk/weather"
PRIVATE = "/account/lived"


def away(walker):
    """Answer for the weather page, which no test asks the network for."""
    page = "<!doctype html><title>Weather</title><h1>Weather</h1>"
    walker.page.route(
        "https://www.bbc.co.uk/**",
        lambda asked: asked.fulfill(body=page, content_type="text/html"),
    )


def test_help_appears_below_the_words_that_may_tell_of_danger(walk, accounts):
    walker = walk(width="phone")
    walker.sign_in(accounts["participant"])
    page = walker.open("/ideas/new")
    help_ = page.locator("[data-crisis]")
    words = page.get_by_label("Your idea", exact=True)
    words.fill("A kettle for the waiting room")
    expect(help_).to_be_hidden()
    sent = []
    page.on("request", lambda asked: sent.append(asked.url))
    words.fill(RISKY)
    expect(help_).to_be_visible()
    below = help_.bounding_box()["y"] - words.bounding_box()["y"]
    assert 0 < below < 844, "it stands where they type"
    assert help_.get_by_role("link", name="116 123").get_attribute("href")
    assert words.input_value() == RISKY
    expect(words).to_be_focused()
    assert sent == [], "nothing leaves the browser"
    assert walker.fits()


def test_help_comes_before_the_words_go_out_where_no_script_runs(walk, accounts):
    walker = walk(width="phone", scripts=False)
    walker.sign_in(accounts["participant"])
    page = walker.open("/ideas/new")
    for label in ("Title", "The challenge"):
        page.get_by_label(label, exact=True).fill("A kettle")
    page.get_by_label("Your idea", exact=True).fill(RISKY)
    walker.press("Post it")
    help_ = page.locator("[data-crisis]")
    expect(help_).to_be_in_viewport()
    expect(help_).to_contain_text("It is not sent yet")
    assert page.get_by_label("Your idea", exact=True).input_value() == RISKY
    walker.press("Post it")
    assert re.fullmatch(r".*/ideas/[^/]+", page.url)
    assert page.url != f"{walker.site}/ideas/new", "the second time it goes out"


def test_escape_three_times_leaves_and_the_page_is_not_behind(walk, accounts):
    walker = walk()
    walker.sign_in(accounts["participant"])
    away(walker)
    walker.open("/about")
    page = walker.open(PRIVATE)
    for _press in range(2):
        page.keyboard.press("Escape")
    assert page.url == walker.site + PRIVATE, "twice is not enough"
    page.keyboard.press("Escape")
    page.wait_for_url(WEATHER)
    page.go_back()
    assert page.url == f"{walker.site}/about", "another page took its place"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_link_leaves_with_and_without_script(walk, accounts, scripts):
    walker = walk(width="phone", scripts=scripts)
    walker.sign_in(accounts["participant"])
    away(walker)
    page = walker.open(PRIVATE)
    asked = []
    page.on("request", lambda one: asked.append(one))
    link = page.get_by_role("link", name="Leave this site")
    walker.reach(link)
    page.keyboard.press("Enter")
    page.wait_for_url(WEATHER)
    (left,) = [one for one in asked if one.url == WEATHER]
    assert "referer" not in left.headers, "it does not learn where they were"


def test_help_is_there_for_words_that_stood_before_the_script_came(walk, accounts):
    walker = walk()
    walker.sign_in(accounts["participant"])
    page = walker.page
    page.route(
        re.compile(r"/risk-words\.txt$"),
        lambda asked: (
            page.get_by_label("Your idea", exact=True).fill(RISKY),
            asked.continue_(),
        ),
    )
    walker.open("/ideas/new")
    expect(page.locator("[data-crisis]")).to_be_visible()


TWICE = """(form) => {
  const dropped = [];
  document.addEventListener("submit", (event) => {
    dropped.push(event.defaultPrevented);
    event.preventDefault();
  });
  form.noValidate = true;
  for (const _ of [1, 2]) form.requestSubmit();
  return dropped;
}"""


def test_of_a_double_click_the_second_sends_nothing(walk, accounts):
    walker = walk(width="phone")
    walker.sign_in(accounts["participant"])
    page = walker.open("/ideas/new")
    assert page.eval_on_selector("main form[method=post]", TWICE) == [False, True]
