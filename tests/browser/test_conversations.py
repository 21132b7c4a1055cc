"""Conversations: a stranger's first message, two who talk, and a team that does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from community.accounts.models import Account
from community.core import clock
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import circle_member, tie, unscoped
from community.members.models import Member
from community.projects.models import Project, ProjectState
from tests.browser.axe import faults
from tests.browser.walker import WAYS, Walker
from tests.client import signed_in_token

INDEX = "/conversations/"
HELLO = "I read your line about listening.\nSee https://example.org/choir"
TURN = count()
"""Each walk takes other people of the demo, for in the end one of them leaves."""


@dataclass(frozen=True)
class Person:
    """Somebody of the demo, at a browser of their own."""

    slug: str
    name: str
    walker: Walker

    def main(self, path: str) -> str:
        page = self.walker.open(path)
        assert self.walker.status == 200, path
        assert self.walker.fits(), path
        return page.locator("main").inner_text()

    def say(self, words: str) -> None:
        self.walker.page.get_by_label("Your message").fill(words)
        self.walker.press("Send")

    def press_of(self, words: str, button: str) -> None:
        """Open what one can do with a message, and do it."""
        item = self.walker.page.locator("ol.ruled > li", has_text=words)
        item.locator("summary").click()
        role = "link" if button == "Edit" else "button"
        self.walker.leads(item.get_by_role(role, name=button).click)


@pytest.fixture
def come(served, walk, site) -> Callable[..., list[Person]]:
    """Return people of the demo, signed in: `come(ids, width, scripts)`."""

    def signed_in(rows, width: str = "desk", scripts: bool = True) -> list[Person]:
        found = []
        with served.app_context():
            start_writing()
            tokens = [signed_in_token(one.account_id) for one in rows]
            db.session.remove()
        for one, token in zip(rows, tokens, strict=True):
            walker = walk(width=width, scripts=scripts)
            cookie = {"name": "session_id", "value": token, "url": site}
            walker.context.add_cookies([cookie])
            found.append(Person(one.slug, one.name, walker))
        return found

    return signed_in


def _people():
    return (
        unscoped("test", Member.id, Member.account_id, Member.slug, Member.name)
        .join(Account, Account.id == Member.account_id)
        .where(Member.audience == Audience.MEMBERS, Member.listed, Member.joined)
        .where(Member.taking_requests, Account.first_visit_done)
        .where(Account.created_at < clock.now() - timedelta(days=8))
        .order_by(Member.id.in_(select(tie.c.member_id)), Member.id)
    )


@pytest.fixture
def strangers(served) -> Callable[[], list]:
    """Return two people whom nothing links."""

    def two() -> list:
        with served.app_context():
            alone = _people().where(Member.id.not_in(select(circle_member.c.member_id)))
            found = db.session.execute(alone.offset(2 * next(TURN)).limit(2)).all()
            db.session.remove()
        assert len(found) == 2
        return list(found)

    return two


@pytest.fixture
def team(served) -> tuple[str, list]:
    """Return a project's slug and two people of its team."""
    with served.app_context():
        seen = _people().subquery()
        project = db.session.scalars(
            unscoped("test", circle_member.c.circle_id)
            .join(seen, seen.c.id == circle_member.c.member_id)
            .join(Project, Project.id == circle_member.c.circle_id)
            .where(Project.state == ProjectState.PUBLISHED)
            .group_by(circle_member.c.circle_id)
            .having(func.count() > 1)
            .order_by(circle_member.c.circle_id)
            .limit(1)
        ).one()
        members = select(circle_member.c.member_id).where(
            circle_member.c.circle_id == project
        )
        people = db.session.execute(_people().where(Member.id.in_(members)).limit(2))
        found = list(people.all())
        slug = db.session.scalars(
            unscoped("test", Project.slug).where(Project.id == project)
        ).one()
        db.session.remove()
    return slug, found


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_stranger_writes_and_the_two_talk(come, strangers, width, scripts):
    a, b = come(strangers(), width, scripts)
    talk = asks(a, b)
    ignored_it_still_waits(a, b, talk)
    accepts(b, talk)
    b.say("Gladly")
    assert "Gladly" in a.main(talk)
    assert "Read by" not in b.main(talk) or a.name in b.main(talk)
    edits(a, b, talk)
    deletes(b, talk)
    mutes(b, talk)
    leaves(a, b, talk)
    assert a.walker.complaints == b.walker.complaints == []


