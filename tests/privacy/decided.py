"""What moderators decide: on the stage, and as changes that others may not notice."""

import random

from community.accounts import bans
from community.accounts.models import State
from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.ledger import LedgerEntry, Looked
from community.core.visible import unscoped
from community.safeguarding.models import (
    Appeal,
    Case,
    Ground,
    Measure,
    MeasureKind,
    Widening,
)
from tests.cast import CAST

PEOPLE = [person.id for person in CAST.values() if person.state is State.ACTIVE]


def fill() -> None:
    """Dai was warned, read it, and asks for another look; somebody asks for more."""
    db.session.add(
        Measure(
            id=1, case_id=1, account_id=4, kind=MeasureKind.WARNING,
            ground=Ground.SELLING, why="Please sell no kettles",
            acknowledged_at=clock.now(),
        )
    )  # fmt: skip
    db.session.add(Widening(id=1, case_id=1, why="Who began?"))
    db.session.flush()
    db.session.add(Appeal(id=1, measure_id=1, text="They were a gift"))


def decided(rng: random.Random, viewer: Viewer) -> str:
    """Moderators decide something about somebody else, who asks for another look."""
    if viewer.can_moderate or viewer.is_admin:
        return ""
    person = rng.choice([one for one in PEOPLE if one != viewer.account_id])
    cases = db.session.scalars(unscoped("test", Case.id)).all()
    row = Measure(
        case_id=rng.choice([None, *cases]), account_id=person,
        kind=rng.choice(list(MeasureKind)), ground=rng.choice(list(Ground)),
        why=f"secret {rng.random()}", by_id=rng.choice([None, 8]),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if rng.random() < 0.5:
        db.session.add(Appeal(measure_id=row.id, text=f"secret {rng.random()}"))
    if cases:
        why = f"secret {rng.random()}"
        db.session.add(Widening(case_id=rng.choice(cases), asked_by_id=8, why=why))
    looked = LedgerEntry(about_id=person, by_id=8, what=Looked.CASE, why="secret")
    db.session.add(looked)
    db.session.add(bans.Ban(digest=f"{rng.random()}", salt="00"))
    return f"something was decided about {person}"


WAYS = (decided,)
