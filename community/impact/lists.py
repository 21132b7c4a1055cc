"""The rows behind the figures of what changed: records, and what they rest upon."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import Page, visible
from community.evidence.models import Resource
from community.impact.asked import ImpactAsked
from community.impact.figures import changed, counts
from community.impact.models import ImpactRecord
from community.impact.phases import Phases
from community.projects.models import Project
from community.vocabulary.models import IMPACT_AREAS, Term

SIZE = 50


@dataclass(frozen=True)
class ImpactName:
    """A person, a project or a resource, to open."""

    slug: str
    name: str


@dataclass(frozen=True)
class ImpactRow:
    """One thing that came of it: of two people, of a project, or what changed.

    `origin` is a code, empty where nothing is known of it; `area` a label; `record` the
    number of what changed.
    """

    day: date | None
    people: tuple[ImpactName, ...] = ()
    project: ImpactName | None = None
    origin: str = ""
    area: str = ""
    words: str = ""
    record: int | None = None
    resource: ImpactName | None = None
    records: int = 0


def cut(size: int, total: int, page: int) -> slice:
    """Return where a page of a list lies; raise `NotFound` beyond its end."""
    if not 1 <= page <= Page[Any]((), page, size, total).pages:
        raise NotFound("page")
    return slice((page - 1) * size, page * size)


def changes_page(
    viewer: Viewer, phases: Phases, asked: ImpactAsked, page: int
) -> Page[ImpactRow]:
    """Return a page of the records that fit, newest first: two statements."""
    kept = changed(viewer).kept(phases, asked)
    shown = [one.id for one in kept[cut(SIZE, len(kept), page)]]
    return Page(texts(viewer, shown), page, SIZE, len(kept))


def texts(viewer: Viewer, ids: list[int]) -> tuple[ImpactRow, ...]:
    """Return what some of the records that count say, in this order: one statement."""
    if not ids:
        return ()
    listed = and_(Term.list == IMPACT_AREAS, Term.code == ImpactRecord.area)
    found = (
        visible(
            viewer, ImpactRecord.id, ImpactRecord.happened_on,
            ImpactRecord.what_changed, Term.label, Project.slug, Project.title,
        )
        .select_from(ImpactRecord)
        .outerjoin(Term, listed)
        .outerjoin(Project, Project.id == ImpactRecord.project_id)
        .where(ImpactRecord.id.in_(ids), counts())
    )  # fmt: skip
    rows = {row.id: _change(row) for row in db.session.execute(found)}
    return tuple(rows[one] for one in ids if one in rows)


def _change(row: Row[Any]) -> ImpactRow:
    project = ImpactName(row.slug, row.title) if row.slug else None
    return ImpactRow(
        row.happened_on, project=project, area=row.label or "", words=row.what_changed,
        record=row.id,
    )  # fmt: skip


def evidence_page(
    viewer: Viewer, phases: Phases, asked: ImpactAsked, page: int
) -> Page[ImpactRow]:
    """Return a page of what the records that fit rest upon, the most used first."""
    kept = changed(viewer).kept(phases, asked)
    used: dict[int, int] = {}
    for one in kept:
        for resource in one.evidence:
            used[resource] = used.get(resource, 0) + 1
    order = sorted(used, key=lambda one: (-used[one], one))
    shown = order[cut(SIZE, len(order), page)]
    columns = (Resource.id, Resource.slug, Resource.title)
    found = visible(viewer, *columns).where(Resource.id.in_(shown))
    named = {
        row.id: ImpactName(row.slug, row.title) for row in db.session.execute(found)
    }
    items = tuple(
        ImpactRow(None, resource=named[one], records=used[one]) for one in shown
    )
    return Page(items, page, SIZE, len(order))
