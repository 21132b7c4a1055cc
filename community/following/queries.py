"""Reads of what the viewer follows, and of the searches that they keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.following import searches
from community.following.models import SavedSearch, SearchOf, TopicFollow
from community.projects.models import Follow, Project, ProjectState
from community.vocabulary.models import AREAS, Term


@dataclass(frozen=True)
class FollowedProject:
    """A project that the viewer follows."""

    slug: str
    title: str
    state: ProjectState


def projects(viewer: Viewer) -> tuple[FollowedProject, ...]:
    """Return the projects that the viewer follows and still sees, by title."""
    rows = db.session.execute(
        visible(viewer, Project.slug, Project.title, Project.state)
        .join(Follow, Follow.project_id == Project.id)
        .order_by(Project.title, Project.id)
    )
    return tuple(FollowedProject(*row) for row in rows)


@dataclass(frozen=True)
class Topic:
    """A tag, or a challenge area (`kind` says which), that the viewer follows."""

    kind: str
    code: str
    label: str


def topics(viewer: Viewer) -> tuple[Topic, ...]:
    """Return the tags and challenge areas that the viewer follows, by label."""
    area = and_(Term.list == AREAS, Term.code == TopicFollow.topic)
    rows = db.session.execute(
        visible(viewer, Tag.slug, Tag.label, Term.code, Term.label)
        .select_from(TopicFollow)
        .join(Tag, Tag.id == TopicFollow.tag_id, isouter=True)
        .join(Term, area, isouter=True)
        .where(or_(Tag.state == TagState.APPROVED, Term.code.is_not(None)))
    )
    found = [
        Topic("tag", slug, label) if slug else Topic("area", code, called)
        for slug, label, code, called in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.label.casefold(), one.code)))


def follows(viewer: Viewer) -> frozenset[tuple[str, str]]:
    """Return what the viewer follows as (kind, code), for the buttons of pages."""
    return frozenset((one.kind, one.code) for one in topics(viewer))


@dataclass(frozen=True)
class Search:
    """A search that the viewer keeps: its filters, how many it brings, how many new.

    `rests` says that a tag of it counts as sensitive by now, so that it is not run.
    """

    id: int
    of: SearchOf
    query: dict[str, list[str]]
    words: dict[str, tuple[searches.Word, ...]]
    since: datetime
    total: int
    fresh: int
    rests: bool


def my_searches(viewer: Viewer) -> tuple[Search, ...]:
    """Return the searches that the viewer keeps, the newest first: three statements."""
    newest = (SavedSearch.made_at.desc(), SavedSearch.id.desc())
    rows = db.session.scalars(visible(viewer, SavedSearch).order_by(*newest)).all()
    if not rows:
        return ()
    known = searches.words_of(*(row.query for row in rows))
    resting = {row.id for row in rows if _rests(row, known)}
    figures = searches.figures(viewer, [row for row in rows if row.id not in resting])
    return tuple(
        Search(
            row.id, row.of, row.query, _words(row.query, known), row.looked_at,
            *figures.get(row.id, (0, 0)), rests=row.id in resting,
        )
        for row in rows
    )  # fmt: skip


def rests(row: SavedSearch) -> bool:
    """Tell whether a search is not run: a tag of it counts as sensitive by now."""
    return _rests(row, searches.words_of(row.query))


def _rests(row: SavedSearch, known: dict[tuple[str, str], searches.Word]) -> bool:
    chosen = (word for words in _words(row.query, known).values() for word in words)
    return row.of is SearchOf.PEOPLE and any(word.sensitive for word in chosen)


def _words(
    query: dict[str, Any], known: dict[tuple[str, str], searches.Word]
) -> dict[str, tuple[searches.Word, ...]]:
    def called(name: str, codes: Iterable[str]) -> tuple[searches.Word, ...]:
        plain = (known.get((name, code)) for code in codes)
        return tuple(word for word in plain if word is not None)

    return {name: called(name, codes) for name, codes in query.items() if name != "q"}
