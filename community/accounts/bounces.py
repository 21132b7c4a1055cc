"""Addresses that mail comes back from: noted, said to their owner, and cleared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Account, Undeliverable
from community.core.db import db
from community.core.visible import unscoped

STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
ABOUT_US = re.compile(r"5\.(1\.[78]|[567]\.\d{1,3})")


@dataclass(frozen=True)
class Returned:
    """What a delivery report says of one letter (RFC 3464).

    `address` is whom the letter that came back was to, and `letter` its Message-ID;
    "" where the report brings no part of it along.
    """

    address: str
    letter: str
    status: str


def returned(report: bytes) -> tuple[Returned, ...]:
    """Return what a delivery report says; nothing where it is none."""
    message = message_from_bytes(report, policy=policy.default)
    about = next(_letters(message), None)
    address = parseaddr(str(about["To"]))[1] if about and about["To"] else ""
    letter = str(about["Message-ID"] or "").strip() if about else ""
    return tuple(Returned(address.lower(), letter, one) for one in _statuses(message))


def _letters(message: EmailMessage) -> Iterator[EmailMessage]:
    """Find the letter that came back, whole or its headers alone."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            yield part.get_payload(0)  # type: ignore[misc]
        elif part.get_content_type() == "text/rfc822-headers":
            yield message_from_bytes(
                part.get_payload(decode=True) or b"",  # type: ignore[arg-type]
                policy=policy.default,
            )


def _statuses(message: EmailMessage) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.iter_parts() if part.is_multipart() else ():
            found = STATUS.search(str(block["Status"] or ""))
            if found:
                yield found.group()


def is_permanent(status: str) -> bool:
    """Tell whether trying again would not help."""
    return status.startswith("5.") and STATUS.fullmatch(status) is not None


def is_about_us(status: str) -> bool:
    """Tell whether mail was refused for who sent it, how, or what it said.

    Such as "your server is on a list": all of our letters would come back alike.
    """
    return ABOUT_US.fullmatch(status) is not None


def is_known(address: str) -> bool:
    """Tell whether somebody here has this address."""
    found = unscoped("worker", Account.id).where(Account.email == _clean(address))
    return db.session.scalar(found) is not None


def note(address: str, status: str) -> bool:
    """Note that mail to an address comes back for good; tell whether that was new.

    Letters to it stop, but those about signing in, until its owner says otherwise.
    """
    if not is_permanent(status):
        return False
    new = Undeliverable(address=_clean(address), status=status)
    if db.session.get(Undeliverable, new.address) is None:
        try:
            with db.session.begin_nested():
                db.session.add(new)
            return True
        except IntegrityError:  # noted in this very moment by somebody else
            pass
    db.session.get_one(Undeliverable, new.address).status = status
    db.session.flush()
    return False


def clear(address: str) -> None:
    """Let mail go to an address again: its owner has shown or said that it works."""
    row = db.session.get(Undeliverable, _clean(address))
    if row is not None:
        db.session.delete(row)
    db.session.flush()


def clear_own(account_id: int) -> None:
    """Let mail go to the address of an account again."""
    clear(db.session.get_one(Account, account_id).email)


def comes_back_since(account_id: int | None) -> datetime | None:
    """Return since when mail to somebody comes back; None while it arrives."""
    found = select(Undeliverable.since).join(
        Account, Account.email == Undeliverable.address
    )
    return db.session.scalar(found.where(Account.id == account_id))


def _clean(address: str) -> str:
    return address.strip().lower()
