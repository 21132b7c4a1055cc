"""Strangers use up the tries for an address: its owner's browser gets in all the same.

It is known by a cookie that is worth nothing else, and tells nobody whose it is.
"""

import re

import pyotp
import pytest
from flask import current_app
from itsdangerous import URLSafeSerializer

from community.accounts import commands, totp
from community.accounts.models import Account, Purpose, SignIn, State
from community.accounts.passwords import hash_password
from community.core import clock
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.limits import LimitCount
from community.core.visible import unscoped
from community.members import joining
from community.privacy import erasing, retention_rules
from community.web import sign_in as sign_in_page
from tests.cast import CAST, PASSWORD
from tests.letters import letters, link_of, work

ALICE, BOB = "alice@example.org", "bob@example.org"
WRONG, NEW = "not her password at all", "seven kettles on a shelf"
NOON = "2017-09-01 12:00"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FAR = "198.51.100.7"
NUMBER = re.compile(r'name="csrf_token"[^>]*"|\b[0-9a-f]{16}\b')
"""What differs from answer to answer."""


@pytest.fixture(autouse=True)
def everybody(app, at):
    """The cast can sign in; it is noon."""
    at(NOON)
    start_writing()
    hashed = hash_password(PASSWORD)
    for account in db.session.scalars(unscoped("test", Account)):
        account.password_hash = hashed
    db.session.commit()


def sign_in(browser, password=PASSWORD, email=ALICE):
    data = {"email": email, "password": password}
    return browser.post("/sign-in", data, follow=False).status


def closed(browser):
    """Close the browser: what has no end of its own is gone."""
    browser.client.delete_cookie("session_id")
    return browser


def known(visitor, email=ALICE):
    """Return a browser in which somebody signed in, and that was closed."""
    browser = visitor()
    assert sign_in(browser, email=email) == 302
    return closed(browser)


@pytest.fixture
def besieged(visitor):
    """Let a stranger use up the tries for an address."""

    def tries(email=ALICE):
        stranger = visitor()
        stranger.client.environ_base["REMOTE_ADDR"] = FAR
        for _try in range(10):
            sign_in(stranger, WRONG, email)
        assert sign_in(stranger, PASSWORD, email) == 429
        return stranger

    return tries


def cookie_of(browser):
    return browser.client.get_cookie("known")


def counted(what):
    db.session.expire_all()
    found = unscoped("test", LimitCount.count).where(LimitCount.what == what)
    return sorted(db.session.scalars(found))


# ------------------------------------------------------------------ getting in
@pytest.mark.parametrize("spelt", [ALICE, " ALICE@Example.org "])
def test_a_strangers_tries_do_not_keep_her_browser_out(visitor, at, besieged, spelt):
    alice = known(visitor)
    at("2017-09-02 12:00")
    stranger = besieged()
    assert sign_in(visitor()) == 429, "nor is any other browser let in"
    assert sign_in(alice, email=spelt) == 302
    assert alice.see("/account/").h1 == "Account"
    assert sign_in(stranger) == 429


def test_they_do_so_for_as_long_as_the_stranger_goes_on(visitor, at, besieged):
    alice = known(visitor)
    for minute in (10, 15, 20):
        at(f"2017-09-01 12:{minute}")
        besieged()
        assert sign_in(closed(alice)) == 302


def by_a_link(app, browser):
    browser.post("/sign-in/link", {"email": ALICE})
    work(app)
    browser.post(link_of("sign-in-link"), follow=False)


def by_a_new_password(app, browser):
    browser.post("/forgotten", {"email": ALICE})
    work(app)
    browser.post(link_of("reset"), {"password": PASSWORD}, follow=False)


@pytest.mark.parametrize("way", [by_a_link, by_a_new_password])
def test_whoever_reads_her_letters_is_known_too(app, visitor, besieged, way):
    besieged()
    browser = visitor()
    way(app, browser)
    assert sign_in(closed(browser)) == 302


def test_who_owes_the_second_step_is_known_by_the_first(visitor, besieged):
    start_writing()
    totp.put(1, SECRET)
    db.session.commit()
    alice = known(visitor)
    besieged()
    assert sign_in(alice) == 302
    sent = {"code": pyotp.TOTP(SECRET).at(clock.now())}
    assert alice.post("/sign-in/second", sent, follow=False).status == 302
    assert sign_in(closed(alice)) == 302


def test_a_fresh_proof_keeps_her_browser_known(visitor, at, besieged):
    alice = visitor()
    sign_in(alice)
    before = cookie_of(alice).value
    at("2017-09-01 12:30")
    alice.post("/account/sure", {"sure-password": PASSWORD})
    assert cookie_of(alice).value != before
    besieged()
    assert sign_in(closed(alice)) == 302


