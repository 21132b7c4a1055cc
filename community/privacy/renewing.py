"""A new key of the vault: all that is sealed is sealed anew with the first one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select, update

from community.accounts.models import Totp
from community.core import journal, trail, vault
from community.core.access import Viewer
from community.core.db import db, start_writing
from community.core.journal import Act
from community.core.outbox import SEALED as FACT
from community.core.outbox import Job
from community.core.visible import unscoped
from community.lived.models import LivedExperience

WHY = "the vault"
CLOCK = Viewer(name="clock")
SEALED = ((Totp, "account_id", "sealed"), (LivedExperience, "id", "sealed"))
"""What is sealed: tables with their keys, and the column."""
AT_ONCE = 200


@dataclass(frozen=True)
class Renewed:
    """How many rows of a table are sealed with the first key now."""

    table: str
    rows: int


def renew() -> Iterator[Renewed]:
    """Seal everything with the first key, some rows at a time, and commit.

    Raises `vault.Locked` at the first that no key opens, having renewed what was
    before it. It may be run again.
    """
    for entity, key, column in SEALED:
        yield Renewed(entity.__tablename__, sum(_parts(entity, key, column)))
    yield Renewed(Job.__tablename__, sum(_of_outbox()))
    start_writing()
    signed = trail.sign_anew()
    journal.record(CLOCK, Act.SETTING, "vault", None, "renewed")
    db.session.commit()
    yield Renewed("audit_checkpoint", int(signed))


def _parts(entity: type[Any], key: str, column: str) -> Iterator[int]:
    number, after = getattr(entity, key), 0
    while True:
        start_writing()
        found = unscoped(WHY, number, getattr(entity, column)).where(number > after)
        rows = db.session.execute(found.order_by(number).limit(AT_ONCE)).all()
        for one, sealed in rows:
            new = {column: vault.renewed(sealed)}
            db.session.execute(update(entity).where(number == one).values(**new))
            after = one
        db.session.commit()
        yield len(rows)
        if len(rows) < AT_ONCE:
            return


def _of_outbox() -> Iterator[int]:
    """Seal the facts of work anew; what a worker has done meanwhile stays empty."""
    holds = Job.facts.cast(String).contains(f'"{FACT}"')
    numbers = list(db.session.scalars(select(Job.id).where(holds)))
    for at in range(0, len(numbers), AT_ONCE):
        start_writing()
        found = select(Job.id, Job.facts).where(holds)
        some = found.where(Job.id.in_(numbers[at : at + AT_ONCE])).with_for_update()
        rows = db.session.execute(some).all()
        for one, facts in rows:
            anew = {**facts, FACT: vault.renewed(facts[FACT])}
            db.session.execute(update(Job).where(Job.id == one).values(facts=anew))
        db.session.commit()
        yield len(rows)
