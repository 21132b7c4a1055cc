"""Projects that are one person away from being complete."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, func, select

from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.visible import Page, page_of, visible
from community.expertise.models import Family, Tag
from community.members.models import MemberTag, Relation
from community.members.queries import TagChip
from community.network.gaps.asked import SIZE, GapsAsked, countable, projects, told
from community.projects.models import Membership, Need, NeedTag, Project, ProjectState
from community.projects.queries import is_open


@dataclass(frozen=True)
class OneAway:
    """A project with a lead and everybody it looked for but one person.

    `team` counts the people at work whom the viewer may list; `offering` those, inside
    the project or not, who offer one of the `tags` that the open need asks for.
    """

    id: int = field(metadata={"api": False})
    need_id: int = field(metadata={"api": False})
    slug: str
    title: str
    role: str
    team: int = 0
    tags: tuple[TagChip, ...] = ()
    offering: int = 0


def one_away(viewer: Viewer, asked: GapsAsked) -> Page[OneAway]:
    """Return the published projects with one open place, by title: five statements."""
    require(viewer, Permission.NETWORK_SEE)
    columns = (
        Project.id, Need.id.label("need_id"), Project.slug, Project.title, Need.role,
    )  # fmt: skip
    found = (
        visible(viewer, *columns)
        .join(Need, Need.project_id == Project.id)
        .where(is_open(), Project.id.in_(_nearly_complete()))
        .where(Project.state == ProjectState.PUBLISHED)
        .where(~Project.orphaned, ~Project.seeks_lead)
        .where(Project.id.in_(projects(asked)))
        .order_by(func.lower(Project.title), Project.id)
    )
    if asked.family:
        found = found.where(Need.id.in_(_of_family(asked)))
    page = page_of(found, OneAway, asked.page, SIZE)
    return replace(page, items=_dressed(viewer, asked, page.items))


def _nearly_complete() -> Select[Any]:
    """Select the projects whose open needs have one place left in all."""
    return (
        select(Need.project_id)
        .where(is_open())
        .group_by(Need.project_id)
        .having(func.sum(Need.places - Need.taken) == 1)
    )


def _of_family(asked: GapsAsked) -> Select[Any]:
    families = [Family(one) for one in asked.family]
    found = select(NeedTag.need_id).join(Tag, Tag.id == NeedTag.tag_id)
    return found.where(countable(), Tag.family.in_(families))


def _dressed(
    viewer: Viewer, asked: GapsAsked, found: tuple[OneAway, ...]
) -> tuple[OneAway, ...]:
    if not found:
        return ()
    teams = _teams(viewer, [one.id for one in found])
    needs = [one.need_id for one in found]
    tags, offering = _tags(viewer, needs), _offering(viewer, asked, needs)
    return tuple(
        replace(
            one,
            team=teams.get(one.id, 0),
            tags=tuple(tags[one.need_id]),
            offering=offering.get(one.need_id, 0),
        )
        for one in found
    )


def _teams(viewer: Viewer, ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        visible(viewer, Membership.project_id, func.count(Membership.id))
        .where(Membership.project_id.in_(ids), Membership.until.is_(None))
        .where(Membership.audience != Audience.ME)
        .group_by(Membership.project_id)
    )
    return dict(rows.all())


def _tags(viewer: Viewer, needs: list[int]) -> dict[int, list[TagChip]]:
    rows = db.session.execute(
        visible(viewer, NeedTag.need_id, Tag.slug, Tag.label)
        .join(Tag, Tag.id == NeedTag.tag_id)
        .where(NeedTag.need_id.in_(needs), countable())
        .order_by(NeedTag.need_id, Tag.label)
    )
    found: dict[int, list[TagChip]] = defaultdict(list)
    for need, slug, label in rows:
        found[need].append(TagChip(slug, label))
    return found


def _offering(viewer: Viewer, asked: GapsAsked, needs: list[int]) -> dict[int, int]:
    """Count for each need the people of the filters who offer one of its tags."""
    rows = db.session.execute(
        visible(viewer, NeedTag.need_id, func.count(MemberTag.member_id.distinct()))
        .join(Tag, Tag.id == NeedTag.tag_id)
        .join(MemberTag, MemberTag.tag_id == NeedTag.tag_id)
        .where(NeedTag.need_id.in_(needs), countable())
        .where(MemberTag.relation == Relation.OFFERS, told(viewer, asked))
        .group_by(NeedTag.need_id)
    )
    return dict(rows.all())
