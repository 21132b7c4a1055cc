"""Whom an announcement goes to: worked out when it goes, counted as far as one sees."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select

from community.accounts.models import Account, State
from community.announcements.models import Announcement, Reader, ToWhom
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import OPEN, among, count, unscoped, visible
from community.members.models import Member, MemberKind
from community.projects.models import LISTED, Membership, Project, ProjectSlug

WHY = "announcements"
GETS = (State.ACTIVE, State.RESTING)
"""Who gets one: whoever rests finds it on coming back."""


def count_for(viewer: Viewer, to_whom: ToWhom, value: str) -> int:
    """Count those who would get it, of those whom the viewer may see and could list.

    What is hidden from the viewer is not counted, though a project's people and
    everybody may be more than that.
    """
    found = _active(visible(viewer, Member.id)).where(
        _part(to_whom, value), Member.id != viewer.member_id
    )
    return count(found)


def next_ones(row: Announcement, after: int, most: int) -> Sequence[Any]:
    """Return who comes next, by number, each with whether organisers may know so.

    By kind and by phase only those whom every organiser sees in them: nothing goes to
    somebody because of what they hide. Blocks do not matter: an announcement is the
    community's, not a person's.
    """
    found = unscoped(WHY, Member.id, _shown(row).label("shown"))
    got = select(Reader.member_id).where(Reader.announcement_id == row.id)
    found = _active(found).where(
        Member.joined, Member.id > after, Member.id.not_in(got),
        _part(row.to_whom, row.value),
    )  # fmt: skip
    if row.author_id is not None:
        found = found.where(Member.account_id != row.author_id)
    return db.session.execute(found.order_by(Member.id).limit(most)).all()


def _active(found: Select[Any]) -> Select[Any]:
    return found.join(Account, Account.id == Member.account_id).where(
        Account.state.in_(GETS)
    )


def _part(to_whom: ToWhom, value: str) -> Any:
    """State that a member is of the part that is spoken to."""
    if to_whom is ToWhom.EVERYBODY:
        return Member.joined
    if to_whom is ToWhom.PROJECT:
        return Member.id.in_(_team(value))
    open_name = among(Member.audience, OPEN)
    if to_whom is ToWhom.KIND:
        kinds = select(MemberKind.member_id).where(
            MemberKind.code == value, among(MemberKind.audience, OPEN)
        )
        return and_(open_name, Member.id.in_(kinds))
    return and_(open_name, Member.id.in_(_of_phase(value)))


def _of_phase(phase: str) -> Any:
    projects = select(Project.id).where(
        Project.phase == phase, Project.state.in_(LISTED)
    )
    return select(Membership.member_id).where(
        Membership.project_id.in_(projects),
        Membership.until.is_(None),
        among(Membership.audience, OPEN),
    )


def _team(slug: str) -> Any:
    """Select the team of a project, whatever its address is by now."""
    was = select(ProjectSlug.project_id).where(ProjectSlug.slug == slug)
    projects = select(Project.id).where(or_(Project.slug == slug, Project.id.in_(was)))
    return select(Membership.member_id).where(
        Membership.project_id.in_(projects), Membership.until.is_(None)
    )


def _shown(row: Announcement) -> Any:
    """State that every organiser may know that a member is of that part."""
    if row.to_whom is not ToWhom.PROJECT:
        return among(Member.audience, OPEN)
    open_part = _team(row.value).where(among(Membership.audience, OPEN))
    return and_(among(Member.audience, OPEN), Member.id.in_(open_part))
