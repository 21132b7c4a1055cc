"""With keys alone: the skip link first, focus that is seen, no trap, menus, errors."""

import pytest
from playwright.sync_api import expect

PAGES = [
    ("visitor", "/"),
    ("visitor", "/sign-in"),
    ("participant", "/suggestions/"),
    ("participant", "/members/"),
    ("participant", "/projects/"),
    ("participant", "/projects/paned-a-sgwrs"),
    ("participant", "/members/sian-prydderch-003"),
    ("participant", "/my-network/"),
    ("participant", "/members/me/edit"),
    ("participant", "/notices/choices"),
    ("lead", "/projects/paned-a-sgwrs/edit"),
    ("organiser", "/organise/people/"),
    ("organiser", "/network/"),
]
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const boxes = [...one.getClientRects()].filter((box) => box.width && box.height);
  const seen = boxes.some((box) => {
    const across = box.left + Math.min(box.width / 2, innerWidth - 2 - box.left);
    const top = Math.max(box.top, 0), end = Math.min(box.bottom, innerHeight);
    for (const part of [0.5, 0.2, 0.8]) {
      const there = document.elementFromPoint(across, top + (end - top) * part);
      if (there && (one.contains(there) || there.contains(one))) return true;
    }
    return false;
  });
  const words = one.ownerSVGElement && one.querySelector("text");
  const drawn = words ? parseFloat(getComputedStyle(words).strokeWidth) - 4 : 0;
  const outline = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  if (!one.dataset.walked) one.dataset.walked = String(++window.walkedSoFar);
  return {
    number: one.dataset.walked,
    what: one.tagName + " " + (one.getAttribute("aria-label") || one.id
      || one.textContent.trim().slice(0, 40)),
    ring: outline || drawn,
    seen,
  };
}"""


def come(walk, accounts, role, path, **options):
    walker = walk(**options)
    if role != "visitor":
        walker.sign_in(accounts[role])
    walker.open(path)
    walker.drawn()
    walker.page.evaluate("window.walkedSoFar = 0")
    return walker


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize(("role", "path"), PAGES)
def test_tab_goes_from_the_skip_link_to_the_foot(walk, accounts, role, path, width):
    walker = come(walk, accounts, role, path, width=width)
    walked = []
    for _ in range(400):
        walker.page.keyboard.press("Tab")
        stop = walker.page.evaluate(FOCUS)
        if stop is None or (walked and stop["number"] == walked[0]["number"]):
            break
        assert stop["ring"] >= 2, f"nothing shows the focus: {stop}"
        assert stop["seen"], f"something hides the focus: {stop}"
        walked.append(stop)
    else:
        raise AssertionError(f"Tab does not come to an end: {walked[-3:]}")
    assert walked[0]["what"] == "A Skip to content"
    assert walked[-1]["what"] == "SELECT theme"
    links = walker.page.locator("footer a").all_inner_texts()
    assert {f"A {words}" for words in links} <= {stop["what"] for stop in walked}


def test_the_skip_link_goes_past_the_head(walk, accounts):
    walker = come(walk, accounts, "participant", "/members/")
    walker.page.keyboard.press("Tab")
    walker.page.keyboard.press("Enter")
    walker.page.keyboard.press("Tab")
    inside = "document.querySelector('main').contains(document.activeElement)"
    walker.until(inside)


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("role", ["visitor", "participant", "organiser"])
def test_the_menu_opens_and_closes_and_keeps_the_place(walk, accounts, role, width):
    walker = come(walk, accounts, role, "/about", width=width)
    summary = walker.page.locator("header details.menu > summary")
    if role == "visitor" and width == "desk":
        expect(summary).to_be_hidden()
        return
    walker.reach(summary)
    walker.page.keyboard.press("Enter")
    panel = walker.page.locator(".menu__panel")
    expect(panel).to_be_visible()
    walker.page.keyboard.press("Tab")
    inside = "document.activeElement.closest('.menu__panel') !== null"
    walker.until(inside)
    walker.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.parametrize(
    ("role", "path", "field"),
    [
        ("visitor", "/sign-in", "email"),
        ("visitor", "/forgotten", "email"),
        ("participant", "/projects/new", "title"),
        ("participant", "/connections/hello/ruth-magennis-006", "message"),
        ("organiser", "/organise/people/", "emails"),
    ],
)
def test_a_wrong_form_says_so_first_and_leads_to_the_field(
    walk, accounts, role, path, field
):
    walker = come(walk, accounts, role, path)
    page = walker.page
    walker.reach(page.locator(f"#{field}"))
    form = page.locator(f"main form:has(#{field})")
    button = form.locator("button:not([type=button])").first
    walker.reach(button)
    walker.enter()
    expect(page.locator(".summary")).to_be_visible()
    assert page.title().startswith("Error: ")
    walker.until("document.activeElement.matches('.summary')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    walker.until(f"document.activeElement.id === '{field}'")
    wrong = page.locator(f"#{field}")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    for name in wrong.get_attribute("aria-describedby").split():
        expect(page.locator(f"#{name}")).to_be_visible()


def test_three_times_escape_leaves_the_site(walk):
    walker = walk()
    walker.open("/urgent-help")
    elsewhere = "https://www.bbc.co.uk/**"
    walker.context.route(elsewhere, lambda route: route.fulfill(body="The weather"))
    with walker.page.expect_navigation(url=elsewhere):
        for _ in range(3):
            walker.page.keyboard.press("Escape")
