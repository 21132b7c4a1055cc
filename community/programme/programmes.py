"""Changes of programmes: made as a draft, edited, opened, closed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.states import before
from community.core.text import N_, random_id, slug_of
from community.core.visible import find, visible
from community.programme.models import (
    Programme,
    ProgrammeArea,
    ProgrammePhase,
    ProgrammeState,
)
from community.programme.models.programmes import MOVES
from community.vocabulary.models import AREAS, PHASES, UNOPENED, Term
from community.vocabulary.nested import within

FASTER = N_("Somebody else changed this programme a moment ago. Look at it again")
TITLE, CHALLENGE, SUMMARY = 120, 300, 10_000


@dataclass(frozen=True)
class Said:
    """What a programme says of itself; `summary` is Markdown."""

    title: str
    challenge: str
    summary: str = ""


def make(viewer: Viewer, said: Said) -> Programme:
    """Make a programme as a draft that only organisers see."""
    require(viewer, Permission.PROGRAMME_EDIT)
    _check(said)
    last = db.session.scalar(
        visible(viewer, Programme.sort).order_by(Programme.sort.desc()).limit(1)
    )
    row = Programme(slug=_slug(viewer, said.title), sort=(last or 0) + 1)
    _write(row, said)
    db.session.add(row)
    db.session.flush()
    note(viewer, row, "made")
    return row


def of(viewer: Viewer, programme_id: int) -> Programme:
    """Return a programme to change."""
    require(viewer, Permission.PROGRAMME_EDIT)
    row: Programme = find(viewer, Programme, Programme.id == programme_id)
    return row


def edit(viewer: Viewer, row: Programme, said: Said, version: int) -> None:
    """Change what a programme says, unless somebody else did so meanwhile.

    Its address stays, for others have written it down.
    """
    require(viewer, Permission.PROGRAMME_EDIT)
    if row.version != version:
        raise Conflict(FASTER)
    _check(said)
    _write(row, said)
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
    note(viewer, row, "edited")


def open_programme(viewer: Viewer, row: Programme) -> None:
    """Open a programme to everybody, or let a closed one go on.

    From then on projects can be filed under its phases and areas.
    """
    require(viewer, Permission.PROGRAMME_EDIT)
    if not row.challenge:
        raise Refused(N_("Write its challenge question first"))
    if not _has_phases(viewer, row):
        raise Refused(N_("Add a phase first, so that people see when it is on"))
    _move(viewer, row, ProgrammeState.RUNNING)


def close(viewer: Viewer, row: Programme) -> None:
    """Close a programme: its page stays, and its projects go on."""
    require(viewer, Permission.PROGRAMME_EDIT)
    if not _has_phases(viewer, row):
        raise Refused(N_("Add a phase first, so that people see when it was on"))
    _move(viewer, row, ProgrammeState.CLOSED)


def discard(viewer: Viewer, row: Programme) -> None:
    """Delete a draft with its phases and areas; what was open once stays for good."""
    require(viewer, Permission.PROGRAMME_EDIT)
    if row.state is not ProgrammeState.DRAFT:
        raise Refused(N_("It was open once, so its page stays. Close it instead"))
    for term in db.session.scalars(_waiting(viewer, row)).all():
        db.session.delete(term)
    note(viewer, row, "deleted")
    db.session.delete(row)
    db.session.flush()


def note(viewer: Viewer, row: Programme, what: str) -> None:
    """Write into the audit trail what was done to a programme."""
    journal.record(viewer, journal.Act.PROGRAMME, "programme", row.id, what)
    db.session.flush()


# ---------------------------------------------------------------- its parts
def _check(said: Said) -> None:
    if not said.title.strip():
        raise Refused(N_("Enter a title"))
    if not said.challenge.strip():
        raise Refused(N_("Enter the question that it works on"))
    sizes = (
        (said.title, TITLE), (said.challenge, CHALLENGE), (said.summary, SUMMARY),
    )  # fmt: skip
    if any(len(words.strip()) > most for words, most in sizes):
        raise Refused(N_("Use fewer letters"))


def _write(row: Programme, said: Said) -> None:
    row.title, row.challenge = said.title.strip(), said.challenge.strip()
    row.summary, row.edited_at = said.summary.strip(), clock.now()


def _slug(viewer: Viewer, title: str) -> str:
    slug = slug_of(title) or "programme"
    taken = visible(viewer, Programme.id).where(Programme.slug == slug)
    is_taken = slug == "areas" or db.session.scalar(taken) is not None
    return f"{slug}-{random_id()}" if is_taken else slug


def _has_phases(viewer: Viewer, row: Programme) -> bool:
    found = visible(viewer, ProgrammePhase.id)
    found = found.where(ProgrammePhase.programme_id == row.id)
    return db.session.scalar(found.limit(1)) is not None


def _move(viewer: Viewer, row: Programme, state: ProgrammeState) -> None:
    """Go on to a state; what waited in a draft becomes part of the lists."""
    was_draft = row.state is ProgrammeState.DRAFT
    this = (Programme.id == row.id, Programme.version == row.version)
    done = db.session.execute(
        update(Programme)
        .where(*this, Programme.state.in_(before(MOVES, state)))
        .values(state=state, version=row.version + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    if was_draft:
        opened = {waits: list_ for list_, waits in UNOPENED.items()}
        for term in db.session.scalars(_waiting(viewer, row)).all():
            term.list = opened[term.list]
    db.session.refresh(row)
    note(viewer, row, state.value)


def _waiting(viewer: Viewer, row: Programme) -> Select[Any]:
    """Select the terms of a draft, which wait for it to be opened."""
    waiting_phases, waiting_areas = UNOPENED[PHASES], UNOPENED[AREAS]
    phases = select(ProgrammePhase.code).where(ProgrammePhase.programme_id == row.id)
    mine = visible(viewer, ProgrammeArea.code)
    areas = db.session.scalars(mine.where(ProgrammeArea.programme_id == row.id)).all()
    nested = or_(Term.code.in_(areas), Term.code.in_(within(waiting_areas, areas)))
    return visible(viewer, Term).where(
        or_(
            and_(Term.list == waiting_phases, Term.code.in_(phases)),
            and_(Term.list == waiting_areas, nested),
        )
    )
