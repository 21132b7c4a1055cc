"""Taking a break until a day: gone for others, mail stops, leads told, all restored."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from community.accounts.models import Account
from community.core import clock
from community.core.access import Audience
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.projects.models import Membership, Project, TeamRole
from community.projects.team import add_membership
from tests.browser.axe import faults
from tests.browser.walker import WAYS

BREAK = "/account/break"
ANYBODY = {"unscoped": "test"}


@dataclass(frozen=True)
class Mate:
    """The participant by their slug, and the page of the team that the lead leads."""

    slug: str
    team: str


@pytest.fixture(scope="module")
def mate(served, accounts):
    """Put the participant into a project of the lead's; return where that is."""
    with served.app_context():
        start_writing()
        member, lead = (number_of(accounts[who]) for who in ("participant", "lead"))
        project = db.session.scalars(
            unscoped("test", Project)
            .join(Membership, Membership.project_id == Project.id)
            .where(Membership.member_id == lead, Membership.role == TeamRole.LEAD)
        ).first()
        add_membership(project, member, TeamRole.MEMBER, Audience.MEMBERS)
        slug = db.session.get_one(Member, member, execution_options=ANYBODY).slug
        found = Mate(slug, f"/projects/{project.slug}/team")
        db.session.commit()
        db.session.remove()
    return found


def number_of(account):
    found = unscoped("test", Member.id).join(Account, Account.id == Member.account_id)
    return db.session.scalar(found.where(Account.email == account["email"]))


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_break_hides_somebody_and_coming_back_restores_all(
    walk, accounts, letters, mate, width, scripts
):
    away, lead = walk(width=width, scripts=scripts), walk(scripts=scripts)
    away.sign_in(accounts["participant"])
    lead.sign_in(accounts["lead"])
    profile = f"/members/{mate.slug}"
    before = lead.open(profile).locator("main").inner_text()
    told = len(letters(accounts["lead"]["email"]))

    until = clock.today() + timedelta(days=60 + WAYS.index((width, scripts)))
    away.open("/account/")
    away.follow("Take a break")
    assert away.heading() == "Take a break"
    assert away.fits()
    away.page.get_by_label("Back on").fill(until.isoformat())
    away.press("Take a break")
    day = f"{until.day} {until:%B %Y}"
    assert away.heading() == f"You are on a break until {day}"
    assert away.fits()

    lead.open(profile)
    assert lead.status == 404, "absent"
    lead.open("/members/?q=" + mate.slug.split("-")[0])
    assert profile not in lead.page.content()
    (letter,) = letters(accounts["lead"]["email"])[told:]
    assert f"back about {day}" in letter, "leads are told"
    assert before.splitlines()[0] not in letter
    lead.open(mate.team)
    assert f"A member, back about {day}" in lead.page.locator("main").inner_text()

    away.open("/suggestions/")
    assert away.heading() == f"You are on a break until {day}", "one page"
    away.press("Come back now")
    assert away.page.url.endswith("/suggestions/")
    assert lead.open(profile).locator("main").inner_text() == before, "all restored"


def test_what_is_wrong_is_said_beside_the_field(walk, accounts):
    walker = walk()
    walker.sign_in(accounts["participant"])
    walker.open(BREAK)
    walker.press("Take a break")
    summary = walker.page.locator(".summary")
    assert "Choose the day on which you want to be back" in summary.inner_text()


def test_axe_finds_nothing_on_these_pages(walk, accounts):
    walker = walk()
    walker.sign_in(accounts["lead"])
    other = walker.open("/members/").locator("main a[href^='/members/']").first
    slug = other.get_attribute("href").rpartition("/")[2]
    found = []
    for path in (BREAK, "/account/blocks", f"/members/{slug}/mute", "/account/"):
        walker.open(path)
        found += faults(walker)
    walker.open(f"/members/{slug}/mute")
    walker.press("See less of them")
    found += faults(walker)
    walker.press("See them again")
    walker.open(BREAK)
    walker.page.get_by_label("Until I come back by myself").check()
    walker.press("Take a break")
    found += faults(walker)
    walker.press("Come back now")
    assert found == []
