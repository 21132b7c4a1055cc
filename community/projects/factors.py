"""The factors by which people decide, and what projects can speak to for each.

The Lab's survey ranked twelve. Three are known by name; the others stand as what they
are, unknown, until somebody names them in the vocabulary.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.projects.models import LISTED, Project, ProjectFactor
from community.vocabulary.models import FACTORS
from community.vocabulary.queries import TermCard, terms

NAMELESS = "factor-"
"""How the codes of the factors begin whose names are not known to us."""

SURVEY = (
    "https://q.health.org.uk/news-story/decisions-decisions-the-role-of-personality-"
    "and-endorsement-in-accessing-peer-support-services/"
)
"""Where the Lab wrote down what its survey found."""

LONGEST = 300
FEW = 5


def is_named(code: str) -> bool:
    """Tell whether it is known what a factor is called."""
    return not code.startswith(NAMELESS)


@dataclass(frozen=True)
class FactorLine:
    """A factor, what the survey found, and what a project says to it; "" is unknown."""

    code: str
    label: str
    finding: str
    words: str = ""


def named() -> tuple[TermCard, ...]:
    """Return the factors whose names are known, the weightiest first."""
    return tuple(card for card in terms(FACTORS) if is_named(card.code))


def words_of(viewer: Viewer, project: int) -> dict[str, str]:
    """Return what a project says to each factor that it speaks to."""
    rows = db.session.execute(
        visible(viewer, ProjectFactor.code, ProjectFactor.words).where(
            ProjectFactor.project_id == project
        )
    )
    return {row.code: row.words for row in rows}


def speak_to(project: int, words: Mapping[str, str]) -> None:
    """Say anew what a project can speak to; for the command that checked it."""
    db.session.execute(delete(ProjectFactor).where(ProjectFactor.project_id == project))
    for code, said in words.items():
        if said.strip():
            db.session.add(
                ProjectFactor(project_id=project, code=code, words=said.strip())
            )
    db.session.flush()


# ---------------------------------------------------------------- all of them
@dataclass(frozen=True)
class Speaker:
    """A project that speaks to a factor, in its words."""

    slug: str
    title: str
    words: str


@dataclass(frozen=True)
class Factor:
    """One of the factors, and the newest of the projects that speak to it."""

    code: str
    label: str
    finding: str
    number: int
    projects: tuple[Speaker, ...]


def all_factors(viewer: Viewer) -> tuple[Factor, ...]:
    """Return the factors whose names are known, with projects: two statements."""
    place = func.row_number().over(
        partition_by=ProjectFactor.code,
        order_by=(Project.published_at.desc(), Project.id.desc()),
    )
    number = func.count(ProjectFactor.id).over(partition_by=ProjectFactor.code)
    inner = (
        visible(viewer, ProjectFactor.code, ProjectFactor.words)
        .add_columns(Project.slug, Project.title)
        .add_columns(place.label("place"), number.label("number"))
        .join(Project, Project.id == ProjectFactor.project_id)
        .where(Project.state.in_(LISTED))
        .subquery()
    )
    found = visible(viewer, *inner.c).where(inner.c.place <= FEW)
    rows = defaultdict(list)
    for row in db.session.execute(found.order_by(inner.c.code, inner.c.place)):
        rows[row.code].append(row)
    return tuple(
        Factor(
            card.code,
            card.label,
            card.note,
            rows[card.code][0].number if rows[card.code] else 0,
            tuple(Speaker(r.slug, r.title, r.words) for r in rows[card.code]),
        )
        for card in named()
    )


def nameless() -> int:
    """Return how many factors there are whose names are not known to us."""
    return sum(not is_named(card.code) for card in terms(FACTORS))
