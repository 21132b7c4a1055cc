"""Reads of a programme's areas and nested problems, and of what is filed under them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import literal, select, union_all

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import muted_by, visible
from community.members.models import Member
from community.programme.models import Programme, ProgrammeArea, ProgrammeState
from community.projects.models import LISTED, Membership, Project, ProjectArea
from community.vocabulary.models import AREAS, UNOPENED, Term
from community.vocabulary.nested import within

PEOPLE = 30
"""So many of those who work on an area are named at most."""


@dataclass(frozen=True)
class Area:
    """An area or a problem, with what lies in it.

    `projects` are those that the viewer can list, filed under it or under what lies in
    it. `away` is one that organisers have put out of sight.
    """

    id: int = field(metadata={"api": False})
    code: str
    label: str
    words: str
    projects: int = 0
    nested: tuple["Area", ...] = ()
    away: bool = field(default=False, metadata={"api": False})

    @property
    def problems(self) -> int:
        """How many problems lie in it, at any depth."""
        return sum(1 + one.problems for one in self.nested)


@dataclass(frozen=True)
class Filed:
    """Which projects that the viewer can list are filed under what."""

    phases: Mapping[str, frozenset[int]]
    areas: Mapping[str, frozenset[int]]

    def within(self, area: Area) -> frozenset[int]:
        """Return the projects under an area or what lies in it."""
        return self.areas[area.code].union(*(self.within(one) for one in area.nested))

    def of(self, phases: Iterable[str], areas: Iterable[Area]) -> frozenset[int]:
        """Return the projects under some phases or areas."""
        under = [self.within(one) for one in areas]
        return frozenset[int]().union(*under, *(self.phases[one] for one in phases))


def filed_under(viewer: Viewer) -> Filed:
    """Return what is filed under phases and areas: one statement."""
    of_areas = (
        select(literal("area").label("what"), ProjectArea.code, Project.id)
        .join(Project, Project.id == ProjectArea.project_id)
        .where(Project.state.in_(LISTED))
    )
    of_phases = select(literal("phase"), Project.phase, Project.id).where(
        Project.state.in_(LISTED), Project.phase != ""
    )
    rows = union_all(of_areas, of_phases).subquery()
    found: dict[str, dict[str, set[int]]] = {"area": {}, "phase": {}}
    for what, code, number in db.session.execute(visible(viewer, *rows.c)):
        found[what].setdefault(code, set()).add(number)
    return Filed(_frozen(found["phase"]), _frozen(found["area"]))


def _frozen(found: dict[str, set[int]]) -> Mapping[str, frozenset[int]]:
    frozen: dict[str, frozenset[int]] = defaultdict(frozenset)
    frozen.update((code, frozenset(ids)) for code, ids in found.items())
    return frozen


def areas_of(
    viewer: Viewer, programme_id: int, filed: Filed, *, waiting: bool
) -> tuple[Area, ...]:
    """Return the areas of a programme with what lies in them: two statements."""
    found = visible(viewer, ProgrammeArea.code)
    codes = db.session.scalars(
        found.where(ProgrammeArea.programme_id == programme_id)
    ).all()
    rows = _rows(waiting=waiting)
    grow = _Grown(rows, filed)
    return tuple(grow.area(row) for row in rows if row.code in codes)


def _rows(*, waiting: bool) -> list[Any]:
    """Read all areas and problems in their order; with those that wait, or not."""
    lists = (AREAS, UNOPENED[AREAS]) if waiting else (AREAS,)
    columns = (Term.id, Term.code, Term.label, Term.note, Term.parent, Term.list)
    found = select(*columns).where(Term.list.in_(lists)).order_by(Term.sort)
    return list(db.session.execute(found))


class _Grown:
    """Makes trees of rows."""

    def __init__(self, rows: Iterable[Any], filed: Filed) -> None:
        self._filed = filed
        self._below = defaultdict(list)
        for row in rows:
            self._below[row.parent].append(row)

    def area(self, row: Any) -> Area:
        """Return an area with all that lies in it."""
        area = Area(
            row.id, row.code, row.label, row.note,
            nested=tuple(self.area(one) for one in self._below[row.code]),
            away=row.list != AREAS,
        )  # fmt: skip
        return replace(area, projects=len(self._filed.within(area)))


# ---------------------------------------------------------------- one of them
@dataclass(frozen=True)
class Named:
    """A programme, an area, or a person, by name: what a link needs."""

    slug: str
    title: str


@dataclass(frozen=True)
class AreaFacts:
    """An area or a problem: what it lies in, what lies in it, and whose it is."""

    area: Area
    above: tuple[Named, ...]
    programmes: tuple[Named, ...]
    public: bool = field(metadata={"api": False})


def area_facts(viewer: Viewer, code: str) -> AreaFacts:
    """Return an area of a programme that the viewer may see: three statements."""
    rows = {row.code: row for row in _rows(waiting=viewer.can_organise)}
    if code not in rows:
        raise NotFound("area")
    above: list[Any] = []
    row = rows[code]
    while row.parent in rows and len(above) < len(rows):
        row = rows[row.parent]
        above.insert(0, row)
    found = visible(viewer, Programme.slug, Programme.title, Programme.state)
    found = found.join(ProgrammeArea, ProgrammeArea.programme_id == Programme.id)
    found = found.where(ProgrammeArea.code == row.code)
    theirs = db.session.execute(found.order_by(Programme.sort.desc())).all()
    if not theirs:
        raise NotFound("area")
    return AreaFacts(
        _Grown(rows.values(), filed_under(viewer)).area(rows[code]),
        tuple(Named(one.code, one.label) for one in above),
        tuple(Named(slug, title) for slug, title, _state in theirs),
        public=rows[code].list == AREAS
        and any(state is not ProgrammeState.DRAFT for *_, state in theirs),
    )


def who_works_on(viewer: Viewer, code: str) -> tuple[Named, ...]:
    """Return who is in projects under an area, as far as the viewer may know.

    One statement. Whoever the viewer muted is left out.
    """
    filed = select(ProjectArea.project_id).where(
        (ProjectArea.code == code) | ProjectArea.code.in_(within(AREAS, (code,)))
    )
    listed = select(Project.id).where(Project.state.in_(LISTED))
    there = select(Membership.member_id).where(
        Membership.until.is_(None),
        Membership.project_id.in_(filed),
        Membership.project_id.in_(listed),
    )
    rows = db.session.execute(
        visible(viewer, Member.slug, Member.name)
        .where(Member.id.in_(there), Member.id.not_in(muted_by(viewer)))
        .order_by(Member.name, Member.id)
        .limit(PEOPLE)
    )
    return tuple(Named(*row) for row in rows)
