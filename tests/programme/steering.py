"""Programmes for tests: one that runs with two phases, and the Lab's own."""

from datetime import date, timedelta

from sqlalchemy import select

from community.core import clock
from community.core.db import db
from community.programme import programmes, programmes_areas, programmes_phases
from community.programme.models import Programme
from community.programme.programmes_areas import AreaSaid
from community.programme.programmes_phases import PhaseSaid
from community.projects.models import ProjectArea
from community.vocabulary.models import Term
from tests.cast import CAST

OLU = CAST["olu"].viewer
SAID = programmes.Said("Warm homes", "What would it take to keep every home warm?")


def draft(said: programmes.Said = SAID) -> Programme:
    """Make a draft with two phases, the second of which is on, and commit."""
    row = programmes.make(OLU, said)
    today = clock.today()
    day = timedelta(days=1)
    first = PhaseSaid("Listening", today - 40 * day, today - 11 * day, "Hear people.")
    second = PhaseSaid("Trying", today - 10 * day, today + 30 * day, "Try it out.")
    for said_ in (first, second):
        programmes_phases.add_phase(OLU, row, said_)
    db.session.commit()
    return row


def running(said: programmes.Said = SAID) -> Programme:
    """Open such a programme, with the areas Money > Bills > Paying late, and commit."""
    row = draft(said)
    money = programmes_areas.add_area(OLU, row, AreaSaid("Money", "It is dear."))
    bills = programmes_areas.add_area(OLU, row, AreaSaid("Bills", "", money.code))
    programmes_areas.add_area(OLU, row, AreaSaid("Paying late", "", bills.code))
    programmes.open_programme(OLU, row)
    db.session.commit()
    return row


def term(label: str) -> Term:
    """Return an entry by its name."""
    found = db.session.scalar(select(Term).where(Term.label == label))
    assert found is not None
    return found


def file_under(project: int, *codes: str) -> None:
    """File a project under areas, and commit."""
    for code in codes:
        db.session.add(ProjectArea(project_id=project, code=code))
    db.session.commit()


def days(first: str, last: str) -> tuple[date, date]:
    """Return two days from ISO words."""
    return date.fromisoformat(first), date.fromisoformat(last)
