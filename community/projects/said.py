"""What a project's page says beside its own columns, read in one statement."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    String,
    and_,
    cast,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.expertise.models import Tag, TagState
from community.organisations.models import Organisation
from community.projects.factors import FactorLine, is_named
from community.projects.models import (
    NeedTag,
    Project,
    ProjectArea,
    ProjectFactor,
    ProjectOrganisation,
    ProjectTag,
    Story,
    StoryState,
    Teller,
)
from community.projects.stories import StoryLine
from community.vocabulary.models import AREAS, FACTORS, NATIONS, PHASES, REGIONS, Term

BY_LABEL = ("tag", "need tag", "organisation")
"""The lists whose order is that of the alphabet."""

FEW = 3
"""How many stories a project's page shows."""


@dataclass(frozen=True)
class Said:
    """Terms, organisations, tags, factors and the newest stories, as rows by list."""

    rows: dict[str, list[Any]]

    def labels(self, list_: str) -> tuple[str, ...]:
        """Return the labels of a list, in its order."""
        return tuple(row.label for row in self.rows[list_])

    def codes(self, list_: str) -> tuple[str, ...]:
        """Return the codes of a list, in its order."""
        return tuple(row.code for row in self.rows[list_])

    @property
    def sensitive(self) -> bool:
        """Whether a tag of the page or of a need is sensitive."""
        return any(row.sort for row in self.rows["tag"] + self.rows["need tag"])

    @property
    def factors(self) -> tuple[FactorLine, ...]:
        """The factors whose names are known, with what the project says to each."""
        words = {row.code: row.label for row in self.rows["speaks to"]}
        return tuple(
            FactorLine(row.code, row.label, row.more, words.get(row.code, ""))
            for row in self.rows[FACTORS]
            if is_named(row.code)
        )

    @property
    def stories(self) -> tuple[StoryLine, ...]:
        """The newest stories of it."""
        return tuple(
            StoryLine(int(row.code), Teller(row.more), row.label)
            for row in sorted(self.rows["story"], key=lambda row: -row.sort)
        )


def said(viewer: Viewer, project: Project) -> Said:
    """Return what the viewer may read beside the page's own words: one statement."""
    parts = (_terms(project), *_bodies_and_tags(project.id), *_words(project.id))
    rows = union_all(*parts).subquery()
    found: dict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(visible(viewer, *rows.c)):
        found[row.list].append(row)
    for name, lines in found.items():
        lines.sort(key=_by_label if name in BY_LABEL else _by_sort)
    return Said(found)


def _by_label(row: Any) -> Any:
    return row.label


def _by_sort(row: Any) -> Any:
    return (row.sort, row.label)


def _part(list_: Any, code: Any, label: Any, sort: Any, more: Any = "") -> Select[Any]:
    return select(
        (literal(list_) if isinstance(list_, str) else list_).label("list"),
        code.label("code"),
        label.label("label"),
        (literal(sort) if isinstance(sort, int) else sort).label("sort"),
        (literal(more) if isinstance(more, str) else more).label("more"),
    )


def _terms(project: Project) -> Select[Any]:
    areas = select(ProjectArea.code).where(ProjectArea.project_id == project.id)
    return _part(Term.list, Term.code, Term.label, Term.sort, Term.note).where(
        or_(
            and_(Term.list == PHASES, Term.code == project.phase),
            and_(Term.list == NATIONS, Term.code == project.nation),
            and_(Term.list == REGIONS, Term.code == project.region),
            and_(Term.list == AREAS, Term.code.in_(areas)),
            Term.list == FACTORS,
        )
    )


def _bodies_and_tags(project: int) -> list[Select[Any]]:
    """Select organisations, and tags with `sort` 1 where one is sensitive."""
    body, link = Organisation, ProjectOrganisation
    return [
        _part("organisation", cast(body.id, String), body.name, 0)
        .join(link, link.organisation_id == body.id)
        .where(link.project_id == project),
        _part("tag", Tag.slug, Tag.label, cast(Tag.sensitive, Integer))
        .join(ProjectTag, ProjectTag.tag_id == Tag.id)
        .where(ProjectTag.project_id == project, Tag.state == TagState.APPROVED),
        _part("need tag", Tag.slug, Tag.label, 1)
        .join(NeedTag, NeedTag.tag_id == Tag.id)
        .where(NeedTag.project_id == project, Tag.sensitive),
    ]


def _words(project: int) -> list[Select[Any]]:
    """Select what the project says to factors, and the newest stories of it."""
    who = type_coerce(Story.told_as, String)
    newest = (
        _part("story", cast(Story.id, String), Story.words, Story.id, who)
        .where(Story.project_id == project, Story.state == StoryState.PUBLISHED)
        .order_by(Story.decided_at.desc(), Story.id.desc())
        .limit(FEW)
        .subquery()
    )
    said_ = _part("speaks to", ProjectFactor.code, ProjectFactor.words, 0)
    return [said_.where(ProjectFactor.project_id == project), select(*newest.c)]
