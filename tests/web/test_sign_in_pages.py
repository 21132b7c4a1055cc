"""Signing in and out, joining, a forgotten password: what each person is told."""

import re

import pytest

from community.accounts import commands, invitations
from community.accounts.models import Account, InvitationKind, Purpose, SignIn, State
from community.accounts.passwords import hash_password, matches
from community.core.db import db, start_writing
from community.core.journal import Act, AuditEvent
from community.core.outbox import Job
from community.core.visible import unscoped
from community.vocabulary.commands import set_setting
from community.web import sign_in as sign_in_page
from tests.cast import CAST, PASSWORD, mark_of
from tests.letters import link_of, work

NEW = "seven kettles on a shelf"
JOINER = {
    "name": "Nia Bell", "email": "nia@example.org", "password": NEW,
    "rules": "y", "adult": "y",
}  # fmt: skip
MOMENT = re.compile(r'(value="[^"]*"[^>]*csrf|csrf[^>]*value="[^"]*")|\b[0-9a-f]{16}\b')


@pytest.fixture
def with_passwords(app):
    """The cast can sign in."""
    start_writing()
    hashed = hash_password(PASSWORD)
    for account in db.session.scalars(unscoped("test", Account)):
        account.password_hash = hashed
    db.session.commit()


def mode(name):
    start_writing()
    set_setting("join_mode", name)
    db.session.commit()


def body(page, *words):
    """Return a page without form tokens, and without what was typed."""
    text = MOMENT.sub("", page.html)
    for word in words:
        text = text.replace(word, "")
    return text


def mails(kind):
    found = unscoped("test", Job).where(Job.kind == kind)
    return db.session.scalars(found.order_by(Job.id)).all()


@pytest.fixture
def worked(app):
    """Do what waits in the outbox, as a worker does."""
    return lambda: work(app)


def sign_in(browser, email, password=PASSWORD, **more):
    data = {"email": email, "password": password, **more}
    return browser.post("/sign-in", data, follow=False)


# ------------------------------------------------------------------ signing in and out
def test_signs_in_with_any_case_of_the_address(visitor, with_passwords):
    browser = visitor()
    done = sign_in(browser, " Alice@Example.ORG ")
    assert done.status == 302
    assert browser.see("/account/").h1 == "Account"
    acts = unscoped("test", AuditEvent.actor).where(AuditEvent.act == Act.SIGN_IN)
    assert db.session.scalars(acts).all() == [mark_of(1)]


def test_the_cookie_is_for_this_site_alone(visitor, with_passwords):
    done = sign_in(visitor(), "alice@example.org", keep="y")
    cookie = next(
        value
        for value in done.response.headers.getlist("Set-Cookie")
        if value.startswith("session_id=")
    )
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert part in cookie
    secret = cookie.split("=", 1)[1].split(";")[0]
    stored = db.session.scalars(unscoped("test", SignIn.token_hash)).one()
    assert stored == commands.hash_of(secret)


def test_signing_out_ends_the_session_for_good(visitor, with_passwords):
    browser = visitor()
    sign_in(browser, "alice@example.org")
    kept = browser.client.get_cookie("session_id").value
    left = browser.post("/sign-out", follow=False)
    assert "storage" in left.response.headers["Clear-Site-Data"]
    browser.client.set_cookie("session_id", kept)
    assert browser.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.org", "not her password at all"),
        ("nobody@example.org", PASSWORD),
        ("nobody@example.org", "not a password at all"),
        ("mo@example.org", "not his password at all"),
    ],
)
def test_every_failed_sign_in_looks_the_same(visitor, with_passwords, email, password):
    start_writing()
    db.session.get_one(Account, 8).state = State.SUSPENDED
    db.session.commit()
    first = sign_in(visitor(), "alice@example.org", "wrong wrong wrong wrong")
    page = sign_in(visitor(), email, password)
    assert page.status == first.status == 422
    assert body(page, email) == body(first, "alice@example.org")


@pytest.mark.parametrize("outdated", [False, True])
def test_a_password_that_is_replaced_meanwhile_signs_nobody_in(
    visitor, with_passwords, monkeypatch, outdated
):
    real, fresh = sign_in_page.start_writing, hash_password(NEW)

    def replaced():
        real()
        commands.change_password(db.session.get_one(Account, 1), fresh)
        db.session.commit()
        real()

    monkeypatch.setattr(sign_in_page, "start_writing", replaced)
    monkeypatch.setattr(sign_in_page, "is_outdated", lambda _hash: outdated)
    browser = visitor()
    page = sign_in(browser, "alice@example.org")
    assert page.status == 422
    assert "do not match" in page.main
    assert browser.get("/account/").status_code == 302
    db.session.expire_all()
    assert db.session.get_one(Account, 1).password_hash == fresh
    assert db.session.scalars(unscoped("test", SignIn.id)).all() == []
    monkeypatch.setattr(sign_in_page, "start_writing", real)
    assert sign_in(browser, "alice@example.org", NEW).status == 302


