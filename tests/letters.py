"""What the outbox has for whom, and what members are told of.

A letter to a member holds no address: that of their account is put beside it here.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func

from community.accounts.models import Account
from community.core import clock
from community.core.db import db
from community.core.outbox import LETTER, Job, JobState, opened
from community.core.visible import unscoped
from community.jobs.worker import Worker
from community.members.models import Member
from community.notices.models import Notice


@dataclass(frozen=True)
class Letter:
    """A letter of the outbox: of what kind, to which address, once by which key.

    What is sealed in its facts is open here.
    """

    kind: str
    to: str
    key: str | None
    facts: dict[str, Any]
    due_at: datetime
    state: JobState


@dataclass(frozen=True)
class Told:
    """What somebody (`to`, by their address) is told of."""

    id: int
    kind: str
    to: str
    key: str
    person: int | None
    project: int | None
    link: str
    facts: dict[str, Any]
    at: datetime
    read: bool


def letters(kind: str | None = None) -> list[Letter]:
    """Return the letters of the outbox in their order, of a kind or of all."""
    to = func.coalesce(Job.to, Account.email).label("to")
    found = (
        unscoped("test", Job.kind, to, Job.key, Job.facts, Job.due_at, Job.state)
        .outerjoin(Member, Member.id == Job.member_id)
        .outerjoin(Account, Account.id == Member.account_id)
        .where(Job.work == LETTER)
        .order_by(Job.id)
    )
    if kind is not None:
        found = found.where(Job.kind == kind)
    rows = [Letter(**row) for row in db.session.execute(found).mappings()]
    return [replace(row, facts=opened(row.facts)) for row in rows]


def link_of(kind: str) -> str:
    """Return the link of the newest letter of a kind that was not sent yet."""
    return str(letters(kind)[-1].facts["link"])


def work(app: Flask) -> None:
    """Do what waits but letters, as while no mail server is there."""
    db.session.commit()
    worker = Worker(app)
    worker.letters.post._until = clock.now() + timedelta(days=1)
    worker.until_idle()
    db.session.expire_all()


def notices(member: int | None = None, kind: str | None = None) -> list[Told]:
    """Return what people are told of in its order: somebody or all, a kind or all."""
    found = (
        unscoped("test", Notice, Account.email)
        .join(Member, Member.id == Notice.member_id)
        .join(Account, Account.id == Member.account_id)
        .order_by(Notice.id)
    )
    if member is not None:
        found = found.where(Notice.member_id == member)
    if kind is not None:
        found = found.where(Notice.kind == kind)
    return [
        Told(
            row.id, row.kind, to, row.key, row.person_id, row.project_id, row.link,
            row.facts, row.at, row.read_at is not None,
        )
        for row, to in db.session.execute(found)
    ]  # fmt: skip
