"""Evidence for somebody's words and projects, with reasons: one statement.

A resource is public, so what it is about may meet everything of the viewer's own, also
what only they see. The rarer a word is among all resources, the more it says.
"""

from math import log1p
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import muted_by, visible
from community.evidence.models import (
    Resource,
    ResourceFactor,
    ResourceState,
    ResourceTag,
    ResourceTalker,
    ResourceUse,
)
from community.expertise.models import Tag, TagState
from community.matching.evidence_why import (
    OURS,
    WEIGHTS,
    Found,
    ResourceSuggestion,
    Word,
    acquainted,
    reasoned,
)
from community.members.models import Member, MemberTag
from community.projects.models import Membership, Project, ProjectFactor, ProjectTag
from community.vocabulary.models import FACTORS, Term

SHOW = 3
TAG, FACTOR, TALKER = "tag", "factor", "talker"
FACTOR_COUNTS, TALKS_COUNTS = 2.0, 1.0


def for_member(viewer: Viewer, most: int = SHOW) -> tuple[ResourceSuggestion, ...]:
    """Return evidence for the viewer's own words and projects: one statement."""
    if not viewer.is_member:
        return ()
    mine = Membership.member_id == viewer.member_id
    ours = select(Membership.project_id).where(mine, Membership.until.is_(None))
    return _best(candidates(viewer, ours, own=True), most)


def for_project(
    viewer: Viewer, project: int, most: int = 2 * SHOW
) -> tuple[ResourceSuggestion, ...]:
    """Return evidence for what a project is about: one statement."""
    return _best(candidates(viewer, select(literal(project)), own=False), most)


def _best(found: list[Found], most: int) -> tuple[ResourceSuggestion, ...]:
    order = sorted(found, key=lambda one: (-one.score, one.id))
    return tuple(reasoned(one) for one in order[:most])


def candidates(viewer: Viewer, ours: Select[Any], *, own: bool) -> list[Found]:
    """Return the published resources that a word or a factor leads to, weighed.

    `ours` selects the projects that count, `own` whether the viewer's own words do.
    """
    found: dict[int, Found] = {}
    for row in db.session.execute(_led_to(viewer, ours, own)):
        one = found.setdefault(row.id, Found(*row[:6]))
        if row.what == TAG:
            word = Word(row.label, row.source, row.whose, row.whose_slug)
            one.lead(word, WEIGHTS[word.source] / log1p(row.number))
        elif row.what == FACTOR:
            factor = (row.label, row.whose, row.whose_slug)
            one.speak(factor, FACTOR_COUNTS / log1p(row.number))
        elif one.talker is None:
            one.talker = (row.whose, row.whose_slug)
            one.score += TALKS_COUNTS
    return [one for one in found.values() if one.words or one.factors]


def _led_to(viewer: Viewer, ours: Select[Any], own: bool) -> Select[Any]:
    """Select resources with what leads to each, and how many resources have that.

    Beside it stands whoever the viewer knows and is happy to talk about one.
    """
    arms = [_of_projects(ours), _of_factors(ours), _talked(viewer)]
    by = union_all(*arms, *([_of_mine(viewer)] if own else ())).subquery()
    used = select(ResourceUse.resource_id).where(ResourceUse.project_id.in_(ours))
    return (
        visible(viewer, Resource.id, Resource.slug, Resource.title, Resource.type)
        .add_columns(Resource.year, Resource.sentence)
        .add_columns(by.c.what, by.c.label, by.c.source, by.c.title.label("whose"))
        .add_columns(by.c.slug.label("whose_slug"), by.c.number)
        .join(by, by.c.resource_id == Resource.id)
        .where(Resource.state == ResourceState.PUBLISHED, Resource.id.not_in(used))
        .order_by(by.c.place, by.c.title, by.c.label)
    )


def _arm(of: Any, what: str, label: Any, source: Any, *rest: Any) -> Select[Any]:
    """Select one way to a resource; `rest` is a title, a slug, a place, a number."""
    title, slug, place, number = rest
    return select(
        of.resource_id, literal(what).label("what"), label.label("label"),
        source.label("source"), title.label("title"), slug.label("slug"),
        place.label("place"), number.label("number"),
    )  # fmt: skip


def _number(table: Any, name: str) -> Any:
    """Count the resources that have the same word."""
    other = aliased(table)
    same: ColumnElement[bool] = getattr(other, name) == getattr(table, name)
    return select(func.count(other.id)).where(same).correlate(table).scalar_subquery()


def _of_mine(viewer: Viewer) -> Select[Any]:
    nothing, relation = literal(""), type_coerce(MemberTag.relation, String)
    rest = (nothing, nothing, literal(0), _number(ResourceTag, "tag_id"))
    return (
        _arm(ResourceTag, TAG, Tag.label, relation, *rest)
        .join(Tag, Tag.id == ResourceTag.tag_id)
        .join(MemberTag, MemberTag.tag_id == Tag.id)
        .where(MemberTag.member_id == viewer.member_id, Tag.state == TagState.APPROVED)
    )


def _of_projects(ours: Select[Any]) -> Select[Any]:
    rest = (Project.title, Project.slug, Project.id, _number(ResourceTag, "tag_id"))
    return (
        _arm(ResourceTag, TAG, Tag.label, literal(OURS), *rest)
        .join(Tag, Tag.id == ResourceTag.tag_id)
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .join(Project, Project.id == ProjectTag.project_id)
        .where(Project.id.in_(ours), Tag.state == TagState.APPROVED)
    )


def _of_factors(ours: Select[Any]) -> Select[Any]:
    rest = (Project.title, Project.slug, Project.id, _number(ResourceFactor, "code"))
    return (
        _arm(ResourceFactor, FACTOR, Term.label, literal(OURS), *rest)
        .join(Term, (Term.list == FACTORS) & (Term.code == ResourceFactor.code))
        .join(ProjectFactor, ProjectFactor.code == Term.code)
        .join(Project, Project.id == ProjectFactor.project_id)
        .where(Project.id.in_(ours))
    )


def _talked(viewer: Viewer) -> Select[Any]:
    nothing = literal("")
    rest = (Member.name, Member.slug, Member.id, literal(0))
    return (
        _arm(ResourceTalker, TALKER, nothing, nothing, *rest)
        .join(Member, Member.id == ResourceTalker.member_id)
        .where(Member.id.in_(acquainted(viewer)), Member.id.not_in(muted_by(viewer)))
    )
