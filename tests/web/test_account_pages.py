"""One's own account: password, address, other devices."""

import pytest

from community.accounts.models import Account
from community.accounts.passwords import hash_password, matches
from community.core.db import db, start_writing
from community.core.outbox import Job
from community.core.visible import unscoped
from tests.cast import PASSWORD
from tests.letters import link_of, work

NEW = "seven kettles on a shelf"


@pytest.fixture(autouse=True)
def with_a_password(app):
    """Alice has a password."""
    start_writing()
    db.session.get_one(Account, 1).password_hash = hash_password(PASSWORD)
    db.session.commit()


def mails(kind):
    found = unscoped("test", Job).where(Job.kind == kind)
    return db.session.scalars(found.order_by(Job.id)).all()


def test_a_new_password_signs_out_every_other_device(visitor):
    here, there = visitor("alice"), visitor("alice")
    before = here.client.get_cookie("session_id").value
    done = here.post("/account/password", {"fresh": NEW})
    assert "Other devices are signed out" in done.main
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert here.client.get_cookie("session_id").value != before, "a new secret"
    stored = db.session.scalars(
        unscoped("test", Account.password_hash).where(Account.id == 1)
    ).one()
    assert matches(stored, NEW)
    assert [mail.to for mail in mails("password-changed")] == ["alice@example.org"]


@pytest.mark.parametrize(
    ("fresh", "told"),
    [
        ("", "Choose a password"),
        ("short", "15 letters or more"),
        ("alice marsh alice", "guess"),
    ],
)
def test_a_password_that_can_not_be_is_explained(visitor, fresh, told):
    page = visitor("alice").post("/account/password", {"fresh": fresh})
    assert page.status == 422
    assert told in " ".join(page.texts("#fresh-error"))
    assert not fresh or fresh not in page.html


def test_another_address_needs_the_link(visitor, app):
    alice = visitor("alice")
    alice.post("/account/email", {"email": "new@example.org"})
    work(app)
    link = link_of("change-email")
    assert "new@example.org" in visitor().see(link).main
    assert "alice@example.org" in alice.see("/account/").main, "not before the link"
    done = visitor().post(link)
    assert "Your address has changed" in done.main
    assert alice.get("/account/").status_code == 302
    assert visitor().see(link, status=410).h1 == "This link has ended"


def test_a_known_address_gets_the_same_answer(visitor, app):
    told = []
    for email in ("new@example.org", "bob@example.org"):
        page = visitor("alice").post("/account/email", {"email": email})
        told.append(page.texts(".flash"))
    assert told[0] == told[1]
    work(app)
    assert [mail.to for mail in mails("change-email")] == ["new@example.org"]


def test_another_address_may_be_asked_for_five_times_a_day(visitor, at):
    at("2017-09-01 12:00")
    alice = visitor("alice")
    for number in range(5):
        alice.post("/account/email", {"email": f"new{number}@example.org"})
    assert alice.post("/account/email", {"email": "new@example.org"}).status == 429


def test_other_devices_can_be_signed_out(visitor):
    here, there = visitor("alice"), visitor("alice")
    page = here.see("/account/")
    assert page.main.count("Sign out there") == 1
    assert "This device" in page.main
    here.post("/account/sessions/end")
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(visitor):
    bob = visitor("bob")
    for number in range(1, 4):
        visitor("alice").post("/account/sessions/end", {"session": str(number)})
    assert bob.get("/account/").status_code == 200
