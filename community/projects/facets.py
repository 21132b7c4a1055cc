"""The facets of the directory of projects, each choice with how many projects fit."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag
from community.members.directory import Option
from community.projects import queries
from community.projects.directory import FACETS, Asked, approved, narrowed
from community.projects.models import (
    Need,
    NeedTag,
    Project,
    ProjectArea,
    ProjectFactor,
    ProjectTag,
    Stage,
)
from community.vocabulary.models import (
    AREAS,
    FACTORS,
    NATIONS,
    PHASES,
    REGIONS,
    Term,
)
from community.vocabulary.nested import holds

MOST_TAGS = 20


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
        .where(ProjectTag.project_id.in_(_fitting(asked, "topic")), approved())
        .group_by(Tag.slug, Tag.label)
    )


def _count_needs(asked: Asked) -> Select[Any]:
    number = func.count(func.distinct(NeedTag.project_id))
    return (
        _part("needs", Tag.slug, Tag.label, literal(0), number)
        .join(NeedTag, NeedTag.tag_id == Tag.id)
        .join(Need, Need.id == NeedTag.need_id)
        .where(NeedTag.project_id.in_(_fitting(asked, "needs")))
        .where(approved(), queries.is_open())
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


_Above, _Outermost, _Inner = aliased(Term), aliased(Term), aliased(Term)


def _areas(number: Any) -> Select[Any]:
    """Select areas, each before the problems within it, which are named after it."""
    outermost, above, own = _Outermost.sort, _Above.sort, Term.sort
    order = case(
        (outermost.is_not(None), outermost * 1_000_000 + above * 1_000 + own),
        (above.is_not(None), above * 1_000_000 + own * 1_000),
        else_=own * 1_000_000,
    )
    label = func.coalesce(_Above.label + ": ", "") + Term.label
    return (
        _part("area", Term.code, label, order, number)
        .join(_Above, _lies_in(_Above, Term), isouter=True)
        .join(_Outermost, _lies_in(_Outermost, _Above), isouter=True)
        .where(Term.list == AREAS)
    )


def _lies_in(outer: Any, inner: Any) -> Any:
    return and_(outer.list == inner.list, outer.code == inner.parent)


def _count_area(asked: Asked) -> Select[Any]:
    """Count projects under an area or a problem within it, each once."""
    return (
        _areas(func.count(func.distinct(ProjectArea.project_id)))
        .join(_Inner, holds(Term, _Inner))
        .join(ProjectArea, ProjectArea.code == _Inner.code)
        .where(ProjectArea.project_id.in_(_fitting(asked, "area")))
        .group_by(Term.code, Term.label, Term.sort)
        .group_by(_Above.label, _Above.sort, _Outermost.sort)
    )


def _count_factor(asked: Asked) -> Select[Any]:
    fits = and_(Term.list == FACTORS, Term.code == ProjectFactor.code)
    found = _terms("factor", Term.sort, func.count(ProjectFactor.id))
    found = found.join(ProjectFactor, fits)
    return found.where(ProjectFactor.project_id.in_(_fitting(asked, "factor")))


_COUNTS = (
    _count_topic, _count_needs, _count_stage, _count_phase, _count_place, _count_area,
    _count_factor,
)  # fmt: skip
_LISTS = {
    "phase": (PHASES,), "place": (NATIONS, REGIONS),
    "factor": (FACTORS,),
}  # fmt: skip


def _chosen(asked: Asked) -> list[Select[Any]]:
    """Select what is ticked, so that it shows where nothing fits any more."""
    none, found = literal(0), []
    for facet in ("topic", "needs"):
        slugs = getattr(asked, facet)
        if slugs:
            part = _part(facet, Tag.slug, Tag.label, none, none)
            found.append(part.where(approved(), Tag.slug.in_(slugs)))
    if asked.area:
        found.append(_areas(none).where(Term.code.in_(asked.area)))
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
