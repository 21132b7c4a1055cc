"""The directory of projects: words, facets with counts, pages."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, union_all

from community.core.access import Viewer
from community.core.db import db
from community.core.text import folded
from community.core.visible import Page, page_of, visible
from community.expertise.models import Tag, TagName, TagState
from community.members.directory import Option
from community.projects import queries
from community.projects.models import (
    LISTED,
    Need,
    NeedTag,
    Project,
    ProjectArea,
    ProjectTag,
    Stage,
)
from community.vocabulary.models import AREAS, NATIONS, PHASES, REGIONS, Term

FACETS = ("stage", "topic", "needs", "place", "phase", "area")
SORTS = ("newest", "title", "updated")
MOST_TAGS = 20


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
    return Project.id.in_(found.where(_approved(), Tag.slug.in_(slugs)))


def _fits_needs(slugs: tuple[str, ...]) -> Any:
    found = (
        select(NeedTag.project_id)
        .join(Tag, Tag.id == NeedTag.tag_id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(_approved(), Tag.slug.in_(slugs), queries.is_open())
    )
    return Project.id.in_(found)


def _fits_area(codes: tuple[str, ...]) -> Any:
    filed = select(ProjectArea.project_id).where(ProjectArea.code.in_(codes))
    return Project.id.in_(filed)


def _fits_place(codes: tuple[str, ...]) -> Any:
    return or_(Project.nation.in_(codes), Project.region.in_(codes))


def _fits_stage(codes: tuple[str, ...]) -> Any:
    return Project.stage.in_([stage for stage in Stage if stage.value in codes])


def _approved() -> Any:
    return Tag.state == TagState.APPROVED


_FITS: dict[str, Callable[[tuple[str, ...]], Any]] = {
    "stage": _fits_stage,
    "phase": lambda codes: Project.phase.in_(codes),
    "topic": _fits_topic,
    "needs": _fits_needs,
    "area": _fits_area,
    "place": _fits_place,
}


# ---------------------------------------------------------------- the facets
def options(viewer: Viewer, asked: Asked) -> dict[str, tuple[Option, ...]]:
    """Return the choices of every facet with how many projects fit: one statement.

    Each count is given the choices of the other facets. What is chosen always shows,
    with 0 where nothing fits any more. Stages are labelled by their code.
    """
    parts = [count(asked) for count in _COUNTS] + list(_chosen(asked))
    rows = union_all(*parts).subquery()
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in db.session.execute(visible(viewer, *rows.c)):
        there = found[row.facet].get(row.code)
        if there is None or there.number < row.number:
            found[row.facet][row.code] = row
    return {name: _options(asked, name, found[name].values()) for name in FACETS}


def _options(asked: Asked, facet: str, rows: Any) -> tuple[Option, ...]:
    chosen = getattr(asked, facet)
    tags, stages = facet in ("topic", "needs"), list(Stage)

    def key(row: Any) -> tuple[Any, ...]:
        if tags:
            return (row.code not in chosen, -row.number, row.label)
        if facet == "stage":
            return (stages.index(row.code),)
        return (row.sort, row.label)

    in_order = [
        Option(row.code, row.label, row.number, row.code in chosen)
        for row in sorted(rows, key=key)
    ]
    ticked = sum(option.chosen for option in in_order)
    return tuple(in_order[: ticked + MOST_TAGS] if tags else in_order)


def _part(facet: str, code: Any, label: Any, sort: Any, number: Any) -> Select[Any]:
    return select(
        literal(facet).label("facet"),
        code.label("code"),
        label.label("label"),
        sort.label("sort"),
        number.label("number"),
    )


def _fitting(asked: Asked, but: str) -> Select[Any]:
    return narrowed(select(Project.id), asked, but=but)


def _count_topic(asked: Asked) -> Select[Any]:
    return (
        _part("topic", Tag.slug, Tag.label, literal(0), func.count(ProjectTag.id))
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .where(ProjectTag.project_id.in_(_fitting(asked, "topic")), _approved())
        .group_by(Tag.slug, Tag.label)
    )


def _count_needs(asked: Asked) -> Select[Any]:
    number = func.count(func.distinct(NeedTag.project_id))
    return (
        _part("needs", Tag.slug, Tag.label, literal(0), number)
        .join(NeedTag, NeedTag.tag_id == Tag.id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(NeedTag.project_id.in_(_fitting(asked, "needs")))
        .where(_approved(), queries.is_open())
        .group_by(Tag.slug, Tag.label)
    )


def _count_stage(asked: Asked) -> Select[Any]:
    number = func.count(Project.id)
    return (
        _part("stage", Project.stage, Project.stage, literal(0), number)
        .where(Project.id.in_(_fitting(asked, "stage")))
        .group_by(Project.stage)
    )


def _terms(facet: str, sort: Any, number: Any) -> Select[Any]:
    found = _part(facet, Term.code, Term.label, sort, number)
    return found.group_by(Term.list, Term.code, Term.label, Term.sort, Term.parent)


def _count_phase(asked: Asked) -> Select[Any]:
    fits = and_(Term.list == PHASES, Term.code == Project.phase)
    found = _terms("phase", Term.sort, func.count(Project.id)).join(Project, fits)
    return found.where(Project.id.in_(_fitting(asked, "phase")))


def _count_place(asked: Asked) -> Select[Any]:
    """Count nations and regions, a nation before its regions."""
    of_nation = and_(Term.list == NATIONS, Term.code == Project.nation)
    of_region = and_(Term.list == REGIONS, Term.code == Project.region)
    found = _terms("place", _PLACE_ORDER, func.count(Project.id))
    found = found.join(Project, or_(of_nation, of_region))
    return found.where(Project.id.in_(_fitting(asked, "place")))


_PLACE_ORDER = Term.sort + func.length(Term.parent) * 1000
"""Regions name their nation as `parent`, so they stand after all nations."""


def _count_area(asked: Asked) -> Select[Any]:
    fits = and_(Term.list == AREAS, Term.code == ProjectArea.code)
    found = _terms("area", Term.sort, func.count(ProjectArea.id)).join(
        ProjectArea, fits
    )
    return found.where(ProjectArea.project_id.in_(_fitting(asked, "area")))


_COUNTS = (
    _count_topic, _count_needs, _count_stage, _count_phase, _count_place, _count_area,
)  # fmt: skip
_LISTS = {"phase": (PHASES,), "area": (AREAS,), "place": (NATIONS, REGIONS)}


def _chosen(asked: Asked) -> list[Select[Any]]:
    """Select what is ticked, so that it shows where nothing fits any more."""
    none, found = literal(0), []
    for facet in ("topic", "needs"):
        slugs = getattr(asked, facet)
        if slugs:
            part = _part(facet, Tag.slug, Tag.label, none, none)
            found.append(part.where(_approved(), Tag.slug.in_(slugs)))
    for facet, lists in _LISTS.items():
        codes = getattr(asked, facet)
        if codes:
            sort = _PLACE_ORDER if facet == "place" else Term.sort
            part = _part(facet, Term.code, Term.label, sort, none)
            found.append(part.where(Term.list.in_(lists), Term.code.in_(codes)))
    stages = [stage.value for stage in Stage if stage.value in asked.stage]
    return found + [
        _part("stage", literal(stage), literal(stage), none, none) for stage in stages
    ]
