"""What changed, in numbers: each is the length of the list that it leads to.

What has been checked counts, and nothing else: a note that waits, or was declined, is
in no figure. A record of a project counts for whoever may open the project. All of it
is worked out from the rows that the viewer may see, so that a number is never more than
what can be opened one by one.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from community.core.access import Viewer
from community.core.together import Read, Rows, together
from community.core.visible import among
from community.evidence.models import Resource, ResourceState
from community.impact.asked import ImpactAsked, Through
from community.impact.models import COUNTED, ImpactEvidence, ImpactRecord, ImpactTie
from community.impact.phases import Phases
from community.plans.models import Milestone
from community.projects.models import LISTED, Project, Stage
from community.vocabulary.queries import TermCard


@dataclass(frozen=True)
class Change:
    """One record that counts, as far as the viewer sees what it is tied to."""

    id: int
    area: str
    day: date
    project: str
    title: str
    milestone: bool
    evidence: frozenset[int]
    tied: bool

    def through(self, what: str) -> bool:
        """Tell whether it can be traced through something; through nothing, always."""
        return {
            Through.CONNECTION.value: self.tied,
            Through.PROJECT.value: bool(self.project),
            Through.MILESTONE.value: self.milestone,
            Through.EVIDENCE.value: bool(self.evidence),
        }.get(what, not what)


@dataclass(frozen=True)
class ImpactArea:
    """How many records the viewer can open under one of the four areas.

    Beside them, how many of these can be traced through a project, a milestone of it,
    evidence, and a connection of the viewer's own.
    """

    code: str
    label: str
    changes: int
    project: int = 0
    milestone: int = 0
    evidence: int = 0
    connection: int = 0
    note: str = field(default="", metadata={"api": False})


@dataclass(frozen=True)
class StageLine:
    """How many projects the viewer can open that are at one stage."""

    stage: Stage
    projects: int


@dataclass(frozen=True)
class Changed:
    """All that counts and is seen by one viewer, and the projects they can open."""

    changes: tuple[Change, ...]
    stages: tuple[tuple[Stage, str, int], ...]

    def kept(self, phases: Phases, asked: ImpactAsked) -> list[Change]:
        """Return what fits, newest first."""
        found = [one for one in self.changes if _fits(one, phases, asked)]
        return sorted(found, key=lambda one: (one.day, one.id), reverse=True)

    def by_stage(self, phase: str) -> tuple[StageLine, ...]:
        """Return the projects by stage, of one phase or of all."""
        counted: Counter[Stage] = Counter()
        for stage, of, number in self.stages:
            if phase in ("", of):
                counted[stage] += number
        return tuple(StageLine(stage, counted[stage]) for stage in Stage)

    @property
    def years(self) -> tuple[str, ...]:
        """The years in which something changed, the last first."""
        found = {f"{one.day:%Y}" for one in self.changes}
        return tuple(sorted(found, reverse=True))

    @property
    def projects(self) -> dict[str, str]:
        """The titles of the projects through which something changed, by slug."""
        pairs = {(one.title, one.project) for one in self.changes if one.project}
        return {slug: title for title, slug in sorted(pairs)}


def _fits(one: Change, phases: Phases, asked: ImpactAsked) -> bool:
    return (
        asked.phase in ("", phases.of(one.day))
        and asked.area in ("", one.area)
        and asked.project in ("", one.project)
        and asked.year in ("", f"{one.day:%Y}")
        and one.through(asked.through)
    )


def areas(kept: Iterable[Change], known: Iterable[TermCard]) -> tuple[ImpactArea, ...]:
    """Return the four areas with their numbers, in their order."""
    changes = list(kept)

    def number(code: str, fits: Callable[[Change], bool]) -> int:
        return sum(one.area == code and fits(one) for one in changes)

    return tuple(
        ImpactArea(
            one.code,
            one.label,
            changes=number(one.code, lambda change: True),
            project=number(one.code, lambda change: bool(change.project)),
            milestone=number(one.code, lambda change: change.milestone),
            evidence=number(one.code, lambda change: bool(change.evidence)),
            connection=number(one.code, lambda change: change.tied),
            note=one.note,
        )
        for one in known
    )


def newest(kept: Iterable[Change], most: int = 3) -> tuple[int, ...]:
    """Return the numbers of the first of each area among what is in order."""
    seen: Counter[str] = Counter()
    found = []
    for one in kept:
        seen[one.area] += 1
        if seen[one.area] <= most:
            found.append(one.id)
    return tuple(found)


# ---------------------------------------------------------------- reading
def changed(viewer: Viewer) -> Changed:
    """Return all that counts for a viewer: one statement."""
    reads = (_records(), _evidence(), _ties(), _stages())
    records, evidence, tied, stages = together(viewer, *reads)
    changes = tuple(
        Change(
            row["id"], row["area"], row["happened_on"], row["slug"] or "",
            row["title"] or "", bool(row["milestone"]),
            evidence.get(row["id"], frozenset()), row["id"] in tied,
        )
        for row in records
    )  # fmt: skip
    return Changed(changes, stages)


def counts() -> Any:
    """State that a record has been checked, and its project, if any, can be opened."""
    opened = or_(ImpactRecord.project_id.is_(None), Project.id.is_not(None))
    return and_(among(ImpactRecord.state, COUNTED), opened)


def _records() -> Read[Rows]:
    columns: list[Any] = [
        ImpactRecord.id, ImpactRecord.area, ImpactRecord.happened_on,
        Project.slug, Project.title, Milestone.id.label("milestone"),
    ]  # fmt: skip
    found = (
        select(*columns)
        .select_from(ImpactRecord)
        .outerjoin(Project, Project.id == ImpactRecord.project_id)
        .outerjoin(Milestone, Milestone.id == ImpactRecord.milestone_id)
        .where(counts())
    )
    return Read(found, lambda rows: rows)


def _evidence() -> Read[dict[int, frozenset[int]]]:
    columns: list[Any] = [ImpactEvidence.record_id, ImpactEvidence.resource_id]
    found = select(*columns).join(Resource, Resource.id == ImpactEvidence.resource_id)
    published = Resource.state == ResourceState.PUBLISHED
    return Read(found.where(published), _by_record)


def _by_record(rows: Rows) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row["record_id"], set()).add(row["resource_id"])
    return {record: frozenset(resources) for record, resources in found.items()}


def _ties() -> Read[frozenset[int]]:
    columns: list[Any] = [ImpactTie.record_id]
    found = select(*columns)
    return Read(found, lambda rows: frozenset(row["record_id"] for row in rows))


def _stages() -> Read[tuple[tuple[Stage, str, int], ...]]:
    """Count the projects that the directory lists, by stage and phase."""
    columns: list[Any] = [
        Project.stage, Project.phase, func.count(Project.id).label("number"),
    ]  # fmt: skip
    found = (
        select(*columns)
        .where(Project.state.in_(LISTED))
        .group_by(Project.stage, Project.phase)
    )
    return Read(found, _by_stage)


def _by_stage(rows: Rows) -> tuple[tuple[Stage, str, int], ...]:
    return tuple((Stage(row["stage"]), row["phase"], row["number"]) for row in rows)
