"""From the bell to the notices, to what one is about, and to what comes by mail."""

import pytest
from playwright.sync_api import expect

from community.accounts.models import Account
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.notices import commands
from community.notices.models import Notice, NoticeChoice
from tests.browser.axe import faults
from tests.browser.walker import WAYS

HELLOS = 3


@pytest.fixture
def told(served, accounts):
    """Let three people say hello to the participant, who has no other notice."""
    with served.app_context():
        start_writing()
        mine = unscoped("test", Member.id).join(
            Account, Account.id == Member.account_id
        )
        email = accounts["participant"]["email"]
        me = db.session.scalar(mine.where(Account.email == email))
        for what in (Notice, NoticeChoice):
            db.session.query(what).filter_by(member_id=me).delete()
        others = unscoped("test", Member.id).where(
            Member.listed, Member.audience == "members", Member.id != me
        )
        for number in db.session.scalars(others.order_by(Member.id).limit(HELLOS)):
            key, link = f"hello:{number}", "/connections/requests/"
            commands.tell(me, "hello", key, person=number, link=f"{link}#{number}")
        db.session.query(Notice).filter_by(key=key).update({"link": "/coffee/"})
        db.session.commit()
        db.session.remove()


def bell(walker):
    return walker.page.locator("header a.bell")


def counts(walker, number):
    """Wait until the bell says so many, to the eye and to a screen reader."""
    name = f"Notices, {number} unread" if number else "Notices"
    expect(walker.page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    expect(bell(walker)).to_have_text(f"{name}{number or ''}")


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_from_the_bell_to_what_a_notice_is_about(walk, accounts, told, width, scripts):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts["participant"])
    walker.open("/about")
    counts(walker, HELLOS)
    walker.leads(bell(walker).click)
    assert walker.heading() == "Notices"
    assert walker.fits()
    unread = walker.page.locator(".notice--unread")
    expect(unread).to_have_count(HELLOS)

    first = unread.first.get_by_role("link")
    assert first.inner_text().endswith("says hello")
    walker.leads(first.click)
    assert walker.page.url.endswith("/coffee/")
    counts(walker, HELLOS - 1)

    walker.leads(bell(walker).click)
    walker.leads(unread.first.get_by_role("button").click)
    counts(walker, HELLOS - 2)
    expect(walker.page.locator(".notice:target")).to_have_count(1)
    expect(unread).to_have_count(1)
    walker.press("Mark all as read")
    counts(walker, 0)
    walker.press("Undo")
    counts(walker, 1)
    walker.follow("Unread (1)")
    expect(walker.page.locator(".notice")).to_have_count(1)


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_what_one_chooses_is_kept(walk, accounts, told, width, scripts):
    walker = walk(width=width, scripts=scripts)
    walker.sign_in(accounts["participant"])
    walker.open("/account/")
    walker.follow("Choose what comes by mail")
    assert walker.heading() == "What comes by mail"
    assert walker.fits()
    group = walker.page.get_by_role("radiogroup", name="Somebody says hello")
    topic = walker.page.locator("summary", has_text="People and introductions")
    topic.click()
    expect(group.get_by_label("At once")).to_be_checked()
    group.get_by_label("Not by mail").check()
    walker.press("Save")
    expect(topic).to_contain_text("1 not by mail")
    walker.open("/notices/choices")
    topic.click()
    expect(group.get_by_label("Not by mail")).to_be_checked()
    walker.press("Back to the usual")
    expect(topic).not_to_contain_text("not by mail")
    topic.click()
    expect(group.get_by_label("At once")).to_be_checked()


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_all_of_it_with_keys_alone(walk, accounts, told, width):
    walker = walk(width=width)
    walker.sign_in(accounts["participant"])
    walker.open("/about")
    walker.reach(bell(walker))
    walker.enter()
    page = walker.page
    walker.reach(page.locator(".notice--unread").last.get_by_role("link"))
    walker.enter()
    assert "/connections/requests/" in page.url
    walker.open("/notices/choices")
    group = page.get_by_role("radiogroup", name="Somebody says hello")
    topic = page.locator("summary", has_text="People and introductions")
    walker.reach(topic)
    page.keyboard.press("Enter")
    walker.reach(group.get_by_label("At once"))
    page.keyboard.press("ArrowDown")
    expect(group.get_by_label("In my digest")).to_be_checked()
    walker.reach(page.get_by_role("button", name="Save"))
    walker.enter()
    expect(topic).to_contain_text("1 in my digest")


def test_axe_finds_nothing_on_these_pages(walk, accounts, told):
    walker = walk()
    walker.sign_in(accounts["participant"])
    found = []
    for path in ("/notices/", "/notices/choices"):
        walker.open(path)
        found += faults(walker)
    walker.open("/notices/")
    walker.press("Mark all as read")
    found += faults(walker)
    walker.follow("Unread (0)")
    found += faults(walker)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_head_stays_one_row_however_narrow_it_is(walk, accounts, told, scheme):
    walker = walk(scheme=scheme)
    walker.sign_in(accounts["participant"])
    walker.open("/about")
    for width in (1280, 390, 320):
        walker.resize(width, 844)
        assert walker.fits()
        tops = walker.page.evaluate(
            """() => [...document.querySelectorAll(".mark, .bell, .menu > summary")]
              .map((one) => one.getBoundingClientRect())
              .map((box) => (box.top + box.bottom) / 2)"""
        )
        assert max(tops) - min(tops) < 4, (width, tops)
