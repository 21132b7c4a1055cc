"""Taking an import back, apart from what people have made their own since."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from community.accounts.models import Account, State
from community.core import clock, journal
from community.core.db import db
from community.core.visible import unscoped
from community.imports import undone
from community.imports.models import ImportBatch
from community.imports.run import OPERATOR
from community.matching import snapshot
from community.members.models import Member
from community.projects import commands as projects
from community.projects.leaving import tell_organisers_of
from community.projects.models import Membership, Project
from community.projects.team import settle_leads

WHY = "import"


def undo_batch(number: int) -> str:
    """Undo an import and commit; return a sentence that says what stayed."""
    batch = db.session.get(ImportBatch, number)
    if batch is None or batch.undone_at is not None:
        return f"There is no batch {number} that could be undone."
    done = _take_back(batch, undone.Undone(number, batch.at))
    db.session.commit()
    undone.remember(done)
    return (
        f"Batch {number} is undone. {len(done.accounts)} people who have joined and "
        f"{len(done.projects)} projects that were edited or joined since stay."
    )


def undo_again(list_: Path) -> int:
    """Undo, after a restore, the imports that a list says were undone; return how many.

    What stayed then stays, as it was when the backup was made. The caller commits.
    """
    again = 0
    for one in undone.read(list_):
        batch = db.session.get(ImportBatch, one.batch)
        if batch is None or batch.at != one.at or batch.undone_at is not None:
            continue
        _take_back(batch, one)
        again += 1
    return again


def _take_back(batch: ImportBatch, but: undone.Undone) -> undone.Undone:
    """Take an import back, but for what is named; return what of it is there still."""
    number = batch.id
    db.session.execute(delete(Membership).where(Membership.import_batch_id == number))
    _delete_projects(number, but.projects)
    _delete_people(number, but.accounts)
    batch.undone_at = clock.now()
    projects.rebuild_circles()
    tell_organisers_of(settle_leads())
    journal.record(OPERATOR, journal.Act.IMPORT, "import", number, "undone")
    snapshot.bump()
    mine = Member.import_batch_id == number, Member.account_id.is_not(None)
    return replace(
        but,
        accounts=_numbers(Member.account_id, *mine),
        projects=_numbers(Project.id, Project.import_batch_id == number),
    )


def _delete_projects(number: int, but: frozenset[int]) -> None:
    """Delete the batch's projects that nobody edited and nobody works on."""
    busy = unscoped(WHY, Membership.project_id)
    mine = Project.import_batch_id == number
    ids = _numbers(Project.id, mine, Project.version == 1, Project.id.not_in(busy))
    for some in _by_500(ids - but):
        db.session.execute(delete(Project).where(Project.id.in_(some)))


def _delete_people(number: int, but: frozenset[int]) -> None:
    """Delete the batch's accounts that nobody claimed, and with them their people."""
    mine = unscoped(WHY, Member.account_id).where(Member.import_batch_id == number)
    ids = _numbers(Account.id, Account.id.in_(mine), Account.state == State.INVITED)
    for some in _by_500(ids - but):
        db.session.execute(delete(Member).where(Member.account_id.in_(some)))
        db.session.execute(delete(Account).where(Account.id.in_(some)))


def _numbers(column: Any, *where: Any) -> frozenset[int]:
    return frozenset(db.session.scalars(unscoped(WHY, column).where(*where)))


def _by_500(ids: frozenset[int]) -> Iterator[list[int]]:
    """Give numbers by 500, for a statement does not hold any number of them."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        yield ordered[start : start + 500]
