"""Looking after the evidence: suggested, judged, declined, reviewed, and weighed."""

from datetime import UTC, datetime, timedelta

import pytest

from community.core import clock
from community.core.db import db, start_writing
from community.evidence import clockwork
from tests.browser.axe import faults
from tests.browser.walker import WAYS, Walker

KNOWN_DOI = "https://doi.org/10.1186/1471-244X-14-39"
KNOWN_TITLE = "A systematic review and meta-analysis of randomised controlled trials"
PROJECT = "/projects/paned-a-sgwrs/evidence"
WORDS = ("Cultural awareness", "Training peer supporters", "Peer-led")
"""What the lead's project is about."""
SENTENCE = "Groups that speak two languages need two kettles, and a person at each."
REASON = "One group, watched for a winter by the person who runs it."
NO = "We take in what others can use; this is for one hall alone. Thank you for it."
DAYS = 20


@pytest.fixture
def come(walk, accounts):
    """Return somebody of the demo at a browser: `come("curator", width="phone")`."""

    def come_as(who: str, **way: object) -> Walker:
        walker: Walker = walk(**way)
        walker.sign_in(accounts[who])
        return walker

    return come_as


def said(walker: Walker) -> str:
    return walker.page.locator("main").inner_text()


def fine(walker: Walker) -> bool:
    """Tell whether a page fits, and axe finds nothing; it needs scripts itself."""
    return walker.fits() and not (walker.scripts and faults(walker))


# ---------------------------------------------------------------- the steps
def types(walker: Walker, title: str, doi: str = "") -> None:
    page = walker.open("/evidence/suggest")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("What kind of thing it is").select_option(label="Guide")
    page.get_by_label("DOI").fill(doi)
    for number, word in enumerate(WORDS, 1):
        page.locator(f"#tag_{number}").fill(word)
        page.locator(f"#tag_{number}").press("Tab")


def suggests(walker: Walker, title: str, doi: str = "") -> None:
    """Suggest a guide; it stands among one's own, and waits."""
    types(walker, title, doi)
    walker.press("Suggest it")
    assert walker.heading() == "What I suggested"
    row = walker.page.locator(".row", has_text=title)
    assert row.get_by_role("button", name="Take it back").count() == 1


def is_warned_of_what_is_known(walker: Walker) -> None:
    types(walker, "On peer support for people with severe conditions", KNOWN_DOI)
    walker.press("Suggest it")
    assert walker.page.title().startswith("Error")
    known = walker.page.locator("#known")
    assert "It is known here already" in known.inner_text()
    assert known.get_by_role("link", name=KNOWN_TITLE).count() == 1
    assert walker.page.get_by_label("DOI").input_value() == KNOWN_DOI
    assert fine(walker)


def opens_from_the_notice(curator: Walker, title: str) -> None:
    """A notice leads to the queue, and the queue to the record."""
    curator.open("/notices/")
    curator.follow("There are suggestions for the Evidence Hub")
    assert curator.heading() == "Look after the evidence"
    assert fine(curator)
    row = curator.page.locator(".row", has_text=title)
    curator.leads(row.get_by_role("link", name="Look at it").click)
    assert curator.heading() == title


def judges(curator: Walker) -> None:
    """Say what it says, how strong it is, who looks after it, and until when."""
    form = curator.page.locator("#publish form")
    form.get_by_label("What it says, in one sentence").fill(SENTENCE)
    form.get_by_label("Strength of the evidence").select_option(index=3)
    form.get_by_label("Why that strength").fill(REASON)
    form.get_by_label("Who looks after it").select_option(label="Ingrid Solheim-Baker")
    day = clock.today() + timedelta(days=DAYS)
    form.get_by_label("Look at it again by").fill(day.isoformat())
    assert fine(curator)
    curator.press("Publish it")
    assert "It is in the hub." in curator.page.locator("#flashes").inner_text()


