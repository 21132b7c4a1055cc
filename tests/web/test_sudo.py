"""Sensitive steps ask for proof first, and nothing that was typed is lost."""

from datetime import timedelta

import pyotp
import pytest
from wtforms import PasswordField

from community.accounts import totp
from community.accounts.models import Account, Grant, SignIn, State
from community.accounts.passwords import hash_password
from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.web import forms, sudo, warned
from tests.cast import CAST, PASSWORD
from tests.client import Visitor
from tests.letters import letters, link_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ASKED = "Confirm that it is you"
NEW = "seven kettles on a shelf"


@pytest.fixture(autouse=True)
def with_passwords(app):
    """Alice and Ada have a password."""
    start_writing()
    for number in (1, 7):
        db.session.get_one(Account, number).password_hash = hash_password(PASSWORD)
    db.session.commit()


@pytest.fixture
def unsure(app):
    """Return a browser whose owner has proven nothing lately."""
    return lambda who: Visitor(app).come(CAST[who], sure=False)


def session():
    db.session.expire_all()
    found = unscoped("test", SignIn).order_by(SignIn.id.desc())
    return db.session.scalars(found).first()


# ---------------------------------------------------------------- pages
def test_a_page_asks_and_goes_on_to_it(unsure):
    alice = unsure("alice")
    before = alice.client.get_cookie("session_id").value
    led = alice.get("/account/password")
    assert led.location == "/account/sure?next=/account/password"
    page = alice.see(led.location)
    assert page.h1 == ASKED
    action = page.select("main form")[0]["action"]
    there = alice.post(action, {"sure-password": PASSWORD})
    assert there.h1 == "Change your password"
    after = alice.client.get_cookie("session_id").value
    assert after != before, "the session has a new secret"
    alice.client.set_cookie("session_id", before)
    assert alice.get("/account/").status_code == 302, "the old one is dead"


def test_proof_holds_for_fifteen_minutes(unsure, at):
    at("2017-09-01 12:00")
    alice = unsure("alice")
    alice.post("/account/sure", {"sure-password": PASSWORD})
    at("2017-09-01 12:14:59")
    alice.see("/account/password")
    at("2017-09-01 12:15")
    assert alice.get("/account/password").status_code == 302


def test_programs_are_told_in_json(app):
    with app.test_request_context("/api/v1/members/export.csv"):
        words, status = sudo.ask(CAST["olu"].viewer)
    assert status == 403
    assert "/account/sure" in words["error"]


def test_whoever_may_not_come_in_is_not_asked(unsure):
    unsure("alice").see("/organise/settings/", status=403)
    assert unsure("pat").get("/organise/settings/").location == "/waiting"


# ---------------------------------------------------------------- forms
def test_what_was_typed_is_kept_and_carried_out_with_the_proof(unsure):
    ada = unsure("ada")
    sent = {"role": "curator", "until": "2031-12-24"}
    page = ada.post("/organise/accounts/1/roles", sent)
    assert (page.status, page.h1) == (403, ASKED)
    held = unscoped("test", Grant.id).where(Grant.account_id == 1)
    assert db.session.scalar(held) is None
    form = page.select("main form")[0]
    hidden = form.select("input[type=hidden]:not([name=csrf_token])")
    kept = {one["name"]: one["value"] for one in hidden}
    assert {name: kept[name] for name in sent} == sent
    done = ada.post(form["action"], {**kept, "sure-password": PASSWORD})
    assert "Done. They sign in again" in done.main
    db.session.rollback()
    assert db.session.scalar(held) is not None


def test_the_address_keeps_what_stands_behind_it(unsure):
    there = "/organise/accounts/2/suspend?from=a+list"
    page = unsure("ada").post(there, {})
    assert page.select("main form")[0]["action"] == there


def test_several_values_of_one_name_are_kept(unsure):
    page = unsure("ada").post("/organise/accounts/1/roles", {"x": ["one", "two"]})
    values = [one["value"] for one in page.select("input[name=x]")]
    assert values == ["one", "two"]


def test_secrets_are_never_kept_in_a_page(unsure):
    page = unsure("alice").post("/account/password", {"fresh": NEW, "code": "123456"})
    assert page.h1 == ASKED
    assert NEW not in page.html
    assert "123456" not in page.html


