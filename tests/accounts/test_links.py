"""Links by mail: once, for a short while, for one purpose."""

from datetime import UTC, datetime

import pytest

from community.accounts import asking, bans, commands
from community.accounts.models import Account, MailToken, Purpose, SignIn, State
from community.accounts.passwords import hash_password, matches
from community.core import clock
from community.core.db import db
from community.core.errors import Refused
from community.core.journal import Act, AuditEvent
from community.core.outbox import Job
from community.core.visible import unscoped
from tests.client import signed_in_token
from tests.letters import link_of

NEW = "seven kettles on a shelf"


def alice() -> Account:
    return db.session.get_one(Account, 1)


def mails():
    found = unscoped("test", Job).order_by(Job.id)
    return [(mail.kind, mail.to) for mail in db.session.scalars(found)]


def link(kind):
    return link_of(kind).rsplit("/", 1)[1]


def test_only_the_hash_of_a_link_is_stored(app):
    token = commands.make_token(alice(), Purpose.RESET, commands.SHORT)
    row = db.session.scalars(unscoped("test", MailToken)).one()
    assert row.token_hash == commands.hash_of(token) != token


def test_a_reset_works_once(app):
    commands.send_reset("alice@example.org")
    token = link("reset")
    commands.reset_password(token, hash_password(NEW))
    assert matches(alice().password_hash, NEW)
    with pytest.raises(Refused, match="ended"):
        commands.reset_password(token, hash_password("another long password"))


def test_of_two_uses_at_the_same_time_one_wins(app):
    token = commands.make_token(alice(), Purpose.CONFIRM, commands.DAY)
    row, _account = commands.token_row(token, Purpose.CONFIRM)
    commands.use_token(row)
    with pytest.raises(Refused, match="ended"):
        commands.use_token(row)


@pytest.mark.parametrize(
    ("purpose", "lasts", "before", "after"),
    [
        (Purpose.RESET, commands.SHORT, "12:29", "12:30"),
        (Purpose.CHANGE, commands.SHORT, "12:29", "12:30"),
        (Purpose.SIGN_IN, commands.SOON, "12:09", "12:10"),
        (Purpose.SURE, commands.SOON, "12:09", "12:10"),
    ],
)
def test_a_link_ends_with_its_time(app, at, purpose, lasts, before, after):
    at("2017-09-01 12:00")
    token = commands.make_token(alice(), purpose, lasts)
    at(f"2017-09-01 {before}")
    assert commands.token_row(token, purpose)[1].id == 1
    at(f"2017-09-01 {after}")
    with pytest.raises(Refused, match="ended"):
        commands.token_row(token, purpose)


@pytest.mark.parametrize("made", list(Purpose))
@pytest.mark.parametrize("used", list(Purpose))
def test_a_link_is_good_for_its_purpose_alone(app, made, used):
    token = commands.make_token(alice(), made, commands.SHORT)
    if made is used:
        assert commands.token_row(token, used)[1].id == 1
    else:
        with pytest.raises(Refused):
            commands.token_row(token, used)


def test_a_new_link_ends_the_one_before(app):
    first = commands.make_token(alice(), Purpose.RESET, commands.SHORT)
    second = commands.make_token(alice(), Purpose.RESET, commands.SHORT)
    with pytest.raises(Refused):
        commands.token_row(first, Purpose.RESET)
    assert commands.token_row(second, Purpose.RESET)[1].id == 1


def test_a_reset_link_ends_when_the_password_changes_meanwhile(app):
    commands.send_reset("alice@example.org")
    token = link("reset")
    alice().password_hash = hash_password("changed by another way")
    db.session.flush()
    with pytest.raises(Refused, match="ended"):
        commands.reset_password(token, hash_password(NEW))


def test_a_new_password_ends_every_session_tells_and_is_recorded(app):
    signed_in_token(1)
    signed_in_token(2)
    commands.change_password(alice(), hash_password(NEW))
    left = db.session.scalars(unscoped("test", SignIn.account_id)).all()
    assert left == [2]
    assert ("password-changed", "alice@example.org") in mails()
    acts = db.session.scalars(unscoped("test", AuditEvent.act)).all()
    assert acts == [Act.PASSWORD_CHANGED]


def test_an_address_changes_by_a_link_sent_to_the_new_one(app):
    signed_in_token(1)
    asking.ask_to_change_email(alice(), " New@Example.org ")
    assert mails() == [
        ("change e-mail", "new@example.org"),
        ("email-changing", "alice@example.org"),
    ]
    commands.send_change(1, "new@example.org")
    commands.change_email(link("change-email"))
    assert alice().email == "new@example.org"
    assert ("email-changed", "alice@example.org") in mails()
    assert not db.session.scalars(unscoped("test", SignIn.id)).all()


