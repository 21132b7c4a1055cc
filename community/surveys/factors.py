"""The factors by which people decide, and all that is here on each of them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import visible
from community.evidence.models import Resource, ResourceFactor, ResourceState
from community.projects import factors as spoken
from community.projects.factors import FEW, Speaker
from community.surveys.models import (
    Finding,
    Survey,
    SurveyGroup,
    SurveyItem,
    SurveyState,
)
from community.surveys.queries import Found, found_by, told
from community.surveys.results import thawed
from community.vocabulary.queries import kinds

MANY = 50
"""So many resources stand on the page of a factor."""
PUBLISHED = Survey.state == SurveyState.PUBLISHED
Place = tuple[str, str, str]
Findings = dict[str, list["FactorFinding"]]


@dataclass(frozen=True)
class FactorFinding:
    """What a group of a survey made of a factor; null is unknown.

    `n` is how many answered the survey, `found.base` how many this finding rests on.
    `group` is a code, `group_label` its words: "" where it is everybody, or the rest.
    """

    survey: str
    survey_title: str
    ours: bool
    n: int | None
    group: str
    group_label: str
    found: Found


@dataclass(frozen=True)
class FactorResource:
    """A resource that says something of a factor."""

    slug: str
    title: str
    year: int | None
    sentence: str


@dataclass(frozen=True)
class FactorCard:
    """A factor with its findings, the newest of its projects and its resources."""

    code: str
    label: str
    findings: tuple[FactorFinding, ...]
    projects: tuple[Speaker, ...]
    number_of_projects: int
    resources: tuple[FactorResource, ...]
    number_of_resources: int


def factors(viewer: Viewer, most: int = FEW) -> tuple[FactorCard, ...]:
    """Return the factors whose names are known, each with what is here on it."""
    findings = _of_others(viewer)
    for code, found in _of_ours(viewer).items():
        findings[code] += found
    resources = _resources(viewer, most)
    return tuple(
        FactorCard(
            one.code, one.label, tuple(findings[one.code]), one.projects, one.number,
            tuple(FactorResource(r.slug, r.title, r.year, r.sentence)
                  for r in resources[one.code]),
            resources[one.code][0].number if resources[one.code] else 0,
        )
        for one in spoken.all_factors(viewer)
    )  # fmt: skip


def factor(viewer: Viewer, code: str) -> FactorCard:
    """Return one factor with all that is here on it, or raise `NotFound`."""
    for card in factors(viewer, MANY):
        if card.code == code:
            return card
    raise NotFound("factor")


def _resources(viewer: Viewer, most: int) -> dict[str, list[Any]]:
    """Return the newest resources that are out, by factor, with their number."""
    place = func.row_number().over(
        partition_by=ResourceFactor.code,
        order_by=(Resource.year.is_(None), Resource.year.desc(), Resource.id.desc()),
    )
    number = func.count(ResourceFactor.id).over(partition_by=ResourceFactor.code)
    inner = (
        visible(viewer, ResourceFactor.code, Resource.slug, Resource.title)
        .add_columns(Resource.year, Resource.sentence)
        .add_columns(place.label("place"), number.label("number"))
        .join(Resource, Resource.id == ResourceFactor.resource_id)
        .where(Resource.state == ResourceState.PUBLISHED)
        .subquery()
    )
    found = visible(viewer, *inner.c).where(inner.c.place <= most)
    rows = defaultdict(list)
    for row in db.session.execute(found.order_by(inner.c.code, inner.c.place)):
        rows[row.code].append(row)
    return rows


# ---------------------------------------------------------------- what was found
def _of_others(viewer: Viewer) -> Findings:
    """Return what published surveys of others found, by factor: one statement."""
    found = (
        visible(viewer, Finding, SurveyItem.factor, SurveyGroup.code, SurveyGroup.label)
        .add_columns(Survey.slug, Survey.title, Survey.n)
        .join(SurveyItem, SurveyItem.id == Finding.item_id)
        .join(SurveyGroup, SurveyGroup.id == Finding.group_id)
        .join(Survey, Survey.id == Finding.survey_id)
        .where(PUBLISHED, SurveyItem.factor != "")
    )
    rows = db.session.execute(found.order_by(Survey.id, SurveyGroup.sort, Finding.id))
    cells: dict[Place, list[Finding]] = defaultdict(list)
    about: dict[Place, Any] = {}
    for row in rows:
        place = row.factor, row.slug, row.code
        cells[place].append(row.Finding)
        about[place] = row
    findings: Findings = defaultdict(list)
    for place, told_of in cells.items():
        row = about[place]
        findings[row.factor].append(
            FactorFinding(
                row.slug, row.title, False, row.n, row.code, row.label, told(told_of)
            )
        )
    return findings


def _of_ours(viewer: Viewer) -> Findings:
    """Return what published surveys of ours found, by factor: two statements."""
    columns = Survey.slug, Survey.title, Survey.results, SurveyItem.id
    found = (
        visible(viewer, *columns, SurveyItem.factor)
        .join(SurveyItem, SurveyItem.survey_id == Survey.id)
        .where(PUBLISHED, Survey.ours, SurveyItem.factor != "")
    )
    rows = db.session.execute(found.order_by(Survey.published_at.desc())).all()
    labels = kinds() if rows else {}
    findings: Findings = defaultdict(list)
    for row in rows:
        parts = thawed(row.results)
        for part in parts:
            label = labels[part.code].label if part.code in labels else ""
            findings[row.factor] += [
                FactorFinding(
                    row.slug, row.title, True, parts[0].base, part.code, label,
                    found_by(part, one),
                )
                for one in part.figures
                if one.item == row.id
            ]  # fmt: skip
    return findings
