"""Journey 4: B introduces A to C, who says not now, then yes, and then blocks A."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from community.accounts.models import Account
from community.connections import ties
from community.connections.models import Connection, TieAudience
from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import db, start_writing
from community.core.visible import tie, unscoped
from community.digests import clockwork as digests
from community.introductions.models import Introduction
from community.jobs import tasks, timetable
from community.members.models import Member
from community.programme.models import Origin
from tests.browser.axe import faults
from tests.browser.conftest import link_in
from tests.browser.walker import WAYS, Walker
from tests.client import signed_in_token

INDEX = "/connections/introductions/"
PURPOSE = "We both run a choir, I think"
OF_B = "You two should sing together"
TURN = count()
"""Each walk takes other people of the demo, for in the end two of them have parted."""


@dataclass(frozen=True)
class Person:
    """Somebody of the demo, at a browser of their own."""

    id: int
    slug: str
    name: str
    email: str
    walker: Walker

    def main(self, path: str) -> str:
        return self.walker.open(path).locator("main").inner_text()

    def badge(self, part: str) -> str:
        """Return where their newest introduction of a part of the list stands."""
        page = self.walker.open(INDEX)
        return page.locator(f"#{part} .badge").first.inner_text()


@dataclass(frozen=True)
class Trio:
    """A, who knows B and B2; C, whom both know as well."""

    a: Person
    b: Person
    b2: Person
    c: Person


@pytest.fixture(autouse=True)
def little_beside(monkeypatch):
    """Weeks go by here: nobody learns, and two hundred digests are not written."""
    monkeypatch.setattr(digests, "move", lambda: 0)
    monkeypatch.setattr(tasks, "learning_is_due", lambda: False)


@pytest.fixture
def trio(served, walk, site) -> Callable[..., Trio]:
    """Return four people who know each other as the journey needs it."""

    def come(width: str = "desk", scripts: bool = True) -> Trio:
        with served.app_context():
            start_writing()
            people = _strangers(4 * next(TURN))
            a, b, b2, c = people
            for via in (b, b2):
                for end in (a, c):
                    _acquaint(via, end)
            db.session.commit()
            tokens = [signed_in_token(one.account_id) for one in people]
            db.session.remove()
        found = []
        for one, token in zip(people, tokens, strict=True):
            walker = walk(width=width, scripts=scripts)
            cookie = {"name": "session_id", "value": token, "url": site}
            walker.context.add_cookies([cookie])
            found.append(Person(one.id, one.slug, one.name, one.email, walker))
        return Trio(*found)

    return come


def _strangers(start: int) -> list:
    """Return four whom everybody sees, of those who know nobody here before others."""
    tied = unscoped("test", tie.c.member_id).subquery().select()
    introduced = unscoped("test", Introduction.target_id).subquery().select()
    found = (
        unscoped("test", Member.id, Member.account_id, Member.slug, Member.name)
        .add_columns(Account.email)
        .join(Account, Account.id == Member.account_id)
        .where(Member.audience == Audience.MEMBERS, Member.listed, Member.joined)
        .where(Member.taking_requests, Account.first_visit_done)
        .where(Account.created_at < clock.now() - timedelta(days=8))
        .order_by(Member.id.in_(introduced), Member.id.in_(tied), Member.id)
    )
    return list(db.session.execute(found.offset(start).limit(4)))


def _acquaint(one, two) -> None:
    audiences = dict.fromkeys((one.id, two.id), TieAudience.MEMBERS)
    viewer = Viewer(one.id, one.account_id, state="active")
    ties.connect(viewer, one.id, two.id, audiences=audiences)


def days_later(served, days: int) -> None:
    """Let days go by, and the clocks of the site move."""
    then, real = clock.now() + timedelta(days=days), datetime.now(UTC)
    clock.set_source(lambda: then + (datetime.now(UTC) - real))
    done = {task.name: task.problem for task in timetable.run_due(served)}
    assert done["introductions"] == ""


def ask(trio: Trio) -> None:
    """On C's page A chooses B, and writes what for."""
    walker = trio.a.walker
    page = walker.open(f"/members/{trio.c.slug}")
    said = page.locator("main").inner_text()
    number = re.search(r"(\d+) people you know can introduce you", said)
    assert number, said
    assert int(number[1]) >= 2
    walker.follow(f"Ask {trio.b.name} to introduce you")
    assert walker.heading() == f"Be introduced to {trio.c.name}"
    assert page.get_by_role("radio", checked=True).count() == 1
    page.get_by_label("What for?").fill(PURPOSE)
    assert walker.fits()
    walker.press("Ask to be introduced")
    assert page.locator("#asked .badge").first.inner_text() == "Sent"


def pass_on(trio: Trio, letters, site: str) -> None:
    """B finds A's words by the letter, and passes on their own."""
    walker = trio.b.walker
    page = walker.open(link_in(letters(trio.b.email)[-1], site))
    field = page.get_by_label("Your words")
    assert PURPOSE in field.input_value()
    field.fill(OF_B)
    assert walker.fits()
    walker.press("Pass it on")
    assert page.locator("#introduced .badge").first.inner_text() == "Passed on"