def test_what_was_typed_stays_but_never_the_password(visitor):
    page = sign_in(visitor(), "alice@example.org", "secret secret secret")
    assert page.select("#email")[0]["value"] == "alice@example.org"
    assert "secret" not in page.html


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/members/", "/members/"),
        ("//evil.example", "/suggestions/"),
        ("https://evil.example/", "/suggestions/"),
        ("/\\evil.example", "/suggestions/"),
        ("/\tevil", "/suggestions/"),
        ("javascript:alert(1)", "/suggestions/"),
    ],
)
def test_afterwards_one_is_where_one_wanted_to_go(
    visitor, with_passwords, wanted, there
):
    done = sign_in(visitor(), "alice@example.org", next=wanted)
    assert done.response.headers["Location"] == there


def test_whoever_waits_is_told_for_what(visitor, with_passwords):
    browser = visitor()
    sign_in(browser, "pat@example.org")
    assert browser.see("/waiting").h1 == "An organiser will open your account"


# ------------------------------------------------------------------ limits
def test_ten_tries_for_an_account_in_five_minutes(visitor, with_passwords, at):
    at("2017-09-01 12:00")
    for number in range(10):
        email = "ALICE@example.org" if number % 2 else "alice@example.org "
        assert sign_in(visitor(), email, "wrong wrong wrong").status == 422
    late = sign_in(visitor(), "alice@example.org")
    assert late.status == 429
    assert late.response.headers["Retry-After"] == "300"
    at("2017-09-01 12:05")
    assert sign_in(visitor(), "alice@example.org").status == 302


def test_an_unknown_address_is_limited_alike(visitor, at):
    at("2017-09-01 12:00")
    for _try in range(10):
        assert sign_in(visitor(), "nobody@example.org").status == 422
    assert sign_in(visitor(), "nobody@example.org").status == 429


def test_thirty_tries_from_one_network_whatever_it_says_of_itself(visitor, at):
    at("2017-09-01 12:00")
    browser = visitor()
    for number in range(30):
        browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"10.0.0.{number}"
        assert sign_in(browser, f"a{number}@example.org").status == 422
    assert sign_in(browser, "other@example.org").status == 429
    other = visitor()
    other.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert sign_in(other, "other@example.org").status == 422


def test_addresses_of_one_ipv6_network_count_together(visitor, at):
    at("2017-09-01 12:00")
    for number in range(30):
        browser = visitor()
        browser.client.environ_base["REMOTE_ADDR"] = f"2001:db8::{number:x}"
        sign_in(browser, f"a{number}@example.org")
    browser.client.environ_base["REMOTE_ADDR"] = "2001:db8::ffff"
    assert sign_in(browser, "other@example.org").status == 429
    browser.client.environ_base["REMOTE_ADDR"] = "2001:db8:0:1::1"
    assert sign_in(browser, "other@example.org").status == 422


def test_five_people_of_a_network_ask_to_join_in_half_an_hour(visitor, at):
    mode("approval")
    at("2017-09-01 12:00")
    for number in range(5):
        visitor().post("/join", JOINER | {"email": f"n{number}@example.org"})
    assert visitor().post("/join", JOINER).status == 429


def test_trusted_invitations_are_not_limited_by_network(visitor, at):
    at("2017-09-01 12:00")
    for number in range(7):
        start_writing()
        email = f"n{number}@example.org"
        token = invitations.invite(CAST["olu"].viewer, InvitationKind.TRUSTED, email)
        db.session.commit()
        page = visitor().post(f"/join/{token}", JOINER | {"email": email})
        assert page.h1 == "Sign in"


# ------------------------------------------------------------ a forgotten password
def test_a_known_and_an_unknown_address_get_the_same_answer(visitor, worked):
    known = visitor().post("/forgotten", {"email": "alice@example.org"})
    unknown = visitor().post("/forgotten", {"email": "nobody@example.org"})
    assert body(known) == body(unknown)
    assert "If that address has an account" in known.main
    worked()
    assert [mail.to for mail in mails("reset")] == ["alice@example.org"]


def test_a_new_password_by_link(visitor, with_passwords, worked):
    signed_in = visitor("alice")
    visitor().post("/forgotten", {"email": "alice@example.org"})
    worked()
    link = link_of("reset")
    weak = visitor().post(link, {"password": "short"})
    assert weak.status == 422
    assert "15 letters or more" in weak.main
    named = visitor().post(link, {"password": "marsh marsh marsh"})
    assert named.status == 422
    assert "guess" in named.main
    done = visitor().post(link, {"password": NEW})
    assert "Your new password holds" in done.main
    assert signed_in.get("/account/").status_code == 302, "other sessions have ended"
    assert sign_in(visitor(), "alice@example.org", NEW).status == 302
    assert visitor().see(link, status=410).h1 == "This link has ended"
    assert visitor().post(link, {"password": NEW}).status == 410