def test_a_new_password_by_a_letter_is_no_visit_yet(app, visitor):
    by_a_new_password(app, browser := visitor())
    (row,) = db.session.scalars(unscoped("test", SignIn))
    assert (row.half, row.ends_at, row.account_id) == (True, clock.now(), 1)
    assert browser.client.get_cookie("session_id") is None
    sign_in(browser)
    assert [one.to for one in letters("new-device")] == [ALICE], "told as ever"


def test_a_newcomer_confirms_an_address_while_a_stranger_tries(visitor, besieged):
    start_writing()
    account = db.session.get_one(Account, CAST["pat"].id)
    token = commands.make_token(account, Purpose.CONFIRM, commands.DAY)
    email = account.email
    db.session.commit()
    besieged(email)
    there = f"/confirm/{token}"
    late = visitor().post(there, {"password": WRONG}, follow=False)
    assert late.status == 429
    done = visitor().post(there, {"password": PASSWORD}, follow=False)
    assert done.status == 302


def test_by_a_letter_nobody_guesses_more_often_either(visitor, besieged):
    start_writing()
    account = db.session.get_one(Account, CAST["pat"].id)
    token = commands.make_token(account, Purpose.CONFIRM, commands.DAY)
    db.session.commit()
    for _try in range(10):
        visitor().post(f"/confirm/{token}", {"password": WRONG}, follow=False)
    sent = {"password": PASSWORD}
    assert visitor().post(f"/confirm/{token}", sent, follow=False).status == 429


# ------------------------------------------------------------------ its own limits
def test_ten_tries_in_five_minutes_for_a_known_browser_too(visitor, at, besieged):
    alice = known(visitor)
    at("2017-09-01 12:05")
    besieged()
    for _try in range(10):
        assert sign_in(alice, WRONG) == 429
    assert counted("known browser account")[-1] == 10
    assert sign_in(alice) == 429, "the right one comes too late"
    at("2017-09-01 12:10")
    besieged()
    assert sign_in(alice) == 302


def test_its_tries_count_with_all_for_the_address(visitor, at):
    alice = known(visitor)
    at("2017-09-01 12:05")
    for _try in range(10):
        assert sign_in(alice, WRONG) == 422
    assert sign_in(alice) == 429, "it has no more tries than others"
    assert sign_in(visitor()) == 429


def test_thirty_tries_from_its_network_are_enough(visitor, at, besieged):
    alice = known(visitor)
    at("2017-09-01 12:05")
    besieged()
    for number in range(30):
        sign_in(visitor(), WRONG, f"a{number}@example.org")
    assert sign_in(alice) == 429
    alice.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert sign_in(alice) == 302


def test_a_wrong_password_is_written_down(visitor, besieged):
    alice = known(visitor)
    besieged()
    found = unscoped("test", AuditEvent.id).where(
        AuditEvent.act == Act.SIGN_IN, AuditEvent.outcome == "refused"
    )
    before = len(db.session.scalars(found).all())
    sign_in(alice, WRONG)
    assert len(db.session.scalars(found).all()) == before + 1


# ------------------------------------------------------------------ nothing else
def test_what_it_is_told_is_what_a_stranger_is_told(visitor, besieged):
    alice = known(visitor)
    stranger = besieged()
    sent = {"email": ALICE, "password": WRONG}
    told = [one.post("/sign-in", sent) for one in (alice, stranger)]
    assert [one.response.headers["Retry-After"] for one in told] == ["300", "300"]
    mine, theirs = (NUMBER.sub("", one.html) for one in told)
    assert mine == theirs


@pytest.mark.parametrize("email", [ALICE, BOB, "nobody@example.org"])
def test_for_every_address_as_much_is_reckoned(visitor, besieged, monkeypatch, email):
    alice = known(visitor)
    stranger = besieged(email)
    reckoned, real = [], sign_in_page.matches

    def matches(stored, password):
        reckoned.append(stored)
        return real(stored, password)

    monkeypatch.setattr(sign_in_page, "matches", matches)
    assert sign_in(alice, WRONG, email) == 429
    assert len(reckoned) == 1
    assert (reckoned[0] is not None) is (email == ALICE), "only what is its own"
    sign_in(stranger, WRONG, email)
    assert len(reckoned) == 1, "for whom nobody knows nothing is"


def signed(words, salt="known browser", secret=None):
    return URLSafeSerializer(secret or current_app.secret_key, salt=salt).dumps(words)