def read(trio: Trio, letters, site: str) -> None:
    """C sees what B says, and who A is; not what A wrote to B."""
    walker = trio.c.walker
    page = walker.open(link_in(letters(trio.c.email)[-1], site))
    assert walker.heading() == (
        f"{trio.b.name} would like to introduce you to {trio.a.name}"
    )
    assert page.locator("blockquote").inner_text() == OF_B
    assert page.locator("aside").get_by_role("link", name=trio.a.name).count() >= 1
    assert PURPOSE not in page.content()
    assert walker.fits()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_not_now_then_yes_then_a_block(served, site, letters, trio, width, scripts):
    people = trio(width, scripts)
    is_declined_and_nobody_learns_why(people, served, letters, site)
    is_accepted_and_three_talk(people, served, letters, site)
    ends_with_a_block(people)


def is_declined_and_nobody_learns_why(people, served, letters, site) -> None:
    ask(people)
    pass_on(people, letters, site)
    read(people, letters, site)
    before = people.a.badge("asked"), people.b.badge("introduced")
    people.c.walker.press("Not now")
    assert "Nobody is told." in people.c.walker.page.locator("#flashes").inner_text()
    after = people.a.badge("asked"), people.b.badge("introduced")
    assert after == before == ("Sent", "Passed on")
    days_later(served, 22)
    told = letters(people.a.email)  # before they read it on the page
    assert people.a.badge("asked") == "Not now"
    assert people.b.badge("introduced") == "It has ended"
    assert people.a.name not in people.c.main(INDEX)
    assert told[-1].startswith("Your introduction has ended")
    assert people.b.name not in told[-1]
    assert people.c.name not in told[-1]


def is_accepted_and_three_talk(people, served, letters, site) -> None:
    ask(people)
    pass_on(people, letters, site)
    read(people, letters, site)
    page = people.c.walker.page
    page.get_by_label("If yes: who may see that you know each other?").select_option(
        label="All members"
    )
    people.c.walker.press("Yes, introduce us")
    assert people.c.walker.heading().startswith("Conversation with ")
    letter = letters(people.a.email)[-1]
    assert letter.startswith("You have been introduced")
    said = people.a.main(link_in(letter, site))
    talk = people.a.walker.page.url.removeprefix(site)
    assert f"{people.b.name} introduced you and {people.c.name}" in said
    people.a.walker.page.get_by_label("Your message").fill("When do we sing?")
    people.a.walker.press("Send")
    assert people.a.walker.fits()
    for reader in (people.b, people.c):
        assert "New" in reader.main("/conversations/")
        assert "When do we sing?" in reader.main(talk)
    assert people.c.name in people.a.main("/my-network/")
    with served.app_context():
        ends = sorted((people.a.id, people.c.id))
        origin = select(Connection.origin).where(
            Connection.a_id == ends[0], Connection.b_id == ends[1]
        )
        found = db.session.scalar(origin.execution_options(unscoped="test"))
        assert found is Origin.INTRODUCTION
        db.session.remove()


def ends_with_a_block(people: Trio) -> None:
    """C blocks A, who finds C nowhere any more."""
    page = people.a.walker.open("/conversations/")
    first = page.locator("main h3 a").first.get_attribute("href")
    conversation = first.partition("#")[0]
    people.c.walker.open(f"/members/{people.a.slug}/block")
    people.c.walker.press("Block", exact=True)
    for path in (
        "/members/",
        f"/members/?q={people.c.name.split()[0]}",
        "/connections/",
        "/my-network/",
        f"/members/{people.b.slug}",
        "/suggestions/",
        INDEX,
        conversation,
        "/conversations/",
    ):
        people.a.walker.open(path)
        assert people.c.slug not in page.content(), path
        assert people.c.name not in page.content(), path
    assert "This conversation has ended." in people.a.main(conversation)
    gone = page.goto(f"{people.a.walker.site}/members/{people.c.slug}")
    assert gone.status == 404


def test_no_fault_on_any_page_of_it(site, letters, trio):
    people = trio()
    walker = people.a.walker
    walker.open(f"{INDEX}ask/{people.c.slug}")
    found = faults(walker)
    walker.press("Ask to be introduced")
    found += faults(walker)
    ask(people)
    found += faults(walker)
    people.b.walker.open(link_in(letters(people.b.email)[-1], site))
    found += faults(people.b.walker)
    pass_on(people, letters, site)
    found += faults(people.b.walker)
    people.b.walker.open(f"{INDEX}offer?one={people.a.slug}")
    found += faults(people.b.walker)
    read(people, letters, site)
    found += faults(people.c.walker)
    people.c.walker.press("Yes, introduce us")
    page = people.c.walker.page
    page.get_by_label("Your message").fill("Hello\nsee https://example.org/song")
    people.c.walker.press("Send")
    found += faults(people.c.walker)
    people.c.walker.open("/conversations/")
    found += faults(people.c.walker)
    assert found == []
