"""What came of it all: new ties and teamwork by phase and origin, and what changed.

A tie counts where both its ends agreed to the map, unless either keeps it between the
pair; two people began to work together on the day from which both were in the team of a
project, as far as both show it. Exact are those that the viewer can open one by one:
between people who are on the map by name, where the viewer may read the tie itself, for
its origin is nobody else's business. The others are a statistic, also of people without
names: rounded, and a few are no number.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from community.connections.models import Connection, TieAudience
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import kept_apart_from, unscoped, visible
from community.impact.models import ImpactRecord
from community.matching.small_numbers import rounded
from community.members.models import MapConsent, Member
from community.network.about import by_name
from community.network.impact.phases import Phases
from community.network.impact.teamwork import NOT_TOLD, origins_of, work
from community.programme.models import Origin
from community.projects.models import Project
from community.vocabulary.models import IMPACT_AREAS, PHASES, Term
from community.vocabulary.queries import of, terms

WHY = "snapshot"


@dataclass(frozen=True)
class ImpactAsked:
    """What to count: of one phase, one origin, one area, or of all where empty."""

    phase: str = ""
    origin: str = ""
    area: str = ""

    def args(self, **other: str) -> dict[str, str]:
        """Return the address of this, with some parts changed; empty ones stay out."""
        found = {"phase": self.phase, "origin": self.origin, "area": self.area, **other}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class RoundNumber:
    """How many one can open, and about how many more there are, None for 1 to 7."""

    open: int
    more: int | None

    @property
    def about(self) -> int | None:
        """About how many there are in all; None where that is not to be told."""
        return None if self.more is None else self.open + self.more


@dataclass(frozen=True)
class BeganLine:
    """What began in one phase, or from one origin; `code` is empty for all."""

    code: str
    ties: RoundNumber
    work: RoundNumber
    projects: int = 0


@dataclass(frozen=True)
class ImpactArea:
    """How many changes the viewer can read under one of the areas of impact."""

    code: str
    label: str
    changes: int


@dataclass(frozen=True)
class Impact:
    """All figures, by phase given the origin, and by origin given the phase."""

    all: BeganLine
    phases: tuple[BeganLine, ...]
    origins: tuple[BeganLine, ...]
    areas: tuple[ImpactArea, ...]


Counted = Counter[tuple[str, str]]
"""How many there are of each (phase, origin)."""


def impact(viewer: Viewer, asked: ImpactAsked) -> Impact:
    """Return the figures of impact: six statements."""
    require(viewer, Permission.NETWORK_SEE)
    lists = terms(PHASES, IMPACT_AREAS)
    phases = Phases(of(lists, PHASES))
    origins = origins_of(viewer)
    began = list(work(viewer, origins))
    ties = _counted(phases, db.session.execute(_all_ties(viewer)))
    open_ties = _counted(phases, db.session.execute(_open_ties(viewer)))
    pairs = Counter((phases.of(one.since), one.origin) for one in began)
    open_pairs = Counter(
        (phases.of(one.since), one.origin) for one in began if one.open
    )
    table = _Table(ties, open_ties, pairs, open_pairs, Counter(origins.values()))
    return Impact(
        all=table.line(asked.phase, asked.origin),
        phases=tuple(table.line(code, asked.origin, code) for code in phases.codes),
        origins=tuple(table.line(asked.phase, one, one) for one in ORIGINS),
        areas=_areas(viewer, phases, asked, of(lists, IMPACT_AREAS)),
    )


ORIGINS = (*(one.value for one in Origin), NOT_TOLD)


@dataclass(frozen=True)
class _Table:
    ties: Counted
    open_ties: Counted
    work: Counted
    open_work: Counted
    projects: Counter[str]

    def line(self, phase: str, origin: str, code: str = "") -> BeganLine:
        """Return what began in a phase from an origin; of all where these are empty."""

        def number(of_all: Counted, of_open: Counted) -> RoundNumber:
            return published(_sum(of_all, phase, origin), _sum(of_open, phase, origin))

        projects = self.projects[origin] if origin else self.projects.total()
        return BeganLine(
            code,
            number(self.ties, self.open_ties),
            number(self.work, self.open_work),
            projects,
        )


def _sum(counted: Counted, phase: str, origin: str) -> int:
    return sum(
        number
        for (one_phase, one_origin), number in counted.items()
        if phase in ("", one_phase) and origin in ("", one_origin)
    )


def published(number: int, can_open: int) -> RoundNumber:
    """Return a number as it may be told: exact as far as one can open it.

    The rest is rounded by itself, so that nobody finds out how few it is by taking what
    one can open from the whole.
    """
    return RoundNumber(can_open, rounded(number - can_open))


# ---------------------------------------------------------------- ties
def _counted(phases: Phases, rows: Iterable[Any]) -> Counted:
    found: Counted = Counter()
    for since, origin, number in rows:
        found[phases.of(since), origin.value] += number
    return found


def _drawn() -> ColumnElement[bool]:
    """State that neither end keeps a tie between the pair."""
    return and_(
        Connection.a_audience != TieAudience.PAIR,
        Connection.b_audience != TieAudience.PAIR,
    )


def _all_ties(viewer: Viewer) -> Select[Any]:
    """Count ties between people who agreed to the map, by their day and origin."""
    agreed = unscoped(WHY, Member.id).where(
        Member.listed,
        Member.map_consent != MapConsent.ABSENT,
        Member.id.not_in(kept_apart_from(viewer)),
    )
    return (
        unscoped(WHY, Connection.since, Connection.origin, func.count(Connection.id))
        .where(_drawn(), Connection.a_id.in_(agreed), Connection.b_id.in_(agreed))
        .group_by(Connection.since, Connection.origin)
    )


def _open_ties(viewer: Viewer) -> Select[Any]:
    found = visible(
        viewer, Connection.since, Connection.origin, func.count(Connection.id)
    )
    grouped = found.group_by(Connection.since, Connection.origin)
    return grouped.where(can_be_opened())


def can_be_opened() -> ColumnElement[bool]:
    """State that a tie is between people who are on the map by name, and drawn."""
    named = select(Member.id).where(by_name())
    return and_(_drawn(), Connection.a_id.in_(named), Connection.b_id.in_(named))


# ---------------------------------------------------------------- what changed
def changes(viewer: Viewer, *columns: Any) -> Select[Any]:
    """Select from the changes of projects that the viewer can open, with their area."""
    return (
        visible(viewer, *columns)
        .select_from(ImpactRecord)
        .join(Project, Project.id == ImpactRecord.project_id)
        .join(Term, and_(Term.list == IMPACT_AREAS, Term.code == ImpactRecord.area))
    )


def _areas(
    viewer: Viewer, phases: Phases, asked: ImpactAsked, known: Iterable[Any]
) -> tuple[ImpactArea, ...]:
    found = changes(viewer, ImpactRecord.area, func.count(ImpactRecord.id))
    if asked.phase:
        found = found.where(phases.holds(asked.phase, ImpactRecord.happened_on))
    rows = db.session.execute(found.group_by(ImpactRecord.area)).all()
    counts: dict[str, int] = dict(rows)
    return tuple(
        ImpactArea(one.code, one.label, counts.get(one.code, 0)) for one in known
    )
