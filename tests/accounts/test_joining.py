"""Joining: by invitation, by request, as somebody who was imported."""

import pytest

from community.accounts import commands, factors, invitations, recovery, totp
from community.accounts.models import (
    Account,
    Invitation,
    InvitationKind,
    MailToken,
    Passkey,
    Purpose,
    SignIn,
    State,
    Totp,
)
from community.core.access import Audience
from community.core.db import db
from community.core.errors import Forbidden, Refused
from community.core.outbox import Job
from community.core.text import folded
from community.core.visible import unscoped
from community.members import confirming, joining
from community.members.models import Member, MemberKind, MemberPlace
from tests.cast import CAST
from tests.client import signed_in_token
from tests.letters import link_of

OLU = CAST["olu"].viewer


def invited(email="new@example.org", kind=InvitationKind.TRUSTED):
    return invitations.invitation(invitations.invite(OLU, kind, email))


def joiner(email="new@example.org", name="Nia Bell"):
    return joining.Joiner(name, email, "hash")


def account(email="new@example.org") -> Account:
    found = unscoped("test", Account).where(Account.email == email)
    return db.session.scalars(found).one()


def member(email="new@example.org") -> Member:
    found = unscoped("test", Member).where(Member.account_id == account(email).id)
    return db.session.scalars(found).one()


def mails():
    return [
        (mail.kind, mail.to)
        for mail in db.session.scalars(unscoped("test", Job))
        if mail.kind != "invitation-to-join"
    ]


def imported(listed=False):
    db.session.add(Account(id=40, email="new@example.org", state=State.INVITED))
    db.session.flush()
    db.session.add(
        Member(
            id=40, account_id=40, slug="member-40", name="Ines Vale",
            folded=folded("Ines Vale"), joined=False, listed=listed,
        )
    )  # fmt: skip
    db.session.flush()


def test_a_trusted_invitation_opens_the_account_at_once(app):
    joining.join(joiner(" New@Example.org"), invited())
    assert account().state is State.ACTIVE
    assert account().confirmed_at is not None
    assert member().listed
    assert member().audience is Audience.MEMBERS
    assert mails() == []


def test_a_trusted_invitation_works_once(app):
    row = invited()
    joining.join(joiner(), row)
    account().email = "else@example.org"
    db.session.flush()
    with pytest.raises(Refused, match="ended"):
        joining.join(joiner(), row)


@pytest.mark.parametrize("email", ["other@example.org", "alice@example.org"])
def test_a_trusted_invitation_is_for_its_address_alone(app, email):
    row = invited()
    with pytest.raises(Refused, match="the address that the invitation was sent to"):
        joining.join(joiner(email), row)
    assert row.used_at is None


def test_an_invitation_taken_back_after_it_was_opened_is_refused(app):
    row = invited()
    invitations.revoke(OLU, row.id)
    with pytest.raises(Refused, match="ended"):
        joining.join(joiner(), row)


def test_an_invitation_that_ended_after_it_was_opened_is_refused(app, at):
    at("2017-09-01 12:00")
    row = invited()
    at("2017-09-15 12:00")
    with pytest.raises(Refused, match="ended"):
        joining.join(joiner(), row)


def test_a_used_invitation_can_not_be_taken_back(app):
    row = invited()
    joining.join(joiner(), row)
    with pytest.raises(Refused, match="ended already"):
        invitations.revoke(OLU, row.id)


def test_a_shareable_link_serves_many_and_vets_each(app):
    row = invited(kind=InvitationKind.SHAREABLE)
    for email in ("one@example.org", "two@example.org"):
        joining.join(joiner(email), row)
        assert account(email).state is State.UNCONFIRMED
        assert not member(email).listed
    db.session.refresh(row)
    assert row.uses == 2
    assert row.email == ""


def confirmed(open_to_all):
    token = link_of("confirm").rsplit("/", 1)[1]
    return confirming.confirm(token, "hash", open_to_all)


@pytest.mark.parametrize(
    ("by_link", "open_to_all", "state"),
    [
        (False, False, State.PENDING),
        (False, True, State.ACTIVE),
        (True, False, State.PENDING),
        (True, True, State.PENDING),
    ],
)
def test_confirming_leads_where_the_way_in_leads(app, by_link, open_to_all, state):
    row = invited(kind=InvitationKind.SHAREABLE) if by_link else None
    joining.join(joiner(), row)
    assert confirmed(open_to_all).state is state
    assert member().listed is (state is State.ACTIVE)


def test_a_second_link_to_confirm_remembers_the_way_in(app):
    joining.join(joiner(), invited(kind=InvitationKind.SHAREABLE))
    commands.ask_to_confirm(account())
    assert confirmed(open_to_all=True).state is State.PENDING