def test_an_address_that_has_an_account_gets_no_link_and_nobody_can_tell(app):
    commands.send_change(1, "bob@example.org")
    assert mails() == []


def test_an_address_taken_meanwhile_is_not_taken_over(app):
    commands.send_change(1, "new@example.org")
    db.session.get_one(Account, 2).email = "new@example.org"
    db.session.flush()
    with pytest.raises(Refused, match="ended"):
        commands.change_email(link("change-email"))


def test_a_banned_address_gets_no_link_as_a_taken_one_gets_none(app, at):
    at("2017-09-01 12:00")
    bans.remember("New@Example.org", datetime(2017, 9, 15, 12, tzinfo=UTC))
    commands.send_change(1, "new@example.org")
    assert mails() == []
    at("2017-09-15 12:00")
    commands.send_change(1, "new@example.org")
    assert mails() == [("change-email", "new@example.org")]


def test_an_address_banned_meanwhile_is_not_taken_over(app):
    commands.send_change(1, "new@example.org")
    bans.remember("new@example.org", None)
    with pytest.raises(Refused, match="ended"):
        commands.change_email(link("change-email"))
    assert alice().email == "alice@example.org"


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.CONFIRM}))
def test_a_new_password_ends_the_links_asked_for_before(app, purpose):
    token = commands.make_token(alice(), purpose, commands.SHORT)
    commands.change_password(alice(), hash_password(NEW))
    with pytest.raises(Refused, match="ended"):
        commands.token_row(token, purpose)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_another_address_ends_the_links_to_the_one_before(app, purpose):
    commands.send_change(1, "new@example.org")
    change = link("change-email")
    before = commands.make_token(alice(), purpose, commands.DAY)
    if purpose is Purpose.CHANGE:
        commands.send_change(1, "new@example.org")
        change = link("change-email")
    other = commands.make_token(
        db.session.get_one(Account, 2), purpose, commands.DAY, "b@example.org"
    )
    commands.change_email(change)
    with pytest.raises(Refused, match="ended"):
        commands.token_row(before, purpose)
    assert commands.token_row(other, purpose)[1].id == 2


@pytest.mark.parametrize(
    ("state", "confirmed", "may"),
    [
        (State.UNCONFIRMED, False, False),
        (State.LEAVING, False, False),
        (State.PENDING, True, True),
        (State.ACTIVE, False, True),
    ],
)
def test_an_address_that_nobody_confirmed_is_not_changed(app, state, confirmed, may):
    token = commands.make_token(alice(), Purpose.CHANGE, commands.DAY, "n@example.org")
    alice().state = state
    alice().confirmed_at = clock.now() if confirmed else None
    db.session.flush()
    if may:
        asking.ask_to_change_email(alice(), "new@example.org")
        commands.change_email(token)
        commands.send_change(1, "new@example.org")
        assert ("change-email", "new@example.org") in mails()
        return
    with pytest.raises(Refused, match="Confirm your e-mail address first"):
        asking.ask_to_change_email(alice(), "new@example.org")
    with pytest.raises(Refused, match="ended"):
        commands.change_email(token)
    commands.send_change(1, "new@example.org")
    assert mails() == []
    assert alice().email == "alice@example.org"


STATES = {
    State.INVITED: [],
    State.UNCONFIRMED: ["reset", "sign-in-link"],
    State.PENDING: ["reset", "sign-in-link"],
    State.ACTIVE: ["reset", "sign-in-link"],
    State.RESTING: ["reset", "sign-in-link"],
    State.SUSPENDED: ["reset", "sign-in-link"],
    State.LEAVING: ["reset", "sign-in-link"],
}


@pytest.mark.parametrize("state", list(State))
def test_which_accounts_get_links(app, state):
    alice().state = state
    db.session.flush()
    commands.send_reset("alice@example.org")
    commands.send_sign_in_link("alice@example.org")
    assert [kind for kind, _to in mails()] == STATES[state]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" A@Example.Org ", "a@example.org"), ("a.b+c@x.co.uk", "a.b+c@x.co.uk")],
)
def test_an_address_has_one_form(typed, kept):
    assert commands.clean_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "a", "@", "a@b", "a@b.", "a@.b", "a b@c.de", "a@b@c.de", "a@b.c\nd@e.f"],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Refused, match="e-mail address"):
        commands.clean_email(typed)
