"""The second step of signing in: what half a session opens, and what wakes a role."""

import json
from dataclasses import replace

import pyotp
import pytest

from community.accounts import commands, factors, passkeys, totp
from community.accounts.models import Account, Grant, SignIn, State
from community.accounts.passwords import hash_password
from community.core import clock
from community.core.access import Role
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from tests.authenticator import Device
from tests.cast import CAST, PASSWORD
from tests.client import Visitor, forget, signed_in_token
from tests.letters import letters, link_of, work

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = "2017-09-01 12:00:10"


@pytest.fixture(autouse=True)
def with_passwords(app, at):
    """The cast can sign in; it is ten seconds past noon."""
    at(NOON)
    start_writing()
    hashed = hash_password(PASSWORD)
    for account in db.session.scalars(unscoped("test", Account)):
        account.password_hash = hashed
    db.session.commit()


def with_app(number):
    start_writing()
    totp.put(number, SECRET)
    db.session.commit()


def code(secret=SECRET):
    return pyotp.TOTP(secret).at(clock.now())


def sign_in(browser, who, **more):
    data = {"email": CAST[who].email, "password": PASSWORD, **more}
    return browser.post("/sign-in", data, follow=False).response


def secret_of(browser):
    return browser.client.get_cookie("session_id").value


def row():
    db.session.expire_all()
    found = unscoped("test", SignIn).order_by(SignIn.id.desc())
    return db.session.scalars(found).first()


# ---------------------------------------------------------------- half a session
def test_without_a_second_factor_one_step_does(visitor):
    alice = visitor()
    assert sign_in(alice, "alice").location == "/suggestions/"
    assert row().second_at is None
    alice.see("/account/")


def test_with_one_it_is_asked_for_and_leads_on(visitor):
    with_app(1)
    alice = visitor()
    led = sign_in(alice, "alice", next="/members/")
    assert led.location == "/sign-in/second?next=/members/"
    page = alice.see(led.location)
    assert page.h1 == "One more step"
    half = secret_of(alice)
    done = alice.post(
        "/sign-in/second", {"code": code(), "next": "/members/"}, follow=False
    )
    assert done.response.location == "/members/"
    assert secret_of(alice) != half, "another secret than that of the half session"
    assert row().second_at == clock.now()
    alice.see("/members/")
    alice.client.set_cookie("session_id", half)
    assert alice.get("/sign-in/second").location == "/sign-in"


@pytest.mark.parametrize(
    "path", ["/account/", "/members/", "/suggestions/", "/waiting", "/account/sure",
             "/account/factors", "/organise/"],
)  # fmt: skip
def test_half_a_session_opens_nothing_else(visitor, path):
    with_app(6)
    olu = visitor()
    sign_in(olu, "olu")
    assert olu.get(path).location.startswith("/sign-in?next=")


def test_half_a_session_ends_after_ten_minutes(visitor, at):
    with_app(1)
    alice = visitor()
    sign_in(alice, "alice")
    at("2017-09-01 12:10:09")
    alice.see("/sign-in/second")
    at("2017-09-01 12:10:10")
    assert alice.get("/sign-in/second").location == "/sign-in"


def test_half_a_session_is_not_in_the_list_of_sessions(visitor):
    with_app(1)
    sign_in(visitor(), "alice")
    assert visitor("alice").see("/account/").main.count("Sign out there") == 0


@pytest.mark.parametrize("wrong", ["", "000000", "no code at all"])
def test_a_wrong_code_is_asked_for_again_and_recorded(visitor, wrong):
    with_app(1)
    alice = visitor()
    sign_in(alice, "alice")
    page = alice.post("/sign-in/second", {"code": wrong})
    assert page.status == 422
    assert "did not fit" in " ".join(page.texts("#code-error"))
    assert alice.get("/account/").status_code == 302
    found = unscoped("test", AuditEvent.outcome).where(AuditEvent.act == Act.FACTOR)
    assert db.session.scalars(found).all() == ["refused"]


