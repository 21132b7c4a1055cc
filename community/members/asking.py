"""Asking to join: the page does the same for every address, a worker looks."""

from community.accounts import asking
from community.accounts.models import Invitation
from community.core.db import db
from community.core.errors import Refused
from community.core.outbox import Job
from community.members.joining import Joiner, join

WORK = "join"


def ask(joiner: Joiner, invitation_id: int | None) -> None:
    """Leave it to a worker to make an account, or to tell the address that it has one.

    What was given is sealed until then.
    """
    asking.leave(
        WORK, WORK, joiner.email,
        name=joiner.name, hashed=joiner.password_hash, invitation=invitation_id,
    )  # fmt: skip


def answer(job: Job) -> None:
    """Let somebody join who asked; nobody by an invitation that ended meanwhile."""
    email, facts = asking.taken(job)
    number = facts["invitation"]
    invitation = db.session.get(Invitation, number) if number else None
    if number and invitation is None:
        return
    try:
        join(Joiner(facts["name"], email, facts["hashed"]), invitation)
    except Refused:
        return
