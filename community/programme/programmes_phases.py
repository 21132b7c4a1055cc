"""Changes of a programme's phases: their names and days stand in the vocabulary."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_, slug_of
from community.core.visible import visible
from community.programme.models import Programme, ProgrammePhase, ProgrammeState
from community.programme.programmes import note
from community.vocabulary.models import PHASES, UNOPENED, Term

LABEL, AIM, SUMMARY = 120, 300, 10_000


@dataclass(frozen=True)
class PhaseSaid:
    """What a phase says: its name, its days where known, what it is for and did."""

    label: str
    starts: date | None = None
    ends: date | None = None
    aim: str = ""
    summary: str = ""


def add_phase(viewer: Viewer, programme: Programme, said: PhaseSaid) -> ProgrammePhase:
    """Add a phase to a programme; projects and events can be filed under it."""
    require(viewer, Permission.PROGRAMME_EDIT)
    _check(viewer, programme, said, "")
    term = Term(
        list=list_of(programme, PHASES), code=free_code(PHASES, said.label),
        sort=next_sort(PHASES), parent="", group="", note="",
    )  # fmt: skip
    row = ProgrammePhase(programme_id=programme.id, code=term.code)
    db.session.add_all([term, row])
    _write(row, term, said)
    note(viewer, programme, "phase added")
    return row


def edit_phase(
    viewer: Viewer, programme: Programme, phase_id: int, said: PhaseSaid
) -> None:
    """Change what a phase says; what is filed under it stays there."""
    require(viewer, Permission.PROGRAMME_EDIT)
    row, term = phase_of(viewer, programme, phase_id)
    _check(viewer, programme, said, row.code)
    _write(row, term, said)
    note(viewer, programme, "phase edited")


def remove_phase(viewer: Viewer, programme: Programme, phase_id: int) -> None:
    """Take a phase out of a draft; later, projects and snapshots may belong to it."""
    require(viewer, Permission.PROGRAMME_EDIT)
    row, term = phase_of(viewer, programme, phase_id)
    if programme.state is not ProgrammeState.DRAFT:
        raise Refused(N_("Projects may be in it. Change its name or its days instead"))
    db.session.delete(row)
    db.session.delete(term)
    note(viewer, programme, "phase removed")


def phase_of(
    viewer: Viewer, programme: Programme, phase_id: int
) -> tuple[ProgrammePhase, Term]:
    """Return a phase of a programme, with its name and days."""
    found = visible(viewer, ProgrammePhase, Term).join(
        Term, Term.code == ProgrammePhase.code
    )
    mine = ProgrammePhase.programme_id == programme.id
    row = db.session.execute(
        found.where(mine, ProgrammePhase.id == phase_id, Term.list.in_(both(PHASES)))
    ).first()
    if row is None:
        raise NotFound("phase")
    return row[0], row[1]


# ---------------------------------------------------------------- their terms
def both(list_: str) -> tuple[str, str]:
    """Return a list and the one in which entries wait to be opened."""
    return list_, UNOPENED[list_]


def list_of(programme: Programme, list_: str) -> str:
    """Return the list in which entries of a programme are."""
    return UNOPENED[list_] if programme.state is ProgrammeState.DRAFT else list_


def free_code(list_: str, label: str) -> str:
    """Return a code that is not taken, made of a name: `access`, then `access-2`."""
    base = slug_of(label)[:34].strip("-") or "entry"
    wanted = Term.list.in_(both(list_)), Term.code.startswith(base, autoescape=True)
    taken = set(db.session.scalars(select(Term.code).where(*wanted)))
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def next_sort(list_: str) -> int:
    """Return the place after all entries of a list."""
    last = select(func.max(Term.sort)).where(Term.list.in_(both(list_)))
    return (db.session.scalar(last) or 0) + 1


def _write(row: ProgrammePhase, term: Term, said: PhaseSaid) -> None:
    term.label, term.starts, term.ends = said.label.strip(), said.starts, said.ends
    row.aim, row.summary = said.aim.strip(), said.summary.strip()
    db.session.flush()


def _check(viewer: Viewer, programme: Programme, said: PhaseSaid, code: str) -> None:
    """Refuse a phase without a name, and one on the days of another of its own."""
    if not said.label.strip():
        raise Refused(N_("Enter the name of the phase"))
    if said.ends is not None and said.starts is None:
        raise Refused(N_("Choose its first day too, or no days at all"))
    if said.starts and said.ends and said.ends < said.starts:
        raise Refused(N_("Choose a last day that is not before the first"))
    sizes = ((said.label, LABEL), (said.aim, AIM), (said.summary, SUMMARY))
    if any(len(words.strip()) > most for words, most in sizes):
        raise Refused(N_("Use fewer letters"))
    if said.starts is None:
        return
    found = visible(viewer, Term.code, Term.label, Term.starts, Term.ends)
    found = found.join(ProgrammePhase, ProgrammePhase.code == Term.code).where(
        ProgrammePhase.programme_id == programme.id, Term.list.in_(both(PHASES)),
        Term.code != code, Term.starts.is_not(None),
    )  # fmt: skip
    for _code, label, starts, ends in db.session.execute(found):
        begins_before = ends is None or said.starts <= ends
        if begins_before and (said.ends is None or starts <= said.ends):
            raise Refused(
                N_("On these days the phase “%(other)s” is on. Choose others"),
                other=label,
            )
