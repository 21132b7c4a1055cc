"""No other site acts for somebody signed in here, and reading changes nothing."""

import pytest

from tests import sampling
from tests.privacy import stage
from tests.privacy.everywhere import (
    ROLES,
    SIDE,
    addresses,
    changed,
    checksums,
    come,
    send,
    some,
)

FORGED = {
    "no token": (False, {}),
    "another origin": (True, {"Origin": "https://evil.example"}),
    "an origin that hides": (True, {"Origin": "null"}),
    "a name that begins like ours": (True, {"Origin": "http://localhost.evil.example"}),
    "another site, says the browser": (True, {"Sec-Fetch-Site": "cross-site"}),
    "a sister site, says the browser": (True, {"Sec-Fetch-Site": "same-site"}),
}
FOREIGN = {"POST unsubscribe.index"}
"""What a letter's header lets a mail program do: the address alone says what."""


def test_the_exceptions_are_declared_at_their_doors(app):
    doors = {name: view.door for name, view in app.view_functions.items()}
    found = {
        one.name
        for one in addresses(app)
        if one.method != "GET" and doors[one.endpoint].foreign
    }
    assert found == FOREIGN


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_request_is_refused_and_changes_nothing(app, how):
    stage.fill()
    token, headers = FORGED[how]
    browser = come(app)
    unsafe = [one for one in addresses(app) if one.method != "GET"]
    unsafe = sampling.some(unsafe, 3, how)
    unsafe = [one for one in unsafe if one.name not in FOREIGN]
    for address in unsafe:
        browser(address.who)
    before = checksums()
    for address in unsafe:
        response = send(browser(address.who), address, token=token, headers=headers)
        assert response.status_code in (400, 403), (address.name, response.status_code)
    assert changed(before) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
def test_our_own_pages_are_not_taken_for_another_site(app, headers):
    (theme,) = [one for one in addresses(app) if one.endpoint == "pages.theme"]
    response = send(come(app)("alice"), theme, headers=headers)
    assert response.status_code == 302


@pytest.mark.parametrize("who", ROLES)
def test_reading_changes_no_table_but_side_records(app, who):
    stage.fill()
    reader = come(app)(who)
    before = checksums()
    for address in some(addresses(app), 2, who):
        send(reader, address)
    assert changed(before, but=SIDE) == []
