"""What a project's page says: made as a draft, edited, found wanting."""

from dataclasses import dataclass, field

from sqlalchemy import delete, select, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_, folded, random_id, slug_of
from community.organisations.commands import named
from community.projects import news, standing
from community.projects.life import alive
from community.projects.models import (
    Project,
    ProjectArea,
    ProjectOrganisation,
    ProjectSlug,
    Stage,
    TeamRole,
)
from community.projects.team import add_membership

FORMS = {
    "format": ("one-to-one", "group", "both"),
    "channel": ("in person", "phone", "online", "mixed"),
    "led_by": ("peer", "joint", "professional"),
    "formality": ("informal", "formal"),
}
FASTER = N_("Somebody else changed this project a moment ago")


@dataclass(frozen=True)
class Page:
    """What a project's page says."""

    title: str
    summary: str = ""
    story: str = ""
    stage: Stage = Stage.IDEA
    audience: Audience = Audience.MEMBERS
    phase: str = ""
    nation: str = ""
    region: str = ""
    form: dict[str, str] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def create(viewer: Viewer, page: Page) -> Project:
    """Make a draft that the viewer leads."""
    require(viewer, Permission.PROJECT_CREATE)
    project = Project(slug=_slug_for(page.title), title=page.title)
    _write(project, page)
    db.session.add(project)
    db.session.flush()
    assert viewer.member_id is not None
    add_membership(project, viewer.member_id, TeamRole.LEAD, Audience.MEMBERS)
    _relate(project, page)
    return project


def edit(viewer: Viewer, project: Project, page: Page, version: int) -> None:
    """Change what a project's page says; a new title gets a new address."""
    require(viewer, Permission.PROJECT_EDIT, standing.led(viewer, project.id))
    if project.version != version:
        raise Conflict(FASTER)
    if slug_of(page.title) != slug_of(project.title):
        _rename(project, page.title)
    before = project.stage
    _write(project, page)
    try:
        _relate(project, page)
    except StaleDataError:
        raise Conflict(FASTER) from None
    alive(project)
    if project.stage is not before:
        news.moved_on(viewer, project)


def note_change(project: Project) -> None:
    """Note that something beside the page's own words has changed.

    It is no edit of the page: whoever writes there at the same moment goes on.
    """
    db.session.execute(
        update(Project)
        .where(Project.id == project.id)
        .values(updated_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )


def _rename(project: Project, title: str) -> None:
    """Give a project another address, or one that it had before; old ones lead on."""
    before = project.slug
    project.slug = _slug_for(title, project.id)
    db.session.execute(delete(ProjectSlug).where(ProjectSlug.slug == project.slug))
    db.session.add(ProjectSlug(slug=before, project_id=project.id))


def _slug_for(title: str, own: int = 0) -> str:
    """Return an address that tells nobody whether a draft has this title already."""
    slug = slug_of(title) or "project"
    had = select(ProjectSlug.slug).where(
        ProjectSlug.project_id == own, ProjectSlug.slug.like(f"{slug}-______")
    )
    return db.session.scalar(had.limit(1)) or f"{slug}-{random_id()}"


def _write(project: Project, page: Page) -> None:
    if not folded(page.title):
        raise Refused(N_("Enter a title"))
    project.title, project.summary = page.title.strip(), page.summary.strip()
    project.story, project.stage = page.story.strip(), page.stage
    project.audience = page.audience
    project.phase, project.nation = page.phase, page.nation
    project.region = page.region if page.nation == "eng" else ""
    for name, words in FORMS.items():
        chosen = page.form.get(name, "")
        setattr(project, name, chosen if chosen in words else "")
    project.folded = folded(f"{page.title} {page.summary} {page.story}")[:4000]
    project.updated_at = clock.now()


def _relate(project: Project, page: Page) -> None:
    for entity in (ProjectArea, ProjectOrganisation):
        db.session.execute(delete(entity).where(entity.project_id == project.id))
    for code in dict.fromkeys(page.areas):
        db.session.add(ProjectArea(project_id=project.id, code=code))
    ids = {named(name[:120]).id for name in page.organisations if folded(name)}
    for number in sorted(ids):
        db.session.add(
            ProjectOrganisation(project_id=project.id, organisation_id=number)
        )
    db.session.flush()


def missing(project: Project, tags: int) -> list[str]:
    """Return what a draft lacks before it can be submitted, as message ids."""
    lacks = [
        (not project.summary, N_("a summary in one line")),
        (not project.story, N_("its story")),
        (not tags, N_("at least one tag")),
        (not project.nation, N_("a place")),
    ]
    return [words for wanting, words in lacks if wanting]
