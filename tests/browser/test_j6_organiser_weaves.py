"""Journey 6, steps 1 to 6: the network is read, woven, frozen, taken along, mended.

Words, table and drawing agree; pairs become a plan and introductions; a phase is
closed and compared; files hold what the tables say; gaps lead to people. All of it
without a drawing too.
"""

import csv
import io
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import func

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.introductions.models import Introduction
from community.members.models import MapConsent, Member
from community.vocabulary.models import PHASES, Term
from tests.browser.axe import faults
from tests.browser.walker import WAYS, leads

DRAWN = "document.querySelector('network-map').network"
NO_CANVAS = "HTMLCanvasElement.prototype.getContext = () => null;"
SMALL = """cells => cells.filter(one => /^[1-7]$/.test(one.innerText.split("\\n")[0]))
  .filter(one => !one.querySelector("a")).map(one => one.innerText)"""
"""The cells with a number from 1 to 7 whose people nobody can open."""
WITHOUT = {"width": "desk", "scripts": True}


@pytest.fixture
def organiser(walk, accounts):
    def come(path="/network/", drawn=True, **options):
        walker = walk(**options)
        if not drawn:
            walker.context.add_init_script(NO_CANVAS)
        walker.sign_in(accounts["organiser"])
        walker.open(path)
        if drawn:
            walker.drawn()
        return walker

    return come


@pytest.fixture(scope="module")
def new_phase(served):
    """A phase that began a month ago, which nobody has closed."""
    with served.app_context():
        began = clock.today() - timedelta(days=30)
        db.session.add(Term(
            list=PHASES, code="again", label="Looking back", sort=99, starts=began,
        ))  # fmt: skip
        db.session.commit()
        db.session.remove()


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


def cells(page, within=""):
    """The rows of a table as lists of the words in their cells, in one go."""
    return page.locator(f"{within} tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(one => one.innerText.trim()))"
    )


def rows(page):
    """The table over all of its pages."""
    found = cells(page)
    while page.get_by_role("link", name="Next page").count():
        leads(page, page.get_by_role("link", name="Next page").click)
        found += cells(page)
    return found


def taken(walker, path):
    """The text of a file, fetched by whoever is signed in."""
    answer = walker.context.request.get(walker.site + path)
    assert answer.status == 200
    return answer.text()


def csv_rows(text):
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))[1:]


def graph(text):
    """The numbers of nodes and of edges in a GraphML file."""
    root = ElementTree.fromstring(text)
    return [sum(one.tag.endswith(f"}}{tag}") for one in root.iter())
            for tag in ("node", "edge")]  # fmt: skip


def counted(served, row, *where):
    with served.app_context():
        found = db.session.scalar(unscoped("test", func.count(row.id)).where(*where))
        db.session.remove()
    return found


def without_names(served):
    """The names of people who are on the map without them, or not at all."""
    with served.app_context():
        found = unscoped("test", Member.name).where(
            Member.map_consent.is_distinct_from(MapConsent.NAMED)
        )
        names = set(db.session.scalars(found))
        db.session.remove()
    return names


# ------------------------------------------------- 1 words, table, drawing and files
@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_1_summary_table_drawing_and_files_agree(organiser, served, width, scripts):
    walker = organiser(width=width, scripts=scripts)
    page = walker.page
    said = figures(page)
    summary = numbers_in(page.locator(".lead").inner_text())
    assert {said["Groups"], said["On their own"]} <= summary
    assert page.locator("[data-said]").inner_text() == f"{said['People']} people"
    if scripts:
        drawn = page.evaluate(
            f"({{people: {DRAWN}.people, nodes: {DRAWN}.names.length}})"
        )
        assert drawn["people"] == said["People"]
    table = rows(page)
    assert len(table) == len({row[0] for row in table}) == said["People"]
    assert sum(int(row[2]) for row in table) == 2 * said["Connections"]
    assert not {row[0] for row in table} & without_names(served)
    people = csv_rows(taken(walker, "/network/people.csv"))
    assert [row[0] for row in people] == [row[0] for row in table]
    assert walker.fits()
    walker.open("/network/?show=projects")
    assert page.locator("[data-said]").inner_text() == f"{said['Projects']} projects"
    assert len(rows(page)) == said["Projects"]


def test_1_the_record_that_is_drawn_has_the_figures(organiser):
    walker = organiser()
    said = figures(walker.page)
    record = walker.page.evaluate(
        "async () => (await fetch('/api/v1/network/')).json()"
    )
    assert record["figures"]["people"] == said["People"]
    assert record["figures"]["ties"] == said["Connections"]
    assert record["figures"]["projects"] == said["Projects"]


