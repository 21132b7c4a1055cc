"""Who answered for a project: to whoever asked "a lead"; the audit trail knows which.

Moderators have to know whom a report of an answer is about, or nobody could be told to
write otherwise, and its author could work the case themselves.
"""

from typing import Final

from community.core.db import db
from community.core.journal import AuditEvent, Pseudonym
from community.core.visible import unscoped
from community.projects.models import JoinState
from community.stewardship.models import HandoverState

WHY = "whom to tell of a report"
ANSWERED: Final = {"offer": "join_request", "handover": "handover"}
"""What is answered by whoever of several comes first, and its word in the trail."""
SAID: Final = (
    JoinState.ACCEPTED.value, JoinState.WAITING.value, JoinState.DECLINED.value,
    HandoverState.ACCEPTED.value, HandoverState.DECLINED.value,
)  # fmt: skip


def who_answered(kind: str, number: int) -> int | None:
    """Return the account that gave the last answer, unless it has been erased."""
    found = (
        unscoped(WHY, Pseudonym.account_id)
        .join(AuditEvent, AuditEvent.actor == Pseudonym.mark)
        .where(AuditEvent.object_kind == kind, AuditEvent.object_id == number)
        .where(AuditEvent.note.in_(SAID))
        .order_by(AuditEvent.id.desc())
    )
    account: int | None = db.session.scalar(found.limit(1))
    return account