def test_a_code_that_signed_in_once_does_not_sign_in_again(visitor):
    with_app(1)
    first, second = visitor(), visitor()
    for browser, status in ((first, 302), (second, 422)):
        sign_in(browser, "alice")
        sent = browser.post("/sign-in/second", {"code": code()}, follow=False)
        assert sent.status == status


def test_a_recovery_code_signs_in_once(visitor):
    with_app(1)
    start_writing()
    paper = factors.new_codes(1)[0]
    db.session.commit()
    for status in (302, 422):
        browser = visitor()
        sign_in(browser, "alice")
        sent = browser.post("/sign-in/second", {"code": paper}, follow=False)
        assert sent.status == status


def test_ten_codes_in_five_minutes_and_twenty_wrong_ones_a_day(visitor, at):
    with_app(1)
    for minute in (0, 5):
        at(f"2017-09-01 12:{minute:02}:10")
        alice = visitor()
        sign_in(alice, "alice")
        for _try in range(10):
            assert alice.post("/sign-in/second", {"code": "000000"}).status == 422
        assert alice.post("/sign-in/second", {"code": code()}).status == 429
    at("2017-09-01 12:10:10")
    sign_in(alice, "alice")
    assert alice.post("/sign-in/second", {"code": code()}).status == 429
    assert [one.to for one in letters("wrong-codes")] == ["alice@example.org"]
    at("2017-09-02 00:00:10")
    sign_in(alice, "alice")
    done = alice.post("/sign-in/second", {"code": code()}, follow=False)
    assert done.status == 302


def test_a_session_that_is_there_survives_the_lock(visitor):
    with_app(1)
    here, there = visitor("alice"), visitor()
    for _try in range(11):
        sign_in(there, "alice", password="wrong wrong wrong")
    assert sign_in(there, "alice").status_code == 429
    here.see("/account/")


# ---------------------------------------------------------------- roles that sleep
ROLES = [("olu", "/organise/"), ("ada", "/organise/accounts/"), ("mo", "/moderate/")]


@pytest.mark.parametrize(("who", "page"), ROLES)
def test_a_role_sleeps_until_a_second_step_is_set_up(visitor, who, page):
    staff = visitor()
    led = sign_in(staff, who)
    assert led.location == "/account/factors"
    asked = staff.see("/account/factors")
    assert "Your role waits for it" in asked.main
    staff.see(page, status=403)
    assert "Your role works when" in staff.see("/members/").main
    before = secret_of(staff)
    staff.post("/account/factors/app")
    secret = totp.waiting(CAST[who].id)
    codes = staff.post("/account/factors/app/confirm", {"code": code(secret)})
    assert codes.h1 == "Keep these recovery codes"
    assert len(codes.select("ol code")) == 10
    assert secret_of(staff) != before
    staff.see(page)
    assert "Your role works when" not in staff.see("/members/").main


@pytest.mark.parametrize(("who", "page"), ROLES)
def test_a_role_sleeps_again_when_the_last_factor_goes(visitor, who, page):
    with_app(CAST[who].id)
    staff = visitor(who)
    staff.see(page)
    staff.post("/account/factors/app/remove")
    staff.see(page, status=403)


def test_whoever_holds_a_role_is_never_kept_signed_in(visitor):
    done = sign_in(visitor(), "olu", keep="y")
    cookies = done.headers.getlist("Set-Cookie")
    cookie = next(one for one in cookies if one.startswith("session_id="))
    assert "Max-Age" not in cookie
    assert not row().kept


def test_a_new_role_needs_a_second_step_too(visitor):
    start_writing()
    db.session.add(Grant(account_id=1, role=Role.CURATOR))
    db.session.commit()
    assert sign_in(visitor(), "alice").location == "/account/factors"


