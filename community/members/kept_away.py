"""To whom somebody is never shown: the people of an organisation that they exclude.

What members say of where they work and whom they exclude are rows of their own; what
the visibility rule asks is a tie, `excluded`, from each of those people to the one who
excludes. Whatever changes either calls `keep_in_step`; `check` proves that all did.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    column,
    delete,
    func,
    insert,
    or_,
    select,
    table,
)
from sqlalchemy.orm import aliased

from community.core.db import db
from community.core.visible import EXCLUDED, tie, unscoped
from community.members.models import Affiliation
from community.organisations.models import Organisation

WHY = "ties"
LOCK = 4_121_802
"""Which lock of PostgreSQL such a change holds."""

Pair = tuple[int, int]

exclusion = table(
    "exclusion", column("member_id", Integer), column("organisation_id", Integer)
)
"""Whom members exclude; the rows are those of `privacy`."""


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    """State that two entries stand for one organisation: merged, or written alike."""
    ends = [func.coalesce(body.merged_into_id, body.id) for body in (one, other)]
    return or_(ends[0] == ends[1], one.folded == other.folded)


def _pairs() -> Select[Any]:
    """Select who must not see whom, whatever audience they gave their organisation."""
    theirs, meant = aliased(Organisation), aliased(Organisation)
    return (
        unscoped(WHY, Affiliation.member_id, exclusion.c.member_id)
        .join(theirs, theirs.id == Affiliation.organisation_id)
        .join(meant, _same(theirs, meant))
        .join(exclusion, exclusion.c.organisation_id == meant.id)
        .where(Affiliation.member_id != exclusion.c.member_id)
        .distinct()
    )


def true_pairs() -> set[Pair]:
    """Return who must not see whom, as the rows of both say."""
    return {(one, other) for one, other in db.session.execute(_pairs())}


def keep_in_step(*, worker: int | None = None, excluder: int | None = None) -> None:
    """Write down whom the people concerned must not see.

    `worker` is somebody who changed where they work, `excluder` somebody who changed
    whom they exclude; either has called `one_at_a_time` before.
    """
    stored = unscoped(WHY, tie.c.member_id, tie.c.other_id).where(
        tie.c.kind == EXCLUDED
    )
    wanted = _pairs()
    if worker is not None:
        stored = stored.where(tie.c.member_id == worker)
        wanted = wanted.where(Affiliation.member_id == worker)
    if excluder is not None:
        stored = stored.where(tie.c.other_id == excluder)
        wanted = wanted.where(exclusion.c.member_id == excluder)
    there = {(one, other) for one, other in db.session.execute(stored)}
    now = {(one, other) for one, other in db.session.execute(wanted)}
    for one, other in sorted(there - now):
        db.session.execute(
            delete(tie).where(
                tie.c.member_id == one, tie.c.other_id == other, tie.c.kind == EXCLUDED
            )
        )
    rows = [
        {"member_id": one, "other_id": other, "kind": EXCLUDED}
        for one, other in sorted(now - there)
    ]
    if rows:
        db.session.execute(insert(tie), rows)


def one_at_a_time() -> None:
    """Let changes of who works where, and of who excludes it, happen in turn.

    All of them: two names may be one organisation, also ones that are new to both.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
