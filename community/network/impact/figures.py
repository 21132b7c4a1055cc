"""What came of it all: new ties and teamwork by phase and origin, and what changed.

These are the one set of figures: the page for everybody, its report and the organisers'
page of the network all tell what `impact` returns for whoever looks.

What began between people is counted by what the viewer was given to see:

- *Organisers* count ties where both ends agreed to the map, unless either keeps it
  between the pair. Exact are those that they can open one by one: between people who
  are on the map by name, where they may read the tie itself, for its origin is nobody
  else's business. The others are a statistic, also of people without names: rounded,
  and a few are no number.
- *Members* count what others show to them, each of which they can open. Nothing stands
  beside it: a rest would tell who blocked them, or who is not on the map.
- *Visitors* can open none. They are told about how many there are that all members can
  open, rounded; none at all and a few are the same to them.

Two people began to work together on the day from which both were in the team of a
project, as far as both show it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from community.connections.models import Connection, TieAudience
from community.core.access import ANY_MEMBER, Viewer
from community.core.db import db
from community.core.visible import kept_apart_from, unscoped, visible
from community.impact.asked import ImpactAsked
from community.impact.figures import (
    ImpactArea,
    StageLine,
    areas,
    changed,
    newest,
)
from community.impact.phases import Phases
from community.matching.small_numbers import rounded
from community.members.models import MapConsent, Member
from community.network.about import by_name
from community.network.impact.teamwork import NOT_TOLD, Work, origins_of, work
from community.programme.models import Origin
from community.vocabulary.models import IMPACT_AREAS, PHASES
from community.vocabulary.queries import of, terms

WHY = "snapshot"


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
class Impact:
    """All figures, by phase given the origin, and by origin given the phase.

    `areas`, and `evidence` (how many resources records rest upon), count what changed;
    `stages` the projects that the viewer can open. `years` and `projects` are what one
    can ask of the records; `newest` the last three of each area.
    """

    all: BeganLine
    phases: tuple[BeganLine, ...]
    origins: tuple[BeganLine, ...]
    areas: tuple[ImpactArea, ...]
    evidence: int
    stages: tuple[StageLine, ...]
    years: tuple[str, ...]
    projects: dict[str, str]
    newest: tuple[int, ...] = field(default=(), metadata={"api": False})

    @property
    def changes(self) -> int:
        """How many records there are in all four areas."""
        return sum(one.changes for one in self.areas)


Counted = Counter[tuple[str, str]]
"""How many there are of each (phase, origin)."""


def impact(viewer: Viewer, asked: ImpactAsked) -> Impact:
    """Return the figures of impact: six statements, of a member five."""
    lists = terms(PHASES, IMPACT_AREAS)
    phases = Phases(of(lists, PHASES))
    table = _table(viewer, phases)
    told = changed(viewer)
    kept = told.kept(phases, asked)
    return Impact(
        all=table.line(asked.phase, asked.origin),
        phases=tuple(table.line(code, asked.origin, code) for code in phases.codes),
        origins=tuple(table.line(asked.phase, one, one) for one in ORIGINS),
        areas=areas(kept, of(lists, IMPACT_AREAS)),
        evidence=len(frozenset().union(*(one.evidence for one in kept))),
        stages=told.by_stage(asked.phase),
        years=told.years,
        projects=told.projects,
        newest=newest(kept),
    )


ORIGINS = (*(one.value for one in Origin), NOT_TOLD)


@dataclass(frozen=True)
class _Table:
    ties: Counted
    open_ties: Counted
    work: Counted
    open_work: Counted
    projects: Counter[str]
    hushed: bool = False

    def line(self, phase: str, origin: str, code: str = "") -> BeganLine:
        """Return what began in a phase from an origin; of all where these are empty."""

        def number(of_all: Counted, of_open: Counted) -> RoundNumber:
            told = published(_sum(of_all, phase, origin), _sum(of_open, phase, origin))
            return RoundNumber(told.open, told.more or None) if self.hushed else told

        projects = self.projects[origin] if origin else self.projects.total()
        return BeganLine(
            code,
            number(self.ties, self.open_ties),
            number(self.work, self.open_work),
            projects,
        )


def _table(viewer: Viewer, phases: Phases) -> _Table:
    """Count what began between people, as it may be told to the viewer."""
    origins = origins_of(viewer)
    whose = origins if viewer.is_member else origins_of(ANY_MEMBER)
    began = list(work(viewer, whose))
    opened = _by_phase_and_origin(phases, (one for one in began if one.open))
    if viewer.is_member and not viewer.can_organise:
        ties = _counted(phases, db.session.execute(_open_ties(viewer)))
        return _Table(ties, ties, opened, opened, Counter(origins.values()))
    everything = _all_ties(viewer) if viewer.can_organise else _open_ties(ANY_MEMBER)
    can_open = db.session.execute(_open_ties(viewer)) if viewer.can_organise else ()
    return _Table(
        _counted(phases, db.session.execute(everything)),
        _counted(phases, can_open),
        _by_phase_and_origin(phases, began),
        opened,
        Counter(origins.values()),
        hushed=not viewer.can_organise,
    )


def _by_phase_and_origin(phases: Phases, began: Iterable[Work]) -> Counted:
    return Counter((phases.of(one.since), one.origin) for one in began)


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
    return grouped.where(can_be_opened(viewer))


def can_be_opened(viewer: Viewer) -> ColumnElement[bool]:
    """State that a tie that the viewer may read may stand in a list of impact.

    For organisers it is drawn, between people who are on the map by name. The map is no
    business of members: to them it is any tie that they may read.
    """
    if not viewer.can_organise:
        return true()
    named = select(Member.id).where(by_name())
    return and_(_drawn(), Connection.a_id.in_(named), Connection.b_id.in_(named))