OPENS = {
    # who:          a page for members, for organisers, the own account
    "nobody": ("/sign-in", "/sign-in", "/sign-in"),
    "half": ("/sign-in", "/sign-in", "/sign-in"),
    "asleep": (200, 403, 200),
    "awake": (200, 200, 200),
    State.UNCONFIRMED: ("/waiting", "/waiting", 200),
    State.PENDING: ("/waiting", "/waiting", 200),
    State.RESTING: ("/waiting", "/waiting", 200),
    State.SUSPENDED: ("/waiting", "/waiting", 200),
    State.LEAVING: ("/waiting", "/waiting", 200),
}


@pytest.mark.parametrize("how", OPENS, ids=str)
def test_what_opens_for_whom(app, how):
    start_writing()
    if isinstance(how, State):
        db.session.get_one(Account, 6).state = how
    db.session.commit()
    browser = Visitor(app)
    if how != "nobody":
        browser.come(CAST["olu"], half=how == "half", second=how != "asleep")
    for path, expected in zip(
        ("/members/", "/organise/", "/account/"), OPENS[how], strict=True
    ):
        answer = browser.get(path)
        if isinstance(expected, int):
            assert answer.status_code == expected, path
        else:
            assert answer.location.startswith(expected), path


def test_a_session_that_ends_meanwhile_takes_no_code(visitor, monkeypatch, app):
    from community.web import sign_in_second

    totp.put(1, SECRET)
    db.session.commit()
    browser = visitor()
    token = signed_in_token(1, second=False, sure=False, half=True)
    browser.client.set_cookie("session_id", token)
    real = sign_in_second.start_writing

    def ended():
        real()
        commands.end_sessions(1)
        db.session.commit()
        real()

    monkeypatch.setattr(sign_in_second, "start_writing", ended)
    page = browser.post("/sign-in/second", {"code": pyotp.TOTP(SECRET).now()})
    assert page.h1 == "Sign in"
    assert db.session.scalars(unscoped("test", SignIn.id)).all() == []


# ---------------------------------------------------------------- links by mail
def test_a_link_signs_in_once_by_its_button(visitor, app):
    browser = visitor()
    browser.post("/sign-in/link", {"email": " ALICE@example.org"})
    work(app)
    link = link_of("sign-in-link")
    for _scanner in range(2):
        assert visitor().see(link).h1 == "Sign in by this link"
    done = browser.post(link, follow=False)
    assert done.response.location == "/suggestions/"
    browser.see("/account/")
    visitor().see(link, status=410)
    assert visitor().post(link).status == 410


def test_a_link_is_one_factor(visitor):
    from community.accounts.models import Purpose

    with_app(1)
    start_writing()
    account = db.session.get_one(Account, 1)
    token = commands.make_token(account, Purpose.SIGN_IN, commands.SOON)
    db.session.commit()
    alice = visitor()
    done = alice.post(f"/sign-in/link/{token}", follow=False)
    assert done.response.location == "/sign-in/second"
    assert alice.get("/account/").status_code == 302


def test_ten_links_a_day_for_one_address(visitor):
    for _try in range(10):
        visitor().post("/sign-in/link", {"email": "alice@example.org"})
    assert (
        visitor().post("/sign-in/link", {"email": "Alice@example.org "}).status == 429
    )


@pytest.mark.parametrize("path", ["/sign-in/link", "/forgotten"])
def test_what_is_no_address_is_said(visitor, path):
    page = visitor().post(path, {"email": "no address"})
    assert page.status == 422
    assert "as in name@example.org" in page.main


# ---------------------------------------------------------------- passkeys
SITE = passkeys.Site("localhost", "http://localhost", "Ours")


def asks(browser, path):
    token = browser.token()
    forget()
    answer = browser.client.post(path, data={"csrf_token": token})
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return json.loads(answer.get_data())


