"""Confirming an address: the first letter that is used shows whose it is.

Anybody can ask to join with any address, and sign in with the password that they chose.
Once the owner of the address has come, what was there before is no way in for another:
sessions, second factors and links end, and a password that the owner did not give.
"""

from community.accounts import bounces, factors
from community.accounts import commands as accounts
from community.accounts.models import Account, Purpose, State
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.members.joining import put


def confirm(token: str, checked: str | None, open_to_all: bool) -> Account:
    """Confirm an address by its link; then it is active, or waits for an organiser.

    Whoever does so gave the password whose hash was `checked`: it is still that one.
    """
    row, account = accounts.token_row(token, Purpose.CONFIRM)
    db.session.refresh(account, with_for_update=True)
    if account.password_hash != checked:
        raise Refused(accounts.ENDED)
    accounts.use_token(row)
    bounces.clear(account.email)
    _owned(account, open_to_all)
    return account


def sign_in(token: str, open_to_all: bool) -> Account:
    """Use a link that signs in up; it confirms an address that none did before.

    Then the password ends: whoever reads the letter may not be the one who chose it.
    """
    account = accounts.use_sign_in_link(token)
    if not accounts.is_confirmed(account):
        account.password_hash = None
        by, act = Viewer(account_id=account.id), journal.Act.PASSWORD_CHANGED
        journal.record(by, act, "account", account.id, "ended by a first letter")
        _owned(account, open_to_all)
    return account


def reset(
    token: str, password_hash: str, open_to_all: bool, *, short: bool = False
) -> Account:
    """Set a new password by a link; it confirms an address that none did before."""
    account = accounts.reset_password(token, password_hash, short=short)
    if not accounts.is_confirmed(account):
        _owned(account, open_to_all)
    return account


def _owned(account: Account, open_to_all: bool) -> None:
    """Give an account to whoever has its address, and end the ways in of all others.

    The account is written first: whoever signs in meanwhile waits for it, and is late.
    """
    at_once = open_to_all and not accounts.is_vetted(account)
    first = not accounts.is_confirmed(account)
    account.confirmed_at = clock.now()
    if account.state is State.UNCONFIRMED:
        put(account, State.ACTIVE if at_once else State.PENDING)
    db.session.flush()
    if first:
        factors.forget(account)
    accounts.end_sessions(account.id)
    accounts.end_all_links(account.id)
    db.session.flush()
