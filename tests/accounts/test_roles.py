"""Roles: given, ended, running out; an administrator always stays."""

from datetime import timedelta

import pytest

from community.accounts import queries, roles
from community.accounts.commands import hash_of
from community.accounts.models import Account, Grant, SignIn
from community.core import clock
from community.core.access import Role
from community.core.db import db
from community.core.errors import Forbidden, NotFound, Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.members import joining
from community.safeguarding import administering
from community.safeguarding.models import Ground
from tests.cast import CAST
from tests.client import signed_in_token

ADA = CAST["ada"].viewer


def account(number: int) -> Account:
    return db.session.get_one(Account, number)


def grant_of(number: int) -> int:
    found = unscoped("test", Grant.id).where(Grant.account_id == number)
    return db.session.scalars(found.order_by(Grant.id.desc())).first()


def viewer_by(token: str):
    found = queries.signed_in(hash_of(token), clock.now())
    return found and found.viewer


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_given_recorded_and_needs_a_new_sign_in(app, role):
    token = signed_in_token(1)
    roles.grant(ADA, account(1), role, None)
    assert viewer_by(token) is None, "the session has ended"
    assert role in viewer_by(signed_in_token(1)).roles
    note = db.session.scalars(
        unscoped("test", AuditEvent.note).where(AuditEvent.act == Act.ROLE)
    ).one()
    assert note == f"given {role.value}"


@pytest.mark.parametrize("who", ["alice", "olu", "mo", "pat"])
def test_only_administrators_give_and_end_roles(app, who):
    with pytest.raises(Forbidden):
        roles.grant(CAST[who].viewer, account(1), Role.ORGANISER, None)
    with pytest.raises(Forbidden):
        roles.end_grant(CAST[who].viewer, grant_of(6))


def test_a_role_ends_with_its_day(app, at):
    at("2017-09-01 12:00")
    roles.grant(ADA, account(1), Role.ORGANISER, clock.now() + timedelta(days=1))
    token = signed_in_token(1)
    assert viewer_by(token).can_organise
    at("2017-09-02 12:00")
    assert not viewer_by(signed_in_token(1)).can_organise


def test_a_role_is_not_given_twice_for_the_past_or_to_somebody_outside(app):
    with pytest.raises(Refused, match="already"):
        roles.grant(ADA, account(6), Role.ORGANISER, None)
    with pytest.raises(Refused, match="still to come"):
        roles.grant(ADA, account(1), Role.ORGANISER, clock.now())
    with pytest.raises(Refused, match="active"):
        roles.grant(ADA, account(9), Role.ORGANISER, None)


def test_a_role_that_is_ended_is_gone_at_once(app):
    token = signed_in_token(6)
    assert roles.end_grant(ADA, grant_of(6)) == 6
    assert viewer_by(token) is None
    assert not viewer_by(signed_in_token(6)).can_organise
    with pytest.raises(Refused, match="ended already"):
        roles.end_grant(ADA, grant_of(6))
    with pytest.raises(NotFound):
        roles.end_grant(ADA, 999)


def test_the_last_administrator_is_not_ended(app):
    with pytest.raises(Refused, match="needs an administrator"):
        roles.end_grant(ADA, grant_of(7))


def test_the_last_administrator_is_not_suspended(app):
    with pytest.raises(Refused, match="needs an administrator"):
        administering.suspend(ADA, 7, Ground.RULES, "Why")


def test_an_administrator_whose_role_runs_out_does_not_count(app):
    roles.grant(ADA, account(1), Role.ADMINISTRATOR, clock.now() + timedelta(days=9))
    with pytest.raises(Refused, match="needs an administrator"):
        roles.end_grant(ADA, grant_of(7))


def test_a_suspended_administrator_does_not_count(app):
    roles.grant(ADA, account(1), Role.ADMINISTRATOR, None)
    administering.suspend(ADA, 1, Ground.RULES, "Why")
    with pytest.raises(Refused, match="needs an administrator"):
        roles.end_grant(ADA, grant_of(7))


def test_with_a_second_administrator_the_first_can_go(app):
    roles.grant(ADA, account(1), Role.ADMINISTRATOR, None)
    roles.end_grant(ADA, grant_of(7))
    assert roles.administrators() == {1}


def test_suspension_ends_every_session(app):
    token = signed_in_token(1)
    administering.suspend(ADA, 1, Ground.RULES, "Why")
    assert viewer_by(token) is None
    anew = viewer_by(signed_in_token(1))
    assert (anew.member_id, anew.state) == (None, "suspended"), "to read why"


@pytest.mark.parametrize(
    ("who", "minutes", "kept", "there"),
    [
        (1, 119, False, True),
        (1, 120, False, False),
        (1, 60 * 24 * 29, True, True),
        (6, 29, True, True),
        (6, 30, True, False),
        (7, 30, True, False),
        (8, 30, True, False),
    ],
)
def test_a_session_ends_unused_sooner_for_whoever_holds_a_role(
    app, at, who, minutes, kept, there
):
    at("2017-09-01 12:00")
    token = signed_in_token(who)
    db.session.scalars(unscoped("test", SignIn)).one().kept = kept
    db.session.flush()
    began = clock.now()
    clock.set_source(lambda: began + timedelta(minutes=minutes))
    assert (viewer_by(token) is not None) is there


def test_a_session_of_whoever_holds_a_role_ends_after_half_a_day(app, at):
    at("2017-09-01 12:00")
    token = signed_in_token(6)
    at("2017-09-02 00:01")
    row = db.session.scalars(unscoped("test", SignIn)).one()
    row.seen_at = clock.now()
    db.session.flush()
    assert viewer_by(token) is None


def test_the_operator_makes_the_first_administrator_who_organises_too(app):
    made = {"name": "Una Reed", "password": "seven kettles on a shelf"}
    joining.create_administrator(email=" Una@Example.org", **made)
    found = unscoped("test", Account).where(Account.email == "una@example.org")
    una = db.session.scalars(found).one()
    viewer = viewer_by(signed_in_token(una.id))
    assert viewer.roles == {Role.ADMINISTRATOR, Role.ORGANISER}
    assert viewer.is_member
    with pytest.raises(Refused, match="has an account already"):
        joining.create_administrator(email="una@example.org", **made)
    with pytest.raises(Refused, match="letters or more"):
        joining.create_administrator(email="b@example.org", name="B", password="short")