def with_passkey(browser, name="My phone"):
    device = Device(SITE.origin, SITE.id)
    made = device.make(asks(browser, "/account/factors/passkeys/ask"))
    sent = {"name": name, "passkey": made}
    return device, browser.post("/account/factors/passkeys", sent)


def test_a_passkey_is_added_and_signs_in_alone(visitor):
    device, page = with_passkey(visitor("alice"))
    assert page.h1 == "Keep these recovery codes"
    browser = visitor()
    assert browser.see("/sign-in").select("[data-passkey=get]")
    said = device.sign(asks(browser, "/sign-in/passkey/ask"))
    done = browser.post("/sign-in/passkey", {"passkey": said}, follow=False)
    assert done.response.location == "/suggestions/"
    assert row().second_at is not None, "it is both factors"
    browser.see("/account/")


def test_a_passkey_is_the_second_step(visitor):
    device, _page = with_passkey(visitor("alice"))
    browser = visitor()
    sign_in(browser, "alice")
    assert browser.see("/sign-in/second").select("[data-passkey=get]")
    said = device.sign(asks(browser, "/sign-in/second/passkey"))
    done = browser.post("/sign-in/second", {"passkey": said}, follow=False)
    assert done.response.location == "/suggestions/"


def test_the_passkey_of_somebody_else_is_not_the_second_step(visitor):
    with_passkey(visitor("alice"))
    device, _page = with_passkey(visitor("bob"))
    browser = visitor()
    sign_in(browser, "alice")
    said = device.sign(asks(browser, "/sign-in/second/passkey"))
    page = browser.post("/sign-in/second", {"passkey": said})
    assert page.status == 422
    assert "did not work" in page.main


def test_a_challenge_of_another_session_is_not_taken(visitor):
    device, _page = with_passkey(visitor("alice"))
    first, second = visitor(), visitor()
    sign_in(first, "alice")
    sign_in(second, "alice")
    said = device.sign(asks(first, "/sign-in/second/passkey"))
    assert second.post("/sign-in/second", {"passkey": said}).status == 422


def test_a_passkey_is_proof_for_a_sensitive_step(app, visitor):
    device, _page = with_passkey(visitor("alice"))
    browser = Visitor(app).come(CAST["alice"], sure=False)
    page = browser.see("/account/sure")
    assert page.select("[data-passkey=get]")
    said = device.sign(asks(browser, "/account/sure/passkey"))
    assert browser.post("/account/sure", {"sure-passkey": said}).h1 == "Account"
    browser.see("/account/password")


def test_a_passkey_that_is_none_is_told_so(visitor):
    page = visitor().post("/sign-in/passkey", {"passkey": "{}"})
    assert page.h1 == "Sign in"
    assert "did not work" in page.main


def test_passkeys_are_named_and_removed(visitor):
    alice = visitor("alice")
    with_passkey(alice)
    number = factors.of(1).passkeys[0].id
    page = alice.post(
        "/account/factors/passkeys/name", {"passkey": number, "name": "Kitchen"}
    )
    assert "Kitchen" in page.main
    bob = visitor("bob")
    assert (
        bob.post("/account/factors/passkeys/remove", {"passkey": number}).status == 404
    )
    page = alice.post("/account/factors/passkeys/remove", {"passkey": number})
    assert "Kitchen" not in page.main
    assert not factors.has_some(1)


def test_a_site_without_a_name_offers_no_passkeys(app, visitor, monkeypatch):
    figures = replace(app.config["SETTINGS"], public_url="http://127.0.0.1:8000")
    monkeypatch.setitem(app.config, "SETTINGS", figures)
    assert not visitor().see("/sign-in").select("[data-passkey]")
    visitor("alice").see("/account/factors/passkeys", status=404)
    assert "opened by figures" in visitor("alice").see("/account/factors").main
    assert visitor().post("/sign-in/passkey/ask").status == 422
    assert visitor().post("/sign-in/passkey", {"passkey": "{}"}).h1 == "Sign in"
