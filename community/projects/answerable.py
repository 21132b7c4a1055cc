"""Offers of help that wait for somebody who can answer them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, column, select, table

from community.accounts.models import Account, State
from community.core.visible import BLOCKED, word
from community.members.models import Member
from community.projects.models import Membership, TeamRole

_apart = table("tie", column("member_id"), column("other_id"), column("kind"))
"""The ties, to leave out what no lead can see; never to say who it was."""


def is_here(asked: Any) -> ColumnElement[bool]:
    """State that whoever made the offer `asked` (a table) is here."""
    member, account = (entity.__table__.alias() for entity in (Member, Account))
    active = (
        select(member.c.id)
        .join(account, account.c.id == member.c.account_id)
        .where(member.c.id == asked.c.member_id, account.c.state == State.ACTIVE)
    )
    return active.exists()


def has_a_reader(asked: Any) -> ColumnElement[bool]:
    """State that no block parts some lead from whoever made the offer `asked`.

    A lead who works where that one excludes people counts like any other, for how a
    project goes is shown to all.
    """
    team = Membership.__table__.alias()
    kept_apart = select(_apart.c.kind).where(
        _apart.c.member_id == team.c.member_id,
        _apart.c.other_id == asked.c.member_id,
        _apart.c.kind == word(BLOCKED),
    )
    found = select(team.c.id).where(
        and_(
            team.c.project_id == asked.c.project_id,
            team.c.role == TeamRole.LEAD,
            team.c.until.is_(None),
        ),
        ~kept_apart.exists(),
    )
    return found.exists()


def is_led(project: Any) -> ColumnElement[bool]:
    """State that somebody leads the project whose id is in `project`."""
    team = Membership.__table__.alias()
    lead = (team.c.project_id == project, team.c.role == TeamRole.LEAD)
    return select(team.c.id).where(*lead, team.c.until.is_(None)).exists()
