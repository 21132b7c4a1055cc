"""What becomes of a proposed word wherever people and projects use it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from community.core import clock
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_, folded
from community.core.visible import Page, count, page_of, unscoped
from community.expertise import commands as tags
from community.expertise import queries
from community.expertise.models import Family, Tag, TagName, TagState
from community.members import commands as members
from community.members.models import MemberTag
from community.notices.commands import tell
from community.projects import commands as projects
from community.projects.models import Membership, NeedTag, ProjectTag, TeamRole
from community.projects.team import narrow

WHY = "administration"


@dataclass(frozen=True)
class Waiting:
    """A proposed word: how many people and projects use it, never who."""

    id: int
    label: str
    people: int
    projects: int


def _waiting() -> Any:
    people = (
        unscoped(WHY, func.count(MemberTag.member_id.distinct()))
        .where(MemberTag.tag_id == Tag.id)
        .scalar_subquery()
    )
    used = (
        unscoped(WHY, func.count(ProjectTag.project_id.distinct()))
        .where(ProjectTag.tag_id == Tag.id)
        .scalar_subquery()
    )
    return unscoped(
        WHY, Tag.id, Tag.label, people.label("people"), used.label("projects")
    ).where(Tag.state == TagState.PROPOSED)


def waiting(viewer: Viewer, page: int) -> Page[Waiting]:
    """Return the words that wait, in their order of arrival."""
    require(viewer, Permission.TAG_CURATE)
    return page_of(_waiting().order_by(Tag.id), Waiting, page, 50)


def number_waiting() -> int:
    """Return how many words wait."""
    found = unscoped(WHY, Tag.id).where(Tag.state == TagState.PROPOSED)
    return count(found)


def one(viewer: Viewer, tag_id: int) -> Waiting:
    """Return one word that waits, or refuse."""
    require(viewer, Permission.TAG_CURATE)
    for row in db.session.execute(_waiting().where(Tag.id == tag_id)).mappings():
        return Waiting(**row)
    raise Refused(tags.ANSWERED)


@dataclass(frozen=True)
class Decision:
    """What an organiser makes of a proposed word."""

    label: str
    family: Family
    sensitive: bool
    broader: str = ""


def approve(viewer: Viewer, tag_id: int, made: Decision) -> None:
    """Make a word a tag of the community, and tell whoever uses it."""
    users = _users(viewer, [tag_id])
    _approve(viewer, tags.proposal(tag_id), made)
    _tell(users, "approved")


def approve_all(
    viewer: Viewer, ids: Iterable[int], family: Family, *, sensitive: bool
) -> int:
    """Make many words tags of one family; return how many."""
    chosen = sorted(set(ids))
    if not chosen:
        raise Refused(N_("Tick the words to approve"))
    users = _users(viewer, chosen)
    for tag_id in chosen:
        tag = tags.proposal(tag_id)
        _approve(viewer, tag, Decision(tag.label, family, sensitive))
    _tell(users, "approved")
    return len(chosen)


def _approve(viewer: Viewer, tag: Tag, made: Decision) -> None:
    broader = _approved(made.broader).id if made.broader.strip() else None
    tags.approve(
        viewer,
        tag,
        label=made.label,
        family=made.family,
        sensitive=made.sensitive,
        broader_id=broader,
    )
    if made.sensitive:
        _narrow_teams(tag.id)


def _approved(words: str) -> Tag:
    tag = queries.tag_for(words)
    if tag is None or tag.state is not TagState.APPROVED:
        raise Refused(N_("No approved tag is called “%(words)s”"), words=words)
    return tag


def map_to(viewer: Viewer, tag_id: int, words: str) -> str:
    """Make a word another name of the tag that `words` mean; return its label."""
    tag, target = tags.proposal(tag_id), _approved(words)
    users = _users(viewer, [tag_id])
    tags.map_to(viewer, tag, target)
    members.move_tag(tag.id, target.id)
    projects.move_tag(tag.id, target.id)
    if target.sensitive:
        _narrow_teams(target.id)
    _tell(users, "mapped")
    return target.label


WHY_NOT = ("unclear", "personal", "covered", "unfitting")
"""What an organiser can say of a word that they turn down; the mail has the words."""


def reject(viewer: Viewer, tag_id: int, why: str) -> None:
    """Turn a word down, take it off profiles and projects, and say why by mail."""
    if why not in WHY_NOT:
        raise Refused(N_("Choose what to tell whoever proposed it"))
    users = _users(viewer, [tag_id])
    tags.reject(viewer, tags.proposal(tag_id))
    members.drop_tag(tag_id)
    projects.drop_tag(tag_id)
    _tell(users, why)


def _users(viewer: Viewer, ids: list[int]) -> set[int]:
    """Return who uses words, themselves or in a project they lead, but the viewer."""
    having = unscoped(WHY, MemberTag.member_id).where(MemberTag.tag_id.in_(ids))
    leading = (
        unscoped(WHY, Membership.member_id)
        .join(ProjectTag, ProjectTag.project_id == Membership.project_id)
        .where(ProjectTag.tag_id.in_(ids), Membership.role == TeamRole.LEAD)
        .where(Membership.until.is_(None))
    )
    found = {*db.session.scalars(having), *db.session.scalars(leading)}
    return {member for member in found if member != viewer.member_id}


def _tell(people: set[int], answer: str) -> None:
    """Tell people of one answer, once, however many words it is about."""
    kind, link = "tag-answer", "/members/me/edit"
    key = f"{kind}:{answer}:{clock.now():%y%m%d%H%M%S%f}"
    for member in sorted(people):
        tell(member, kind, key, link=link, answer=answer)


def _narrow_teams(tag_id: int) -> None:
    """Show the teams of projects with a sensitive tag to those projects alone."""
    about = unscoped(WHY, ProjectTag.project_id).where(ProjectTag.tag_id == tag_id)
    needs = unscoped(WHY, NeedTag.project_id).where(NeedTag.tag_id == tag_id)
    for project in {*db.session.scalars(about), *db.session.scalars(needs)}:
        narrow(project)


@dataclass(frozen=True)
class TagLine:
    """An approved tag in the organisers' list."""

    label: str
    family: Family | None
    sensitive: bool
    names: int


def approved(q: str, page: int) -> Page[TagLine]:
    """Return approved tags by label, narrowed to those that `q` may mean."""
    found = (
        unscoped(WHY, Tag.label, Tag.family, Tag.sensitive)
        .add_columns(
            unscoped(WHY, func.count(TagName.id))
            .where(TagName.tag_id == Tag.id)
            .scalar_subquery()
            .label("names")
        )
        .where(Tag.state == TagState.APPROVED)
        .order_by(Tag.label, Tag.id)
    )
    if folded(q):
        meant = unscoped(WHY, TagName.tag_id).where(
            TagName.folded.contains(folded(q), autoescape=True)
        )
        found = found.where(Tag.id.in_(meant))
    return page_of(found, TagLine, page, 30)
