"""What search engines may know of: pages that anybody reads, never one of a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, current_app, make_response, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import null, select

from community.core.access import VISITOR, Viewer
from community.core.together import Read, together
from community.essays.models import Essay
from community.evidence.models import Collection, Resource, ResourceState
from community.programme.models import (
    Programme,
    ProgrammeArea,
    Readers,
    Update,
    UpdateState,
)
from community.projects.factors import NAMELESS
from community.projects.models import LISTED, Project
from community.surveys.models import Survey
from community.vocabulary.models import AREAS, FACTORS, Term
from community.vocabulary.nested import holds
from community.web.door import door

pages = Blueprint("sitemap", __name__)

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""So many addresses may stand in one file."""
SOON = 3600
ALWAYS = (
    "home.index", "programme.index", "evidence.index", "evidence.collections_index",
    "essays.index", "surveys.index", "factors.index", "impact.index",
    "projects.index", "updates.news", "subscriptions.subscribe", "pages.about",
    "pages.house_rules", "pages.terms",
    "pages.privacy", "pages.accessibility", "pages.urgent_help", "suggestions.how",
)  # fmt: skip
"""Pages that say the same to everybody who is not signed in."""


@dataclass(frozen=True)
class Family:
    """Pages of one kind: where they are, by which name, and which a visitor may read.

    The select gives the name, and when that page last changed.
    """

    endpoint: str
    argument: str
    found: Any


def _families() -> tuple[Family, ...]:
    out = Update.state == UpdateState.PUBLISHED, Update.readers == Readers.PUBLIC
    resource = select(Resource.slug, Resource.edited_at)
    inner = Term.__table__.alias()
    areas = (
        select(inner.c.code, Programme.edited_at)
        .select_from(inner)
        .join(Term, holds(Term, inner.c))
        .join(ProgrammeArea, ProgrammeArea.code == Term.code)
        .join(Programme, Programme.id == ProgrammeArea.programme_id)
        .where(Term.list == AREAS)
        .distinct()
    )
    return (
        Family(
            "programme.show", "programme", select(Programme.slug, Programme.edited_at)
        ),
        Family("programme.area", "area", areas),
        Family(
            "evidence.show", "slug",
            resource.where(Resource.state == ResourceState.PUBLISHED),
        ),
        Family(
            "evidence.collection", "collection",
            select(Collection.slug, Collection.edited_at),
        ),
        Family("essays.show", "essay", select(Essay.slug, Essay.edited_at)),
        Family(
            "surveys.show", "survey", select(Survey.slug, Survey.published_at)
        ),
        Family(
            "factors.show", "code",
            select(Term.code, null().label("changed")).where(
                Term.list == FACTORS, Term.code.not_like(f"{NAMELESS}%")
            ),
        ),
        Family(
            "projects.show", "slug",
            select(Project.slug, Project.updated_at).where(Project.state.in_(LISTED)),
        ),
        Family(
            "updates.show", "update",
            select(Update.slug, Update.edited_at).where(*out),
        ),
    )  # fmt: skip


@pages.get("/sitemap.xml")
@door("anyone", cookieless=True)
def index(_viewer: Viewer) -> ResponseReturnValue:
    """List the addresses that anybody may read, whoever asks."""
    root = Element("urlset", {"xmlns": SPACE})
    for place, (path, changed) in enumerate(_addresses()):
        if place == MOST:
            break
        url = SubElement(root, "url")
        SubElement(url, "loc").text = _whole(path)
        if changed is not None:
            SubElement(url, "lastmod").text = _day(changed)
    response = make_response(tostring(root, encoding="utf-8", xml_declaration=True))
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={SOON}"
    return response


def _addresses() -> Iterator[tuple[str, datetime | None]]:
    """Give every address with when it last changed: one statement."""
    for endpoint in ALWAYS:
        yield url_for(endpoint), None
    families = _families()
    found = together(VISITOR, *(Read(one.found, _pairs) for one in families))
    for family, pairs in zip(families, found, strict=True):
        for name, changed in sorted(pairs, key=lambda pair: str(pair[0])):
            yield url_for(family.endpoint, **{family.argument: name}), changed


def _pairs(rows: Any) -> list[tuple[str, datetime | None]]:
    return [tuple(row.values()) for row in rows]  # type: ignore[misc]


def _day(moment: datetime) -> str:
    day: date = moment.date()
    return day.isoformat()


def _whole(path: str) -> str:
    home: str = current_app.config["SETTINGS"].public_url
    return home.rstrip("/") + path
