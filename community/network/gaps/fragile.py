"""Single points of failure: what falls away with one person.

The only one who offers what three or more seek, the only one who leads a team, and who
on the map alone links people to the rest. Each is told to organisers as far as they may
see it: by what people show, and on the map by consent.
"""

from dataclasses import dataclass, field

from sqlalchemy import and_, func, select

from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.visible import Page, page_of, visible
from community.expertise.models import Tag
from community.members.models import Member, MemberTag, Relation
from community.network.figures import MapPerson
from community.network.gaps.asked import SIZE, GapsAsked, people, projects, told
from community.network.gaps.skills import Skill, page_from, skills
from community.network.maps import network_for
from community.projects.models import Membership, Project, ProjectState, TeamRole

SEEK = 3
"""From so many people or projects that ask for it, one who offers it is too few."""
TEAM = 3
"""From so many people at work, one who leads is too few."""


@dataclass(frozen=True)
class OnlyOffer:
    """A tag, and the one person who offers it."""

    skill: Skill
    slug: str
    name: str


@dataclass(frozen=True)
class OnlyLead:
    """A project, and the one of its team whom the viewer sees lead it.

    `team` counts the people at work whom the viewer may list.
    """

    project: str
    title: str
    slug: str
    name: str
    id: int = field(metadata={"api": False})
    team: int = 0


def only_offers(viewer: Viewer, asked: GapsAsked) -> Page[OnlyOffer]:
    """Return the tags that one person offers and three or more ask for."""
    found = [
        one
        for one in skills(viewer, asked)
        if one.offered == 1 and one.wanted + one.needed >= SEEK
    ]
    page: Page[Skill] = page_from(found, asked.page)
    names = _who_offers(viewer, asked, [one.slug for one in page.items])
    items = tuple(
        OnlyOffer(one, *names[one.slug]) for one in page.items if one.slug in names
    )
    return Page(items, page.number, page.size, page.total)


def _who_offers(
    viewer: Viewer, asked: GapsAsked, slugs: list[str]
) -> dict[str, tuple[str, str]]:
    if not slugs:
        return {}
    rows = db.session.execute(
        visible(viewer, Tag.slug, Member.slug.label("member"), Member.name)
        .select_from(MemberTag)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .join(Member, Member.id == MemberTag.member_id)
        .where(Tag.slug.in_(slugs), MemberTag.relation == Relation.OFFERS)
        .where(told(viewer, asked))
    )
    return {tag: (slug, name) for tag, slug, name in rows}


def only_leads(viewer: Viewer, asked: GapsAsked) -> Page[OnlyLead]:
    """Return the published projects with a team of three or more and one lead.

    By title; four statements.
    """
    require(viewer, Permission.NETWORK_SEE)
    works = and_(Membership.until.is_(None), Membership.audience != Audience.ME)
    leads = (Membership.role == TeamRole.LEAD, works)
    one_lead = (
        select(Membership.project_id)
        .where(*leads)
        .group_by(Membership.project_id)
        .having(func.count() == 1)
    )
    some = (
        select(Membership.project_id)
        .where(works)
        .group_by(Membership.project_id)
        .having(func.count() >= TEAM)
    )
    found = (
        visible(
            viewer, Project.slug.label("project"), Project.title, Member.slug,
            Member.name, Project.id,
        )
        .join(Membership, Membership.project_id == Project.id)
        .join(Member, Member.id == Membership.member_id)
        .where(*leads, Project.id.in_(one_lead), Project.id.in_(some))
        .where(Project.state == ProjectState.PUBLISHED)
        .where(Project.id.in_(projects(asked)))
        .order_by(func.lower(Project.title), Project.id)
    )  # fmt: skip
    return page_of(found, OnlyLead, asked.page, SIZE)


def only_links(viewer: Viewer, asked: GapsAsked) -> Page[MapPerson]:
    """Return who on the map alone links others to the rest, by their connections.

    Without them some could not reach each other any more. Only people who are on the
    map by name are found: of nobody else is told where they stand.
    """
    network = network_for(viewer)
    found = [one for one in network.people if one.cut]
    if asked.people:
        listed = visible(viewer, Member.id).where(Member.id.in_(people(viewer, asked)))
        fit = set(db.session.scalars(listed))
        found = [one for one in found if one.id in fit]
    found.sort(key=lambda one: (-one.ties, -one.projects, one.folded, one.id))
    page: Page[MapPerson] = page_from(found, asked.page)
    return page
