"""Somebody asks to join with an address that is not theirs, and waits for its owner.

Beside them the honest newcomer, who chose the password and confirms with it: in the
same browser, on another device, or after forgetting it.
"""

import pytest

from community.accounts.models import Account, SignIn, State
from community.core.db import db, start_writing
from community.core.visible import unscoped
from community.vocabulary.commands import set_setting
from community.web import account as account_page
from tests.letters import letters, link_of, work

ADDRESS = "ann@example.org"
FIRST, OWN = "seven kettles on a shelf", "nine lanterns by the harbour"
JOINER = {
    "name": "Ann Thorne", "email": ADDRESS, "password": FIRST, "rules": "y",
    "adult": "y",
}  # fmt: skip
WAITS = "An organiser will open your account"


@pytest.fixture
def joined(app, visitor):
    """Somebody has asked to join with the address: return their browser, signed in."""
    start_writing()
    set_setting("join_mode", "approval")
    db.session.commit()
    browser = visitor()
    browser.post("/join", JOINER)
    work(app)
    assert sign_in(browser, FIRST) == 302
    assert browser.see("/waiting").h1 == "Confirm your address first"
    return browser


def sign_in(browser, password):
    """Try to sign in; return the status of the answer."""
    sent = {"email": ADDRESS, "password": password}
    return browser.post("/sign-in", sent, follow=False).status


def account():
    db.session.expire_all()
    found = unscoped("test", Account).where(Account.email == ADDRESS)
    return db.session.scalars(found).one()


def is_in(browser):
    return browser.get("/account/").status_code == 200


def confirms(browser, password=FIRST):
    """Enter a password where the letter leads; return what comes next."""
    sent = {"password": password}
    page = browser.post(link_of("confirm"), sent, follow=False)
    there = page.response.location
    return browser.see(there, follow=True) if there else page


def chooses_anew(browser):
    return browser.post(link_of("confirm"), {"anew": "yes"})


def by_the_same_letter(_app, browser):
    """Choose another password by the letter to confirm, and sign in with it."""
    page = chooses_anew(browser)
    assert page.h1 == "Your new password"
    there = page.response.request.path
    assert "Your new password holds" in browser.post(there, {"password": OWN}).main
    assert sign_in(browser, OWN) == 302


def by_forgotten(app, browser):
    """Choose another password as somebody does who is told of an account."""
    browser.post("/forgotten", {"email": ADDRESS})
    work(app)
    page = browser.post(link_of("reset"), {"password": OWN})
    assert "Your new password holds" in page.main
    assert sign_in(browser, OWN) == 302


def by_a_link(app, browser):
    """Sign in by a link, then choose a password under Account."""
    browser.post("/sign-in/link", {"email": ADDRESS})
    work(app)
    there = browser.post(link_of("sign-in-link"), follow=False).response.location
    page = browser.see(there, follow=True)
    assert "chosen before does not hold any more" in page.html
    assert sign_in(browser, FIRST) == 422
    page = browser.post("/account/password", {"fresh": OWN})
    assert "Your password has changed" in page.html


# ------------------------------------------------------- an address of somebody else
@pytest.mark.parametrize("way", [by_the_same_letter, by_forgotten, by_a_link])
def test_a_stranger_who_joined_with_an_address_has_no_way_in_once_its_owner_came(
    app, visitor, joined, way
):
    owner = visitor()
    way(app, owner)
    assert owner.see("/waiting").h1 == WAITS, "no other letter is asked for"
    assert account().state is State.PENDING
    assert not is_in(joined), "the session that waited has ended"
    assert sign_in(joined, FIRST) == 422, "and so has the password"
    assert is_in(owner)
    assert sign_in(visitor(), OWN) == 302
    assert visitor().see(link_of("confirm"), status=410).h1 == "This link has ended"


@pytest.mark.parametrize("typed", ["", OWN, FIRST.upper()])
def test_without_the_password_nothing_is_confirmed(visitor, joined, typed):
    owner = visitor()
    page = confirms(owner, typed)
    assert (page.status, page.h1) == (422, "Confirm your address")
    assert page.select("#password")[0]["aria-invalid"] == "true"
    assert page.select("#password")[0]["value"] == ""
    assert account().state is State.UNCONFIRMED
    assert account().confirmed_at is None
    assert not is_in(owner)


def test_a_browser_in_which_a_stranger_is_signed_in_asks_for_the_password_too(joined):
    assert joined.see(link_of("confirm")).select("main [type=password]")
    assert joined.post(link_of("confirm")).status == 422
    assert account().state is State.UNCONFIRMED


def test_a_password_is_guessed_there_no_more_often_than_at_signing_in(visitor, joined):
    statuses = [confirms(visitor(), OWN).status for _try in range(10)]
    assert statuses == [422] * 9 + [429], "they count with the sign-in before"
    assert sign_in(visitor(), FIRST) == 429


def test_a_stranger_who_changes_the_password_at_that_moment_is_late(
    app, visitor, joined, monkeypatch
):
    real = account_page.start_writing

    def meanwhile():
        monkeypatch.setattr(account_page, "start_writing", real)
        by_forgotten(app, visitor())
        real()

    monkeypatch.setattr(account_page, "start_writing", meanwhile)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    evil = "evil evil hawthorn evil"
    answer = joined.client.post(
        "/account/password", data={"csrf_token": joined.token(), "fresh": evil}
    )
    assert answer.status_code >= 400
    assert sign_in(visitor(), evil) == 422
    assert sign_in(visitor(), OWN) == 302


# ------------------------------------------------------------------ the honest newcomer
@pytest.mark.parametrize(
    ("mode", "state", "h1"),
    [("approval", State.PENDING, WAITS), ("open", State.ACTIVE, "Welcome")],
)
def test_whoever_chose_the_password_is_in_at_once(visitor, joined, mode, state, h1):
    start_writing()
    set_setting("join_mode", mode)
    db.session.commit()
    browser = visitor()
    page = confirms(browser)
    assert "Your address is confirmed" in page.html
    assert page.h1.startswith(h1)
    assert account().state is state
    assert is_in(browser)


def test_in_the_browser_that_is_signed_in_it_goes_on_there(joined):
    page = confirms(joined)
    assert (page.status, page.h1) == (200, WAITS)
    assert is_in(joined)
    found = unscoped("test", SignIn.id).where(SignIn.account_id == account().id)
    assert len(db.session.scalars(found).all()) == 1


def test_on_another_device_the_first_one_signs_in_again_with_the_same_password(
    visitor, joined
):
    phone = visitor()
    confirms(phone)
    assert is_in(phone)
    assert not is_in(joined)
    assert sign_in(joined, FIRST) == 302
    assert is_in(joined)
    assert is_in(phone)


def test_whoever_turns_back_from_choosing_anew_loses_nothing(visitor, joined):
    phone = visitor()
    chooses_anew(phone)
    assert account().state is State.UNCONFIRMED
    assert is_in(joined)
    confirms(phone)
    assert account().state is State.PENDING


def test_choosing_anew_takes_a_long_password_and_sends_no_other_letter(visitor, joined):
    browser = visitor()
    there = chooses_anew(browser).response.request.path
    assert browser.post(there, {"password": "short"}).status == 422
    assert [one.kind for one in letters()] == ["confirm"]
    browser.post(there, {"password": OWN})
    assert [one.kind for one in letters()] == ["confirm", "password-changed"]
