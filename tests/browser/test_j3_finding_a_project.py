"""Finding a project: filters that count right, reasons that hold, and "no time now"."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from community.core import clock
from tests.browser.walker import WAYS, leads


@pytest.fixture
def participant(walk, accounts):
    def come(path, **options):
        walker = walk(**options)
        walker.sign_in(accounts["participant"])
        walker.open(path)
        return walker

    return come


# -------------------------------------------------------------------- the filters
def shown(page):
    """How many projects the sentence above the list says."""
    said = page.locator("[data-said]").inner_text()
    found = re.match(r"(\d+|No)\b", said)
    assert found, said
    return 0 if found[1] == "No" else int(found[1])


def listed(page):
    """Every project of the list, over all of its pages: title, stage and place."""
    found = []
    while True:
        for row in page.locator("#results .people > li").all():
            facts = row.locator("p").first.inner_text()
            found.append((row.locator("h3").inner_text(), facts))
        following = page.get_by_role("link", name="Next page")
        if not following.count():
            return found
        leads(page, following.click)


def choices(page, facet):
    """The choices of a facet: its value, its words, how many it promises."""
    found = []
    for label in page.locator(f"label[data-count^='{facet}-']").all():
        words = label.inner_text() or label.text_content()
        value = label.get_attribute("for").removeprefix(f"{facet}-")
        number = label.locator("span").text_content().strip()
        found.append((value, words.replace(number, "").strip(), int(number)))
    return found


def unfold(walker, facet):
    """Open what hides a facet: the fold on a phone, then the facet itself."""
    page = walker.page
    fold = page.locator("details.fold")
    if fold.locator("> summary").is_visible() and fold.get_attribute("open") is None:
        fold.locator("> summary").click()
    inner = page.locator(f".fold__in > details:has([name={facet}])")
    if inner.get_attribute("open") is None:
        inner.locator("summary").click()


def tick(walker, facet, value):
    unfold(walker, facet)
    walker.page.locator(f"#{facet}-{value}").check()


def see(walker, scripts, address):
    """Wait for the list that follows at once; without scripts, press the button."""
    if scripts:
        walker.page.wait_for_url(address)
    else:
        walker.press("Show projects")


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_filters_are_or_inside_and_across_and_count_right(participant, width, scripts):
    walker = participant("/projects/", width=width, scripts=scripts)
    page = walker.page
    (one, one_words, first), (two, two_words, second) = choices(page, "stage")[1:3]
    tick(walker, "stage", one)
    see(walker, scripts, f"**stage={one}**")
    assert shown(page) == first
    tick(walker, "stage", two)
    see(walker, scripts, f"**stage={two}**")
    assert shown(page) == first + second
    places = [one for one in choices(page, "place") if one[1] != "England"]
    place, place_words, number = places[0]
    tick(walker, "place", place)
    see(walker, scripts, f"**place={place}**")
    assert 0 < number < first + second
    assert shown(page) == number
    tag, _words, fewer = choices(page, "topic")[0]
    address = page.url
    rows = listed(page)
    assert len(rows) == number
    assert len(set(rows)) == number
    for title, facts in rows:
        assert one_words in facts or two_words in facts, title
        assert place_words in facts, title
    page.goto(f"{address}&topic={tag}")
    assert shown(page) == len(listed(page)) == fewer
    assert walker.fits()


def test_the_back_button_and_the_address_keep_the_filters(participant):
    walker = participant("/projects/")
    stage, words, number = choices(walker.page, "stage")[1]
    tick(walker, "stage", stage)
    see(walker, True, f"**stage={stage}**")
    assert words.lower() in walker.page.locator("[data-said]").inner_text().lower()
    walker.leads(walker.page.locator("#results h3 a").first.click)
    assert re.search(r"/projects/[a-z-]+$", walker.page.url)
    walker.leads(walker.page.go_back)
    assert shown(walker.page) == number
    expect(walker.page.locator(f"#stage-{stage}")).to_be_checked()


def test_filters_with_keys_alone_say_what_they_found(participant):
    walker = participant("/projects/")
    stage, _words, number = choices(walker.page, "stage")[1]
    walker.reach(walker.page.locator(f"#stage-{stage}"))
    walker.page.keyboard.press("Space")
    see(walker, True, f"**stage={stage}**")
    walker.until("!!document.querySelector('#said').textContent")
    said = walker.page.locator("#said[role=status]").text_content()
    assert said.startswith(f"{number} ")
    walker.reach(walker.page.locator("#results h3 a").first)
    walker.enter()
    assert re.search(r"/projects/[a-z-]+$", walker.page.url)
    expect(walker.page.get_by_role("heading", name="The story")).to_be_visible()


# ---------------------------------------------------------------- the suggestions
def cards(page, kind):
    """The suggestions that say why, of people or of projects."""
    starts = {"people": "/members/", "projects": "/projects/"}[kind]
    return page.locator(f"main li.card:has(.why):has(h3 a[href^='{starts}'])").all()


def facts_of(card):
    """What a suggestion claims: its title, shared words, and the thread's stations."""
    title = card.locator("h3 a")
    stations = [
        (station.inner_text(), station.locator("a").get_attribute("href"))
        for station in card.locator(".thread > li:has(a)").all()
    ]
    return (
        title.inner_text(),
        title.get_attribute("href"),
        card.locator(".tag--shared").all_inner_texts(),
        stations,
    )


