"""The first letter used shows whose an address is: what was there before ends."""

import pytest

from community.accounts import commands, factors, recovery, totp
from community.accounts.models import (
    Account,
    InvitationKind,
    MailToken,
    Passkey,
    Purpose,
    SignIn,
    State,
    Totp,
)
from community.core.db import db
from community.core.errors import Refused
from community.core.journal import Act, AuditEvent
from community.core.visible import unscoped
from community.members import confirming, joining
from tests.accounts.test_joining import account, invited, joiner, member
from tests.client import signed_in_token
from tests.letters import link_of

LETTERS = ("confirm", "sign in", "reset")


def use(letter, open_to_all=False, given="hash"):
    """Use a letter of a sort; with the one to confirm the password is `given`."""
    email = account().email
    if letter == "confirm":
        token = link_of("confirm").rsplit("/", 1)[1]
        return confirming.confirm(token, given, open_to_all)
    if letter == "sign in":
        commands.send_sign_in_link(email)
        token = link_of("sign-in-link").rsplit("/", 1)[1]
        return confirming.sign_in(token, open_to_all)
    commands.send_reset(email)
    token = link_of("reset").rsplit("/", 1)[1]
    return confirming.reset(token, "hers", open_to_all)


def prepared() -> tuple[int, list[str]]:
    """Let somebody prepare an account as well as they can; return it and its links."""
    row = account()
    signed_in_token(row.id)
    signed_in_token(row.id, half=True)
    totp.put(row.id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    recovery.make(row.id)
    db.session.add(
        Passkey(account_id=row.id, credential="x", public_key="y", used=0, name="z")
    )
    others = sorted(set(Purpose) - {Purpose.CONFIRM, Purpose.SIGN_IN, Purpose.RESET})
    links = [commands.make_token(row, one, commands.DAY, "e@x.org") for one in others]
    return row.id, links


@pytest.mark.parametrize(
    ("letter", "left"), [("confirm", "hash"), ("sign in", None), ("reset", "hers")]
)
def test_no_way_in_stays_but_the_password_that_its_owner_knows(app, letter, left):
    joining.join(joiner(), None)
    number, links = prepared()
    use(letter)
    row = account()
    assert (row.id, row.password_hash, row.short_password) == (number, left, False)
    assert commands.is_confirmed(row)
    for kind in (SignIn, MailToken, Passkey, Totp):
        found = unscoped("test", kind.account_id).where(kind.account_id == number)
        assert db.session.scalars(found).all() == [], kind
    assert recovery.left(number) == 0
    assert not factors.has_some(number)
    for link in links:
        with pytest.raises(Refused, match="ended"):
            commands.token_row(link, Purpose.CHANGE)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize(
    ("by_link", "open_to_all", "state"),
    [
        (False, False, State.PENDING),
        (False, True, State.ACTIVE),
        (True, False, State.PENDING),
        (True, True, State.PENDING),
    ],
)
def test_each_letter_leads_where_the_way_in_leads(
    app, letter, by_link, open_to_all, state
):
    row = invited(kind=InvitationKind.SHAREABLE) if by_link else None
    joining.join(joiner(), row)
    assert use(letter, open_to_all).state is state
    assert member().listed is (state is State.ACTIVE)


@pytest.mark.parametrize("letter", LETTERS)
def test_after_the_first_letter_the_one_to_confirm_has_ended(app, letter):
    joining.join(joiner(), None)
    use(letter)
    with pytest.raises(Refused, match="ended"):
        use("confirm", given=account().password_hash)


@pytest.mark.parametrize("other", ["another", None])
def test_a_password_that_is_replaced_meanwhile_confirms_nothing(app, other):
    joining.join(joiner(), None)
    account().password_hash = other
    db.session.flush()
    with pytest.raises(Refused, match="ended"):
        use("confirm", given="hash")
    assert account().state is State.UNCONFIRMED
    assert not commands.is_confirmed(account())


@pytest.mark.parametrize("state", sorted(set(State) - {State.INVITED}))
def test_later_letters_take_nothing_from_whoever_has_confirmed(app, state):
    joining.join(joiner(), None)
    use("confirm")
    row = account()
    row.state = state
    prepared()
    signed = unscoped("test", SignIn.id).where(SignIn.account_id == row.id)
    assert use("sign in").password_hash == "hash"
    assert len(db.session.scalars(signed).all()) == 2
    use("reset")
    assert factors.of(row.id).codes_left == recovery.NUMBER
    assert len(factors.of(row.id).passkeys) == 1
    assert account().state is state


def test_that_a_password_ended_is_written_down(app):
    joining.join(joiner(), None)
    use("sign in")
    found = unscoped("test", AuditEvent.act, AuditEvent.note)
    assert db.session.execute(found).all() == [
        (Act.PASSWORD_CHANGED, "ended by a first letter")
    ]


def test_whoever_is_suspended_before_confirming_stays_so(app):
    joining.join(joiner(), None)
    joining.put(account(), State.SUSPENDED)
    use("sign in", open_to_all=True)
    row: Account = account()
    assert row.state is State.SUSPENDED
    assert row.password_hash is None
