"""New house rules are asked of everybody before they go on, and nothing is lost."""

import pytest

from community.accounts.models import (
    RULES_VERSION,
    Account,
    Consent,
    ConsentPurpose,
)
from community.core.db import db, start_writing
from community.core.visible import unscoped

RULES = "/welcome/rules"
YES = {"rules": "yes", "adult": "yes"}


@pytest.fixture
def older(app):
    """Alice accepted older house rules."""
    db.session.get_one(Account, 1).rules_version = "2016-01"
    db.session.commit()


def version():
    start_writing()
    db.session.expire_all()
    return db.session.get_one(Account, 1).rules_version


@pytest.mark.parametrize("path", ["/suggestions/", "/members/bob-2", "/projects/?q=a"])
def test_a_page_leads_to_the_rules_and_from_there_on(older, visitor, path):
    alice = visitor("alice")
    answer = alice.get(path)
    assert answer.status_code == 302
    page = alice.see(answer.location)
    assert page.h1 == "The house rules have changed"
    assert not page.select(".steps"), "it is no first visit"
    (field,) = page.select("main [name=next]")
    assert field["value"] == path
    done = alice.post(RULES, YES | {"next": path}, follow=False)
    assert done.response.location == path
    assert version() == RULES_VERSION
    assert alice.get(path).status_code == 200


def test_both_are_asked_for(older, visitor):
    alice = visitor("alice")
    for lacks in YES:
        rest = {name: "yes" for name in YES if name != lacks}
        page = alice.post(RULES, rest)
        assert page.status == 422
        assert page.h1 == "The house rules have changed"
    assert version() == "2016-01"


def test_that_somebody_accepted_is_a_consent_with_its_version(older, visitor):
    visitor("alice").post(RULES, YES, follow=False)
    found = unscoped("test", Consent).where(Consent.purpose == ConsentPurpose.RULES)
    (row,) = db.session.scalars(found)
    assert (row.account_id, row.wording) == (1, RULES_VERSION)


@pytest.mark.parametrize(
    "path",
    [
        "/urgent-help",
        "/house-rules",
        "/terms",
        "/privacy",
        "/account/leave",
        "/static/x",
    ],
)
def test_what_keeps_people_safe_stays_open(older, visitor, path):
    answer = visitor("alice").get(path)
    assert answer.status_code in (200, 404) or RULES not in answer.location


def test_what_somebody_is_sending_is_taken(older, visitor):
    data = {"message": "Good morning", "how": "other"}
    page = visitor("alice").post("/connections/hello/bob-2", data, follow=False)
    assert page.response.location.startswith("/connections/requests/")


def test_signing_out_works(older, visitor):
    assert visitor("alice").post("/sign-out", follow=False).status == 302


def test_a_program_is_told_so(older, visitor):
    answer = visitor("alice").get("/api/v1/members/")
    assert (answer.status_code, "error" in answer.get_json()) == (403, True)


def test_who_accepted_the_rules_of_now_is_asked_nothing(visitor):
    assert visitor("alice").get("/suggestions/").status_code == 200
    assert visitor("alice").get(RULES).location.endswith("/members/me/edit")


def test_the_first_visit_goes_on_as_ever(app, visitor):
    row = db.session.get_one(Account, 1)
    row.first_visit_done = False
    db.session.commit()
    alice = visitor("alice")
    assert alice.see(RULES).h1.startswith("Welcome")
    assert alice.post(RULES, YES, follow=False).response.location == "/welcome/kind"
