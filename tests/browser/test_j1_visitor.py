"""A visitor understands what this is, and finds evidence: no account."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from community.core.access import Audience
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member
from tests.browser.axe import faults
from tests.browser.walker import WAYS, Walker

BOTH = [(*way, who) for way in WAYS for who in ("", "participant")]
"""Each way of walking, signed out and signed in."""
CHALLENGE = "somebody who gets it within a bus ride, or a call, of home?"
PHASES = ["Listening", "Trying it out", "Passing it on"]
REVIEWED = re.compile(
    r"Not yet reviewed|To be looked at again by .*\d{4}|Review overdue since .*\d{4}"
)


def said(walker: Walker) -> str:
    return walker.page.locator("main").inner_text()


def clean(walker: Walker) -> bool:
    """Tell whether axe finds nothing; it needs scripts itself."""
    return not walker.scripts or not faults(walker)


# ---------------------------------------------------------------- what this is
def shows_the_programme(walker: Walker) -> None:
    """The challenge stands there, and its three phases with the one that is on."""
    assert CHALLENGE in said(walker)
    steps = walker.page.locator("main .phases > li")
    assert [one.inner_text() for one in steps.locator("h2, h3").all()] == PHASES
    (now,) = walker.page.locator("main [aria-current=step]").all()
    assert "Trying it out" in now.inner_text()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_the_front_page_says_what_this_is_and_names_nobody_in_private(
    come, served, width, scripts
):
    walker = come(width, scripts)
    walker.open("/")
    shows_the_programme(walker)
    figures = walker.page.locator("main .figures > div").all_inner_texts()
    for what in ("people", "projects", "connections made"):
        (line,) = [one for one in figures if what in one.lower()]
        assert re.search(r"\d+", line), line
    for name in private_names(served):
        assert name not in said(walker)
    assert walker.fits()
    assert clean(walker)


def private_names(served) -> list[str]:
    with served.app_context():
        found = unscoped("test", Member.name).where(Member.audience != Audience.PUBLIC)
        names = list(db.session.scalars(found))
        db.session.remove()
    assert len(names) > 100
    return names


@pytest.mark.parametrize(("width", "scripts", "who"), BOTH)
def test_the_programme_is_there_for_everybody(come, width, scripts, who):
    walker = come(width, scripts, who)
    walker.open("/programme/")
    walker.follow("Peer support close to home")
    assert walker.heading() == "Peer support close to home"
    shows_the_programme(walker)
    assert walker.fits()


# ---------------------------------------------------------------- the essays
@pytest.mark.parametrize(("width", "scripts", "who"), BOTH)
def test_the_six_essays_stand_with_what_is_known_of_them(come, width, scripts, who):
    walker = come(width, scripts, who)
    page = walker.open("/essays/")
    lab = page.locator(
        "section", has=page.get_by_role("heading", name="The Lab essays")
    )
    lines = lab.locator(".essay-line").all_inner_texts()
    assert len(lines) == 6
    for line, day in zip(
        lines, ("May 2018",) * 3 + ("2018", "August 2018"), strict=False
    ):
        assert day in line
        assert "qlabessays.health.org.uk" in line
    assert "No page that we saw names it." in lines[5]
    assert not re.search(r"\b20\d\d\b", lines[5])
    planned = page.locator(".essay-line", has_text="What the minibus knows")
    assert re.search(r"\bDue\b.*\d{4}", planned.inner_text()), planned.inner_text()
    assert walker.fits()
    assert clean(walker)
    walker.follow("The chair nearest the door")
    assert walker.page.locator("main .prose blockquote, main .pull").count() >= 1
    assert walker.fits()


# ---------------------------------------------------------------- the evidence
def counts(walker: Walker, facet: str) -> dict[str, int]:
    """Return the choices of a facet, and how many each promises."""
    found = {}
    for label in walker.page.locator(f"label[data-count^='{facet}-']").all():
        number = label.locator("span").text_content() or ""
        value = (label.get_attribute("for") or "").removeprefix(f"{facet}-")
        found[value] = int(number)
    return found


def number_found(walker: Walker) -> int:
    return int(walker.page.locator("[data-said]").inner_text().split()[0])


def asks(walker: Walker, words: str) -> None:
    walker.page.locator("main #q").fill(words)
    if walker.scripts:
        walker.page.wait_for_url(f"**q={words}**")
    else:
        walker.press("Show resources")


def ticks(walker: Walker, facet: str, value: str) -> None:
    """Open what hides a choice, tick it, and wait for what follows."""
    page = walker.page
    fold = page.locator("details.fold")
    if fold.locator("> summary").is_visible() and fold.get_attribute("open") is None:
        fold.locator("> summary").click()
    inner = page.locator(f".fold__in > details:has([name={facet}])")
    if inner.get_attribute("open") is None:
        inner.locator("summary").click()
    box = page.locator(f"[name={facet}][value={value!r}]")
    box.check()
    if walker.scripts:
        page.wait_for_url(f"**{facet}=**")
    else:
        walker.press("Show resources")


def titles(walker: Walker) -> list[str]:
    return walker.page.locator("#results .card h3").all_inner_texts()


@pytest.mark.parametrize(("width", "scripts", "who"), BOTH)
def test_evidence_is_found_counted_and_shared(come, width, scripts, who):
    walker = come(width, scripts, who)
    walker.open("/evidence/")
    assert number_found(walker) >= 100
    whole = counts(walker, "type")
    asks(walker, "referral")
    some, there = counts(walker, "type"), number_found(walker)
    assert 0 < there < 100
    assert some != whole
    value, promised = next(
        (value, number)
        for value, number in counts(walker, "audience").items()
        if 0 < number < there
    )
    ticks(walker, "audience", value)
    assert number_found(walker) == promised
    assert counts(walker, "type") != some
    cards = walker.page.locator("#results .card.resource").all_inner_texts()
    assert len(cards) == min(promised, len(titles(walker)))
    for card in cards:
        assert REVIEWED.search(" ".join(card.split())), card
    assert walker.fits()
    assert clean(walker)
    another = come("desk", True)
    another.open(walker.page.url.removeprefix(walker.site))
    assert titles(another) == titles(walker)
    assert number_found(another) == promised
    expect(another.page.locator("main #q")).to_have_value("referral")


def test_paper_says_where_a_resource_is_to_be_read(come):
    walker = come("desk", False)
    walker.open("/evidence/peer-support-models-explained-peer-support-hub")
    walker.page.emulate_media(media="print")
    read = walker.page.locator("main").get_by_role("link", name="Read it on")
    expect(read).to_be_visible()
    printed = read.evaluate("one => getComputedStyle(one, '::after').content")
    assert "https://www.nationalvoices.org.uk/" in printed


# ---------------------------------------------------------------- what is not public
@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_people_and_their_network_are_for_those_who_sign_in(
    come, served, width, scripts
):
    walker = come(width, scripts)
    for path in ("/members/", "/network/"):
        walker.open(path)
        assert urlsplit(walker.page.url).path == "/sign-in"
        assert walker.heading().startswith("Sign in")
    walker.open("/map/")
    assert walker.status == 200
    assert urlsplit(walker.page.url).path == "/map/"
    shown = walker.page.content()
    assert [name for name in private_names(served) if name in shown] == []
    assert walker.fits()
