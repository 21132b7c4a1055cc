"""Settings are read once; a bad value stops the start with a sentence."""

import dataclasses

import pytest

from community.settings import BadSetting, read

GOOD = {
    "COMMUNITY_SECRET_KEY": "x" * 32,
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
        ("SECRET_KEY", "short", "32 characters or more"),
        ("PUBLIC_URL", "http://people.example.org", "must start with https"),
        ("PORT", "eighty", "use a whole number"),
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
    ("port", "community_port", "found"),
    [("", "", 8000), ("9000", "", 9000), ("9000", "9100", 9100)],
)
def test_the_port_is_ours_or_the_machines(port, community_port, found):
    given = {"PORT": port, "COMMUNITY_PORT": community_port}
    assert read({**GOOD, **{k: v for k, v in given.items() if v}}).port == found
