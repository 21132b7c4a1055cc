"""Changes of accounts: links by mail, passwords, consents."""

import hashlib
import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, update

from community.accounts import bans, bounces
from community.accounts.models import RULES_VERSION as RULES_VERSION
from community.accounts.models import (
    Account,
    Consent,
    ConsentPurpose,
    MailToken,
    Purpose,
    SignIn,
    State,
)
from community.accounts.passwords import SHORTEST, WITH_A_FACTOR, check_new
from community.core import clock, journal, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped

SOON, SHORT, DAY = timedelta(minutes=10), timedelta(minutes=30), timedelta(days=1)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
VETTED = "vetted"
PRODUCT = ("commonthread", "common", "thread", "community", "qlab", "peersupport")
"""Words of ours that make no password."""
ENDED = N_("This link has ended. Ask for a new one")
UNCONFIRMED = N_("Confirm your e-mail address first, by the link that we sent you")


def hash_of(token: str) -> str:
    """Return the form in which a secret is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def clean_email(email: str) -> str:
    """Return an address in the one form we keep, or refuse it."""
    clean = email.strip().lower()
    if not EMAIL.fullmatch(clean) or len(clean) > 254:
        raise Refused(N_("Enter an e-mail address, as in name@example.org"))
    return clean


def account_by_email(email: str) -> Account | None:
    """Return the account with an address, for signing in and joining."""
    found = unscoped("sign-in", Account).where(Account.email == email.strip().lower())
    account: Account | None = db.session.scalar(found)
    return account


def is_confirmed(account: Account) -> bool:
    """Tell whether its owner has shown that the address is theirs."""
    return account.confirmed_at is not None or account.state is State.ACTIVE


def require_confirmed(account: Account) -> None:
    """Refuse until somebody has shown that the address is theirs.

    Whoever typed it may be another, and would keep a way in when its owner comes.
    """
    if not is_confirmed(account):
        raise Refused(UNCONFIRMED)


# ---------------------------------------------------------------- links by mail
def make_token(
    account: Account, purpose: Purpose, lasts: timedelta, bound_to: str = ""
) -> str:
    """Return a new secret for a link; older ones for the same purpose end."""
    db.session.execute(
        delete(MailToken).where(
            MailToken.account_id == account.id, MailToken.purpose == purpose
        )
    )
    token = secrets.token_urlsafe(32)
    db.session.add(
        MailToken(
            token_hash=hash_of(token),
            account_id=account.id,
            purpose=purpose,
            bound_to=bound_to,
            ends_at=clock.now() + lasts,
        )
    )
    db.session.flush()
    return token


def token_row(token: str, purpose: Purpose) -> tuple[MailToken, Account]:
    """Return the row and account behind a link that still holds, or refuse."""
    row = db.session.scalar(
        unscoped("sign-in", MailToken).where(
            MailToken.token_hash == hash_of(token),
            MailToken.purpose == purpose,
            MailToken.used_at.is_(None),
            MailToken.ends_at > clock.now(),
        )
    )
    account = row and db.session.get(Account, row.account_id)
    if row is None or account is None:
        raise Refused(ENDED)
    return row, account


def use_token(row: MailToken) -> None:
    """Use a link up; of two at the same time exactly one goes through."""
    done = db.session.execute(
        update(MailToken)
        .where(MailToken.id == row.id, MailToken.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(ENDED)


def ask_to_confirm(account: Account, *, vetted: bool | None = None) -> None:
    """Send the link that confirms an address.

    `vetted` says that an organiser opens the account whatever the community's mode
    (who came by a shareable link); None keeps what the link before said.
    """
    if vetted is None:
        vetted = is_vetted(account)
    token = make_token(account, Purpose.CONFIRM, DAY, VETTED if vetted else "")
    outbox.post("confirm", account.email, link=f"/confirm/{token}")


def is_vetted(account: Account) -> bool:
    """Tell whether the letter to confirm says that an organiser opens the account."""
    found = unscoped("sign-in", MailToken.bound_to).where(
        MailToken.account_id == account.id, MailToken.purpose == Purpose.CONFIRM
    )
    bound: str | None = db.session.scalar(found)
    return bound == VETTED


def send_reset(email: str) -> None:
    """Send a link for a new password, if an account has this address."""
    account = account_by_email(email)
    if account is None or account.state is State.INVITED:
        return
    outbox.post("reset", account.email, link=f"/reset/{make_reset(account)}")


def make_reset(account: Account) -> str:
    """Return the secret of a link for a new password; it ends with the present one."""
    bound = hash_of(account.password_hash or "")
    return make_token(account, Purpose.RESET, SHORT, bound)


def send_sign_in_link(email: str) -> None:
    """Send a link that signs in, if an account has this address."""
    account = account_by_email(email)
    if account is None or account.state is State.INVITED:
        return
    token = make_token(account, Purpose.SIGN_IN, SOON)
    outbox.post("sign-in-link", account.email, link=f"/sign-in/link/{token}")


def use_sign_in_link(token: str) -> Account:
    """Use a link that signs in up, and return whose it is."""
    row, account = token_row(token, Purpose.SIGN_IN)
    use_token(row)
    bounces.clear(account.email)
    return account


def send_sure_link(account: Account) -> None:
    """Send a link by which somebody without a password confirms who they are."""
    token = make_token(account, Purpose.SURE, SOON)
    outbox.post("confirm-you", account.email, link=f"/account/sure/{token}")


def reset_password(token: str, password_hash: str, *, short: bool = False) -> Account:
    """Set a new password by a link, and end every session."""
    row, account = token_row(token, Purpose.RESET)
    if row.bound_to != hash_of(account.password_hash or ""):
        raise Refused(ENDED)
    use_token(row)
    bounces.clear(account.email)
    _set_password(account, password_hash, short)
    return account


def _set_password(
    account: Account, password_hash: str, short: bool, keep: int | None = None
) -> None:
    account.password_hash, account.short_password = password_hash, short
    end_sessions(account.id, keep)
    _end_links(account.id)
    outbox.post("password-changed", account.email)
    journal.record(
        Viewer(account_id=account.id),
        journal.Act.PASSWORD_CHANGED,
        "account",
        account.id,
    )
    db.session.flush()


def _end_links(account_id: int) -> None:
    """End the links that whoever knew the old password may have asked for."""
    ends = delete(MailToken).where(MailToken.account_id == account_id)
    db.session.execute(ends.where(MailToken.purpose != Purpose.CONFIRM))


def end_all_links(account_id: int) -> None:
    """End every link of an account, whatever for and wherever it was sent."""
    db.session.execute(delete(MailToken).where(MailToken.account_id == account_id))


def change_password(
    account: Account,
    password_hash: str,
    *,
    short: bool = False,
    keep: int | None = None,
) -> None:
    """Set a new password for somebody who has proven who they are.

    Sessions end, but for the one to `keep`.
    """
    _set_password(account, password_hash, short, keep)


def send_change(account_id: int, email: str) -> None:
    """Send a link to a new address; one that is taken, or banned, gets none."""
    account = db.session.get(Account, account_id)
    if account is None or not is_confirmed(account) or not _is_free(email):
        return
    token = make_token(account, Purpose.CHANGE, SHORT, email)
    outbox.post("change-email", email, link=f"/account/email/{token}")


def _is_free(email: str) -> bool:
    """Tell whether an account may take an address: joining asks the same of it."""
    return account_by_email(email) is None and not bans.is_banned(email)


def change_email(token: str) -> Account:
    """Take over the address that a link was sent to; links to the old one end."""
    row, account = token_row(token, Purpose.CHANGE)
    if not is_confirmed(account) or not _is_free(row.bound_to):
        raise Refused(ENDED)
    use_token(row)
    bounces.clear(account.email)
    outbox.post("email-changed", account.email)
    account.email = row.bound_to
    bounces.clear(account.email)
    end_sessions(account.id)
    end_all_links(account.id)
    journal.record(
        Viewer(account_id=account.id), journal.Act.EMAIL_CHANGED, "account", account.id
    )
    db.session.flush()
    return account


def end_sessions(account_id: int, keep: int | None = None) -> None:
    """End the sessions of an account, all or all but one."""
    ends = delete(SignIn).where(SignIn.account_id == account_id)
    db.session.execute(ends.where(SignIn.id.is_distinct_from(keep)))


def end_session(account_id: int, sign_in_id: int) -> None:
    """End one session of an account."""
    db.session.execute(
        delete(SignIn).where(SignIn.account_id == account_id, SignIn.id == sign_in_id)
    )


# ---------------------------------------------------------------- consents
def give_consent(
    viewer: Viewer,
    purpose: ConsentPurpose,
    wording: str,
    about: str = "",
    version: str = RULES_VERSION,
) -> None:
    """Record that somebody agreed to `wording`; an older consent to the same ends.

    `about` and the hash of the wording stand in the database as they are: neither may
    tell what is sealed. What it is about stands in `about` alone: `wording` is the
    sentence before that is filled in, or trying all names would find its hash.
    """
    withdraw_consent(viewer, purpose, about)
    db.session.add(
        Consent(
            account_id=viewer.account_id,
            purpose=purpose,
            about=about,
            wording=version,
            wording_hash=hash_of(wording),
        )
    )
    journal.record(viewer, journal.Act.CONSENT, purpose.value, note="given")
    db.session.flush()


def withdraw_consent(viewer: Viewer, purpose: ConsentPurpose, about: str = "") -> None:
    """Record that somebody took a consent back."""
    done = db.session.execute(
        update(Consent)
        .where(
            Consent.account_id == viewer.account_id,
            Consent.purpose == purpose,
            Consent.about == about,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
    )
    if done.rowcount:  # type: ignore[attr-defined]
        journal.record(viewer, journal.Act.CONSENT, purpose.value, note="withdrawn")


def accept_rules(viewer: Viewer, wording: str) -> None:
    """Record that somebody accepted the house rules and is 18 or older."""
    account = db.session.get_one(Account, viewer.account_id)
    account.rules_version, account.adult = RULES_VERSION, True
    give_consent(viewer, ConsentPurpose.RULES, wording)


def finish_first_visit(viewer: Viewer) -> None:
    """Remember that somebody went through the first visit."""
    db.session.get_one(Account, viewer.account_id).first_visit_done = True
    db.session.flush()


def check_password(
    password: str, email: str, name: str, *, with_factor: bool = False
) -> None:
    """Refuse a new password that is weak for this person.

    Beside a second factor a shorter one does.
    """
    check_new(
        password, name, *name.split(), email.split("@")[0], *PRODUCT,
        shortest=WITH_A_FACTOR if with_factor else SHORTEST,
    )  # fmt: skip
