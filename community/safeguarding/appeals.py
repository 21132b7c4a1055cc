"""Appeals: whom a measure is about asks, another moderator than before decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from community.accounts.models import Account
from community.core import clock, journal, outbox
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import find, unscoped, visible
from community.notices.commands import tell
from community.safeguarding import cases, measures
from community.safeguarding.measuring import accounts_of, locked, note
from community.safeguarding.models import Appeal, Case, Measure
from community.vocabulary.choices import number

WHY = "administration"
ONCE = N_("You have asked for another look at this already")


def appeal_by(measure: Measure) -> datetime:
    """Return until when somebody may appeal against a measure."""
    return measure.at + timedelta(days=number("appeal_days"))


def appeal(viewer: Viewer, measure_id: int, text: str) -> Appeal:
    """Ask for another moderator to look at a measure about the viewer, once."""
    if viewer.account_id is None:
        raise NotFound("measure")
    mine = Measure.is_about(viewer.account_id)
    row = find(viewer, Measure, Measure.id == measure_id, mine)
    if not text.strip():
        raise Refused(N_("Write why you think that it should be decided anew"))
    if row.lifted_at is not None:
        raise Refused(N_("It is taken back already"))
    if clock.now() > appeal_by(row):
        raise Refused(N_("The time to ask for another look is over"))
    made = Appeal(measure_id=row.id, text=text.strip())
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Refused(ONCE) from None
    _note(viewer, made, "made")
    _tell_deciders(made, row, "case-second", f"case-second:appeal:{made.id}")
    return made


def may_decide(viewer: Viewer, case: Case, row: Measure) -> bool:
    """Tell whether a viewer who sees the case may decide on a measure anew."""
    did = (row.by_id, row.agreed_by_id)
    return cases.may_second(viewer, case, *did)


@dataclass(frozen=True)
class AppealFacts:
    """What somebody asks, and what came of it."""

    id: int
    text: str
    made_at: datetime
    decided_at: datetime | None
    upheld: bool
    reply: str


def facts(row: Appeal) -> AppealFacts:
    """Return what somebody asks, and what came of it."""
    names = AppealFacts.__dataclass_fields__
    return AppealFacts(**{name: getattr(row, name) for name in names})


def found(viewer: Viewer, appeal_id: int) -> tuple[Appeal, Measure, Case]:
    """Return an appeal, its measure and its case to whoever may work that case."""
    require(viewer, Permission.CASE_WORK)
    asked: Appeal = find(viewer, Appeal, Appeal.id == appeal_id)
    row: Measure = find(viewer, Measure, Measure.id == asked.measure_id)
    return asked, row, find(viewer, Case, Case.id == row.case_id)


def decide(viewer: Viewer, appeal_id: int, upheld: bool, reply: str) -> None:
    """Decide on an appeal as somebody else than before; taken back it undoes all."""
    require(viewer, Permission.CASE_WORK)
    asked: Appeal = find(viewer, Appeal, Appeal.id == appeal_id)
    row = locked(asked.measure_id)
    if row is None or row.account_id == viewer.account_id:
        raise NotFound("measure")
    case: Case = find(viewer, Case, Case.id == row.case_id)
    if not may_decide(viewer, case, row):
        raise Refused(N_("Somebody else must decide on this"))
    if not reply.strip():
        raise Refused(N_("Write to them why, in a sentence or two"))
    done = db.session.execute(
        update(Appeal)
        .where(Appeal.id == appeal_id, Appeal.decided_at.is_(None))
        .values(
            decided_by_id=viewer.account_id, decided_at=clock.now(), upheld=upheld,
            reply=reply.strip(),
        )
    )  # fmt: skip
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(N_("Somebody has decided on this already"))
    _note(viewer, asked, "upheld" if upheld else "lifted")
    if not upheld and row.lifted_at is None:
        measures.undo(viewer, row)
    elif row.for_good_asked:
        _decide_for_good_too(viewer, row)
    for account, address in _addresses(row):
        key = f"appeal-answer:{appeal_id}:{account}"
        outbox.post("appeal-answer", address, key, upheld=upheld)
    db.session.flush()


def _decide_for_good_too(viewer: Viewer, row: Measure) -> None:
    """Let a suspension that stays end on its day: nobody agrees to more unheard."""
    row.for_good_asked = False
    note(viewer, row, "not for good")
    cases.tell_asker(row.by_id, row.case_id, f"case-answer:for-good:{row.id}")


def _addresses(row: Measure) -> list[tuple[int, str]]:
    found = unscoped(WHY, Account.id, Account.email).order_by(Account.id)
    rows = db.session.execute(found.where(Account.id.in_(accounts_of(row))))
    return [(number, address) for number, address in rows]


def remind() -> int:
    """Remind those who may decide of appeals that have waited long, once each."""
    late = clock.now() - timedelta(hours=number("case_usual_hours"))
    found = (
        unscoped(WHY, Appeal, Measure)
        .join(Measure, Measure.id == Appeal.measure_id)
        .where(Appeal.decided_at.is_(None), Appeal.reminded_at.is_(None))
        .where(Appeal.made_at <= late)
        .order_by(Appeal.id)
    )
    rows = db.session.execute(found).all()
    for asked, row in rows:
        asked.reminded_at = clock.now()
        _tell_deciders(asked, row, "case-overdue", f"appeal-overdue:{asked.id}")
    db.session.flush()
    return len(rows)


def _tell_deciders(asked: Appeal, row: Measure, kind: str, key: str) -> None:
    """Tell those who may decide; else those who did, to find somebody who may."""
    options = {"unscoped": WHY}
    case = db.session.get(Case, row.case_id, execution_options=options)
    if case is None:
        return
    link = f"/moderate/appeals/{asked.id}"
    others = cases.workers(case, row.by_id, row.agreed_by_id)
    for member in others or cases.workers(case):
        tell(member, kind, key, link=link)


def _note(viewer: Viewer, row: Appeal, words: str) -> None:
    journal.record(viewer, journal.Act.MODERATION, "appeal", row.id, words)
    db.session.flush()


def of_measures(viewer: Viewer, ids: list[int]) -> dict[int, Appeal]:
    """Return the appeals against measures, by the id of the measure."""
    found = visible(viewer, Appeal).where(Appeal.measure_id.in_(ids))
    return {row.measure_id: row for row in db.session.scalars(found)}
