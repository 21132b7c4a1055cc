"""Work as rows: written in the transaction of the change, done after it by a worker.

A row stays until its work is done, whoever dies meanwhile: a worker takes it for a
while (a lease), tries again later when it fails, and gives up for an administrator to
look at. What must happen once has a `key`.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock, vault
from community.core.db import Base, db

AT_ONCE = timedelta(0)
SEALED = "sealed"
"""Under which name of the facts those are that nobody may read in the database."""
LETTER = "letter"
"""The work of a row that is a letter; its `kind` names the template."""


class JobState(StrEnum):
    """Where a piece of work stands."""

    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Job(Base):
    """One piece of work: which handler does it (`work`), of what sort, with what facts.

    Facts hold ids and links, never what people wrote to each other; a link that lets in
    whoever reads it is sealed. A letter goes `to` an address, or to a member, whose
    address is looked up when it goes. Of one `lane` the rows are done one at a time, in
    the order in which they came.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_due_at", "state", "due_at"),
        Index("ix_job_lane_state", "lane", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work: Mapped[str] = mapped_column(String(20), default=LETTER)
    kind: Mapped[str] = mapped_column(String(40), default="")
    to: Mapped[str | None] = mapped_column(String(254))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    lane: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_by: Mapped[str] = mapped_column(String(24), default="")
    taken_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")


def sealed(**facts: Any) -> dict[str, Any]:
    """Return facts as they stand in a row where nobody else may read them."""
    return {SEALED: vault.seal(json.dumps(facts))}


def opened(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a row with what is sealed; raises `vault.Locked`."""
    known = {name: fact for name, fact in facts.items() if name != SEALED}
    if SEALED not in facts:
        return known
    secret: dict[str, Any] = json.loads(vault.opened(facts[SEALED]))
    return known | secret


def _of_letter(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a letter to an address, whose link is a secret."""
    known = {name: fact for name, fact in facts.items() if name != "link"}
    return known | (sealed(link=facts["link"]) if "link" in facts else {})


def post(
    kind: str,
    to: str,
    key: str | None = None,
    after: timedelta = AT_ONCE,
    **facts: Any,
) -> None:
    """Put a letter to an address into the outbox; it goes `after` that.

    For what has to do with signing in and joining; what members are told of goes by
    `notices.commands.tell`. A key that was used raises IntegrityError at the flush.
    """
    due = clock.now() + after
    said = _of_letter(facts)
    db.session.add(Job(kind=kind, to=to, facts=said, key=key, due_at=due))


def post_once(
    kind: str, to: str, key: str, after: timedelta = AT_ONCE, **facts: Any
) -> bool:
    """Put a letter to an address into the outbox unless its `key` was used.

    Tell whether it was new. Of two that are written in the same moment one is kept.
    """
    due = clock.now() + after
    said = _of_letter(facts)
    return _add_once(Job(kind=kind, to=to, facts=said, key=key, due_at=due))


def ask(
    work: str,
    key: str,
    *,
    kind: str = "",
    member: int | None = None,
    lane: str | None = None,
    due: datetime | None = None,
    **facts: Any,
) -> bool:
    """Leave work to a worker unless its `key` was used; tell whether it was new."""
    row = Job(
        work=work, kind=kind, member_id=member, facts=facts, key=key, lane=lane,
        due_at=due or clock.now(),
    )  # fmt: skip
    return _add_once(row)


def _add_once(row: Job) -> bool:
    there = select(Job.id).where(Job.key == row.key)
    if db.session.scalar(there) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True


def call_back(keys: Collection[str]) -> None:
    """Take work that was not done yet out of the outbox, as if never written."""
    waits = (Job.key.in_(keys), Job.state == JobState.QUEUED)
    db.session.execute(delete(Job).where(*waits))
