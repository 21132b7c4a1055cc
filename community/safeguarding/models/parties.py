"""Who may work a case: nobody who is a party of it.

A party is whom it is about, whoever reported, and whoever made what is reported, or has
a part in it (`makers`). Moderators work cases; administrators only where no moderator
is there who could: for the whole case, or for what a second person must decide.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    column,
    or_,
    select,
    table,
    true,
)

from community.accounts.models import Account, Grant, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import Utc
from community.safeguarding.models.makers import CASE, Id, has_part_in

# More tables, for rules that must not ask themselves who may see their rows.
REPORT = table("report", column("case_id"), column("reporter_id"))
WIDENING = table(
    "widening", column("case_id"), column("asked_by_id"), column("answered_at")
)
MEASURE = table(
    "measure",
    column("id"),
    column("case_id"),
    column("account_id"),
    column("by_id"),
    column("agreed_by_id"),
    column("for_good_asked"),
    column("lifted_at"),
)
APPEAL = table("appeal", column("measure_id"), column("decided_at"))


def works(viewer: Viewer, case: Id, about: Id) -> ColumnElement[bool]:
    """State that `viewer` may work a case, by the columns of its id and of `about`."""
    if not (viewer.can_moderate or viewer.is_admin):
        return ~true()
    outside = no_party(case, about, viewer.account_id)
    if viewer.can_moderate:
        return outside
    alone = ~_a_moderator(case, about)
    return and_(outside, or_(alone, _needs_a_second(case, about)))


def works_on(viewer: Viewer, case: Id) -> ColumnElement[bool]:
    """State that `viewer` may work the case with an id."""
    theirs = CASE.alias()
    found = select(theirs.c.id).where(
        theirs.c.id == case, works(viewer, theirs.c.id, theirs.c.about_id)
    )
    return found.correlate_except(theirs).exists()


def no_party(case: Id, about: Id, account: Any) -> ColumnElement[bool]:
    """State that an account is no party of a case."""
    report = REPORT.alias()
    told = select(report.c.case_id).where(
        report.c.case_id == case, report.c.reporter_id == account
    )
    reported = told.correlate_except(report).exists()
    theirs = has_part_in(case, account)
    return and_(about.is_distinct_from(account), ~reported, ~theirs)


def holder_works(case: Id, about: Id, holder: Id) -> ColumnElement[bool]:
    """State that whoever has a case may work it still."""
    moderates, administers = (
        _somebody(role, case, about, only=holder)
        for role in (Role.MODERATOR, Role.ADMINISTRATOR)
    )
    return or_(moderates, and_(administers, ~_a_moderator(case, about)))


def _a_moderator(case: Id, about: Id, *but: Any) -> ColumnElement[bool]:
    """State that an active moderator could work a case who is none of `but`."""
    return _somebody(Role.MODERATOR, case, about, *but)


def _somebody(
    role: Role, case: Id, about: Id, *but: Any, only: Id | None = None
) -> ColumnElement[bool]:
    """State that somebody active with a role could work a case."""
    moment = bindparam("moment", callable_=clock.now, type_=Utc(), unique=True)
    grant, account = Grant.__table__.alias(), Account.__table__.alias()
    found = (
        select(grant.c.id)
        .where(account.c.id == grant.c.account_id)
        .where(grant.c.role == role, account.c.state == State.ACTIVE)
        .where(or_(grant.c.until.is_(None), grant.c.until > moment))
        .where(no_party(case, about, grant.c.account_id))
        .where(*(grant.c.account_id.is_distinct_from(one) for one in but))
    )
    if only is not None:
        found = found.where(grant.c.account_id == only)
    return found.correlate_except(grant, account).exists()


def _needs_a_second(case: Id, about: Id) -> ColumnElement[bool]:
    """State that something in a case waits for a second person, and none moderates.

    That is leave to see more, a suspension for good, an appeal.
    """
    asked, done, appeal = WIDENING.alias(), MEASURE.alias(), APPEAL.alias()
    wider = select(asked.c.case_id).where(
        asked.c.case_id == case,
        asked.c.answered_at.is_(None),
        ~_a_moderator(case, about, asked.c.asked_by_id),
    )
    for_good = select(done.c.case_id).where(
        done.c.case_id == case,
        done.c.for_good_asked,
        done.c.lifted_at.is_(None),
        ~_a_moderator(case, about, done.c.by_id),
    )
    anew = select(done.c.case_id).where(
        done.c.case_id == case,
        appeal.c.measure_id == done.c.id,
        appeal.c.decided_at.is_(None),
        ~_a_moderator(case, about, done.c.by_id, done.c.agreed_by_id),
    )
    return or_(
        wider.correlate_except(asked).exists(),
        for_good.correlate_except(done).exists(),
        anew.correlate_except(done, appeal).exists(),
    )
