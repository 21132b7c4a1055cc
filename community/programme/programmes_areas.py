"""Changes of a programme's challenge areas and of the problems nested in them."""

from dataclasses import dataclass

from sqlalchemy import select

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.text import N_
from community.core.visible import visible
from community.programme.models import Programme, ProgrammeArea, ProgrammeState
from community.programme.programmes import note
from community.programme.programmes_phases import both, free_code, list_of, next_sort
from community.vocabulary.models import AREAS, UNOPENED, Term
from community.vocabulary.nested import LEVELS, within

LABEL, WORDS = 120, 600
TOO_DEEP = N_("Problems go two deep at most: choose an area or a first problem")


@dataclass(frozen=True)
class AreaSaid:
    """What an area or a problem says; `parent` is the code that it lies in, or ""."""

    label: str
    words: str = ""
    parent: str = ""


def add_area(viewer: Viewer, programme: Programme, said: AreaSaid) -> Term:
    """Add a challenge area to a programme, or a problem within one."""
    require(viewer, Permission.PROGRAMME_EDIT)
    _check(said)
    list_ = list_of(programme, AREAS)
    if said.parent:
        _check_parent(viewer, programme, said.parent)
    term = Term(
        list=list_, code=free_code(AREAS, said.label), label=said.label.strip(),
        sort=next_sort(AREAS), parent=said.parent, group="", note=said.words.strip(),
    )  # fmt: skip
    db.session.add(term)
    if not said.parent:
        db.session.add(ProgrammeArea(programme_id=programme.id, code=term.code))
    note(viewer, programme, "area added")
    return term


def edit_area(
    viewer: Viewer, programme: Programme, term_id: int, said: AreaSaid
) -> None:
    """Change the words of an area or a problem; it stays where it is."""
    require(viewer, Permission.PROGRAMME_EDIT)
    _check(said)
    term = area_of(viewer, programme, term_id)
    term.label, term.note = said.label.strip(), said.words.strip()
    note(viewer, programme, "area edited")


def put_away(viewer: Viewer, programme: Programme, term_id: int) -> None:
    """Take an area or a problem out of sight, with what lies within it.

    In a draft it is gone for good. Later, projects that are filed under it keep it:
    they show it no more, and do so again when it is brought back.
    """
    require(viewer, Permission.PROGRAMME_EDIT)
    term = area_of(viewer, programme, term_id)
    if programme.state is ProgrammeState.DRAFT:
        _delete(viewer, programme, term)
        return
    for one in _with_nested(term):
        one.list = UNOPENED[AREAS]
    note(viewer, programme, "area put away")


def bring_back(viewer: Viewer, programme: Programme, term_id: int) -> None:
    """Show an area or a problem again, with what lies within it."""
    require(viewer, Permission.PROGRAMME_EDIT)
    term = area_of(viewer, programme, term_id)
    if programme.state is ProgrammeState.DRAFT:
        raise Refused(N_("It shows as soon as you open the programme"))
    above = Term.list == AREAS, Term.code == term.parent
    if term.parent and db.session.scalar(select(Term.id).where(*above)) is None:
        raise Refused(N_("Bring back what it lies in first"))
    for one in _with_nested(term):
        one.list = AREAS
    note(viewer, programme, "area brought back")


def area_of(viewer: Viewer, programme: Programme, term_id: int) -> Term:
    """Return an area of a programme, or a problem within one."""
    found = select(Term).where(Term.id == term_id, Term.list.in_(both(AREAS)))
    term = db.session.scalar(found)
    if term is None or not _is_in(viewer, programme, term):
        raise NotFound("area")
    return term


def _is_in(viewer: Viewer, programme: Programme, term: Term) -> bool:
    mine = visible(viewer, ProgrammeArea.code)
    mine = mine.where(ProgrammeArea.programme_id == programme.id)
    codes = db.session.scalars(mine).all()
    nested = (within(list_, codes) for list_ in both(AREAS))
    return term.code in codes or any(
        term.code in db.session.scalars(found).all() for found in nested
    )


def _with_nested(term: Term) -> list[Term]:
    """Return an entry and all that lies within it, in the list where it is."""
    nested = Term.code.in_(within(term.list, (term.code,)))
    found = select(Term).where(Term.list == term.list, nested)
    return [term, *db.session.scalars(found)]


def _delete(viewer: Viewer, programme: Programme, term: Term) -> None:
    mine = ProgrammeArea.programme_id == programme.id
    found = visible(viewer, ProgrammeArea).where(mine, ProgrammeArea.code == term.code)
    row = db.session.scalar(found)
    if row is not None:
        db.session.delete(row)
    for one in _with_nested(term):
        db.session.delete(one)
    note(viewer, programme, "area removed")


def _check(said: AreaSaid) -> None:
    if not said.label.strip():
        raise Refused(N_("Enter its name"))
    if len(said.label.strip()) > LABEL or len(said.words.strip()) > WORDS:
        raise Refused(N_("Use fewer letters"))


def _check_parent(viewer: Viewer, programme: Programme, code: str) -> None:
    """Refuse to nest deeper than is shown, or in what is not of the programme."""
    found = select(Term).where(Term.code == code, Term.list.in_(both(AREAS)))
    parent = db.session.scalar(found)
    if parent is None or not _is_in(viewer, programme, parent):
        raise Refused(N_("Choose what it lies in from the list"))
    depth, above = 1, parent.parent
    while above and depth < LEVELS:
        depth += 1
        next_up = select(Term.parent).where(Term.code == above)
        above = db.session.scalar(next_up.where(Term.list.in_(both(AREAS)))) or ""
    if depth >= LEVELS:
        raise Refused(TOO_DEEP)
