"""No other site acts for somebody signed in here, and reading changes nothing."""

import pytest

from community.accounts.models import Account
from community.accounts.passwords import hash_password
from community.core.db import db
from tests import sampling
from tests.assure import told
from tests.cast import PASSWORD
from tests.client import Visitor, forget
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
    "https instead of http elsewhere": (True, {"Origin": "https://localhost:1"}),
}
NOTED = {"audit_event", "limit_count"}
"""What a refusal leaves behind: that it was refused."""

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
    before, wrong = checksums(), []
    for address in unsafe:
        response = send(browser(address.who), address, token=token, headers=headers)
        if response.status_code not in (400, 403):
            wrong.append((address.name, response.status_code))
    told(f"forged requests: {how}", size=len(unsafe), failures=len(wrong))
    assert not wrong
    assert changed(before, but=NOTED) == []


TOKENS = {
    "somebody else's": lambda mine, other: other,
    "none": lambda mine, other: "",
    "half of one's own": lambda mine, other: mine[: len(mine) // 2],
    "one's own with another end": lambda mine, other: mine[:-1] + "AB"[mine[-1] == "A"],
}


@pytest.mark.parametrize("how", TOKENS)
def test_a_token_of_another_session_is_no_token(app, how):
    stage.fill()
    alice, bob = come(app)("alice"), come(app)("bob")
    sent = TOKENS[how](alice.token(), bob.token())
    (theme,) = [one for one in addresses(app) if one.endpoint == "pages.theme"]
    alice.token()
    forget()
    data = {"theme": "dark", "csrf_token": sent}
    assert alice.client.post(theme.path, data=data).status_code == 400


SIGN_IN = {"email": "alice@example.org", "password": PASSWORD}


@pytest.mark.parametrize("how", FORGED)
def test_nobody_is_signed_in_to_an_account_by_another_site(app, how):
    """Else one would write into an account whose owner reads along."""
    db.session.get(Account, 1).password_hash = hash_password(PASSWORD)
    db.session.commit()
    token, headers = FORGED[how]
    stranger = Visitor(app)
    data = {**SIGN_IN, **({"csrf_token": stranger.token()} if token else {})}
    forget()
    response = stranger.client.post("/sign-in", data=data, headers=headers)
    assert response.status_code in (400, 403)
    assert stranger.get("/members/").status_code == 302


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
        for method in ("HEAD", "OPTIONS"):
            forget()
            reader.client.open(address.path, method=method)
    assert changed(before, but=SIDE) == []
