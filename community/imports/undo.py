"""Taking an import back, apart from what people have made their own since."""

from sqlalchemy import delete

from community.accounts.models import Account, State
from community.core import clock, journal
from community.core.db import db
from community.core.visible import unscoped
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
    db.session.execute(delete(Membership).where(Membership.import_batch_id == number))
    kept_projects = _projects(number)
    kept_people = _people(number)
    batch.undone_at = clock.now()
    projects.rebuild_circles()
    tell_organisers_of(settle_leads())
    journal.record(OPERATOR, journal.Act.IMPORT, "import", number, "undone")
    snapshot.bump()
    db.session.commit()
    return (
        f"Batch {number} is undone. {kept_people} people who have joined and "
        f"{kept_projects} projects that were edited or joined since stay."
    )


def _projects(number: int) -> int:
    """Delete the batch's projects that nobody edited and nobody works on."""
    busy = unscoped(WHY, Membership.project_id)
    mine = Project.import_batch_id == number
    untouched = (Project.version == 1, Project.id.not_in(busy))
    ids = db.session.scalars(unscoped(WHY, Project.id).where(mine, *untouched)).all()
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        db.session.execute(delete(Project).where(Project.id.in_(some)))
    return len(db.session.scalars(unscoped(WHY, Project.id).where(mine)).all())


def _people(number: int) -> int:
    """Delete the batch's accounts that nobody claimed, and with them their people."""
    mine = unscoped(WHY, Member.account_id).where(Member.import_batch_id == number)
    unclaimed = unscoped(WHY, Account.id).where(
        Account.id.in_(mine), Account.state == State.INVITED
    )
    ids = db.session.scalars(unclaimed).all()
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        db.session.execute(delete(Member).where(Member.account_id.in_(some)))
        db.session.execute(delete(Account).where(Account.id.in_(some)))
    return len(db.session.scalars(mine).all())
