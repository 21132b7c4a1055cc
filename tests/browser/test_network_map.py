"""The organisers' map in a browser: drawing, keys, table, form and address agree."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.walker import leads

MAP = "document.querySelector('network-map')"
MOST_LINKS = f"""() => {{
  const {{ network, visible }} = {MAP};
  const links = (node) => network.start[node + 1] - network.start[node];
  const people = [...network.names.keys()].slice(0, network.people);
  const node = people.sort((a, b) => links(b) - links(a))[0];
  return {{ node, name: network.names[node], ...{MAP}.place(node) }};
}}"""
OVERLAPS = f"""() => {{
  const boxes = {MAP}.screen.front.labels;
  const apart = (a, b) =>
    a.left + a.wide <= b.left || b.left + b.wide <= a.left ||
    a.top + 16 <= b.top || b.top + 16 <= a.top;
  const covered = (a, at) => boxes.slice(0, at).some((b) => !apart(a, b));
  return [boxes.length, boxes.filter(covered).length];
}}"""
"""How many names are written, and how many of them cover another one."""


@pytest.fixture
def organiser(walk, accounts):
    """Return an organiser who looks at the map: `organiser(width="phone")`."""

    def come(path="/network/", **options):
        walker = walk(**options)
        walker.sign_in(accounts["organiser"])
        page = walker.open(path)
        page.walker = walker
        if options.get("scripts", True):
            page.wait_for_selector("canvas")
            walker.drawn()
            painted(page)
        assert walker.fits()
        return page

    return come


def painted(page):
    """Wait until what is to be seen is painted, and stands still."""
    page.walker.until(
        f"{MAP}.screen.ready && !{MAP}.screen.job && !{MAP}.screen.changed"
        f" && !{MAP}.screen.waiting"
    )


def said(page):
    return page.locator(".map__status").inner_text()


def of_map(page, what):
    found: Any = page.evaluate(f"{MAP}.{what}")
    return found


def bright(page):
    """How many people the drawing shows, without those who are faint."""
    return page.evaluate(
        f"""() => {{
          const {{ network, visible }} = {MAP};
          const people = [...network.names.keys()].slice(0, network.people);
          return people.filter((node) => visible[node] && !network.faint[node]).length;
        }}"""
    )


def total(page):
    return int(re.match(r"\d+", page.locator("[data-said]").inner_text())[0])


def agree(page):
    """Wait until the drawing and the table show the same number of people."""
    for _ in range(200):
        if bright(page) == total(page):
            return
        page.wait_for_timeout(50)
    assert bright(page) == total(page)


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
    name = link.inner_text()
    link.click()
    expect(page.locator("#person h2")).to_have_text(name)
    assert said(page).startswith(name)
    assert "person=" in page.url
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"


def test_number_keys_and_buttons_reach_further_and_the_address_keeps_it(organiser):
    page = organiser("/network/?sort=-ties")
    page.locator("tbody th a").first.click()
    assert "within 1 step" in said(page)
    page.keyboard.press("3")
    assert "within 3 steps" in said(page)
    assert "steps=3" in page.url
    page.get_by_role("button", name="2 steps").click()
    assert "within 2 steps" in said(page)
    page.reload()
    page.walker.ready()
    page.walker.drawn()
    assert "within 2 steps" in said(page)


def test_enter_opens_the_profile(organiser):
    page = organiser("/network/?sort=-ties")
    name = page.locator("tbody th a").first.inner_text()
    page.locator("tbody th a").first.click()
    leads(page, lambda: page.keyboard.press("Enter"))
    assert "/members/" in page.url
    expect(page.locator("h1")).to_have_text(name)


def test_two_people_can_be_chosen_for_an_introduction_with_keys_alone(organiser):
    page = organiser()
    page.locator("canvas").focus()
    introduce = page.get_by_role("link", name="Introduce these two")
    page.keyboard.press("ArrowRight")
    while of_map(page, "chosen") >= of_map(page, "network.people"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    first = of_map(page, "network.slugs[document.querySelector('network-map').first]")
    expect(introduce).to_be_hidden()
    for key in ("ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight") * 10:
        page.keyboard.press(key)
        if introduce.is_visible():
            break
    assert "You can introduce them to" in said(page)
    assert f"/network/weave/?pair={first}," in introduce.get_attribute("href")
    page.keyboard.press("Escape")
    expect(introduce).to_be_hidden()


def test_the_legend_filters_drawing_and_table_together(organiser):
    page = organiser()
    before = bright(page)
    page.locator("label.map__key", has_text="Clinical").click()
    assert bright(page) < before
    page.wait_for_url("**shape=**")
    agree(page)
    assert not page.locator("tbody [data-kind='2']").count()


def test_looks_change_without_another_page_and_clusters_have_names(organiser):
    page = organiser()
    page.evaluate("window.stayed = true")
    page.locator(".map-choices summary").first.click()
    radius = of_map(page, "looks.radius[0]")
    page.get_by_label("Size by").select_option("reach")
    assert of_map(page, "looks.radius[0]") != radius
    page.get_by_label("Colour by").select_option("place")
    assert page.get_by_label("Shape by").input_value() == "place"
    told = page.locator(".map__told li")
    expect(told.first).to_have_text("Place")
    assert 3 <= told.count() <= 8
    page.get_by_label("Draw together by").select_option("group")
    page.walker.until(f"{MAP}.standing.circles.length >= 3")
    page.wait_for_timeout(400)
    painted(page)
    circles = of_map(page, "standing.circles")
    written = of_map(page, "screen.front.labels.map((one) => one.words)")
    assert {one["words"] for one in circles[:3]} <= set(written)
    page.wait_for_url("**cluster=group**")
    assert page.evaluate("window.stayed")


def test_names_never_cover_one_another(organiser):
    page = organiser()
    for act in ("+", "+", "0"):
        page.locator("canvas").press(act)
        page.wait_for_timeout(300)
        painted(page)
        number, overlapping = page.evaluate(OVERLAPS)
        assert number >= 5
        assert overlapping == 0
    page.locator("canvas").press("ArrowRight")
    page.locator("canvas").press("3")
    painted(page)
    assert page.evaluate(OVERLAPS)[1] == 0


def test_layers_come_from_the_server_and_whoever_was_chosen_stays_so(organiser):
    page = organiser("/network/?sort=-ties")
    page.locator("tbody th a").first.click()
    name, size = said(page).split(",")[0], of_map(page, "network.size")
    page.locator(".map-choices summary").first.click()
    page.get_by_label("Skills and topics").check()
    page.walker.until(f"{MAP}.network.size > {size}")
    assert said(page).startswith(name)
    page.get_by_label("Skills and topics").uncheck()
    page.get_by_label("Join people directly by what they share").check()
    page.walker.until(f"{MAP}.network.projects === 0")


def test_a_name_is_found_and_the_others_grow_faint(organiser):
    page = organiser("/network/?sort=-ties")
    name = page.locator("tbody th a").first.inner_text()
    page.get_by_label("Find a person or project").fill(name)
    assert of_map(page, "found.reduce((one, other) => one + other, 0)") == 1
    expect(page.locator("tbody th a")).to_have_text([name])
    painted(page)
    assert name in of_map(page, "screen.front.labels.map((one) => one.words)")


def test_the_slider_goes_back_in_time(organiser):
    page = organiser()
    slider = page.get_by_label("Day", exact=True)
    assert slider.get_attribute("aria-valuetext") == "Today"
    today = of_map(page, "network.people")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**on=**")
    agree(page)
    assert of_map(page, "network.people") < today
    assert slider.get_attribute("aria-valuetext") != "Today"


def test_the_picture_says_for_whom_it_is_and_is_noted(organiser):
    page = organiser()
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as picture").click()
    assert waiting.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert [status for url, status in answers if "/network/picture" in url] == [204]
    assert "Not to be passed on" in page.locator("network-map").get_attribute(
        "data-watermark"
    )


def test_it_moves_by_buttons_and_by_the_mouse_and_finds_its_way_back(organiser):
    page = organiser()
    zoom = f"{MAP}.at.k"
    page.get_by_role("button", name="Closer").click()
    page.walker.until(f"Math.abs({zoom} - 1.5) < 0.01")
    x, y = of_map(page, "at.x"), of_map(page, "at.y")
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 340, box["y"] + 230, steps=4)
    page.mouse.up()
    assert of_map(page, "at.x") == pytest.approx(x + 40)
    assert of_map(page, "at.y") == pytest.approx(y + 30)
    assert said(page) == "Nobody is chosen."
    page.get_by_role("button", name="The whole map").click()
    page.walker.until(f"{zoom} === 1 && {MAP}.at.x === 0")


def test_nothing_glides_for_whoever_wants_no_motion(organiser):
    page = organiser()
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="Closer").click()
    assert of_map(page, "at.k") == 1.5
    page.locator(".map-choices summary").first.click()
    page.get_by_label("Draw together by").select_option("group")
    page.walker.until(f"{MAP}.places.circles.length > 0")
    assert page.evaluate(f"{MAP}.standing === {MAP}.places")


def test_figures_table_and_drawing_agree(organiser):
    page = organiser()
    people = page.locator(".figures dd").first.inner_text()
    assert total(page) == bright(page) == of_map(page, "network.people") == int(people)


def test_the_drawing_follows_theme_and_forced_colours(organiser):
    page = organiser()
    light = of_map(page, "colours.ink")
    page.select_option("#theme", "dark")
    assert of_map(page, "colours.ink") != light
    page.emulate_media(forced_colors="active")
    page.walker.until(f"{MAP}.colours.forced")
    assert len(set(of_map(page, "colours.kinds"))) == 1


def test_a_finger_chooses_and_scrolls_and_two_fingers_come_closer(organiser):
    page = organiser(width="phone")
    canvas = page.locator("canvas")
    assert canvas.evaluate("one => getComputedStyle(one).touchAction") == "pan-y"
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    touch = page.context.new_cdp_session(page)

    def fingers(kind, *places):
        points = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (120, 150), (180, 150))
    for apart in (70, 90, 120):
        fingers("touchMove", (150 - apart, 150), (150 + apart, 150))
    fingers("touchEnd")
    assert of_map(page, "at.k") > 1.5
    page.get_by_role("button", name="The whole map").click()
    page.walker.until(f"{MAP}.at.k === 1")
    canvas.scroll_into_view_if_needed()
    box, at = canvas.bounding_box(), page.evaluate(MOST_LINKS)
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


def test_what_is_new_since_a_day_is_told_apart_in_drawing_and_table(organiser):
    page = organiser()
    fresh = f"{MAP}.network.fresh.reduce((sum, one) => sum + one, 0)"
    assert page.evaluate(fresh) == 0
    page.locator("summary", has_text="What to draw").click()
    days = page.locator("#look-since option").evaluate_all(
        "all => all.map((o) => o.value)"
    )
    page.select_option("#look-since", days[-1])
    page.wait_for_function(f"() => {fresh} > 0")
    told = page.locator("#results p", has_text="new since the day you chose")
    expect(told).to_contain_text(str(page.evaluate(fresh)))
    painted(page)
    told.get_by_role("link").click()
    expect(page.locator("tbody tr").first).to_contain_text("new connection")
    assert page.locator("#look-since").input_value() == days[-1]
