"""The pages of leaving: what they say, what they ask for, what is left afterwards."""

import random
import re

import pytest
from sqlalchemy import update

from community.accounts.models import Account, SignIn, State
from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.members.models import Member
from community.messages.models import Message
from community.privacy import cleaning, clockwork, erasing
from tests import sampling
from tests.cast import CAST
from tests.privacy import stage
from tests.privacy.reading import paths

LEAVE, SURE, KEEP = (f"/account/privacy/leave{end}" for end in ("", "/sure", "/keep"))


@pytest.fixture(autouse=True)
def _in_may(app, at, data_dir):
    at("2026-05-13 12:00")


def state_of(number=1):
    found = unscoped("test", Account.state).where(Account.id == number)
    return db.session.scalar(found)


def test_the_first_page_says_what_happens_and_offers_a_break(visitor):
    page = visitor("alice").see(LEAVE)
    assert page.h1 == "Leave"
    for words in ("3 June 2026", "21 days", "What stays", "Take a break instead"):
        assert words in page.main
    assert SURE in page.links()
    assert "/account/privacy/data" in page.links()


def test_leaving_takes_a_second_step(visitor):
    alice = visitor("alice")
    page = alice.see(SURE)
    assert page.h1 == "Are you sure that you want to leave?"
    assert "3 June 2026" in page.main
    assert state_of() is State.ACTIVE
    page = alice.post(SURE)
    assert page.h1 == "You have left"
    assert "Clear-Site-Data" in page.response.headers
    assert state_of() is State.LEAVING
    assert alice.get("/account/").status_code == 302, "signed out"


def test_whoever_has_not_proven_who_they_are_is_asked_first(visitor):
    alice = visitor("alice")
    db.session.execute(update(SignIn).values(sure_until=None))
    db.session.commit()
    for path in (SURE, "/account/privacy/data"):
        there = alice.get(path)
        assert (there.status_code, "/account/sure" in there.location) == (302, True)
        alice.post(path)
    assert state_of() is State.ACTIVE


def test_a_project_that_one_leads_alone_has_to_be_handed_over(visitor):
    lea = visitor("lea")
    page = lea.see(LEAVE)
    assert "Pain cafe" in page.main
    assert "/projects/project-1/handover" in page.links()
    assert SURE not in page.links()
    assert lea.get(SURE).status_code == 302
    page = lea.post(SURE)
    assert "Hand over or close the projects that you lead alone first" in page.main
    assert state_of(5) is State.ACTIVE


def test_the_last_administrator_is_told_why_not(visitor):
    page = visitor("ada").post(SURE)
    assert page.status == 422
    assert "needs an administrator" in page.main


def leaver(visitor):
    """Return Alice's browser, signed in again while she leaves."""
    start_writing()
    db.session.execute(
        update(Account)
        .where(Account.id == 1)
        .values(
            state=State.LEAVING, left_from=State.ACTIVE,
            leaves_on=clock.today().replace(month=6, day=3),
        )
    )  # fmt: skip
    db.session.execute(update(Member).where(Member.id == 1).values(listed=False))
    db.session.commit()
    return visitor("alice")


def test_whoever_leaves_has_one_page_and_their_data(visitor):
    alice = leaver(visitor)
    page = alice.see("/suggestions/", follow=True)
    assert page.h1 == "Your account goes on 3 June 2026"
    assert "Keep my account" in page.main
    assert "/account/privacy/data" in page.links()
    assert alice.see("/account/privacy/data").h1 == "Download my data"
    assert alice.get(SURE).location.endswith(LEAVE)


def test_keeping_brings_all_back(visitor):
    bob = visitor("bob")
    before = bob.get("/members/alice-1").get_data()
    alice = leaver(visitor)
    assert bob.get("/members/alice-1").status_code == 404
    page = alice.post(KEEP)
    assert "All is as you left it" in page.soup.get_text(" ")
    assert state_of() is State.ACTIVE
    token = re.compile(rb'value="[^"]{60,}"')
    after = bob.get("/members/alice-1").get_data()
    assert token.sub(b"", after) == token.sub(b"", before)


def test_keeping_too_late_changes_nothing(visitor):
    alice = leaver(visitor)
    start_writing()
    erasing.erase(1)
    db.session.commit()
    assert alice.get(LEAVE).location.startswith("/sign-in")
    assert state_of() is None


READERS = sampling.size(7, 3, 2)


@pytest.mark.parametrize(
    "who", ["olu", "dai", "bob", "lea", "mo", "ada", None][:READERS]
)
def test_no_page_of_others_names_who_was_erased(app, visitor, at, who):
    stage.fill()
    db.session.add(Message(conversation_id=1, author_id=1, words="words of hers"))
    db.session.execute(
        update(Account)
        .where(Account.id == 1)
        .values(state=State.LEAVING, leaves_on=clock.today())
    )
    db.session.commit()
    assert clockwork.move() == 1
    cleaning.tidy_up()
    start_writing()
    reader = visitor(who)
    rng = random.Random(f"erased {who}")
    found = paths(app, rng)
    for one in rng.sample(found, len(found) // sampling.size(1, 8, 12)):
        answer = reader.get(one)
        text = answer.get_data(as_text=True)
        assert answer.status_code != 500, one
        words = ["Alice Marsh", "alice@example.org", "words of hers"]
        words += [] if "alice-1" in one else ["alice-1"]
        for word in words:
            assert word not in text, (one, word)


def test_a_name_is_free_again(visitor):
    start_writing()
    erasing.erase(1)
    db.session.commit()
    assert visitor("bob").get("/members/alice-1").status_code == 404
    assert CAST["alice"].slug == "alice-1"
