"""Leading a project: from a draft to its people, and what becomes of it in silence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from community.accounts.models import Account
from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.digests import clockwork as digests
from community.digests.models import Rhythm
from community.jobs import tasks, timetable
from community.members.models import Member
from tests.browser.axe import faults
from tests.browser.walker import WAYS, Walker
from tests.client import signed_in_token

WHY = "Say in the story who comes, and how often"
NEWS = "We found a room with a kettle"


@dataclass
class Place:
    """A site and its people, each at a browser of their own."""

    served: object
    site: str
    walk: Callable[..., Walker]
    way: dict[str, object]

    def come(self, who: str) -> Walker:
        """Let somebody sit down at a browser, signed in: by their slug or address."""
        with self.served.app_context():
            start_writing()
            found = unscoped("test", Member.account_id).where(Member.slug == who)
            token = signed_in_token(db.session.scalars(found).one())
            db.session.remove()
        walker = self.walk(**self.way)
        cookie = {"name": "session_id", "value": token, "url": self.site}
        walker.context.add_cookies([cookie])
        return walker

    def days_later(self, days: int) -> None:
        """Let days go by, and the clocks of the site move."""
        then, real = clock.now() + timedelta(days=days), datetime.now(UTC)
        clock.set_source(lambda: then + (datetime.now(UTC) - real))
        done = {task.name: task.problem for task in timetable.run_due(self.served)}
        assert done["projects"] == ""

    def send_digest(self, who: str) -> None:
        """Let one person's digest be due, and nobody else's."""
        with self.served.app_context():
            start_writing()
            DIGESTS()
            mine = unscoped("test", Member.id).where(Member.slug == who)
            number = db.session.scalars(mine).one()
            far = clock.now() + timedelta(days=4000)
            db.session.execute(update(Rhythm).values(next_at=far))
            own = update(Rhythm).where(Rhythm.member_id == number)
            db.session.execute(own.values(next_at=clock.now()))
            assert DIGESTS() == 1
            db.session.commit()
            db.session.remove()


DIGESTS = digests.move


@pytest.fixture(autouse=True)
def little_beside(monkeypatch):
    """Weeks go by here: nobody learns, and two hundred digests are not written."""
    monkeypatch.setattr(digests, "move", lambda: 0)
    monkeypatch.setattr(tasks, "learning_is_due", lambda: False)


@pytest.fixture
def people(accounts, served):
    """The slugs of some people of the demo, by what they are here."""
    roles = {
        "lead": "participant", "helper": "participant 2", "follower": "lead",
        "organiser": "organiser",
    }  # fmt: skip
    with served.app_context():
        found = {}
        for name, role in roles.items():
            slug = (
                unscoped("test", Member.slug)
                .join(Account, Account.id == Member.account_id)
                .where(Account.email == accounts[role]["email"])
            )
            found[name] = db.session.scalars(slug).one()
        db.session.remove()
    return found


def said(walker: Walker) -> str:
    return walker.page.locator("main").inner_text()


def flash(walker: Walker) -> str:
    return walker.page.locator("#flashes").inner_text()


# ---------------------------------------------------------------- the steps
def writes_a_draft(lead: Walker, title: str) -> str:
    """Make a draft, see what is missing, add it, and look at how it will be."""
    page = lead.open("/projects/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What it is, in one line").fill("A table, a kettle, two chairs")
    lead.press("Make a draft")
    slug = page.url.rsplit("/", 2)[1]
    assert "Before you can submit it, add:" in said(lead)
    assert page.get_by_role("button", name="Send to the organisers").count() == 0
    page.get_by_label("Its story").fill("We sit **together** on Tuesdays.")
    page.get_by_label("Nation").select_option(label="Wales")
    lead.press("Save", exact=True)
    types_a_word(lead, "#tag")
    lead.press("Add the word")
    assert "Nothing is missing." in said(lead)
    lead.open(f"/projects/{slug}")
    assert page.locator(".prose strong").first.inner_text() == "together"
    assert lead.fits()
    return slug


def types_a_word(walker: Walker, where: str) -> None:
    """Type a word where known ones are offered, and go on from there."""
    field = walker.page.locator(where)
    field.fill("Evaluation")
    if walker.scripts:
        expect(walker.page.locator(f"{where}-list li").first).to_be_visible()
    field.press("Tab")


def hands_it_in(lead: Walker, slug: str) -> None:
    lead.open(f"/projects/{slug}/edit")
    lead.press("Send to the organisers")
    assert "The organisers have it" in flash(lead)


def comes_back_and_is_published(
    lead: Walker, organiser: Walker, slug: str, title: str
) -> None:
    """It is in the organisers' queue; it comes back with a reason, then it is out."""
    for answer in ("Send it back", "Publish"):
        hands_it_in(lead, slug)
        organiser.open("/organise/projects/")
        organiser.follow(f"Read {title}")
        if answer == "Send it back":
            organiser.page.get_by_label("A word to whoever leads it").fill(WHY)
        organiser.press(answer, exact=True)
        if answer == "Send it back":
            lead.open(f"/projects/{slug}/edit")
            assert WHY in said(lead)
    lead.open(f"/projects/{slug}")
    assert "This is a draft" not in said(lead)


