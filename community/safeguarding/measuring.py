"""Measures as rows: written down, found, told of; who may change one."""

from sqlalchemy import Integer, literal

from community.accounts.models import Account
from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, unscoped
from community.members.models import Member
from community.notices.commands import tell
from community.safeguarding.models import Case, Ground, Measure, MeasureKind
from community.safeguarding.models.makers import answers_for

WHY = "administration"
RULE = Viewer(name="rule")
NOBODY = N_("This case is about nobody whom you could warn or suspend")
SAY_WHY = N_("Write to them what went wrong, in a sentence or two")


def made(
    viewer: Viewer, case: Case, kind: MeasureKind, ground: Ground, why: str
) -> Measure:
    """Write a measure down; what a rule did goes over to whoever acts now."""
    if not why.strip():
        raise Refused(SAY_WHY)
    row = Measure(
        case_id=case.id, account_id=case.about_id, kind=kind, ground=ground,
        by_id=viewer.account_id, why=why.strip(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note(viewer, row, kind.value)
    return row


def note(viewer: Viewer, row: Measure, words: str) -> None:
    """Write a step of a measure into the audit trail."""
    journal.record(viewer, journal.Act.MODERATION, "measure", row.id, words)
    db.session.flush()


def tell_of(row: Measure) -> Measure:
    """Tell whom a measure is about, if they are there, where to read it."""
    found = unscoped(WHY, Member.id).where(Member.account_id.in_(accounts_of(row)))
    link = f"/account/measures/{row.id}"
    for member in db.session.scalars(found.order_by(Member.id)).all():
        tell(member, "measure", f"measure:{row.id}", link=link)
    return row


def accounts_of(row: Measure) -> list[int]:
    """Return whom a measure is about; else who answers for what is held back."""
    if row.account_id is not None:
        return [row.account_id]
    theirs = answers_for(literal(row.case_id, Integer), Account.id)
    found = unscoped(WHY, Account.id).where(theirs)
    holds = row.kind is MeasureKind.HOLD
    return list(db.session.scalars(found.order_by(Account.id))) if holds else []


def in_case(case_id: int) -> list[Measure]:
    """Return what was done in a case, the first first."""
    found = unscoped(WHY, Measure).where(Measure.case_id == case_id)
    options = {"populate_existing": True}
    return list(
        db.session.scalars(found.order_by(Measure.id), execution_options=options)
    )


def to_change(viewer: Viewer, measure_id: int) -> Measure:
    """Return a measure whose case `viewer` may work, kept from changes beside."""
    require(viewer, Permission.CASE_WORK)
    row = locked(measure_id)
    if row is None or row.account_id == viewer.account_id:
        raise NotFound("measure")
    if row.case_id is not None:
        find(viewer, Case, Case.id == row.case_id)
    return row


def locked(measure_id: int) -> Measure | None:
    """Return a measure, kept from changes beside this one."""
    found = unscoped(WHY, Measure).where(Measure.id == measure_id).with_for_update()
    options = {"populate_existing": True}
    row: Measure | None = db.session.scalar(found.execution_options(**options))
    return row


def by_rule(case: Case, kind: MeasureKind) -> Measure:
    """Write down what a rule does; its case stands first from now on."""
    row = Measure(case_id=case.id, account_id=case.about_id, kind=kind, by_rule=True)
    case.ruled_at = case.ruled_at or clock.now()
    db.session.add(row)
    db.session.flush()
    note(RULE, row, f"{kind.value} by a rule")
    return row
