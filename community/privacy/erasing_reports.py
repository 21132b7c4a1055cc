"""What was reported of somebody erased: the words go, and what is open is closed.

A report takes along the words that it is about. They go also where no report says whose
they are: a story, whose teller nobody learns, and the part of one of two who wrote.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update

from community.core import clock
from community.core.db import db
from community.core.visible import unscoped
from community.introductions.models import Introduction
from community.projects.models import JoinKind, JoinRequest
from community.safeguarding.models import Case, CaseState, Report
from community.safeguarding.things import SECRET_MAKERS, THINGS
from community.stewardship.models import Handover, HandoverKind

WHY = "erasing"
CLOSED = "Closed: the account was erased"
CASE = Case.__table__.c


def forget(account: int, member: int | None) -> None:
    """Leave of reports about somebody that there were some; close what is still open.

    What they told moderators stays in a case that is open, for the safety of others.
    This comes before their rows go: they say which words were theirs.
    """
    theirs = or_(CASE.about_id == account, _by_them_in_secret(member))
    cases = list(db.session.scalars(unscoped(WHY, Case.id).where(theirs)))
    about = or_(Report.about_id == account, Report.case_id.in_(cases))
    _change(update(Report).where(about), excerpt="", text="")
    _take_out_of_shared(member)
    _change(
        update(Case).where(Case.id.in_(cases), Case.state != CaseState.CLOSED),
        state=CaseState.CLOSED, closed_at=clock.now(), open_key=None,
        version=Case.version + 1,
    )  # fmt: skip
    _change(update(Case).where(Case.id.in_(cases)), outcome=CLOSED)
    closed = select(CASE.id).where(CASE.state == CaseState.CLOSED)
    told = (Report.reporter_id == account, Report.case_id.in_(closed))
    _change(update(Report).where(*told), text="")


def _change(statement: Any, **values: Any) -> None:
    options = {"synchronize_session": False}
    db.session.execute(statement.values(**values).execution_options(**options))


def _by_them_in_secret(member: int | None) -> ColumnElement[bool]:
    """State that a case is about what a member made, of which nobody learns so."""
    made = []
    for kind in sorted(SECRET_MAKERS):
        by, table = THINGS[kind].by, THINGS[kind].entity.__table__
        assert isinstance(by, str)
        mine = select(table.c.id).where(table.c[by] == member)
        made.append(and_(CASE.subject_kind == kind, CASE.subject_id.in_(mine)))
    return or_(*made)


# ---------------------------------------------------------------- what two wrote
def _take_out_of_shared(member: int | None) -> None:
    """Take out of excerpts what a member wrote of them, and leave what another did.

    The rest goes too where the report is about nobody: the row that says whose it is
    may go now, so that nothing would find it later.
    """
    for kind, whose in _whose(member).items():
        for row in db.session.execute(_reports_of(kind, whose)).mappings():
            left = [
                words
                for name in whose
                if not row[f"{name}_theirs"]
                and (words := row[name].strip())
                and words in row["excerpt"]
            ]
            rest = "\n\n".join(left) if row["about_id"] is not None else ""
            _change(update(Report).where(Report.id == row["id"]), excerpt=rest)


def _reports_of(kind: str, whose: dict[str, ColumnElement[bool]]) -> Select[Any]:
    """Select the reports of one kind in which are words that are theirs."""
    table = THINGS[kind].entity.__table__
    columns = [table.c[name] for name in whose]
    columns += [theirs.label(f"{name}_theirs") for name, theirs in whose.items()]
    found = unscoped(WHY, Report.id, Report.about_id, Report.excerpt, *columns)
    found = found.join(Case, Case.id == Report.case_id)
    found = found.join(table, table.c.id == Case.subject_id)
    return found.where(
        Case.subject_kind == kind, Report.excerpt != "", or_(*whose.values())
    )


def _whose(member: int | None) -> dict[str, dict[str, ColumnElement[bool]]]:
    """State of each column of what two write that the member wrote it.

    Which lead answers an offer stands in the trail alone: a report of it is about them.
    """
    offer, handover = JoinRequest.__table__.c, Handover.__table__.c
    begun = Introduction.__table__.c
    invited = offer.kind == JoinKind.INVITATION
    asked = handover.kind != HandoverKind.TAKE_OVER
    return {
        "offer": {
            "message": offer.asked_by_id == member,
            "answer": and_(invited, offer.member_id == member),
        },
        "handover": {
            "message": handover.asked_by_id == member,
            "answer": and_(asked, handover.member_id == member),
        },
        "introduction": {
            "purpose": begun.asker_id == member,
            "words": begun.introducer_id == member,
        },
    }
