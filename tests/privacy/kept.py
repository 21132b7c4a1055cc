"""What people keep sealed, and to whom they never show: on the stage, in worlds."""

import json
import random
from collections.abc import Callable

from sqlalchemy import select

from community.accounts.models import Consent, ConsentPurpose, State
from community.core import vault
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.text import folded
from community.core.visible import unscoped, visible
from community.lived.models import WORDING, LivedExperience
from community.members import kept_away
from community.members.models import Affiliation
from community.organisations.models import Organisation
from community.privacy.models import Exclusion
from tests.cast import CAST

DISTANT = 3
"""A trust to which nobody on the stage says they belong; some exclude it."""

PEOPLE = [person.id for person in CAST.values() if person.state is State.ACTIVE]


def others(viewer: Viewer) -> list[int]:
    return [person for person in PEOPLE if person != viewer.member_id]


def fill() -> None:
    """Alice never shows to the people of a trust, which nobody says they belong to;
    three keep what they lived through: for themselves, connections, members."""
    name = "Distant trust"
    db.session.add(Organisation(id=DISTANT, slug="o-3", name=name, folded=folded(name)))
    db.session.flush()
    for who, number in ((1, DISTANT), (4, DISTANT), (8, DISTANT)):
        db.session.add(Exclusion(member_id=who, organisation_id=number))
    me, near, members = Audience.ME, Audience.CONNECTIONS, Audience.MEMBERS
    for number, who, words, audience in (
        (1, 1, "I lost a marimba", me), (2, 4, "I lost a bodhran", me),
        (3, 3, "I lost a fiddle", near), (4, 2, "I lost a cornet", members),
    ):  # fmt: skip
        kept = json.dumps({"tag": "", "words": words})
        row = {"member_id": who, "audience": audience, "agreed": WORDING}
        db.session.add(LivedExperience(id=number, sealed=vault.seal(kept), **row))
        db.session.add(
            Consent(
                account_id=who, purpose=ConsentPurpose.LIVED, wording=WORDING,
                wording_hash="0",
            )
        )  # fmt: skip
    db.session.flush()


def works_there(rng: random.Random, viewer: Viewer) -> str:
    """Somebody belongs, for themselves alone, where others never show themselves."""
    person = rng.choice(others(viewer))
    there = unscoped("test", Affiliation.id).where(
        Affiliation.member_id == person, Affiliation.organisation_id == DISTANT
    )
    if db.session.scalar(there) is not None:
        return ""
    row = {"member_id": person, "organisation_id": DISTANT}
    db.session.add(Affiliation(**row, audience=Audience.ME))
    db.session.flush()
    kept_away.keep_in_step(worker=person)
    return f"{person} belongs to the distant trust"


def excludes(rng: random.Random, viewer: Viewer) -> str:
    """Somebody never shows to people of a place that the viewer does not belong to."""
    person = rng.choice(others(viewer))
    mine = select(Affiliation.organisation_id).where(
        Affiliation.member_id == (viewer.member_id or 0)
    )
    known = select(Exclusion.organisation_id).where(Exclusion.member_id == person)
    found = unscoped("test", Organisation.id).where(
        Organisation.id.not_in(mine), Organisation.id.not_in(known)
    )
    ids = db.session.scalars(found.order_by(Organisation.id)).all()
    if not ids:
        return ""
    body = rng.choice(ids)
    db.session.add(Exclusion(member_id=person, organisation_id=body))
    db.session.flush()
    kept_away.keep_in_step(excluder=person)
    return f"{person} excludes {body}"


def lived(rng: random.Random, viewer: Viewer) -> str:
    """Somebody keeps, alters or deletes what the viewer may not know of."""
    person = rng.choice(others(viewer))
    seen = set(db.session.scalars(visible(viewer, LivedExperience.id)))
    rows = db.session.scalars(unscoped("test", LivedExperience)).all()
    hidden = [row for row in rows if row.id not in seen]
    sealed = vault.seal(json.dumps({"tag": "", "words": f"secret {rng.random()}"}))
    if hidden and rng.random() < 0.5:
        row = rng.choice(hidden)
        if rng.random() < 0.5:
            db.session.delete(row)
        else:
            row.sealed = sealed
        return f"lived experience {row.id} is another"
    audience = rng.choice([Audience.ME, Audience.MEMBERS])
    agreed = WORDING if audience is Audience.ME else "0"
    db.session.add(
        LivedExperience(
            member_id=person, sealed=sealed, audience=audience, agreed=agreed
        )
    )
    return f"{person} keeps something"


WAYS: tuple[Callable[[random.Random, Viewer], str], ...] = (
    works_there,
    excludes,
    lived,
)
