"""Settings are read once; a bad value stops the start with a sentence."""

import base64
import dataclasses

import pytest

from community.app import create_app
from community.settings import DEMO_KEY, DEMO_SECRET, BadSetting, read
from community.web import known, sessions
from tests.databases import SECRET, VAULT

OTHER = base64.urlsafe_b64encode(bytes(range(32))).decode()

GOOD = {
    "COMMUNITY_SECRET_KEY": SECRET,
    "COMMUNITY_VAULT_KEYS": VAULT,
    "COMMUNITY_PUBLIC_URL": "https://people.example.org",
}


def test_production_is_the_default_and_insists_on_https_cookies():
    found = read(GOOD)
    assert (found.mode, found.demo, found.secure) == ("production", False, True)
    assert found.mail == "console"


def test_settings_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        read(GOOD).mode = "demo"


def test_the_demo_needs_nothing_and_stays_on_this_machine():
    assert read({"COMMUNITY_MODE": "demo"}).demo
    with pytest.raises(BadSetting, match=r"127\.0\.0\.1 in demo mode"):
        read({"COMMUNITY_MODE": "demo", "COMMUNITY_HOST": "0.0.0.0"})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MODE", "test", "use one of demo, production"),
        ("SECRET_KEY", "", "32 characters or more"),
        ("SECRET_KEY", "short", "32 characters or more"),
        ("SECRET_KEY", "x" * 64, "made at random"),
        ("SECRET_KEY", "secret" * 8, "made at random"),
        ("SECRET_KEY", DEMO_SECRET, "made at random"),
        ("VAULT_KEYS", "", "must hold a key"),
        ("VAULT_KEYS", "short", "must hold a key"),
        ("VAULT_KEYS", DEMO_KEY, "must hold a key"),
        ("VAULT_KEYS", "A" * 43 + "=", "must hold a key"),
        ("VAULT_KEYS", f"{VAULT},{DEMO_KEY}", "must hold a key"),
        ("PUBLIC_URL", "https://*", "must name one host"),
        ("PUBLIC_URL", "https://*.example.org", "must name one host"),
        ("PUBLIC_URL", "http://people.example.org", "must start with https"),
        ("PUBLIC_URL", "http://localhost.example.org", "must start with https"),
        ("PUBLIC_URL", "http://127.0.0.1.example.org", "must start with https"),
        ("PUBLIC_URL", "http://localhost@example.org", "must start with https"),
        ("PUBLIC_URL", "http://localhostess", "must start with https"),
        ("PUBLIC_URL", "https://", "an address with a host"),
        ("PUBLIC_URL", "https:///people", "an address with a host"),
        ("PUBLIC_URL", "https://:8000", "an address with a host"),
        ("PUBLIC_URL", "https://[people", "an address with a host"),
        ("PUBLIC_URL", "https://people.example.org:99999", "an address with a host"),
        ("PUBLIC_URL", "https://people.example.org:http", "an address with a host"),
        ("PUBLIC_URL", "https://people .example.org", "an address with a host"),
        ("PUBLIC_URL", "people.example.org", "an address with a host"),
        ("PUBLIC_URL", "ftp://localhost", "an address with a host"),
        ("PUBLIC_URL", "", "an address with a host"),
        ("PORT", "eighty", "use a whole number"),
        ("PORT", "²", "use a whole number from 1 to 65535"),
        ("PORT", "٨٠", "use a whole number from 1 to 65535"),
        ("PORT", "999999", "use a whole number from 1 to 65535"),
        ("PORT", "65536", "use a whole number from 1 to 65535"),
        ("PORT", "0", "use a whole number from 1 to 65535"),
        ("PORT", "9" * 5000, "use a whole number from 1 to 65535"),
        ("SMTP_PORT", "²", "use a whole number from 1 to 65535"),
        ("SMTP_PORT", "999999", "use a whole number from 1 to 65535"),
        ("PROXIES", "²", "use a whole number from 0 to 99"),
        ("PROXIES", "-1", "use a whole number"),
        ("MAIL", "pigeon", "use one of console, file, smtp"),
        ("PROJECT_REVIEW", "perhaps", "use on or off"),
        ("LOG_LEVEL", "loud", "use one of DEBUG, INFO, WARNING, ERROR"),
    ],
)
def test_a_bad_value_says_what_to_do(name, value, words):
    with pytest.raises(BadSetting, match=words) as refused:
        read({**GOOD, f"COMMUNITY_{name}": value})
    assert f"COMMUNITY_{name}" in str(refused.value)