def looks_for_somebody(lead: Walker, slug: str) -> list[str]:
    """Say whom one looks for; candidates come with reasons. Return two of them."""
    page = lead.open(f"/projects/{slug}/needs")
    page.get_by_label("Who you look for").fill("An evaluator")
    page.get_by_label("The first task").fill("Drink a tea with us")
    page.get_by_label("How much time").fill("2 hours a week")
    types_a_word(lead, "#tag_1")
    lead.press("Add", exact=True)
    assert "Drink a tea with us" in said(lead)
    lead.open(f"/projects/{slug}/people")
    cards = page.locator("main .grid .card")
    assert cards.count() >= 2
    assert cards.count() == page.locator("main .grid .card .why").count()
    assert "Takes new requests." in cards.first.inner_text()
    assert lead.fits()
    links = page.locator("main .grid .card h3 a").all()[:2]
    return [slug_in(one.get_attribute("href") or "") for one in links]


def slug_in(address: str) -> str:
    return address.partition("?")[0].removeprefix("/members/")


def invites_two(lead: Walker, slug: str, found: list[str]) -> None:
    for one in found:
        page = lead.open(f"/projects/{slug}/invite/{one}")
        page.get_by_label("An evaluator").check()
        page.get_by_label("Your message").fill("You ask good questions")
        lead.press("Send the invitation")
    lead.open(f"/projects/{slug}/requests")
    invited = lead.page.locator("section", has_text="You invited").locator(".card")
    assert invited.count() == 2


def fills_the_place_and_one_waits(
    place: Place, lead: Walker, people: dict[str, str], slug: str
) -> None:
    """The one place is taken; a yes to the next puts them on the waiting list."""
    for who, what in (("helper", ""), ("follower", "waiting list")):
        walker = place.come(people[who])
        page = walker.open(f"/projects/{slug}/offer")
        page.get_by_label("An evaluator").check()
        page.get_by_label("Your message").fill("I count kettles for a living")
        walker.leads(page.locator("main form .button").last.click)
        lead.open(f"/projects/{slug}/requests")
        lead.press("Yes, welcome")
        assert what in flash(lead)
    lead.open(f"/projects/{slug}/requests")
    assert "1 of 1 on the waiting list" in said(lead)
    assert lead.fits()


def tells_news_once(
    place: Place, lead: Walker, people: dict[str, str], about: tuple[str, str], told
) -> None:
    """Whoever follows it has the news in one digest, and in no other."""
    slug, title = about
    follower = place.come(people["follower"])
    follower.open(f"/projects/{slug}")
    follower.press("Follow this project")
    page = lead.open(f"/projects/{slug}/updates/new")
    page.get_by_label("Title").fill(NEWS)
    page.get_by_label("What is new").fill("It is dry, and it is **free**.")
    page.get_by_label("Members", exact=False).first.check()
    lead.press("Keep as a draft")
    lead.press("Publish now")
    follower.open(f"/projects/{slug}")
    assert NEWS in said(follower)
    found = []
    for _week in range(2):
        before = len(told())
        place.send_digest(people["follower"])
        found.append([one for one in told()[before:] if title in one])
    assert [len(one) for one in found] == [1, 0], "in one digest, never in two"


