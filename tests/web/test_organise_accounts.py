"""Administrators: accounts, roles, suspension."""

import pytest

from community.accounts.models import Account, Grant, State
from community.core.access import Role
from community.core.db import db
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from tests.cast import mark_of

ACCOUNTS = "/organise/accounts/"


def grant_of(number):
    found = unscoped("test", Grant.id).where(Grant.account_id == number)
    return db.session.scalars(found.order_by(Grant.id.desc())).first()


def test_administrators_find_every_account_to_look_after_it(visitor):
    ada = visitor("ada")
    page = ada.see(ACCOUNTS)
    assert "8 accounts" in page.main
    assert "Carol Finch" in page.main, "whoever her name shows to"
    assert "Pat Lowe" not in page.main
    assert "Pat Lowe" in ada.see(ACCOUNTS + "?state=pending").main
    found = ada.see(ACCOUNTS + "?q=okoro")
    assert found.texts(".row h3") == ["Bob Okoro"]
    assert "No account fits" in ada.see(ACCOUNTS + "?q=nobody").main
    ada.see(ACCOUNTS + "?state=unheard", status=404)
    ada.see(ACCOUNTS + "?page=9", status=404)


def test_no_address_is_shown(visitor):
    ada = visitor("ada")
    for path in (ACCOUNTS, ACCOUNTS + "?state=pending", ACCOUNTS + "1"):
        assert "@example.org" not in ada.see(path).html


def test_a_role_shows_who_gave_it_since_and_until_when(visitor, at):
    at("2017-09-01 12:00")
    ada = visitor("ada")
    page = ada.post(ACCOUNTS + "1/roles", {"role": "organiser", "until": "2017-12-24"})
    row = page.texts(".row")[0]
    assert row.startswith("Organiser since 1 September 2017, until 24 December 2017")
    assert "given by Ada Quill" in row
    assert "given by the operator" in ada.see(ACCOUNTS).main


def test_a_role_holds_through_its_last_day(visitor, at):
    at("2017-09-01 12:00")
    page = visitor("ada").post(
        ACCOUNTS + "1/roles", {"role": "organiser", "until": "2017-09-02"}
    )
    assert "until 2 September 2017" in page.texts(".row")[0]
    at("2017-09-02 22:59")
    visitor("alice").see("/organise/")
    at("2017-09-02 23:00")  # midnight in Britain
    visitor("alice").see("/organise/", status=403)


@pytest.mark.parametrize(
    ("number", "data", "told"),
    [
        (1, {"role": "organiser", "until": "2001-01-01"}, "still to come"),
        (1, {"role": "emperor"}, "Not a valid choice"),
        (6, {"role": "organiser"}, "hold this role already"),
        (9, {"role": "organiser"}, "Only active members"),
    ],
)
def test_a_role_that_can_not_be_given_is_explained(visitor, number, data, told):
    page = visitor("ada").post(f"{ACCOUNTS}{number}/roles", data)
    assert page.status == 422
    assert told in " ".join(page.texts(".summary"))


def test_a_role_can_be_ended(visitor):
    page = visitor("ada").post(f"{ACCOUNTS}roles/{grant_of(6)}/end")
    assert "No role" in page.main
    visitor("olu").see("/organise/", status=403)


def test_the_last_administrator_keeps_the_role_and_the_account(visitor):
    ada = visitor("ada")
    words = {"ground": "house rules", "why": "I am tired of it."}
    for path in (f"{ACCOUNTS}roles/{grant_of(7)}/end", ACCOUNTS + "7/suspend"):
        page = ada.post(path, words)
        assert page.status == 422
        assert "Give the role to somebody else first" in page.main
    assert db.session.get_one(Account, 7).state is State.ACTIVE


def test_who_changes_their_own_roles_signs_in_again(visitor):
    sent = {"role": Role.ORGANISER.value}
    done = visitor("ada").post(ACCOUNTS + "7/roles", sent, follow=False)
    assert done.response.headers["Location"] == "/sign-in"
    visitor("ada").see("/organise/")


def test_suspending_asks_first_signs_out_and_can_be_undone(visitor):
    ada, bob = visitor("ada"), visitor("bob")
    bob.see("/members/")
    assert "Suspend Bob Okoro?" in ada.see(ACCOUNTS + "2/suspend").h1
    page = ada.post(ACCOUNTS + "2/suspend", {"ground": "house rules"})
    assert page.status == 422
    assert "Write to them what went wrong" in page.main
    words = {"ground": "house rules", "why": "You sold kettles to everybody."}
    page = ada.post(ACCOUNTS + "2/suspend", words)
    assert "It is suspended" in page.main
    assert bob.get("/members/").status_code == 302
    bob = visitor("bob")
    assert "A suspension" in bob.see("/account/measures").main
    assert "You sold kettles" in bob.see("/account/measures/1").main
    visitor("alice").see("/members/bob-2", status=404)
    page = ada.post(ACCOUNTS + "2/reinstate")
    assert "Suspend this account" in page.main
    visitor("alice").see("/members/bob-2")
    notes = unscoped("test", AuditEvent.note, AuditEvent.actor)
    found = notes.where(AuditEvent.act == Act.ACCOUNT_STATE).order_by(AuditEvent.id)
    assert db.session.execute(found).all() == [
        ("suspended", mark_of(7)),
        ("open again", mark_of(7)),
    ]


def test_an_account_that_is_not_there_is_not_found(visitor):
    visitor("ada").see(ACCOUNTS + "999", status=404)
    visitor("ada").see(ACCOUNTS + "999/suspend", status=404)
