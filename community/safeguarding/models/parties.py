"""Who may work a case: nobody who is a party of it.

A party is whom it is about, whoever reported, and whoever made what is reported: the
leads of a project, the authors of a story, an essay, an announcement. Moderators work
cases; administrators only where no moderator is there who could: for the whole case, or
for what a second person must decide.
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
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Account, Grant, State
from community.core import clock
from community.core.access import Role, Viewer
from community.core.db import Utc

Id = ColumnElement[Any] | InstrumentedAttribute[Any]

# The tables once more, for rules that must not ask themselves who may see their rows.
CASE = table(
    "safeguarding_case",
    column("id"),
    column("about_id"),
    column("subject_kind"),
    column("subject_id"),
)
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
MEMBER = table("member", column("id"), column("account_id"))
TEAM = table(
    "membership",
    column("project_id"),
    column("member_id"),
    column("role"),
    column("until"),
)
STORY = table("project_story", column("id"), column("author_id"))
ANNOUNCEMENT = table("announcement", column("id"), column("author_id"))
AUTHOR = table("essay_author", column("essay_id"), column("member_id"))


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
    theirs = select(report.c.case_id).where(
        report.c.case_id == case, report.c.reporter_id == account
    )
    reported = theirs.correlate_except(report).exists()
    wrote = or_(_wrote_essay(case, account), _wrote_announcement(case, account))
    outside = and_(~answers_for(case, account), ~wrote)
    return and_(about.is_distinct_from(account), ~reported, outside)


def answers_for(case: Id, account: Any) -> ColumnElement[bool]:
    """State that an account answers for the thing of a case, which is nobody's alone.

    That are the leads of a project, and whoever told a story.
    """
    return or_(_leads(case, account), _told(case, account))


def _leads(case: Id, account: Any) -> ColumnElement[bool]:
    this, team, member = CASE.alias(), TEAM.alias(), MEMBER.alias()
    found = (
        select(this.c.id)
        .where(this.c.id == case, this.c.subject_kind == "project")
        .where(team.c.project_id == this.c.subject_id, team.c.until.is_(None))
        .where(team.c.member_id == member.c.id, team.c.role == "lead")
        .where(member.c.account_id == account)
    )
    return found.correlate_except(this, team, member).exists()


def _told(case: Id, account: Any) -> ColumnElement[bool]:
    this, story, member = CASE.alias(), STORY.alias(), MEMBER.alias()
    found = (
        select(this.c.id)
        .where(this.c.id == case, this.c.subject_kind == "story")
        .where(story.c.id == this.c.subject_id, story.c.author_id == member.c.id)
        .where(member.c.account_id == account)
    )
    return found.correlate_except(this, story, member).exists()


def _wrote_essay(case: Id, account: Any) -> ColumnElement[bool]:
    this, author, member = CASE.alias(), AUTHOR.alias(), MEMBER.alias()
    found = (
        select(this.c.id)
        .where(this.c.id == case, this.c.subject_kind == "essay")
        .where(author.c.essay_id == this.c.subject_id)
        .where(author.c.member_id == member.c.id, member.c.account_id == account)
    )
    return found.correlate_except(this, author, member).exists()


def _wrote_announcement(case: Id, account: Any) -> ColumnElement[bool]:
    this, told = CASE.alias(), ANNOUNCEMENT.alias()
    found = select(this.c.id).where(
        this.c.id == case, this.c.subject_kind == "announcement",
        told.c.id == this.c.subject_id, told.c.author_id == account,
    )  # fmt: skip
    return found.correlate_except(this, told).exists()


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
