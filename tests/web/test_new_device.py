"""A letter about a sign-in from a device that was not here lately."""

import pyotp
import pytest

from community.accounts import commands, totp
from community.accounts.models import Account, Purpose, SignIn
from community.accounts.passwords import hash_password
from community.core import clock
from community.core.db import db, start_writing
from community.core.visible import unscoped
from tests.cast import PASSWORD
from tests.letters import letters
from tests.mail import html_of, outbox, written

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Firefox/140.0"
NEWER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Firefox/144.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Safari/605"
NOON = "2017-09-01 12:00"
ALICE = "alice@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def alice(app, at):
    """Alice can sign in, and was here with Firefox on Windows at noon."""
    at(NOON)
    start_writing()
    db.session.get_one(Account, 1).password_hash = hash_password(PASSWORD)
    was_here("Firefox Windows")
    db.session.commit()


def was_here(device, **more):
    now = clock.now()
    row = SignIn(token_hash=device, account_id=1, ends_at=now, device=device, **more)
    db.session.add(row)
    db.session.flush()


def comes(browser, agent=FIREFOX, password=PASSWORD):
    data = {"csrf_token": browser.token(), "email": ALICE, "password": password}
    return browser.client.post("/sign-in", data=data, headers={"User-Agent": agent})


def told():
    return [(one.to, one.facts["device"]) for one in letters("new-device")]


@pytest.mark.parametrize("agent", [FIREFOX, NEWER])
def test_a_device_that_was_here_is_no_news_and_nor_is_its_new_version(visitor, agent):
    comes(visitor(), agent)
    assert told() == []


def test_another_device_is_told_once(visitor):
    comes(visitor(), SAFARI)
    comes(visitor(), SAFARI)
    assert told() == [(ALICE, "Safari on iPhone")]


def test_a_browser_that_says_nothing_of_itself_is_told_as_a_browser(visitor):
    comes(visitor(), "")
    assert told() == [(ALICE, "a browser")]


def test_what_somebody_else_uses_is_new_for_her(visitor):
    start_writing()
    db.session.scalars(unscoped("test", SignIn)).one().account_id = 2
    db.session.commit()
    comes(visitor())
    assert told() == [(ALICE, "Firefox on Windows")]


@pytest.mark.parametrize(
    ("then", "new"), [("2017-10-01 11:59", False), ("2017-10-01 12:00", True)]
)
def test_a_device_is_new_again_after_thirty_days(visitor, at, then, new):
    at(then)
    comes(visitor())
    assert bool(told()) is new


def test_signing_out_makes_no_device_new(visitor):
    browser = visitor()
    comes(browser, SAFARI)
    browser.post("/sign-out", follow=False)
    comes(visitor(), SAFARI)
    assert len(told()) == 1


def test_a_device_that_was_signed_out_from_elsewhere_is_new(visitor):
    visitor("alice").post("/account/sessions/end")
    comes(visitor())
    assert told() == [(ALICE, "Firefox on Windows")]


def test_a_wrong_password_tells_nothing_and_is_no_visit(visitor):
    comes(visitor(), SAFARI, "not her password at all")
    assert told() == []
    comes(visitor(), SAFARI)
    assert len(told()) == 1


def test_the_first_visit_is_no_news(visitor):
    start_writing()
    db.session.get_one(Account, 1).first_visit_done = False
    db.session.commit()
    comes(visitor(), SAFARI)
    assert told() == []


def test_who_owes_the_second_factor_was_not_here_yet(visitor):
    start_writing()
    totp.put(1, SECRET)
    db.session.commit()
    browser = visitor()
    comes(browser, SAFARI)
    assert told() == [], "nobody came in"
    comes(browser, SAFARI)
    code = pyotp.TOTP(SECRET).at(clock.now())
    sent = {"csrf_token": browser.token(), "code": code}
    agent = {"User-Agent": SAFARI}
    browser.client.post("/sign-in/second", data=sent, headers=agent)
    assert told() == [(ALICE, "Safari on iPhone")]


def test_a_link_by_mail_is_told_like_a_password(visitor):
    start_writing()
    token = commands.make_token(
        db.session.get_one(Account, 1), Purpose.SIGN_IN, commands.SOON
    )
    db.session.commit()
    browser = visitor()
    browser.client.post(
        f"/sign-in/link/{token}", data={"csrf_token": browser.token()},
        headers={"User-Agent": SAFARI},
    )  # fmt: skip
    assert told() == [(ALICE, "Safari on iPhone")]


def test_the_letter_says_from_where_and_leads_to_the_account(app, visitor):
    comes(visitor(), SAFARI)
    letter = written(app, outbox())["new-device"]
    assert letter.to == [ALICE]
    assert len(letter.subject) < 70
    words = " ".join(letter.body.split())
    assert "signed in to your account from Safari on iPhone" in words
    assert "change your password, and choose “Sign out everywhere else”" in words
    home = app.config["SETTINGS"].public_url
    assert f'href="{home}/account/"' in html_of(letter)