def test_a_known_address_gets_a_mail_and_nothing_changes(app):
    joining.join(joiner("alice@example.org", "Mallory"), None)
    assert mails() == [("already-here", "alice@example.org")]
    assert member("alice@example.org").name == "Alice Marsh"
    assert account("alice@example.org").password_hash is None


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.PENDING])
def test_an_applicant_who_is_invited_is_let_in(app, state):
    joining.join(joiner(), None)
    account().state = state
    joining.join(joiner(name="Nia B."), invited())
    assert account().state is State.ACTIVE
    assert member().name == "Nia B."


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.PENDING])
def test_nothing_stays_of_whoever_prepared_the_account(app, state):
    preset = {"kind": "researcher", "nation": "wales"}
    token = invitations.invite(OLU, InvitationKind.SHAREABLE, preset=preset)
    joining.join(joiner(name="Eve Horrid"), invitations.invitation(token))
    row, slug = account(), member().slug
    number = row.id
    row.state, row.short_password = state, True
    signed_in_token(number)
    signed_in_token(number, half=True)
    totp.put(number, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    recovery.make(number)
    db.session.add(
        Passkey(account_id=number, credential="x", public_key="y", used=0, name="z")
    )
    links = [commands.make_token(row, one, commands.DAY, "e@x.org") for one in Purpose]
    joining.join(joining.Joiner("Nia Bell", row.email, "hers"), invited())
    assert (account().id, account().password_hash) == (number, "hers")
    assert not account().short_password
    for kind in (SignIn, MailToken, Passkey, Totp):
        found = unscoped("test", kind.account_id).where(kind.account_id == number)
        assert db.session.scalars(found).all() == [], kind
    assert recovery.left(number) == 0
    assert not factors.has_some(number)
    for purpose, link in zip(Purpose, links, strict=True):
        with pytest.raises(Refused, match="ended"):
            commands.token_row(link, purpose)
    assert "eve" in slug
    assert member().slug.startswith("nia-bell-")
    for said in (MemberKind, MemberPlace):
        found = unscoped("test", said.id).where(said.member_id == member().id)
        assert db.session.scalar(found) is None, said


def test_a_suspended_person_does_not_come_back_by_invitation(app):
    account("bob@example.org").state = State.SUSPENDED
    db.session.flush()
    joining.join(joiner("bob@example.org"), invited("bob@example.org"))
    assert account("bob@example.org").state is State.SUSPENDED
    assert mails() == [("already-here", "bob@example.org")]


def test_an_imported_person_claims_their_account_by_invitation(app):
    imported()
    joining.join(joiner(), invited())
    assert (account().id, member().slug) == (40, "member-40")
    assert account().state is State.ACTIVE
    assert (member().name, member().joined, member().listed) == ("Nia Bell", True, True)


@pytest.mark.parametrize("listed", [True, False])
def test_a_stranger_at_the_form_changes_nothing_of_an_imported_person(app, listed):
    imported(listed)
    joining.join(joiner(name="Mallory"), None)
    assert account().state is State.INVITED
    assert (member().name, member().joined, member().listed) == (
        "Ines Vale",
        False,
        listed,
    )
    found = unscoped("test", Job.kind, Job.to)
    assert db.session.execute(found).all() == [
        ("invitation-to-join", "new@example.org")
    ], "the address gets the way in"


@pytest.mark.parametrize("who", ["alice", "ada", "mo", "pat"])
def test_only_organisers_invite(app, who):
    with pytest.raises(Forbidden):
        invitations.invite(CAST[who].viewer, InvitationKind.TRUSTED, "new@example.org")


def test_only_the_hash_of_an_invitation_is_stored(app):
    token = invitations.invite(OLU, InvitationKind.SHAREABLE)
    row = db.session.scalars(unscoped("test", Invitation)).one()
    assert token not in (row.token_hash, row.email)


@pytest.mark.parametrize("kind", ["patient", "carer", "no such kind"])
def test_a_preset_never_says_patient_or_carer(app, kind):
    token = invitations.invite(
        OLU, InvitationKind.TRUSTED, "new@example.org", {"kind": kind}
    )
    joining.join(joiner(), invitations.invitation(token))
    found = unscoped("test", MemberKind.id).where(MemberKind.member_id == member().id)
    assert db.session.scalar(found) is None


@pytest.mark.parametrize(
    ("was", "who", "error"),
    [
        (State.PENDING, "olu", None),
        (State.PENDING, "ada", Forbidden),
        (State.PENDING, "alice", Forbidden),
        (State.INVITED, "olu", Refused),
        (State.UNCONFIRMED, "olu", Refused),
        (State.SUSPENDED, "olu", Refused),
        (State.LEAVING, "olu", Refused),
    ],
)
def test_who_lets_whom_in(app, was, who, error):
    row = account("bob@example.org")
    row.state = was
    db.session.flush()
    if error is None:
        joining.approve(CAST[who].viewer, row)
        assert row.state is State.ACTIVE
        assert member("bob@example.org").listed
    else:
        with pytest.raises(error):
            joining.approve(CAST[who].viewer, row)
        assert row.state is was