def stored():
    return db.session.scalars(unscoped("test", SignIn.token_hash)).first()


FORGED = {
    "nothing": lambda: "",
    "noise": lambda: "\xff.\x00.;",
    "the hash alone": stored,
    "signed by another key": lambda: signed(stored(), secret="another key"),
    "signed for something else": lambda: signed(stored(), salt="unsubscribe"),
    "another hash": lambda: signed("0" * 64),
    "a list": lambda: signed([stored()]),
    "no words": lambda: signed(None),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_is_made_up_is_worth_nothing(app, visitor, besieged, what):
    known(visitor)
    besieged()
    with app.test_request_context():
        made = FORGED[what]()
    browser = visitor()
    browser.client.set_cookie("known", made)
    assert sign_in(browser) == 429


def test_what_we_made_is_worth_something(app, visitor, besieged):
    known(visitor)
    besieged()
    with app.test_request_context():
        made = signed(stored())
    browser = visitor()
    browser.client.set_cookie("known", made)
    assert sign_in(browser) == 302


def test_somebody_elses_browser_is_a_stranger(visitor, besieged):
    known(visitor)
    bob = known(visitor, BOB)
    besieged()
    assert sign_in(bob) == 429
    assert sign_in(bob, email=BOB) == 302


def test_it_lets_nobody_in(visitor):
    alice = known(visitor)
    assert alice.get("/account/").status_code == 302
    alice.client.set_cookie("session_id", cookie_of(alice).value)
    assert alice.get("/account/").status_code == 302
    assert sign_in(alice, WRONG) == 422


def test_its_cookie_is_for_this_site_alone(visitor):
    data = {"email": ALICE, "password": PASSWORD}
    done = visitor().post("/sign-in", data, follow=False)
    sent = done.response.headers.getlist("Set-Cookie")
    (cookie,) = [one for one in sent if one.startswith("known=")]
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={2_592_000 + 43_200}"):
        assert part in cookie
    assert "alice" not in cookie


# ------------------------------------------------------------------ its end
def copied(visitor, browser):
    """Return another browser with what this one was given."""
    other = visitor()
    other.client.set_cookie("known", cookie_of(browser).value)
    return other


def test_signing_out_takes_it_away(visitor, besieged):
    alice = visitor()
    sign_in(alice)
    thief = copied(visitor, alice)
    left = alice.post("/sign-out", follow=False)
    gone = [one for one in left.response.headers.getlist("Set-Cookie") if "=;" in one]
    assert [one.split("=")[0] for one in gone] == ["session_id", "known"]
    assert cookie_of(alice) is None
    besieged()
    assert sign_in(alice) == 429
    assert sign_in(thief) == 429, "nor is a copy worth anything"


def test_signing_in_again_ends_what_was_given_before(visitor, besieged):
    alice = visitor()
    sign_in(alice)
    thief = copied(visitor, alice)
    sign_in(alice)
    besieged()
    assert sign_in(thief) == 429
    assert sign_in(alice) == 302


def chooses_another(visitor):
    visitor("alice").post("/account/password", {"fresh": NEW})


def signs_out_elsewhere(visitor):
    visitor("alice").post("/account/sessions/end")


def is_suspended(_visitor):
    start_writing()
    joining.put(db.session.get_one(Account, 1), State.SUSPENDED)
    db.session.commit()


def is_erased(_visitor):
    start_writing()
    erasing.erase(1)
    db.session.commit()


@pytest.mark.parametrize(
    "ends", [chooses_another, signs_out_elsewhere, is_suspended, is_erased]
)
def test_what_ends_sessions_elsewhere_ends_it(visitor, besieged, ends):
    alice = known(visitor)
    ends(visitor)
    besieged()
    assert sign_in(alice, NEW if ends is chooses_another else PASSWORD) == 429


@pytest.mark.parametrize(
    ("then", "status"), [("2017-10-01 11:59", 302), ("2017-10-01 12:00", 429)]
)
def test_it_ends_thirty_days_after_the_last_use(visitor, at, besieged, then, status):
    alice = visitor()
    sign_in(alice)
    kept = cookie_of(alice).value
    at(then)
    besieged()
    alice.client.set_cookie("known", kept)
    assert sign_in(closed(alice)) == status


def test_it_goes_with_the_row_that_retention_lets_go(visitor, at):
    known(visitor)
    at("2017-10-02 00:00")
    entity, where = retention_rules.sessions()
    assert entity is SignIn
    assert db.session.scalars(unscoped("test", SignIn).where(where)).all()
