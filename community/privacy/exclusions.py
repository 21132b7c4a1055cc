"""Organisations to whose people a member is never shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.members import kept_away
from community.members.commands import me
from community.organisations.commands import named
from community.organisations.models import Organisation, OrganisationState
from community.privacy.models import Exclusion

MOST = 20
KIND = "exclusion"


@dataclass(frozen=True)
class ExclusionCard:
    """An organisation whose people never see the viewer."""

    id: int
    name: str
    made_at: datetime


def mine(viewer: Viewer) -> tuple[ExclusionCard, ...]:
    """Return whom the viewer excludes, by name."""
    rows = db.session.execute(
        visible(viewer, Exclusion.id, Organisation.name, Exclusion.made_at)
        .join(Organisation, Organisation.id == Exclusion.organisation_id)
        .order_by(Organisation.folded, Exclusion.id)
    )
    return tuple(ExclusionCard(**row) for row in rows.mappings())


def exclude(viewer: Viewer, name: str) -> None:
    """Never show the viewer to people of an organisation, now or later.

    It is the same whether anybody works there, or it was never heard of before.
    """
    member = me(viewer)
    require(viewer, Permission.MEMBER_EDIT, member)
    words = " ".join(name.split())
    if not words:
        raise Refused(N_("Enter the name of an organisation"))
    if len(words) > 120:
        raise Refused(N_("Use %(most)s letters or fewer"), most=120)
    body = named(words)
    kept_away.one_at_a_time()
    there = visible(viewer, Exclusion.organisation_id)
    known = set(db.session.scalars(there))
    if body.id in known:
        return
    if len(known) >= MOST:
        raise Refused(
            N_("%(most)s organisations are the most. Take one back"), most=MOST
        )
    row = Exclusion(member_id=member.id, organisation_id=body.id)
    db.session.add(row)
    db.session.flush()
    kept_away.keep_in_step(excluder=member.id)
    journal.record(viewer, journal.Act.AUDIENCE, KIND, row.id, "made")
    db.session.flush()


def take_back(viewer: Viewer, exclusion_id: int) -> None:
    """Show the viewer to people of an organisation as to everybody else."""
    row: Exclusion = find(viewer, Exclusion, Exclusion.id == exclusion_id)
    kept_away.one_at_a_time()
    journal.record(viewer, journal.Act.AUDIENCE, KIND, row.id, "ended")
    member = row.member_id
    db.session.delete(row)
    db.session.flush()
    kept_away.keep_in_step(excluder=member)


def known() -> tuple[str, ...]:
    """Return the approved organisations by name: the list of the place, of nobody's."""
    found = select(Organisation.name).where(
        Organisation.state == OrganisationState.APPROVED
    )
    return tuple(db.session.scalars(found.order_by(Organisation.name)))
