"""Programmes on the stage, and what organisers plan that nobody else may know of."""

import random

from sqlalchemy import insert

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.programme.models import (
    Programme,
    ProgrammeArea,
    ProgrammeMilestone,
    ProgrammePartner,
    ProgrammePhase,
    ProgrammeState,
)
from community.projects.models import ProjectArea
from community.vocabulary.models import AREAS, PHASES, UNOPENED, Term
from tests.privacy.between import secret

SORT = 200


def steer() -> None:
    """One programme runs, another is a draft; two projects are filed under a problem of
    the first, one of which hardly anybody sees."""
    for number, slug, title, state in (
        (1, "warm-homes", "Warm homes", ProgrammeState.RUNNING),
        (2, "cold-cellars", "Cold cellars", ProgrammeState.DRAFT),
    ):
        row = {"slug": slug, "title": title, "challenge": f"What of {title}?"}
        db.session.add(Programme(id=number, state=state, sort=number, **row))
    db.session.flush()
    for number, code, list_, parent in (
        (1, "trying", PHASES, ""),
        (2, "digging", UNOPENED[PHASES], ""),
        (1, "money", AREAS, ""),
        (0, "bills", AREAS, "money"),
        (2, "damp", UNOPENED[AREAS], ""),
    ):
        row = {"code": code, "label": code.title(), "parent": parent, "note": ""}
        db.session.add(Term(list=list_, sort=SORT, **row))
        table = ProgrammePhase if "phase" in list_ else ProgrammeArea
        if number:
            db.session.add(table(programme_id=number, code=code))
    for number, title in ((1, "We met"), (2, "We dug")):
        today = {"happens_on": clock.today(), "programme_id": number}
        db.session.add(ProgrammeMilestone(id=number, title=title, **today))
        partner = {"name": f"Trust {number}", "role": "lead", "programme_id": number}
        db.session.add(ProgrammePartner(id=number, **partner))
    for project in (1, 3):
        db.session.add(ProjectArea(project_id=project, code="bills"))
    db.session.flush()


def half_planned(rng: random.Random, viewer: Viewer) -> str:
    """Organisers plan a programme, and put an area out of sight."""
    if viewer.can_organise:
        return ""
    code = f"p-{rng.randrange(10**6)}"
    row = Programme(
        slug=code, title=secret(rng), challenge=secret(rng), sort=rng.randrange(9),
        state=ProgrammeState.DRAFT,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for list_, table in ((PHASES, ProgrammePhase), (AREAS, ProgrammeArea)):
        term = {"list": UNOPENED[list_], "code": code, "label": secret(rng)}
        days = {"starts": clock.today(), "sort": SORT, "parent": "", "group": ""}
        db.session.execute(insert(Term).values(**term, **days, note=secret(rng)))
        db.session.add(table(programme_id=row.id, code=code))
    away = {"list": UNOPENED[AREAS], "label": secret(rng), "parent": "money"}
    rest = {"code": f"{code}-away", "sort": SORT, "group": "", "note": ""}
    db.session.execute(insert(Term).values(**away, **rest))
    for table, values in (
        (ProgrammeMilestone, {"title": secret(rng), "happens_on": clock.today()}),
        (ProgrammePartner, {"name": secret(rng), "role": "lead"}),
    ):
        db.session.add(table(programme_id=row.id, **values))
    return f"a programme {code} is planned"
