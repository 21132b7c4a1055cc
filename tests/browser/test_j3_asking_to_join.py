"""Journey 3, from the question on: seen, reminded, in; or an end with an apology."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from community.accounts.models import Account, State
from community.core import clock
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import tie, unscoped
from community.digests import clockwork as digests
from community.jobs import tasks, timetable
from community.members.models import Member
from community.projects.models import (
    JoinRequest,
    Membership,
    Need,
    Project,
    ProjectState,
    TeamRole,
)
from community.projects.queries import is_open
from tests.browser.axe import faults
from tests.browser.conftest import fresh_site, letters_to, link_in
from tests.browser.serving import address_of
from tests.browser.walker import WAYS, Sessions, Walker
from tests.client import signed_in_token

MINE = "/projects/requests/"
MESSAGE = "I have run groups for years"


@dataclass(frozen=True)
class Person:
    """Somebody of the demo, at a browser of their own."""

    name: str
    email: str
    walker: Walker

    def main(self, path: str) -> str:
        return self.walker.open(path).locator("main").inner_text()


@dataclass(frozen=True)
class Wanted:
    """A project that looks for somebody, and its lead."""

    slug: str
    title: str
    need: int
    role: str
    lead: Person


@pytest.fixture
def served(demo_database, tmp_path) -> Iterator[Flask]:
    """A site of its own for each walk: weeks go by, and projects fall quiet in them."""
    with fresh_site(demo_database, tmp_path) as app:
        yield app
    clock.set_source(None)


@pytest.fixture
def site(served) -> str:
    return address_of(served)


@pytest.fixture
def letters(served):
    return lambda to: letters_to(served, to)


@pytest.fixture
def sessions(site) -> Sessions:
    return {}


@pytest.fixture(autouse=True)
def little_beside(monkeypatch) -> None:
    """Weeks go by here: nobody learns, and two hundred digests are not written."""
    monkeypatch.setattr(digests, "move", lambda: 0)
    monkeypatch.setattr(tasks, "learning_is_due", lambda: False)


@pytest.fixture
def come(served, walk, site):
    """Return somebody in no project, and two projects that look for people."""

    def begin(width: str, scripts: bool) -> tuple[Person, list[Wanted]]:
        with served.app_context():
            start_writing()
            asker, projects = _stranger(), _projects()
            people = [asker, *(one.lead for one in projects)]
            tokens = [signed_in_token(one.account_id) for one in people]
            db.session.remove()
        found = []
        for one, token in zip(people, tokens, strict=True):
            walker = walk(width=width, scripts=scripts)
            cookie = {"name": "session_id", "value": token, "url": site}
            walker.context.add_cookies([cookie])
            found.append(Person(one.name, one.email, walker))
        wanted = [
            Wanted(one.slug, one.title, one.need, one.role, lead)
            for one, lead in zip(projects, found[1:], strict=True)
        ]
        return found[0], wanted

    return begin


def _people():
    return (
        unscoped("test", Member.id, Member.account_id, Member.name, Account.email)
        .join(Account, Account.id == Member.account_id)
        .where(Member.audience == Audience.MEMBERS, Member.listed, Member.joined)
        .where(Account.state == State.ACTIVE, Account.first_visit_done)
    )


def _stranger():
    """Return somebody in no project who asked none."""
    busy = (
        unscoped("test", Membership.member_id).subquery().select(),
        unscoped("test", JoinRequest.member_id).subquery().select(),
    )
    found = _people().where(*(Member.id.not_in(one) for one in busy))
    return db.session.execute(found.order_by(Member.id.desc())).first()


@dataclass(frozen=True)
class _Row:
    slug: str
    title: str
    need: int
    role: str
    lead: object


def _projects() -> list[_Row]:
    """Return two projects with an open need, each with one lead, another for each."""
    rows = db.session.execute(
        unscoped("test", Project.id, Project.slug, Project.title, Need.id, Need.role)
        .join(Need, Need.project_id == Project.id)
        .where(Project.state == ProjectState.PUBLISHED, ~Project.orphaned, is_open())
        .order_by(Project.id, Need.id)
    ).all()
    found: dict[int, _Row] = {}
    for number, slug, title, need, role in rows:
        leads = db.session.execute(
            _people()
            .join(Membership, Membership.member_id == Member.id)
            .where(Membership.project_id == number, Membership.until.is_(None))
            .where(Membership.role == TeamRole.LEAD)
        ).all()
        taken = {one.lead.id for one in found.values()}
        if len(leads) == 1 and number not in found and leads[0].id not in taken:
            found[number] = _Row(slug, title, need, role, leads[0])
    return list(found.values())[:2]


def days_later(served, days: float) -> None:
    """Let days go by, and the clocks of the site move."""
    then, real = clock.now() + timedelta(days=days), datetime.now(UTC)
    clock.set_source(lambda: then + (datetime.now(UTC) - real))
    done = {task.name: task.problem for task in timetable.run_due(served)}
    assert done["staffing"] == ""


def ask(asker: Person, wanted: Wanted) -> None:
    """Offer help for a need, and read what happens next and by when."""
    walker = asker.walker
    page = walker.open(f"/projects/{wanted.slug}/offer?need={wanted.need}")
    said = page.locator("main").inner_text()
    assert re.search(r"we remind them on .+ and on ", said)
    assert "it ends by itself on" in said
    page.get_by_label("Your message").fill(MESSAGE)
    assert walker.fits()
    walker.press("Send my offer")
    said = page.locator("main").inner_text()
    assert "Not seen yet." in said
    assert "Without an answer we remind them on" in said
    assert walker.fits()


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_asked_reminded_and_in_or_an_apology(
    served, site, letters, come, width, scripts
):
    asker, (first, second) = come(width, scripts)
    ask(asker, first)
    is_reminded_once(served, letters, first)
    is_welcomed(asker, first)
    a_tie_is_offered_and_not_forced(served, asker, first)
    ask(asker, second)
    says_sorry_and_shows_three_others(served, site, letters, asker)


def is_reminded_once(served, letters, wanted: Wanted) -> None:
    """Three days later the lead has one letter, however often the clock moves."""
    for days in (3.1, 0.1):
        days_later(served, days)
        told = [
            one
            for one in letters(wanted.lead.email)
            if one.startswith("An offer still waits")
        ]
        assert len(told) == 1


def places(wanted: Wanted) -> int:
    """How many places of the need are left, as its lead reads it."""
    page = wanted.lead.walker.open(f"/projects/{wanted.slug}/needs")
    card = page.locator("main li.card", has_text=wanted.role).first
    return int(re.search(r"(\d+) of \d+", card.inner_text() + " 0 of 0")[1])


def is_welcomed(asker: Person, wanted: Wanted) -> None:
    """The lead sees the offer, of which the asker hears, and says yes."""
    before, walker = places(wanted), wanted.lead.walker
    page = walker.open(f"/projects/{wanted.slug}/requests")
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    assert "Seen on" in asker.main(MINE)
    assert walker.fits()
    assert not walker.scripts or faults(walker) == []
    walker.open(f"/projects/{wanted.slug}/requests")
    walker.press(f"Yes, welcome {asker.name}")
    assert "They are in." in page.locator("#flashes").inner_text()
    assert places(wanted) == before - 1
    assert asker.name in wanted.lead.main(f"/projects/{wanted.slug}/team")
    assert asker.name in asker.main(f"/projects/{wanted.slug}")


def a_tie_is_offered_and_not_forced(served, asker: Person, wanted: Wanted) -> None:
    asker.walker.open(MINE)
    link = asker.walker.page.get_by_role("link", name="Say hello to").first
    expect(link).to_be_visible()
    name = link.inner_text()
    asker.walker.leads(link.click)
    assert asker.walker.heading() == name
    with served.app_context():
        start_writing()
        ids = unscoped("test", Member.id).join(Account, Member.account_id == Account.id)
        emails = (asker.email, wanted.lead.email)
        one, two = db.session.scalars(ids.where(Account.email.in_(emails)))
        between = (tie.c.member_id == one, tie.c.other_id == two)
        assert db.session.scalar(unscoped("test", tie.c.kind).where(*between)) is None
        db.session.remove()


def says_sorry_and_shows_three_others(served, site, letters, asker: Person) -> None:
    days_later(served, 21.1)
    (letter,) = [
        one for one in letters(asker.email) if one.startswith("A request of yours")
    ]
    assert "We are sorry" in " ".join(letter.split())
    page = asker.walker.open(link_in(letter, site))
    assert asker.walker.heading() == "There was no yes this time"
    assert page.locator("main li.card").count() == 3
    assert asker.walker.fits()
    assert not asker.walker.scripts or faults(asker.walker) == []