def test_1_spoken_status_and_table_agree_with_keys_alone(organiser):
    walker = organiser("/network/?sort=-ties")
    page = walker.page
    table = {row[0]: row[2] for row in rows(page)}
    walker.open("/network/")
    walker.drawn()
    walker.reach(page.locator("canvas"))
    heard = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        said = page.locator(".map__status").inner_text()
        name = said.split(",")[0]
        heard.add(name)
        if name in table:
            assert f"{table[name]} connection" in said
    assert heard - {""}
    walker.reach(page.locator("thead a").first)
    walker.enter()
    assert "sort=-name" in page.url
    first = page.locator("tbody th").first.inner_text()
    assert first == sorted(table, key=str.casefold)[-1]


# ----------------------------------------------------- 2 colour, filter and clusters
@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_2_a_phase_its_groups_and_those_who_link_them(
    organiser, served, width, scripts
):
    walker = organiser(width=width, scripts=scripts)
    page = walker.page
    page.locator(".map-choices summary").filter(has_text="Filters").click()
    page.get_by_label("Developing and testing ideas").check()
    walker.leads(page.get_by_role("button", name="Show", exact=True).click)
    assert "phase=" in page.url
    lead = page.locator(".lead").inner_text()
    kept = rows(page)
    said = page.locator("[data-said]").inner_text()
    assert said.startswith(f"{len(kept)} ")
    assert "Developing and testing" in said
    between = re.search(r"through \d+ (?:people|person) only: (.+?)\.", lead)
    assert between
    bridges = re.split(r", | and ", between[1])
    hidden = without_names(served)
    assert not hidden & set(bridges)
    assert not [name for name in hidden if name in lead]
    link = page.locator(".tabs a").filter(has_text="Groups")
    walker.leads(link.click)
    groups = cells(page)
    assert groups
    assert all(re.match(r"Group \d+$", row[0]) for row in groups)
    number = int(page.locator("[data-said]").inner_text().split()[0])
    assert len(groups) == number
    assert walker.fits()
    for name in bridges:
        walker.open(f"/network/?q={name}")
        assert [name] in [row[:1] for row in cells(page)]


# ------------------------------------------------------- 3 and 4 whom to introduce
@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_3_and_4_three_pairs_become_a_plan_and_introductions(
    organiser, served, width, scripts
):
    walker = organiser("/network/weave/", width=width, scripts=scripts)
    page = walker.page
    there = counted(served, Introduction, Introduction.woven)
    for box in page.locator("input[name=pair]").all()[:3]:
        box.check()
    walker.press("Show what would change")
    assert page.locator("input[name=pair]:checked").count() == 3
    said = {label: rest for label, *rest in cells(page, ".sheet")}
    assert {"Separate parts", "People on their own"} <= set(said)
    before, after = (int(re.findall(r"of ([\d,]+)", cell)[0].replace(",", ""))
                     for cell in said["Connections across kinds"])  # fmt: skip
    assert before <= after <= before + 3
    assert walker.fits()
    found = faults(walker) if scripts else []
    page.get_by_label("Title of the plan").fill(f"Spring {width}")
    walker.press("Keep the plan")
    assert walker.heading() == f"Spring {width}"
    assert counted(served, Introduction, Introduction.woven) == there
    found += faults(walker) if scripts else []
    walker.press("Ask them all now")
    assert "Both people of each of 3 pairs are asked." in page.content()
    assert counted(served, Introduction, Introduction.woven) == there + 3
    assert "No answer yet" in page.locator(".facts").inner_text()
    assert walker.fits()
    assert found + (faults(walker) if scripts else []) == []


def test_3_a_pair_is_ticked_with_the_keyboard_alone(organiser):
    walker = organiser("/network/weave/", drawn=False)
    page = walker.page
    walker.reach(page.locator("input[name=pair]").first)
    page.keyboard.press("Space")
    walker.reach(page.get_by_role("button", name="Show what would change"))
    walker.enter()
    assert page.locator("input[name=pair]:checked").count() == 1
    assert page.locator("#change").is_visible()


