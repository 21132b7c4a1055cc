"""Who works with a resource: projects that use it, members happy to talk about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from community.accounts import commands as accounts
from community.accounts.models import ConsentPurpose
from community.core import journal
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.together import Read
from community.core.visible import find, visible
from community.evidence.models import (
    SHOWN,
    Resource,
    ResourceState,
    ResourceTag,
    ResourceTalker,
    ResourceUse,
)
from community.expertise.models import Tag
from community.projects.models import Membership, Project
from community.projects.standing import stands

TALK_WORDING = N_(
    "Others can see that you are happy to talk about %(title)s; some may take it as a "
    "hint about your health"
)
TALKS_TO = (Audience.MEMBERS, Audience.PROJECTS, Audience.CONNECTIONS)
"""To whom somebody can show that they are happy to talk, wide to narrow."""

WORDS = 300
ABOUT = 200


@dataclass(frozen=True)
class UsedLine:
    """A resource that a project uses, and for what."""

    slug: str
    title: str
    type: str
    words: str


def used_by(viewer: Viewer, project: int) -> Read[tuple[UsedLine, ...]]:
    """Read the resources that a project uses, by title."""
    found = (
        visible(viewer, Resource.slug, Resource.title, Resource.type, ResourceUse.words)
        .join(ResourceUse, ResourceUse.resource_id == Resource.id)
        .where(ResourceUse.project_id == project, Resource.state.in_(SHOWN))
        .order_by(Resource.folded, Resource.id)
        .limit(100)
    )
    return Read(found, lambda rows: tuple(_used(row) for row in rows))


def _used(row: Mapping[str, Any]) -> UsedLine:
    return UsedLine(**{**row, "type": str(row["type"])})


@dataclass(frozen=True)
class OwnProject:
    """A project whose team the viewer is in; `uses` says whether it has this."""

    slug: str
    title: str
    uses: bool
    words: str


@dataclass(frozen=True)
class Standing:
    """How the viewer stands to a resource, with what they can say of it.

    `health` tells that talking about it may be taken as a hint about one's health.
    """

    projects: tuple[OwnProject, ...] = ()
    talks: bool = False
    talks_to: Audience = Audience.MEMBERS
    words: str = ""
    health: bool = field(default=False)


def standing(viewer: Viewer, resource: Resource) -> Standing:
    """Return how the viewer stands to a resource: three statements, none for others."""
    if not viewer.is_member:
        return Standing()
    talk = db.session.scalar(_talk(viewer, resource))
    health = is_about_health(viewer, resource)
    start = Audience.CONNECTIONS if health else Audience.MEMBERS
    return Standing(
        projects=_own_projects(viewer, resource),
        talks=talk is not None,
        talks_to=talk.audience if talk else start,
        words=talk.words if talk else "",
        health=health,
    )


def _talk(viewer: Viewer, resource: Resource) -> Any:
    return visible(viewer, ResourceTalker).where(
        ResourceTalker.resource_id == resource.id,
        ResourceTalker.member_id == viewer.member_id,
    )


def is_about_health(viewer: Viewer, resource: Resource) -> bool:
    """Tell whether a resource has a tag that is sensitive where people have it."""
    found = visible(viewer, ResourceTag.id).join(Tag, Tag.id == ResourceTag.tag_id)
    here = found.where(ResourceTag.resource_id == resource.id, Tag.sensitive)
    return db.session.scalar(here.limit(1)) is not None


def _own_projects(viewer: Viewer, resource: Resource) -> tuple[OwnProject, ...]:
    found = (
        visible(viewer, Project.slug, Project.title, ResourceUse.words)
        .join(Membership, Membership.project_id == Project.id)
        .join(
            ResourceUse,
            (ResourceUse.project_id == Project.id)
            & (ResourceUse.resource_id == resource.id),
            isouter=True,
        )
        .where(Membership.member_id == viewer.member_id, Membership.until.is_(None))
        .order_by(Project.title, Project.id)
    )
    return tuple(
        OwnProject(slug, title, words is not None, words or "")
        for slug, title, words in db.session.execute(found)
    )


def shown(viewer: Viewer, slug: str) -> Resource:
    """Return a resource that is or was out, or raise `NotFound`."""
    row: Resource = find(
        viewer, Resource, Resource.slug == slug, Resource.state.in_(SHOWN)
    )
    return row


def use(viewer: Viewer, resource: Resource, project: Project, words: str) -> None:
    """Say, as of its team, that a project uses a resource, and for what."""
    require(viewer, Permission.PROJECT_PLAN, stands(viewer, project.id))
    if resource.state is not ResourceState.PUBLISHED:
        raise Refused(N_("This is in the archive. Choose what is up to date"))
    words = " ".join(words.split())
    if len(words) > WORDS:
        raise Refused(N_("Say it in %(most)s letters"), most=WORDS)
    row = db.session.scalar(_use(viewer, resource, project))
    if row is None:
        row = ResourceUse(resource_id=resource.id, project_id=project.id)
        row.added_by_id = viewer.member_id
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            row = db.session.scalars(_use(viewer, resource, project)).one()
    row.words = words
    journal.record(viewer, journal.Act.PROJECT, "resource_use", row.id, "used")
    db.session.flush()


def _use(viewer: Viewer, resource: Resource, project: Project) -> Any:
    return visible(viewer, ResourceUse).where(
        ResourceUse.resource_id == resource.id, ResourceUse.project_id == project.id
    )


def leave(viewer: Viewer, resource: Resource, project: Project) -> str:
    """Say that a project uses a resource no more; return for what it did."""
    require(viewer, Permission.PROJECT_PLAN, stands(viewer, project.id))
    row = db.session.scalar(_use(viewer, resource, project))
    if row is None:
        raise NotFound("resource_use")
    journal.record(viewer, journal.Act.PROJECT, "resource_use", row.id, "left")
    db.session.delete(row)
    db.session.flush()
    return str(row.words)


def talk(
    viewer: Viewer, resource: Resource, audience: Audience, words: str, *, agreed: bool
) -> None:
    """Say that one is happy to talk about a resource, and who may see that.

    Where it is about a condition, all members see it only after consent (`agreed`).
    """
    require(viewer, Permission.EVIDENCE_TALK)
    words = " ".join(words.split())
    if audience not in TALKS_TO:
        raise Refused(N_("Choose who may see it"))
    if len(words) > ABOUT:
        raise Refused(N_("Say it in %(most)s letters"), most=ABOUT)
    if is_about_health(viewer, resource):
        if not agreed:
            raise Refused(N_("Tick that you agree, or do not show it"))
        purpose = ConsentPurpose.SENSITIVE_TAG
        accounts.give_consent(viewer, purpose, TALK_WORDING, resource.slug)
    row = db.session.scalar(_talk(viewer, resource))
    if row is None:
        row = ResourceTalker(resource_id=resource.id, member_id=viewer.member_id)
        db.session.add(row)
    row.audience, row.words = audience, words
    db.session.flush()


def be_quiet(viewer: Viewer, resource: Resource) -> None:
    """Take back that one is happy to talk about a resource."""
    row = db.session.scalar(_talk(viewer, resource))
    if row is None:
        raise NotFound("resource_talker")
    accounts.withdraw_consent(viewer, ConsentPurpose.SENSITIVE_TAG, resource.slug)
    db.session.delete(row)
    db.session.flush()


def show(viewer: Viewer, number: int, audience: Audience, *, agreed: bool) -> None:
    """Choose who sees one of the viewer's talks; their words stay as they are."""
    mine = ResourceTalker.member_id == viewer.member_id
    row: ResourceTalker = find(
        viewer, ResourceTalker, ResourceTalker.id == number, mine
    )
    resource: Resource = find(viewer, Resource, Resource.id == row.resource_id)
    if audience is Audience.ME:
        accounts.withdraw_consent(viewer, ConsentPurpose.SENSITIVE_TAG, resource.slug)
        row.audience = audience
        db.session.flush()
        return
    talk(viewer, resource, audience, row.words, agreed=agreed)


def agreed_no_more(viewer: Viewer, slug: str) -> None:
    """Keep a talk about a resource to the viewer: its consent was taken back."""
    resource = select(Resource.id).where(Resource.slug == slug)
    mine = (
        ResourceTalker.member_id == viewer.member_id,
        ResourceTalker.resource_id.in_(resource),
    )
    db.session.execute(update(ResourceTalker).where(*mine).values(audience=Audience.ME))


def hush(resource: Resource) -> None:
    """Show who talks about a resource to themselves alone, until each agrees anew.

    For a word that was added: they said so when nothing hinted at their health.
    """
    db.session.execute(
        update(ResourceTalker)
        .where(ResourceTalker.resource_id == resource.id)
        .values(audience=Audience.ME)
    )
