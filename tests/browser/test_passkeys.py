"""Passkeys in a real browser, with a device made of software; and the way without."""

import shutil

import pytest
from playwright.sync_api import expect

from community import settings
from tests.browser.serving import address_of, held_port, number_of, serving
from tests.browser.walker import Walkers

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def served(demo_database, tmp_path_factory):
    """The demo at an address with a name: browsers make no passkeys for figures."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(demo_database, folder / "community.sqlite3")
    port = held_port()
    number = number_of(port)
    chosen = settings.read(
        {
            "COMMUNITY_MODE": "demo",
            "COMMUNITY_DATA_DIR": str(folder),
            "COMMUNITY_PORT": str(number),
            "COMMUNITY_PUBLIC_URL": f"http://localhost:{number}",
            "COMMUNITY_LOG_LEVEL": "WARNING",
        }
    )
    with serving(chosen, port) as app:
        yield app


@pytest.fixture
def walk(browser, served):
    """Return a walker who signs in anew each time."""
    walkers = Walkers(browser, address_of(served))
    yield walkers.begin
    walkers.end()


def with_device(walker):
    """Give a browser a device that holds passkeys; return how to change it."""
    told = walker.context.new_cdp_session(walker.page)
    told.send("WebAuthn.enable")
    made = told.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def verified(yes):
        sent = {"authenticatorId": made["authenticatorId"], "isUserVerified": yes}
        told.send("WebAuthn.setUserVerified", sent)

    return verified


def by_password(walker, account):
    walker.open("/sign-in")
    walker.page.get_by_label("E-mail").fill(account["email"])
    walker.page.get_by_label("Password", exact=True).fill(account["password"])
    button = walker.page.get_by_role("button", name="Sign in", exact=True)
    walker.leads(button.click)


def sign_out(walker):
    walker.context.clear_cookies()


def add(walker, name):
    walker.open("/account/factors")
    walker.follow("Add a passkey")
    walker.page.get_by_label("What you want to call it").fill(name)
    walker.press("Add a passkey")


def test_a_passkey_is_added_signs_in_alone_and_as_the_second_step(walk, accounts):
    walker = walk()
    verified = with_device(walker)
    by_password(walker, accounts["participant"])
    add(walker, "My laptop")
    assert walker.heading() == "Keep these recovery codes"
    walker.follow("I have kept them")
    expect(walker.page.get_by_text("My laptop", exact=True).first).to_be_visible()
    assert walker.fits()

    sign_out(walker)
    walker.open("/sign-in")
    walker.press("Sign in with a passkey")
    assert walker.page.url.endswith("/suggestions/")

    sign_out(walker)
    by_password(walker, accounts["participant"])
    assert walker.heading() == "One more step"
    verified(False)
    walker.page.get_by_role("button", name="Use a passkey").click()
    expect(walker.page.get_by_text("No passkey was used")).to_be_visible()
    verified(True)
    walker.press("Use a passkey")
    assert walker.page.url.endswith("/suggestions/")


def test_a_passkey_wakes_a_role_and_a_second_device_is_another_passkey(walk, accounts):
    walker = walk()
    with_device(walker)
    curator = accounts["curator"]
    by_password(walker, curator)
    walker.page.get_by_label("Code").fill(walker.code(curator["totp_secret"]))
    walker.press("Sign in", exact=True)
    add(walker, "Key on the ring")
    assert walker.heading() == "Keep these recovery codes"
    other = walk(width="phone")
    with_device(other)
    by_password(other, curator)
    other.page.get_by_label("Code").fill(other.code(curator["totp_secret"]))
    other.press("Sign in", exact=True)
    add(other, "My phone")
    assert other.heading() == "A second step to sign in"
    main = other.page.locator("main")
    assert "Key on the ring" in main.inner_text()
    assert "My phone" in main.inner_text()
    assert other.fits()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_without_scripts_an_app_does_all_that_a_passkey_does(walk, accounts, width):
    walker = walk(width=width, scripts=False)
    who = accounts["lead" if width == "phone" else "participant 2"]
    by_password(walker, who)
    walker.open("/account/factors/passkeys")
    expect(walker.page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    assert walker.fits()
    secret = walker.set_up_app()
    assert walker.fits()
    code = walker.page.locator("main ol code").first.inner_text()
    walker.follow("I have kept them")
    sign_out(walker)
    by_password(walker, who)
    assert walker.heading() == "One more step"
    assert walker.fits()
    walker.page.get_by_label("Code").fill("000000")
    walker.press("Sign in", exact=True)
    assert "did not fit" in walker.page.locator("main").inner_text()
    walker.page.get_by_label("Code").fill(walker.code(secret))
    walker.press("Sign in", exact=True)
    assert walker.page.url.endswith("/suggestions/")
    sign_out(walker)
    by_password(walker, who)
    walker.page.get_by_label("Code").fill(code)
    walker.press("Sign in", exact=True)
    assert walker.page.url.endswith("/suggestions/")