# ------------------------------------------------------------------ 5 closing a phase
def test_5_a_phase_is_closed_and_stays_as_it_was(organiser, new_phase):
    walker = organiser("/network/history/", scripts=False)
    page = walker.page
    open_phases = page.get_by_role("button", name="Close phase now").count()
    walker.press("Close phase now")
    assert "The phase is closed, and its figures are frozen." in page.content()
    day, frozen = page.url, cells(page)
    walker.press("Work them out again")
    assert "same" in page.locator("#proof ~ [role=status]").inner_text()
    walker.open("/network/history/")
    left = page.get_by_role("button", name="Close phase now").count()
    assert left == open_phases - 1
    walker.open(day.removeprefix(walker.site))
    assert cells(page) == frozen


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_5_two_phases_side_by_side_and_files_that_equal_the_tables(
    organiser, width, scripts
):
    walker = organiser("/network/history/", drawn=False, width=width, scripts=scripts)
    page = walker.page
    walker.follow("Compare “Research and discovery” with")
    table = cells(page, "section[aria-labelledby=figures]")
    assert len(table) > 10
    file = page.get_by_role("link", name="Table as CSV").get_attribute("href")
    plain = [[*rest, change.lstrip("+")] for *rest, change in table]
    assert csv_rows(taken(walker, file)) == plain
    assert walker.fits()
    walker.open("/network/?show=ties&shape=1")
    number = int(page.locator("[data-said]").inner_text().split()[0])
    links = csv_rows(taken(walker, "/network/links.csv?show=ties&shape=1"))
    assert len(links) == number
    shown = [row[0] for row in cells(page)]
    assert shown == [row[0] for row in links][: len(shown)]
    nodes, edges = graph(taken(walker, "/network/network.graphml?show=ties&shape=1"))
    assert edges == number
    assert nodes >= len({row[0] for row in links})


# ---------------------------------------------------------------------- 6 the gap board
def test_6_the_board_says_who_wants_and_hides_what_is_not_to_be_counted(
    organiser, served
):
    walker = organiser("/network/gaps/", drawn=False, scripts=False)
    page = walker.page
    lead = page.locator("p.lead").inner_text()
    told = re.match(
        r"(.+) is wanted by (\d+) people(?: and \d+ projects?)?"
        r" and offered by (\d+) (?:people|person)",
        lead,
    )
    assert told
    first = cells(page)[0]
    assert first[0].startswith(told[1])
    assert [first[2], first[4]] == [told[2], told[3]]
    walker.leads(page.locator("tbody td a").first.click)
    assert page.locator("[data-said]").inner_text().startswith(f"{told[2]} people")
    walker.open("/network/impact/")
    small = page.locator("main td").evaluate_all(SMALL)
    assert small == []


# ---------------------------------------------------------- all of it without a drawing
def test_every_task_goes_on_from_the_tables_where_nothing_can_be_drawn(organiser):
    walker = organiser("/network/?sort=-ties", drawn=False, **WITHOUT)
    page = walker.page
    name = page.locator("tbody th").first.inner_text()
    walker.leads(page.locator("tbody th a").first.click)
    assert page.locator("#person h2").inner_text() == name
    number = int(cells(page)[0][2])
    assert str(number) in page.locator("#person").inner_text()
    page.get_by_label("Find a person or project").fill(name)
    walker.leads(page.get_by_role("button", name="Show", exact=True).click)
    assert [row[0] for row in cells(page)] == [name]
    walker.open("/network/")
    page.locator("label.map__key", has_text="Clinical").click()
    walker.leads(page.get_by_role("button", name="Show", exact=True).click)
    assert "shape=" in page.url
    assert not page.locator("tbody [data-kind='2']").count()
    walker.open("/network/?on=9&show=groups")
    assert page.get_by_text("This is the map of 1 January 2018").is_visible()
    assert cells(page)
    walker.follow("Keep this view")
    assert walker.heading() == "Saved views"


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_a_member_may_not_look_at_it(walk, accounts, width):
    walker = walk(width=width)
    walker.sign_in(accounts["participant"])
    assert walker.page.goto(walker.site + "/network/").status == 403
    assert walker.goes_on()
    assert walker.fits()


# ------------------------------------------------------------------- what others show
def test_the_embedded_page_is_plain_without_a_frame_around_it(organiser):
    walker = organiser("/network/embeds/", drawn=False, scripts=True)
    page = walker.page
    page.get_by_label("What is it for?").fill("A page of ours")
    page.get_by_label("Sites that may show it").fill("https://example.org")
    walker.press("Make the code")
    found = faults(walker)
    path = re.search(r"/embed/[\w-]+", page.content())[0]
    walker.open(path)
    assert re.search(r"about \d+", page.locator("main, body").first.inner_text())
    assert not re.search(r"\b[1-7]\b", " ".join(map(" ".join, cells(page))))
    assert found + faults(walker) == []
