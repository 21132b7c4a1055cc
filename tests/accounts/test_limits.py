"""How often somebody may try to sign in: each number, each end, and no way around."""

import pytest

from community.accounts import limits
from community.accounts.limits import ACCOUNT, EVERYBODY, LIMITS, NETWORK
from community.core import clock
from community.core.db import db
from community.core.errors import TooMany
from community.core.limits import LimitCount
from community.core.visible import unscoped
from community.web import net, sign_in

FIVE, HALF, DAY = 300, 1800, 86_400
SAID = {
    "sign-in": {ACCOUNT: (10, FIVE), NETWORK: (30, FIVE), EVERYBODY: (1000, FIVE)},
    "known browser": {ACCOUNT: (10, FIVE)},
    "passkey": {NETWORK: (30, FIVE), EVERYBODY: (1000, FIVE)},
    "reset": {ACCOUNT: (5, DAY), NETWORK: (25, FIVE), EVERYBODY: (1000, FIVE)},
    "sign-in link": {ACCOUNT: (10, DAY), NETWORK: (25, FIVE), EVERYBODY: (1000, FIVE)},
    "join": {NETWORK: (5, HALF), EVERYBODY: (1000, FIVE)},
    "confirm": {ACCOUNT: (5, DAY)},
    "change e-mail": {ACCOUNT: (5, DAY)},
    "second factor": {ACCOUNT: (10, FIVE)},
    "sudo": {ACCOUNT: (10, FIVE)},
    "sudo link": {ACCOUNT: (5, DAY)},
}
"""What we promise, beside the code that keeps it."""
EACH = [(what, per) for what in SAID for per in SAID[what]]


def test_the_limits_are_those_that_we_promise():
    found = {
        what: {one.per: (one.most, one.seconds) for one in those}
        for what, those in LIMITS.items()
    }
    assert found == SAID


def asks(what: str, per: limits.Per, number: int) -> None:
    """Try once more, so that only `per` is the same each time."""
    other = str(number)
    limits.check(
        what,
        account="mine" if per is ACCOUNT else other,
        network="here" if per is NETWORK else other,
    )


@pytest.mark.parametrize(("what", "per"), EACH)
def test_the_last_try_passes_the_next_waits_for_the_next_window(app, at, what, per):
    most, seconds = SAID[what][per]
    at("2017-09-01 00:00:00")
    for number in range(most):
        asks(what, per, number)
    with pytest.raises(TooMany) as refused:
        asks(what, per, most)
    assert refused.value.retry_after == seconds
    began = clock.now().timestamp()
    moment = clock.now().fromtimestamp(began + seconds - 1, clock.now().tzinfo)
    clock.set_source(lambda: moment)
    with pytest.raises(TooMany) as refused:
        asks(what, per, most + 1)
    assert refused.value.retry_after == 1
    later = clock.now().fromtimestamp(began + seconds, clock.now().tzinfo)
    clock.set_source(lambda: later)
    asks(what, per, most + 2)


def test_around_the_end_of_a_window_there_may_be_twice_as_many_and_no_more(app, at):
    at("2017-09-01 12:04:59")
    for number in range(10):
        asks("sign-in", ACCOUNT, number)
    at("2017-09-01 12:05:00")
    for number in range(10):
        asks("sign-in", ACCOUNT, number)
    with pytest.raises(TooMany):
        asks("sign-in", ACCOUNT, 10)


@pytest.mark.parametrize(
    "spelt", ["alice@example.org", "ALICE@EXAMPLE.ORG", " Alice@Example.org\t"]
)
def test_an_address_spelt_otherwise_is_the_same_account(app, at, spelt):
    at("2017-09-01 12:00:00")
    with app.test_request_context("/"):
        sign_in.throttle("sign-in", spelt)
    found = unscoped("test", LimitCount.who).where(LimitCount.what == "sign-in account")
    with app.test_request_context("/"):
        sign_in.throttle("sign-in", "alice@example.org")
    assert len(set(db.session.scalars(found))) == 1


@pytest.mark.parametrize(
    ("says", "from_", "counted"),
    [
        ("", "198.51.100.7", "198.51.100.7"),
        ("203.0.113.9", "198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "no address", "unknown"),
    ],
)
def test_what_a_browser_says_of_its_address_does_not_count(app, says, from_, counted):
    told = {"X-Forwarded-For": says, "Forwarded": f"for={says}", "X-Real-IP": says}
    with app.test_request_context(
        "/", headers=told, environ_base={"REMOTE_ADDR": from_}
    ):
        assert net.client_net() == counted


def test_no_address_and_no_password_is_kept_with_the_counts(app, at):
    at("2017-09-01 12:00:00")
    with app.test_request_context("/"):
        sign_in.throttle("reset", "alice@example.org")
    for row in db.session.scalars(unscoped("test", LimitCount)):
        assert "@" not in row.who


# ------------------------------------------------------------------ known browsers
def tries(known: str, number: int, network: str = "") -> list[bool]:
    """Try passwords for one account so often; tell whether a refusal was returned."""
    return [
        limits.check_password(
            account="mine", network=network or str(one), known=known
        ) is not None
        for one in range(number)
    ]  # fmt: skip


def test_whoever_is_known_by_nothing_is_refused_when_the_tries_are_used_up(app, at):
    at("2017-09-01 12:00:00")
    assert tries("", 10) == [False] * 10
    with pytest.raises(TooMany):
        tries("", 1)


def test_a_known_one_has_ten_tries_that_strangers_can_not_take(app, at):
    at("2017-09-01 12:00:00")
    tries("", 10)
    assert tries("hers", 10) == [True] * 10
    with pytest.raises(TooMany) as refused:
        tries("hers", 1)
    assert refused.value.retry_after == FIVE
    at("2017-09-01 12:05:00")
    assert tries("hers", 10) == [False] * 10
    with pytest.raises(TooMany):
        tries("hers", 1)
    assert tries("another", 1) == [True]


def test_a_known_one_waits_for_its_network_and_for_everybody(app, at):
    at("2017-09-01 12:00:00")
    for number in range(30):
        limits.check("sign-in", account=str(number), network="here")
    with pytest.raises(TooMany):
        tries("hers", 1, "here")
    for number in range(969):
        limits.check("sign-in", account=f"a{number}", network=f"b{number}")
    assert tries("hers", 1) == [False]
    with pytest.raises(TooMany):
        tries("hers", 1)
