"""A link by mail that has ended: it says so, and leads on to a new one."""

import pytest

from community.accounts import commands
from community.accounts.models import Account, Purpose
from community.core.db import db, start_writing
from tests.client import Visitor

LINKS = {
    "/sign-in/link/gone": "/sign-in/link",
    "/reset/gone": "/forgotten",
    "/confirm/gone": "/waiting",
    "/account/email/gone": "/account/email",
    "/get-updates/confirm/gone": "/get-updates",
}
"""Where a new link is asked for, by the one that has ended."""


def again(page):
    return [
        link["href"]
        for link in page.select("main a.button")
        if link.get_text(strip=True) == "Ask for a new link"
    ]


@pytest.mark.parametrize(("link", "there"), LINKS.items())
def test_it_leads_to_where_a_new_one_is_asked_for_and_to_signing_in(
    visitor, link, there
):
    page = visitor().see(link, status=410)
    assert page.h1 == "This link has ended"
    assert again(page) == [there]
    assert "/sign-in" in page.links()


@pytest.mark.parametrize("there", LINKS.values())
def test_a_visitor_comes_to_a_form_from_there(visitor, there):
    page = visitor().see(there, follow=True)
    assert page.select("main form [type=email]")


def test_whoever_has_not_confirmed_signs_in_and_asks_anew(visitor):
    start_writing()
    db.session.get_one(Account, 1).state = "unconfirmed"
    db.session.commit()
    page = visitor("alice").see("/waiting")
    assert "/waiting/mail" in [form["action"] for form in page.select("main form")]


def test_a_proof_that_has_ended_leads_back_to_the_question(visitor):
    page = visitor("alice").see("/account/sure/gone", status=410)
    assert again(page) == ["/account/sure"]
    assert "/sign-in" not in page.links(), "she is signed in"


def test_an_address_that_was_taken_meanwhile_is_said_as_an_ended_link(app, visitor):
    start_writing()
    account = db.session.get_one(Account, 1)
    token = commands.make_token(
        account, Purpose.CHANGE, commands.SHORT, "new@example.org"
    )
    db.session.get_one(Account, 2).email = "new@example.org"
    db.session.commit()
    page = Visitor(app).post(f"/account/email/{token}")
    assert (page.status, again(page)) == (410, ["/account/email"])
    assert db.session.get_one(Account, 1).email == "alice@example.org"


@pytest.mark.parametrize("path", ["/nowhere", "/join/gone"])
def test_no_other_page_offers_a_new_link(visitor, path):
    status = visitor().get(path).status_code
    assert status in (404, 410)
    assert again(visitor().see(path, status=status)) == []