@pytest.mark.parametrize(("width", "scripts"), [("desk", True), ("phone", False)])
@pytest.mark.parametrize("kind", ["people", "projects"])
def test_reasons_are_true_and_paths_name_pages_that_open(
    participant, width, scripts, kind
):
    walker = participant("/suggestions/", width=width, scripts=scripts)
    page = walker.page
    claims = [facts_of(card) for card in cards(page, kind)]
    assert len(claims) >= 3
    near = walker.open("/my-network/").locator("main").inner_text()
    mine = walker.open("/members/me/edit").locator(".ruled strong").all_inner_texts()
    for name, address, shared, stations in claims:
        page.goto(walker.site + address)
        assert page.locator("h1").inner_text() == name
        said = page.locator("main").inner_text()
        for word in shared:
            assert word in said
            assert word in mine
        for number, (label, where) in enumerate(stations):
            opened = page.goto(walker.site + where)
            assert opened.status == 200
            assert page.locator("h1").inner_text() == label
            assert number or label in near
        if stations:
            assert stations[-1][0] == name
    assert any(stations for *_rest, stations in claims)
    assert any(shared for _name, _address, shared, _stations in claims)


@pytest.mark.parametrize(
    ("width", "scripts", "kind"),
    [
        ("desk", True, "people"),
        ("phone", True, "projects"),
        ("desk", False, "projects"),
        ("phone", False, "people"),
    ],
)
def test_no_time_now_until_a_day_is_kept_and_can_be_undone(
    participant, width, scripts, kind
):
    walker = participant("/suggestions/", width=width, scripts=scripts)
    page = walker.page
    card = cards(page, kind)[0]
    name = card.locator("h3").inner_text()
    day = clock.today() + timedelta(days=40)
    card.locator("summary").click()
    card.locator("input[type=date]").fill(day.isoformat())
    assert walker.fits()
    walker.leads(card.get_by_role("button", name="Put aside until then").click)
    assert name in page.locator("#undo").inner_text()
    assert f"{day.day} {day:%B %Y}" in page.locator("#undo").inner_text()
    assert name not in titles(page)
    walker.open("/suggestions/aside")
    row = page.locator("main li", has_text=name)
    assert f"{day.day} {day:%B %Y}" in row.inner_text()
    walker.leads(row.get_by_role("button", name="Suggest again").click)
    assert not page.locator("main li", has_text=name).count()
    walker.open("/suggestions/")
    assert name in titles(page)


def titles(page):
    """Whatever is suggested, by its heading."""
    return page.locator("main li.card h3").all_inner_texts()


def test_undo_right_after_brings_it_back_with_keys_alone(participant):
    walker = participant("/suggestions/")
    page = walker.page
    card = cards(page, "people")[0]
    name = card.locator("h3").inner_text()
    walker.reach(card.locator("summary"))
    page.keyboard.press("Enter")
    walker.reach(card.get_by_role("button", name="1 month"))
    walker.enter()
    expect(page.locator("#undo")).to_be_visible()
    assert name not in titles(page)
    walker.reach(page.locator("#undo").get_by_role("button", name="Undo"))
    walker.enter()
    assert page.url.endswith("/suggestions/")
    assert name in titles(page)


def test_a_day_that_has_gone_is_refused_at_its_place(participant):
    walker = participant("/suggestions/", scripts=False)
    card = cards(walker.page, "people")[0]
    card.locator("summary").click()
    card.locator("input[type=date]").fill("2020-01-01")
    walker.leads(card.get_by_role("button", name="Put aside until then").click)
    assert walker.page.title().startswith("Error: ")
    expect(walker.page.locator(".field__error")).to_be_visible()
    field = walker.page.locator("[aria-invalid=true]")
    expect(field).to_have_value("2020-01-01")
