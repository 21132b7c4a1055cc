"""The directory of projects: words, what narrows it, pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from community.core.access import Viewer
from community.core.db import db
from community.core.text import folded
from community.core.visible import Page, page_of
from community.expertise.models import Tag, TagName, TagState
from community.projects import queries
from community.projects.models import (
    LISTED,
    Need,
    NeedTag,
    Project,
    ProjectArea,
    ProjectFactor,
    ProjectTag,
    Stage,
)
from community.vocabulary.models import AREAS
from community.vocabulary.nested import within

FACETS = ("stage", "topic", "needs", "place", "phase", "area", "factor")
SORTS = ("newest", "title", "updated")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: words, choices within each facet, an order, a page."""

    q: str = ""
    stage: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    factor: tuple[str, ...] = ()
    sort: str = "newest"
    page: int = 1

    def args(self) -> dict[str, Any]:
        """Return the filters as they stand in an address."""
        found: dict[str, Any] = {name: list(getattr(self, name)) for name in FACETS}
        found["q"] = self.q
        found["sort"] = "" if self.sort == "newest" else self.sort
        return {name: value for name, value in found.items() if value}


def projects_page(viewer: Viewer, asked: Asked) -> Page[queries.ProjectCard]:
    """Return one page of the projects that `viewer` may see and that fit."""
    orders: dict[str, tuple[Any, ...]] = {
        "newest": (Project.published_at.desc(), Project.id.desc()),
        "updated": (Project.updated_at.desc(), Project.id.desc()),
        "title": (func.lower(Project.title), Project.id),
    }
    found = narrowed(queries.projects(viewer), asked).order_by(*orders[asked.sort])
    page = page_of(found, queries.card, asked.page, size=18)
    known = queries.acquaintances(viewer)
    items = queries.dressed(viewer, page.items, known)
    return Page(items, page.number, page.size, page.total)


def everything(viewer: Viewer, asked: Asked) -> tuple[queries.ProjectCard, ...]:
    """Return all that fit, for an organiser's export."""
    found = narrowed(queries.projects(viewer), asked).order_by(
        Project.title, Project.id
    )
    rows = db.session.execute(found).mappings()
    return queries.dressed(viewer, (queries.card(**row) for row in rows))


def narrowed(found: Select[Any], asked: Asked, but: str = "") -> Select[Any]:
    """Narrow to what was asked: AND across facets, OR inside one; leave `but` out."""
    found = found.where(Project.state.in_(LISTED))
    for word in folded(asked.q).split():
        tagged = (
            select(ProjectTag.project_id)
            .join(TagName, TagName.tag_id == ProjectTag.tag_id)
            .join(Tag, Tag.id == ProjectTag.tag_id)
            .where(TagName.folded.contains(word, autoescape=True))
            .where(Tag.state == TagState.APPROVED)
        )
        inside = Project.folded.contains(word, autoescape=True)
        found = found.where(or_(inside, Project.id.in_(tagged)))
    for facet in FACETS:
        chosen = getattr(asked, facet)
        if chosen and facet != but:
            found = found.where(_FITS[facet](chosen))
    return found


def _fits_topic(slugs: tuple[str, ...]) -> Any:
    found = select(ProjectTag.project_id).join(Tag, Tag.id == ProjectTag.tag_id)
    return Project.id.in_(found.where(approved(), Tag.slug.in_(slugs)))


def _fits_needs(slugs: tuple[str, ...]) -> Any:
    found = (
        select(NeedTag.project_id)
        .join(Tag, Tag.id == NeedTag.tag_id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(approved(), Tag.slug.in_(slugs), queries.is_open())
    )
    return Project.id.in_(found)


def _fits_area(codes: tuple[str, ...]) -> Any:
    """State that a project is filed under an area, or under a problem within it."""
    code = ProjectArea.code
    nested = or_(code.in_(codes), code.in_(within(AREAS, codes)))
    return Project.id.in_(select(ProjectArea.project_id).where(nested))


def _fits_factor(codes: tuple[str, ...]) -> Any:
    found = select(ProjectFactor.project_id).where(ProjectFactor.code.in_(codes))
    return Project.id.in_(found)


def _fits_place(codes: tuple[str, ...]) -> Any:
    return or_(Project.nation.in_(codes), Project.region.in_(codes))


def _fits_stage(codes: tuple[str, ...]) -> Any:
    return Project.stage.in_([stage for stage in Stage if stage.value in codes])


def approved() -> Any:
    """State that a tag has been approved."""
    return Tag.state == TagState.APPROVED


_FITS: dict[str, Callable[[tuple[str, ...]], Any]] = {
    "stage": _fits_stage,
    "phase": lambda codes: Project.phase.in_(codes),
    "topic": _fits_topic,
    "needs": _fits_needs,
    "area": _fits_area,
    "place": _fits_place,
    "factor": _fits_factor,
}
