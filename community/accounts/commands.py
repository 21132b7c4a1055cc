"""Changes of accounts: links by mail, passwords, consents."""

import hashlib
import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, update

from community.accounts import bounces
from community.accounts.models import (
    Account,
    Consent,
    ConsentPurpose,
    MailToken,
    Purpose,
    SignIn,
    State,
)
from community.accounts.passwords import check_new
from community.core import clock, journal, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import unscoped

RULES_VERSION = "2026-11"
SHORT, DAY = timedelta(minutes=30), timedelta(days=1)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
VETTED = "vetted"
ENDED = N_("This link has ended. Ask for a new one")


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
        before = unscoped("sign-in", MailToken.bound_to).where(
            MailToken.account_id == account.id, MailToken.purpose == Purpose.CONFIRM
        )
        vetted = db.session.scalar(before) == VETTED
    token = make_token(account, Purpose.CONFIRM, DAY, VETTED if vetted else "")
    outbox.post("confirm", account.email, link=f"/confirm/{token}")


def ask_to_reset(email: str) -> None:
    """Send a link for a new password, if an account has this address."""
    account = account_by_email(email)
    if account is None or account.state in (State.SUSPENDED, State.INVITED):
        return
    bound = hash_of(account.password_hash or "")
    token = make_token(account, Purpose.RESET, SHORT, bound)
    outbox.post("reset", account.email, link=f"/reset/{token}")


def reset_password(token: str, password_hash: str) -> Account:
    """Set a new password by a link, and end every session."""
    row, account = token_row(token, Purpose.RESET)
    if row.bound_to != hash_of(account.password_hash or ""):
        raise Refused(ENDED)
    use_token(row)
    bounces.clear(account.email)
    _set_password(account, password_hash)
    return account


def _set_password(account: Account, password_hash: str) -> None:
    account.password_hash = password_hash
    end_sessions(account.id)
    outbox.post("password-changed", account.email)
    journal.record(
        Viewer(account_id=account.id),
        journal.Act.PASSWORD_CHANGED,
        "account",
        account.id,
    )
    db.session.flush()


def change_password(account: Account, password_hash: str) -> None:
    """Set a new password for somebody who gave the old one; all sessions end."""
    _set_password(account, password_hash)


def ask_to_change_email(account: Account, email: str) -> None:
    """Send a link to a new address, and tell the old one.

    An address that has an account gets no link; the asker can't tell.
    """
    email = clean_email(email)
    if account_by_email(email) is None:
        token = make_token(account, Purpose.CHANGE, SHORT, email)
        outbox.post("change-email", email, link=f"/account/email/{token}")
    outbox.post("email-changing", account.email)


def change_email(token: str) -> Account:
    """Take over the address that a link was sent to."""
    row, account = token_row(token, Purpose.CHANGE)
    if account_by_email(row.bound_to) is not None:
        raise Refused(ENDED)
    use_token(row)
    bounces.clear(account.email)
    account.email = row.bound_to
    bounces.clear(account.email)
    end_sessions(account.id)
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
    viewer: Viewer, purpose: ConsentPurpose, wording: str, about: str = ""
) -> None:
    """Record that somebody agreed to `wording`; an older consent to the same ends."""
    withdraw_consent(viewer, purpose, about)
    db.session.add(
        Consent(
            account_id=viewer.account_id,
            purpose=purpose,
            about=about,
            wording=RULES_VERSION,
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


def check_password(password: str, email: str, name: str) -> None:
    """Refuse a new password that is weak for this person."""
    check_new(
        password, name, *name.split(), email.split("@")[0], "commonthread", "community"
    )