@pytest.mark.parametrize("path", ["/reset/", "/confirm/", "/join/", "/account/email/"])
def test_a_link_that_never_was_has_ended_too(visitor, path):
    visitor().see(path + "unknown", status=410)


def test_looking_at_a_link_does_not_use_it(visitor):
    start_writing()
    alice = db.session.get_one(Account, 1)
    reset = commands.make_token(alice, Purpose.RESET, commands.SHORT)
    confirm = commands.make_token(alice, Purpose.CONFIRM, commands.DAY)
    db.session.commit()
    for _look in range(2):
        visitor().see(f"/reset/{reset}")
        visitor().see(f"/confirm/{confirm}")


def test_five_resets_a_day_for_one_address(visitor, at):
    at("2017-09-01 12:00")
    for _try in range(5):
        visitor().post("/forgotten", {"email": "alice@example.org"})
    assert visitor().post("/forgotten", {"email": "Alice@example.org"}).status == 429


# ------------------------------------------------------------------ joining
def test_by_invitation_alone_nobody_can_ask(visitor):
    page = visitor().see("/join")
    assert page.h1 == "People join by invitation"
    assert visitor().post("/join", JOINER).h1 == "People join by invitation"
    found = unscoped("test", Account.id).where(Account.email == JOINER["email"])
    assert db.session.scalar(found) is None


@pytest.mark.parametrize(
    ("name", "state"), [("approval", State.PENDING), ("open", State.ACTIVE)]
)
def test_the_mode_decides_what_follows_the_confirmed_address(
    visitor, worked, name, state
):
    mode(name)
    assert visitor().post("/join", JOINER).h1 == "Look at your mail"
    worked()
    page = visitor().post(link_of("confirm"), {"password": NEW})
    assert "Your address is confirmed" in page.main
    found = unscoped("test", Account).where(Account.email == JOINER["email"])
    account = db.session.scalars(found).one()
    assert account.state is state
    assert account.adult
    assert account.rules_version == commands.RULES_VERSION
    assert matches(account.password_hash, NEW)


def test_joining_with_a_known_address_looks_like_any_other(visitor, worked):
    mode("approval")
    new = visitor().post("/join", JOINER)
    known = visitor().post("/join", JOINER | {"email": "alice@example.org"})
    assert body(new) == body(known)
    worked()
    assert [mail.to for mail in mails("already-here")] == ["alice@example.org"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "", "Enter your name"),
        ("name", "n" * 121, "120 letters"),
        ("email", "", "Enter your e-mail address"),
        ("email", "nia@", "name@example.org"),
        ("password", "", "Choose a password"),
        ("password", "nia bell nia bell", "guess"),
        ("rules", "", "house rules"),
        ("adult", "", "18 or older"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(visitor, field, value, told):
    mode("approval")
    page = visitor().post("/join", JOINER | {field: value})
    assert page.status == 422
    assert told in " ".join(page.texts(".summary"))
    assert page.select(f"#{field}")[0]["aria-invalid"] == "true"
    if field != "name":
        assert page.select("#name")[0]["value"] == JOINER["name"]
    assert NEW not in page.html


def test_an_invited_address_is_filled_in_and_no_other_is_taken(visitor):
    start_writing()
    token = invitations.invite(
        CAST["olu"].viewer, InvitationKind.TRUSTED, "nia@example.org"
    )
    db.session.commit()
    page = visitor().see(f"/join/{token}")
    assert page.select("#email")[0]["value"] == "nia@example.org"
    other = visitor().post(f"/join/{token}", JOINER | {"email": "bob@example.org"})
    assert other.status == 422
    assert "the address that the invitation was sent to" in other.main
    assert "Sign in" in visitor().post(f"/join/{token}", JOINER).h1
    visitor().see(f"/join/{token}", status=410)
    assert sign_in(visitor(), "nia@example.org", NEW).status == 302


def test_the_link_to_confirm_can_be_sent_again(visitor, worked, at):
    mode("open")
    at("2017-09-01 12:00")
    visitor().post("/join", JOINER)
    worked()
    browser = visitor()
    sign_in(browser, JOINER["email"], NEW)
    assert browser.see("/waiting").h1 == "Confirm your address first"
    for _again in range(5):
        browser.post("/waiting/mail")
    assert len(mails("confirm")) == 6
    assert browser.post("/waiting/mail").status == 429