def test_every_field_for_a_password_is_known_as_a_secret():
    def below(kind):
        return {kind} | {one for sub in kind.__subclasses__() for one in below(sub)}

    secret = {
        name
        for kind in below(forms.Form)
        if kind is not sudo.SureForm
        for name in dir(kind)
        if getattr(getattr(kind, name), "field_class", None) is PasswordField
    }
    assert secret
    assert secret <= sudo.SECRET
    assert secret <= set(warned.SECRET), "nor on the page of whoever was warned"


@pytest.mark.parametrize("proof", ["", "not her password at all"])
def test_a_wrong_proof_changes_nothing_and_keeps_what_was_typed(unsure, proof):
    ada = unsure("ada")
    page = ada.post(
        "/organise/accounts/1/roles", {"role": "curator", "sure-password": proof}
    )
    assert page.status == 422
    assert page.select(".summary"), "it says what is wrong"
    assert page.select("input[name=role]")[0]["value"] == "curator"
    assert proof not in page.html or not proof
    assert session().sure_until is None


def test_ten_tries_in_five_minutes(unsure, at):
    at("2017-09-01 12:00")
    alice = unsure("alice")
    for _try in range(10):
        wrong = alice.post("/account/sure", {"sure-password": "wrong"})
        assert wrong.status == 422
    late = alice.post("/account/sure", {"sure-password": PASSWORD})
    assert (late.status, late.response.headers["Retry-After"]) == (429, "300")


# ---------------------------------------------------------------- other proof
def test_a_code_is_proof_once(unsure, at):
    at("2017-09-01 12:00:10")
    totp.put(1, SECRET)
    db.session.commit()
    code = pyotp.TOTP(SECRET).at(clock.now())
    first, second = unsure("alice"), unsure("alice")
    assert first.post("/account/sure", {"sure-code": code}).h1 == "Account"
    assert second.post("/account/sure", {"sure-code": code}).status == 422


def test_whoever_has_no_password_gets_a_link_and_goes_on(unsure):
    bob = unsure("bob")
    page = bob.post("/account/email", {"email": "new@example.org"})
    assert "You have no password" in page.main
    button = page.select("button[formaction]")[0]
    assert button["formtarget"] == "_blank", "what was typed stays where it is"
    bob.post(button["formaction"])
    link = link_of("confirm-you")
    other = unsure("alice")
    other.see(link, status=410)
    assert bob.see(link).h1 == "Is this you?"
    assert session().sure_until is None, "to look at it changes nothing"
    bob.post(link)
    bob.see(link, status=410)
    done = bob.post("/account/email", {"email": "new@example.org"})
    assert "A link is on its way to the new address" in done.main


def test_whoever_has_a_password_gets_no_such_link(unsure):
    unsure("alice").post("/account/sure/link")
    assert letters("confirm-you") == []


# ---------------------------------------------------------------- where
SUDO = {
    "account.email", "account.password", "account.begin_app", "account.app",
    "account.app_picture", "account.confirm_app", "account.remove_app",
    "account.new_codes", "account.codes_file", "account.ask_passkey",
    "account.add_passkey", "account.rename_passkey", "account.remove_passkey",
    "members.export", "network.people_csv", "network.links_csv",
    "network.graphml_file", "network.gexf_file", "network.json_file",
    "organise.end_grant", "organise.grant",
    "organise.reinstate", "organise.settings", "organise.suspend", "organise.unlock",
}  # fmt: skip
"""The sensitive pages of signing in and of running the place; others may be more."""


def test_sensitive_pages_are_known(app):
    found = {
        name for name, view in app.view_functions.items() if view.__wrapped__.door.sudo
    }
    assert found >= SUDO, SUDO - found


def test_a_suspended_account_is_asked_too(unsure):
    start_writing()
    db.session.get_one(Account, 1).state = State.SUSPENDED
    db.session.commit()
    assert unsure("alice").get("/account/password").location.startswith("/account/sure")


def test_a_session_that_ends_meanwhile_asks_to_sign_in(unsure):
    alice = unsure("alice")
    start_writing()
    session().ends_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    sent = alice.post("/account/sure", {"sure-password": PASSWORD}, follow=False)
    assert sent.response.location.startswith("/sign-in")