def asks(a: Person, b: Person) -> str:
    a.walker.open(f"/members/{b.slug}")
    a.walker.follow("Write")
    assert a.walker.heading() == f"Write to {b.name}"
    assert a.walker.fits()
    a.say(HELLO)
    assert a.walker.heading() == f"Message request to {b.name}"
    path = a.walker.page.url.removeprefix(a.walker.site).partition("#")[0]
    page = a.walker.page
    assert "It waits for an answer." in page.locator("main").inner_text()
    assert page.get_by_label("Your message").count() == 0
    return path


def ignored_it_still_waits(a: Person, b: Person, talk: str) -> None:
    before = a.main(talk), a.main(INDEX)
    said = b.main(INDEX)
    assert "Message requests (1)" in said
    assert "I read your line about listening." in said
    b.walker.press(f"Ignore {a.name}")
    assert "They are not told" in b.walker.page.locator("#flashes").inner_text()
    assert (a.main(talk), a.main(INDEX)) == before


def accepts(b: Person, talk: str) -> None:
    page = b.walker.open(INDEX)
    page.get_by_text("Ignored, or from people").click()
    b.walker.press("Accept")
    link = page.locator("ol.ruled a[href='https://example.org/choir']")
    assert "nofollow" in (link.get_attribute("rel") or "")
    assert b.walker.fits()


def edits(a: Person, b: Person, talk: str) -> None:
    a.main(talk)
    a.say("When do we sign?")
    a.press_of("When do we sign?", "Edit")
    assert a.walker.fits()
    a.walker.page.get_by_label("Your message").fill("When do we sing?")
    a.walker.press("Save")
    said = b.main(talk)
    assert "When do we sing?" in said
    assert "(edited)" in said


def deletes(b: Person, talk: str) -> None:
    b.main(talk)
    b.press_of("When do we sing?", "Delete for me")
    main = b.walker.page.locator("main")
    assert "When do we sing?" not in main.inner_text()
    assert b.walker.fits()
    b.walker.press("Undo")
    assert "When do we sing?" in main.inner_text()


def mutes(b: Person, talk: str) -> None:
    b.walker.press("Mute this conversation")
    assert "Muted" in b.main(INDEX)
    b.main(talk)
    b.walker.press("Get notices again")
    assert "Muted" not in b.main(INDEX)


def leaves(a: Person, b: Person, talk: str) -> None:
    page = b.walker.open(talk)
    page.get_by_text("Leave this conversation").click()
    b.walker.press("Leave for good")
    b.walker.open(talk)
    assert b.walker.status == 404
    assert "This conversation has ended." in a.main(talk)


@pytest.mark.parametrize(("width", "scripts"), [("desk", False), ("phone", True)])
def test_a_team_talks(come, team, width, scripts):
    slug, people = team
    one, two = come(people, width, scripts)
    words = f"When do we meet? {width}"
    one.main(f"/projects/{slug}")
    one.walker.press("Team conversation")
    assert one.walker.heading().startswith("Team of ")
    assert one.walker.fits()
    one.say(words)
    two.main(f"/projects/{slug}")
    two.walker.press("Team conversation")
    assert words in two.walker.page.locator("main").inner_text()
    two.say("On Monday")
    two.walker.page.get_by_text("Leave this conversation").click()
    assert "You stay in the team" in two.walker.page.locator("main").inner_text()
    two.walker.press("Leave", exact=True)
    two.main(f"/projects/{slug}")
    two.walker.press("Team conversation")
    assert words not in two.walker.page.locator("main").inner_text()
    assert "On Monday" in one.main(
        one.walker.page.url.removeprefix(one.walker.site).partition("#")[0]
    )


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_no_fault_on_any_page_of_it(come, strangers, width):
    a, b = come(strangers(), width)
    a.walker.open(f"/conversations/to/{b.slug}")
    found = faults(a.walker)
    talk = asks(a, b)
    found += faults(a.walker)
    b.walker.open(INDEX)
    found += faults(b.walker)
    b.walker.open(talk)
    found += faults(b.walker)
    b.walker.press("Accept")
    b.say("Gladly")
    for summary in b.walker.page.locator("ol.ruled summary").all():
        summary.click()
    found += faults(b.walker)
    b.walker.open("/conversations/choices")
    found += faults(b.walker)
    assert found == []
