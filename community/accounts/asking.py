"""What anybody may ask with an address: a letter answers, the page tells nothing.

The page does the same for every address: it leaves the asking to a worker. Only there
does it matter whether an address has an account, and how that stands.
"""

from typing import Any

from community.accounts import commands
from community.accounts.commands import clean_email, hash_of
from community.accounts.models import Account
from community.core import outbox
from community.core.db import db
from community.core.outbox import Job

WORK = "account"
RESET, SIGN_IN, CHANGE = "reset password", "sign in", "change e-mail"


def ask(kind: str, email: str, **facts: Any) -> None:
    """Leave it to a worker to answer an address; the same for every address."""
    leave(WORK, kind, email, **facts)


def leave(work: str, kind: str, email: str, **facts: Any) -> None:
    """Leave work about an address to a worker, with sealed facts."""
    clean = clean_email(email)
    lane = f"{WORK}:{hash_of(clean)[:24]}"
    sealed = outbox.sealed(**facts)
    db.session.add(Job(work=work, kind=kind, to=clean, facts=sealed, lane=lane))
    db.session.flush()


def taken(job: Job) -> tuple[str, dict[str, Any]]:
    """Return the address and the facts of such work, which keeps them no longer."""
    email, facts = job.to or "", outbox.opened(job.facts)
    job.to, job.facts = None, {}
    return email, facts


def ask_to_change_email(account: Account, email: str) -> None:
    """Ask for a link to a new address, and tell the old one."""
    commands.require_confirmed(account)
    ask(CHANGE, email, account=account.id)
    outbox.post("email-changing", account.email)


def answer(job: Job) -> None:
    """Write to an address what fits it; nothing where it has no account."""
    email, facts = taken(job)
    if job.kind == RESET:
        commands.send_reset(email)
    elif job.kind == SIGN_IN:
        commands.send_sign_in_link(email)
    else:
        commands.send_change(facts["account"], email)
    db.session.flush()