def hands_it_over(
    place: Place, lead: Walker, people: dict[str, str], slug: str
) -> Walker:
    """The lead asks the helper to lead it afterwards, who says yes."""
    page = lead.open(f"/projects/{slug}/handover?person={people['helper']}")
    page.locator("input[name=kind]").last.check()
    page.get_by_label("Your words to them").fill("You know it as well as I do")
    lead.press("Ask them")
    helper = place.come(people["helper"])
    helper.open("/notices/")
    helper.follow("You are asked to lead")
    helper.press("Yes, I lead it")
    return helper


def ends_a_part_and_history_stays(helper: Walker, slug: str, name: str) -> None:
    helper.open(f"/projects/{slug}/team")
    row = helper.page.locator(".row", has_text=name)
    row.locator("summary").click()
    helper.leads(row.get_by_role("button", name="End their part").click)
    helper.open(f"/projects/{slug}/history")
    parts = helper.page.locator(".row", has_text=name).all_inner_texts()
    assert any("Led it" in part for part in parts)
    assert any("A lead ended this part." in part for part in parts)
    assert helper.fits()


def falls_silent(place: Place, people: dict[str, str], slug: str) -> None:
    """Thirty days, fifteen, fifteen: each time its page says kindly how it is."""
    for days, words in (
        (31, "It is quiet here at the moment"),
        (15, "It has been quiet here for a long while"),
        (15, "This project looks for a lead"),
    ):
        place.days_later(days)
        visitor = place.come(people["follower"])
        visitor.open(f"/projects/{slug}")
        assert words in said(visitor)
        assert visitor.fits()


def clean(walker: Walker) -> bool:
    """Tell whether axe finds nothing; it needs scripts itself."""
    return not walker.scripts or not faults(walker)


def is_taken_over(place: Place, people: dict[str, str], slug: str, title: str) -> None:
    """An offer to take it over reaches the organisers, whose yes makes a lead."""
    taker = place.come(people["follower"])
    taker.open(f"/projects/{slug}")
    taker.follow("Offer to take it over")
    taker.page.get_by_label("Your message").fill("I would keep the Tuesdays")
    assert clean(taker)
    taker.press("Send my offer")
    assert "the organisers can answer as well" in said(taker)
    place.days_later(7)
    organiser = place.come(people["organiser"])
    organiser.open("/notices/")
    organiser.follow("offers to take over")
    assert organiser.heading() == "How projects go"
    card = organiser.page.locator("#offers .card", has_text=title)
    assert "I would keep the Tuesdays" in card.inner_text()
    assert organiser.fits()
    assert clean(organiser)
    organiser.leads(card.get_by_role("button", name="Yes, they lead it").click)
    assert "They lead the project from now on" in flash(organiser)
    taker = place.come(people["follower"])
    taker.open(f"/projects/{slug}")
    own = taker.page.locator(f"main a[href='/projects/{slug}/edit']")
    assert own.count() == 1, "they lead it"
    assert "looks for a lead" not in said(taker)


# ---------------------------------------------------------------- the journey
@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_project_is_led_handed_over_and_rescued(
    served, site, walk, people, letters, accounts, width, scripts
):
    way = {"width": width, "scripts": scripts}
    place, title = Place(served, site, walk, way), f"A kettle, {width}"
    lead, organiser = place.come(people["lead"]), place.come(people["organiser"])
    slug = writes_a_draft(lead, title)
    comes_back_and_is_published(lead, organiser, slug, title)
    invites_two(lead, slug, looks_for_somebody(lead, slug))
    fills_the_place_and_one_waits(place, lead, people, slug)
    told = partial(letters, accounts["lead"]["email"])
    tells_news_once(place, lead, people, (slug, title), told)
    helper = hands_it_over(place, lead, people, slug)
    ends_a_part_and_history_stays(helper, slug, name_of(served, people["lead"]))
    falls_silent(place, people, slug)
    is_taken_over(place, people, slug, title)


def name_of(served, slug: str) -> str:
    with served.app_context():
        name = db.session.scalars(
            unscoped("test", Member.name).where(Member.slug == slug)
        ).one()
        db.session.remove()
    return name


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_axe_finds_nothing_on_what_leads_are_asked(walk, accounts, width):
    walker = walk(width=width)
    walker.sign_in(accounts["lead"])
    page = walker.open("/projects/mine")
    link = page.locator("main a[href^='/projects/']:not([href$='/mine'])").first
    slug = (link.get_attribute("href") or "").split("/")[2]
    for path in ("still-going", "take-over"):
        walker.open(f"/projects/{slug}/{path}")
        assert faults(walker) == []