@pytest.mark.parametrize(
    ("address", "secure"),
    [
        ("http://localhost", False), ("http://localhost:8000/", False),
        ("http://127.0.0.1:8000", False), ("http://[::1]:8000", False),
        ("https://localhost.example.org", True), ("HTTPS://people.example.org", True),
        ("https://people.example.org:8443", True),
    ],
)  # fmt: skip
def test_only_this_machine_is_reached_without_https(address, secure):
    found = read({**GOOD, "COMMUNITY_PUBLIC_URL": address})
    assert found.secure is secure
    assert found.public_url == address.rstrip("/")


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_an_address_needs_a_host_in_each_mode(mode):
    given = {**GOOD, "COMMUNITY_MODE": mode, "COMMUNITY_PUBLIC_URL": "https://"}
    with pytest.raises(BadSetting, match="an address with a host"):
        read(given)


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:9000"), ("::1", "http://[::1]:9000")],
)
def test_without_an_address_it_is_where_the_server_listens(host, address):
    demo = {"COMMUNITY_MODE": "demo", "PORT": "9000", "COMMUNITY_HOST": host}
    assert read(demo).public_url == address


@pytest.mark.parametrize("port", [1, 80, 65535])
def test_a_port_is_any_that_there_is(port):
    assert read({**GOOD, "COMMUNITY_PORT": str(port)}).port == port


def test_several_keys_of_the_vault_hold_the_newest_first():
    found = read({**GOOD, "COMMUNITY_VAULT_KEYS": f" {OTHER} , {VAULT}"})
    assert found.vault_keys == (OTHER, VAULT)


@pytest.mark.parametrize("value", ["1", "true", "on", "yes"])
def test_production_does_not_start_with_the_debugger(value):
    with pytest.raises(BadSetting, match="FLASK_DEBUG"):
        read({**GOOD, "FLASK_DEBUG": value})
    assert read({**GOOD, "FLASK_DEBUG": "0"}).mode == "production"


@pytest.mark.parametrize("name", ["SECRET_KEY", "VAULT_KEYS"])
def test_production_does_not_start_without_its_secrets(name):
    given = {key: value for key, value in GOOD.items() if not key.endswith(name)}
    with pytest.raises(BadSetting, match=name):
        read(given)


def test_by_https_the_cookie_is_bound_to_this_host(tmp_path):
    app = create_app(read({**GOOD, "COMMUNITY_DATA_DIR": str(tmp_path)}))
    with app.test_request_context(base_url=GOOD["COMMUNITY_PUBLIC_URL"]):
        assert sessions.cookie_name() == "__Host-session"
        assert known.cookie_name() == "__Host-known"
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-notes"
    assert app.config["SESSION_COOKIE_SECURE"]
    assert not app.debug
    assert "*" not in "".join(app.config["TRUSTED_HOSTS"])


@pytest.mark.parametrize(
    ("port", "community_port", "found"),
    [("", "", 8000), ("9000", "", 9000), ("9000", "9100", 9100)],
)
def test_the_port_is_ours_or_the_machines(port, community_port, found):
    given = {"PORT": port, "COMMUNITY_PORT": community_port}
    assert read({**GOOD, **{k: v for k, v in given.items() if v}}).port == found
