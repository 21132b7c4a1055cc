"""Taking one's data along, leaving, changing one's mind, and going for good."""

import json
import zipfile

import pytest
from sqlalchemy import func, update

from community import checks
from community.accounts.models import Account
from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.privacy import clockwork
from community.privacy.leaving import GRACE
from community.projects.models import Membership, Project, TeamRole
from tests.browser.axe import faults
from tests.browser.walker import WAYS

LEAVE, DATA = "/account/privacy/leave", "/account/privacy/data"


def facts_of(served, email):
    """Return the name, slug and account of whoever has an address."""
    with served.app_context():
        found = unscoped("test", Member.name, Member.slug, Account.id)
        found = found.join(Account, Account.id == Member.account_id)
        row = db.session.execute(found.where(Account.email == email)).one()
        db.session.remove()
    return tuple(row)


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_my_data_is_a_page_to_read_and_a_file_for_programs(
    walk, served, accounts, tmp_path, width, scripts
):
    who = accounts["participant 2" if scripts else "lead"]  # three a day each
    me = walk(width=width, scripts=scripts)
    me.sign_in(who)
    name, slug, _number = facts_of(served, who["email"])
    me.open(DATA)
    assert me.heading() == "Download my data"
    assert me.fits()
    with me.page.expect_download() as waiting:
        me.page.locator("main").get_by_role("button", name="Download my data").click()
    file = tmp_path / "my-data.zip"
    waiting.value.save_as(file)
    with zipfile.ZipFile(file) as held:
        held.extractall(tmp_path)
    said = json.loads((tmp_path / "my-data.json").read_text())
    headings = [section["heading"] for section in said["sections"]]
    assert {"Your account", "Your profile", "What you agreed to"} <= set(headings)
    assert said["name"] == name
    reader = me.context.new_page()
    reader.goto((tmp_path / "my-data.html").as_uri())
    assert reader.locator("h1").inner_text() == f"What {name} has here"
    assert slug in reader.locator("main").inner_text()
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert reader.evaluate(wide), "nothing sticks out"
    reader.close()


@pytest.fixture
def alone(served, accounts):
    """Let nobody else lead what the lead leads; return the titles."""
    _name, _slug, number = facts_of(served, accounts["lead"]["email"])
    with served.app_context():
        start_writing()
        mine = unscoped("test", Membership.project_id).join(
            Member, Member.id == Membership.member_id
        )
        mine = mine.where(Member.account_id == number, Membership.until.is_(None))
        led = set(db.session.scalars(mine.where(Membership.role == TeamRole.LEAD)))
        me = db.session.scalar(
            unscoped("test", Member.id).where(Member.account_id == number)
        )
        others = (Membership.project_id.in_(led), Membership.member_id != me)
        db.session.execute(
            update(Membership)
            .where(*others, Membership.role == TeamRole.LEAD)
            .values(role=TeamRole.MEMBER)
        )
        db.session.commit()
        titles = unscoped("test", Project.title).where(Project.id.in_(led))
        found = set(db.session.scalars(titles))
        db.session.remove()
    return found


def test_a_lead_is_led_to_a_hand_over_first(walk, accounts, alone):
    lead = walk(width="phone")
    lead.sign_in(accounts["lead"])
    lead.open(LEAVE)
    main = lead.page.locator("main")
    assert "Projects that you lead alone" in main.inner_text()
    assert any(title in main.inner_text() for title in alone)
    assert main.get_by_role("link", name="Go on to leave").count() == 0
    lead.follow("Ask somebody to lead it")
    assert lead.page.url.endswith("/handover")


def test_leaving_keeping_and_going_for_good(walk, served, accounts, letters):
    account = accounts["participant"]
    name, slug, number = facts_of(served, account["email"])
    counts = _counts(served)
    me, other = walk(width="phone", scripts=False), walk()
    me.sign_in(account)
    other.sign_in(accounts["lead"])
    profile = f"/members/{slug}"
    before = other.open(profile).locator("main").inner_text()

    _leave(me)
    other.open(profile)
    assert other.status == 404, "invisible at once"
    day = clock.today() + GRACE
    (letter,) = [one for one in letters(account["email"]) if "You have left" in one]
    assert f"{day.day} {day:%B %Y}" in " ".join(letter.split())

    me.sign_in(account)
    assert me.heading().startswith("Your account goes on ")
    assert me.fits()
    me.press("Keep my account")
    assert other.open(profile).locator("main").inner_text() == before, "all restored"

    me.sign_in(account)
    _leave(me)
    with served.app_context():
        start_writing()
        db.session.execute(
            update(Account).where(Account.id == number).values(leaves_on=clock.today())
        )
        db.session.commit()
        assert clockwork.move() == 1
        assert checks.problems() == []
        db.session.remove()

    other.open(profile)
    assert other.status == 404
    other.open(f"/members/?q={name.split()[0]}")
    assert profile not in other.page.content(), "the name is gone"
    assert _counts(served) == counts, "counts are unchanged"
    me.open("/sign-in")
    me.page.get_by_label("E-mail").fill(account["email"])
    me.page.get_by_label("Password", exact=True).fill(account["password"])
    me.leads(me.page.get_by_role("button", name="Sign in").click)
    assert "do not match" in me.page.locator("main").inner_text()


def _leave(me):
    me.open(LEAVE)
    assert me.heading() == "Leave"
    assert me.fits()
    me.follow("Go on to leave")
    assert me.heading() == "Are you sure that you want to leave?"
    me.press("Yes, leave now")
    assert me.heading() == "You have left"


def _counts(served):
    with served.app_context():
        number = db.session.scalar(unscoped("test", func.count(Project.id)))
        db.session.remove()
    return number


def test_axe_finds_nothing_on_these_pages(walk, accounts):
    walker = walk()
    walker.sign_in(accounts["participant 2"])
    found = []
    for path in (DATA, LEAVE, f"{LEAVE}/sure"):
        walker.open(path)
        found += faults(walker)
    walker.press("Yes, leave now")
    found += faults(walker)
    walker.sign_in(accounts["participant 2"])
    found += faults(walker)
    walker.press("Keep my account")
    assert found == []
