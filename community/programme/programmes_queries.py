"""Reads of programmes: a list, and one of them whole."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import visible
from community.programme.models import (
    PartnerRole,
    Programme,
    ProgrammeMilestone,
    ProgrammePartner,
    ProgrammePhase,
    ProgrammeState,
)
from community.programme.programmes_filed import Area, areas_of, filed_under
from community.vocabulary.models import PHASES, UNOPENED, Term


class Standing(StrEnum):
    """Where a phase stands today."""

    OVER = "over"
    NOW = "now"
    AHEAD = "ahead"
    UNKNOWN = "unknown"


def standing(starts: date | None, ends: date | None) -> Standing:
    """Tell where a phase with these days stands today."""
    today = clock.today()
    if starts is None:
        return Standing.UNKNOWN
    if today < starts:
        return Standing.AHEAD
    return Standing.OVER if ends is not None and today > ends else Standing.NOW


@dataclass(frozen=True)
class Phase:
    """A phase: its days, its aim, what it did, and how many projects are in it."""

    id: int = field(metadata={"api": False})
    code: str
    label: str
    starts: date | None
    ends: date | None
    standing: Standing
    aim: str = ""
    summary: str = ""
    projects: int = 0


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme in a list, with its phases."""

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    challenge: str
    state: ProgrammeState
    phases: tuple[Phase, ...] = ()

    @property
    def starts(self) -> date | None:
        """The first day that is known of it."""
        return min((one.starts for one in self.phases if one.starts), default=None)

    @property
    def ends(self) -> date | None:
        """The last day that is known of it."""
        return max((one.ends for one in self.phases if one.ends), default=None)

    @property
    def active(self) -> Phase | None:
        """The phase that is on today; none in what is closed."""
        on = (one for one in self.phases if one.standing is Standing.NOW)
        return next(on, None) if self.state is ProgrammeState.RUNNING else None


def programmes(viewer: Viewer) -> tuple[ProgrammeCard, ...]:
    """Return the programmes with their phases, running ones first: two statements."""
    rows = db.session.execute(
        visible(viewer, Programme.id, Programme.slug, Programme.title)
        .add_columns(Programme.challenge, Programme.state)
        .order_by(Programme.sort.desc(), Programme.id.desc())
    ).all()
    phases = _phases(viewer, *(row.id for row in rows))
    found = (
        ProgrammeCard(**row._mapping, phases=tuple(phases[row.id])) for row in rows
    )
    order = (ProgrammeState.RUNNING, ProgrammeState.CLOSED, ProgrammeState.DRAFT)
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def leading(viewer: Viewer) -> ProgrammeCard | None:
    """Return the programme that runs, else the newest that is over."""
    out = (one for one in programmes(viewer) if one.state is not ProgrammeState.DRAFT)
    return next(out, None)


def _phases(viewer: Viewer, *ids: int) -> Mapping[int, list[Phase]]:
    """Return the phases of some programmes, the earliest first."""
    found: dict[int, list[Phase]] = defaultdict(list)
    if not ids:
        return found
    columns = (ProgrammePhase.id, Term.code, Term.label, Term.starts, Term.ends)
    rows = db.session.execute(
        visible(viewer, ProgrammePhase.programme_id, *columns)
        .add_columns(ProgrammePhase.aim, ProgrammePhase.summary)
        .join(Term, Term.code == ProgrammePhase.code)
        .where(ProgrammePhase.programme_id.in_(ids))
        .where(Term.list.in_((PHASES, UNOPENED[PHASES])))
        .order_by(Term.starts.is_(None), Term.starts, Term.sort)
    )
    for of, number, code, label, starts, ends, aim, summary in rows:
        stands = standing(starts, ends)
        found[of].append(Phase(number, code, label, starts, ends, stands, aim, summary))
    return found


# ---------------------------------------------------------------- one of them
@dataclass(frozen=True)
class Partner:
    """An organisation that carries a programme, and as what."""

    id: int = field(metadata={"api": False})
    name: str
    role: PartnerRole
    address: str


@dataclass(frozen=True)
class Milestone:
    """What happened, or will, with where that is known from."""

    id: int = field(metadata={"api": False})
    happens_on: date
    day_words: str
    title: str
    words: str
    source: str

    @property
    def ahead(self) -> bool:
        """Whether it is still to come."""
        return self.happens_on > clock.today()


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme, whole."""

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    challenge: str
    summary: str
    state: ProgrammeState
    edited_at: datetime
    version: int = field(metadata={"api": False})
    phases: tuple[Phase, ...]
    partners: tuple[Partner, ...]
    milestones: tuple[Milestone, ...]
    areas: tuple[Area, ...]
    projects: int

    @property
    def problems(self) -> int:
        """How many problems lie within its areas."""
        return sum(one.problems for one in self.areas)

    @property
    def card(self) -> ProgrammeCard:
        """It in short."""
        return ProgrammeCard(
            self.id, self.slug, self.title, self.challenge, self.state, self.phases
        )


def programme(
    viewer: Viewer, *where: ColumnElement[bool], waiting: bool = False
) -> ProgrammeFacts:
    """Return the programme that fits, whole: seven statements.

    Of one that was opened, areas that organisers put away come only with `waiting`.
    """
    columns = (Programme.id, Programme.slug, Programme.title, Programme.challenge)
    found = visible(viewer, *columns, Programme.summary, Programme.state)
    found = found.add_columns(Programme.edited_at, Programme.version)
    row = db.session.execute(found.where(*where)).first()
    if row is None:
        raise NotFound("Programme")
    filed = filed_under(viewer)
    waiting = waiting or row.state is ProgrammeState.DRAFT
    areas = areas_of(viewer, row.id, filed, waiting=waiting)
    phases = tuple(
        replace(one, projects=len(filed.phases[one.code]))
        for one in _phases(viewer, row.id)[row.id]
    )
    codes = tuple(one.code for one in phases)
    return ProgrammeFacts(
        **row._mapping, phases=phases, partners=_partners(viewer, row.id),
        milestones=_milestones(viewer, row.id), areas=areas,
        projects=len(filed.of(codes, areas)),
    )  # fmt: skip


def _partners(viewer: Viewer, programme_id: int) -> tuple[Partner, ...]:
    row = ProgrammePartner
    found = visible(viewer, row.id, row.name, row.role, row.address)
    rows = db.session.execute(
        found.where(row.programme_id == programme_id).order_by(row.sort, row.id)
    )
    return tuple(Partner(*one) for one in rows)


def _milestones(viewer: Viewer, programme_id: int) -> tuple[Milestone, ...]:
    row = ProgrammeMilestone
    found = visible(viewer, row.id, row.happens_on, row.day_words, row.title)
    found = found.add_columns(row.words, row.source)
    rows = db.session.execute(
        found.where(row.programme_id == programme_id).order_by(row.happens_on, row.id)
    )
    return tuple(Milestone(*one) for one in rows)
