"""Whose a thing of a case is, where it is not one person's alone.

That are the leads of a project, the authors of a story, an essay, an announcement; and
of what passes between a few, such as an offer and its answer, all of them.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, column, or_, select, table
from sqlalchemy.orm import InstrumentedAttribute

Id = ColumnElement[Any] | InstrumentedAttribute[Any]

# The tables once more, for rules that must not ask themselves who may see their rows.
CASE = table(
    "safeguarding_case",
    column("id"),
    column("about_id"),
    column("subject_kind"),
    column("subject_id"),
)
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
REQUEST_COLUMNS = ("id", "project_id", "member_id", "asked_by_id")
REQUESTS = {
    "offer": table("join_request", *map(column, REQUEST_COLUMNS)),
    "handover": table(
        "handover", *map(column, REQUEST_COLUMNS), column("organisers_from")
    ),
}
GRANT = table("grant", column("account_id"), column("role"))
INTRODUCTION = table(
    "introduction",
    column("id"),
    column("introducer_id"),
    column("asker_id"),
    column("target_id"),
)
AUTHOR = table("essay_author", column("essay_id"), column("member_id"))


def has_part_in(case: Id, account: Any) -> ColumnElement[bool]:
    """State that the thing of a case is of an account, also of it among others."""
    return or_(
        answers_for(case, account),
        _wrote_essay(case, account),
        _wrote_announcement(case, account),
        *(_asked_or_led(case, account, kind) for kind in REQUESTS),
        _organised(case, account),
        _introduced(case, account),
    )


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


def _asked_or_led(case: Id, account: Any, kind: str) -> ColumnElement[bool]:
    """State that an account is an end of a request, or ever led the project it is for.

    Who answered for a project was one of its leads, perhaps one who has left since.
    """
    this, asked = CASE.alias(), REQUESTS[kind].alias()
    team, member = TEAM.alias(), MEMBER.alias()
    led = select(team.c.member_id).where(
        team.c.project_id == asked.c.project_id,
        team.c.member_id == member.c.id,
        team.c.role == "lead",
    )
    ends = member.c.id.in_((asked.c.member_id, asked.c.asked_by_id))
    found = (
        select(this.c.id)
        .where(this.c.id == case, this.c.subject_kind == kind)
        .where(asked.c.id == this.c.subject_id, member.c.account_id == account)
        .where(or_(ends, led.correlate_except(team).exists()))
    )
    return found.correlate_except(this, asked, member).exists()


def _organised(case: Id, account: Any) -> ColumnElement[bool]:
    """State that an account organises, where organisers may answer a take-over."""
    this, asked, grant = CASE.alias(), REQUESTS["handover"].alias(), GRANT.alias()
    held = select(grant.c.role).where(
        grant.c.account_id == account, grant.c.role == "organiser"
    )
    found = (
        select(this.c.id)
        .where(this.c.id == case, this.c.subject_kind == "handover")
        .where(asked.c.id == this.c.subject_id, asked.c.organisers_from.is_not(None))
    )
    theirs = found.correlate_except(this, asked).exists()
    return and_(theirs, held.correlate_except(grant).exists())


def _introduced(case: Id, account: Any) -> ColumnElement[bool]:
    """State that an account is one of the three of an introduction."""
    this, made, member = CASE.alias(), INTRODUCTION.alias(), MEMBER.alias()
    three = (made.c.introducer_id, made.c.asker_id, made.c.target_id)
    found = (
        select(this.c.id)
        .where(this.c.id == case, this.c.subject_kind == "introduction")
        .where(made.c.id == this.c.subject_id, member.c.account_id == account)
        .where(member.c.id.in_(three))
    )
    return found.correlate_except(this, made, member).exists()