def is_everywhere(walker: Walker, lead: Walker, title: str) -> None:
    """It is found, it is in the feed, and it is suggested to a project with reasons."""
    page = walker.open("/evidence/?q=" + title.replace(" ", "+"))
    card = page.locator("#results .card", has_text=title)
    for words in (SENTENCE, REASON, "To be looked at again by"):
        assert words in " ".join(card.inner_text().split())
    feed = walker.context.request.get(f"{walker.site}/evidence.atom").text()
    assert f">{title}<" in feed
    lead.open(PROJECT)
    card = lead.page.locator("section", has_text="May help you").locator(".card")
    mine = card.filter(has_text=title)
    assert mine.count() == 1, said(lead)
    assert "Why?" in mine.locator(".why").inner_text()
    assert fine(lead)


def declines(curator: Walker, title: str) -> None:
    opens_from_the_notice(curator, title)
    curator.page.get_by_label("Why not").fill(NO)
    curator.press("Do not take it in")
    assert (
        "Whoever suggested it reads why"
        in curator.page.locator("#flashes").inner_text()
    )


def reads_why(walker: Walker, title: str) -> None:
    walker.open("/notices/")
    walker.follow("There is an answer about a resource that you suggested")
    assert walker.heading() == "What I suggested"
    assert NO in walker.page.locator(".row", has_text=title).inner_text()
    assert fine(walker)


def time_goes_by(served, days: int) -> None:
    """Let days go by, and the clock of the hub move, twice."""
    then, real = clock.now() + timedelta(days=days), datetime.now(UTC)
    clock.set_source(lambda: then + (datetime.now(UTC) - real))
    with served.app_context():
        for _again in range(2):
            start_writing()
            clockwork.move()
            db.session.commit()
        db.session.remove()


def is_overdue(visitor: Walker, curator: Walker, title: str) -> None:
    """Everybody sees that nobody looked again, until the owner says that they did."""
    page = visitor.open("/evidence/?q=" + title.replace(" ", "+"))
    card = page.locator("#results .card", has_text=title)
    assert "Review overdue" in card.locator(".badge").all_inner_texts()
    visitor.follow(title)
    assert visitor.page.locator("main .badge", has_text="Review overdue").count()
    assert fine(visitor)
    curator.open("/notices/")
    curator.follow("A resource that you look after is to be looked at again")
    assert curator.heading() == title
    curator.press("Reviewed today, next in 12 months")
    visitor.open(page.url.removeprefix(visitor.site))
    assert visitor.page.locator("main .badge", has_text="Review overdue").count() == 0


# ---------------------------------------------------------------- the journey
@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_guide_is_suggested_judged_found_and_looked_at_again(
    served, walk, come, accounts, letters, width, scripts
):
    way = {"width": width, "scripts": scripts}
    good, bad = f"Two kettles {width} {scripts}", f"Our hall {width} {scripts}"
    participant, curator = come("participant", **way), come("curator", **way)
    is_warned_of_what_is_known(participant)
    suggests(participant, good, f"10.9999/kettles.{width}.{scripts}")
    opens_from_the_notice(curator, good)
    judges(curator)
    is_everywhere(walk(**way), come("lead", **way), good)
    suggests(participant, bad)
    declines(curator, bad)
    reads_why(participant, bad)
    time_goes_by(served, DAYS + 1)
    owner = accounts["curator"]["email"]
    assert len([one for one in letters(owner) if good in one]) == 1
    is_overdue(walk(**way), come("curator", **way), good)
    assert len([one for one in letters(owner) if good in one]) == 1


@pytest.mark.parametrize("who", ["", "participant", "curator"])
@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_decision_factor_says_what_is_known_and_what_speaks_to_it(
    walk, come, width, scripts, who
):
    way = {"width": width, "scripts": scripts}
    walker = come(who, **way) if who else walk(**way)
    walker.open("/factors/")
    walker.follow("Confidence in the quality of the service")
    assert walker.heading() == "Confidence in the quality of the service"
    found = walker.page.locator("#found")
    assert "2,666" in found.inner_text()
    assert found.get_by_role("link", name="where it is told").count() >= 1
    here = walker.page.locator("#here")
    for kind in ("projects", "evidence"):
        assert here.locator(f"li a[href^='/{kind}/']").count() >= 1, kind
    assert fine(walker)
    walker.leads(here.locator("li a[href^='/evidence/']").first.click)
    factors = walker.page.locator("section[aria-labelledby=factors]")
    assert "Confidence in the quality" in factors.inner_text()
