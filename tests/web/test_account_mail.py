"""What somebody reads whose mail comes back, and how they say that it works again."""

import pytest

from community.accounts import bounces
from community.core.db import db
from community.core.outbox import Job

PLACES = ("/account/", "/notices/choices")


@pytest.fixture
def comes_back(app):
    bounces.note("alice@example.org", "5.1.1")
    db.session.commit()


@pytest.mark.parametrize("place", PLACES)
def test_the_page_says_so_to_its_owner_alone(visitor, comes_back, place):
    assert "Letters to your address come back" in visitor("alice").see(place).main
    assert "come back" not in visitor("bob").see(place).main


@pytest.mark.parametrize("place", PLACES)
def test_one_button_lets_letters_go_again(visitor, comes_back, place):
    alice = visitor("alice")
    page = alice.see(place)
    form = page.select('form[action$="/mail-works"]')[0]
    sent = {field["name"]: field["value"] for field in form.select("[name=next]")}
    back = alice.post(form["action"], sent)
    assert back.response.request.path == place
    assert "Letters go to your address again" in back.html
    assert "come back" not in alice.see(place).main


def test_the_button_is_about_ones_own_address(visitor, comes_back):
    visitor("bob").post("/account/mail-works")
    assert bounces.comes_back_since(1) is not None


def test_who_mail_comes_back_from_gets_letters_about_signing_in_alone(app, comes_back):
    from community.web.mail import compose

    with app.test_request_context():
        for kind, goes in (("reset", True), ("welcome", False)):
            facts = {"link": "/reset/x"}
            job = Job(id=1, kind=kind, to="alice@example.org", facts=facts)
            assert (compose(job) is not None) is goes
