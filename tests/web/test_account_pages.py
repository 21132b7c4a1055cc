"""One's own account: password, address, other devices."""

import pytest

from community.accounts.models import Account
from community.accounts.passwords import hash_password, matches
from community.core.db import db, start_writing
from community.core.outbox import Job
from community.core.visible import unscoped
from tests.cast import PASSWORD

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
    done = here.post("/account/password", {"fresh": NEW, "current": PASSWORD})
    assert "Other devices are signed out" in done.main
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    stored = db.session.scalars(
        unscoped("test", Account.password_hash).where(Account.id == 1)
    ).one()
    assert matches(stored, NEW)
    assert [mail.to for mail in mails("password-changed")] == ["alice@example.org"]


@pytest.mark.parametrize(
    ("data", "field", "told"),
    [
        ({"fresh": NEW, "current": "wrong"}, "current", "not your password"),
        ({"fresh": NEW, "current": ""}, "current", "Enter your password"),
        ({"fresh": "short", "current": PASSWORD}, "fresh", "15 letters or more"),
        ({"fresh": "alice marsh alice", "current": PASSWORD}, "fresh", "guess"),
    ],
)
def test_a_password_that_can_not_be_is_explained(visitor, data, field, told):
    page = visitor("alice").post("/account/password", data)
    assert page.status == 422
    assert told in " ".join(page.texts(f"#{field}-error"))
    assert NEW not in page.html


def test_ten_wrong_passwords_in_five_minutes(visitor, at):
    at("2017-09-01 12:00")
    alice = visitor("alice")
    wrong = {"fresh": NEW, "current": "wrong"}
    for _try in range(10):
        assert alice.post("/account/password", wrong).status == 422
    right = {"fresh": NEW, "current": PASSWORD}
    assert alice.post("/account/password", right).status == 429


def test_another_address_needs_the_password_and_the_link(visitor):
    alice = visitor("alice")
    data = {"email": "new@example.org", "current": "wrong"}
    assert alice.post("/account/email", data).status == 422
    alice.post("/account/email", data | {"current": PASSWORD})
    link = mails("change-email")[0].facts["link"]
    assert "new@example.org" in visitor().see(link).main
    assert "alice@example.org" in alice.see("/account/").main, "not before the link"
    done = visitor().post(link)
    assert "Your address has changed" in done.main
    assert alice.get("/account/").status_code == 302
    assert visitor().see(link, status=410).h1 == "This link has ended"


def test_a_known_address_gets_the_same_answer(visitor):
    told = []
    for email in ("new@example.org", "bob@example.org"):
        data = {"email": email, "current": PASSWORD}
        told.append(visitor("alice").post("/account/email", data).texts(".flash"))
    assert told[0] == told[1]
    assert [mail.to for mail in mails("change-email")] == ["new@example.org"]


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
