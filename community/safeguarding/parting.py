"""All that ends between two people when one of them blocks the other."""

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import aliased

from community.coffee.models import CoffeeGuest
from community.connections import hellos, ties
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import MUTED, tie
from community.introductions import commands as introductions
from community.messages import commands as messages
from community.projects.models import JOIN_OPEN, JoinRequest, JoinState
from community.safeguarding.models import Mute
from community.stewardship import handing_over

WHY = "safeguarding"


def part(viewer: Viewer, one: int, two: int) -> None:
    """End all between the two, quietly; the tie last, which an answer may just make."""
    hellos.end_between(viewer, one, two)
    _end_invitations(viewer, one, two)
    handing_over.end_between(viewer, one, two)
    introductions.end_between(one, two)
    messages.end_between(one, two)
    _end_coffee(viewer, one, two)
    end_mutes(one, two)
    ties.part(one, two, viewer)


def _end_invitations(viewer: Viewer, one: int, two: int) -> None:
    joins = JoinRequest
    invited = or_(
        (joins.asked_by_id == one) & (joins.member_id == two),
        (joins.asked_by_id == two) & (joins.member_id == one),
    )
    ended = db.session.scalars(
        update(joins)
        .where(invited, joins.state.in_(JOIN_OPEN))
        .values(state=JoinState.DECLINED, answered_at=clock.now())
        .returning(joins.id)
        .execution_options(unscoped=WHY)
    ).all()
    for number in ended:
        journal.record(viewer, journal.Act.BLOCK, "join request", number, "ended")


def _end_coffee(viewer: Viewer, one: int, two: int) -> None:
    """Let a table of the two alone be over; at one of three the third may still meet.

    Neither is asked any more whether they met.
    """
    guest, mate = CoffeeGuest, aliased(CoffeeGuest.__table__)
    at_table = (
        mate.c.round_id == guest.round_id,
        mate.c.table_number == guest.table_number,
    )
    other = select(mate.c.id).where(
        *at_table, mate.c.member_id.in_([one, two]), mate.c.member_id != guest.member_id
    )
    third = select(mate.c.id).where(*at_table, mate.c.member_id.not_in([one, two]))
    ended = db.session.scalars(
        update(guest)
        .where(guest.member_id.in_([one, two]), guest.met.is_(None))
        .where(other.exists(), ~third.exists())
        .values(met=False, met_at=clock.now())
        .returning(guest.id)
        .execution_options(synchronize_session=False, unscoped=WHY)
    ).all()
    for number in ended:
        journal.record(viewer, journal.Act.COFFEE, "coffee guest", number, "ended")


def end_mutes(one: int, two: int) -> None:
    """Forget who of the two muted the other."""
    ends = [one, two]
    db.session.execute(
        delete(Mute).where(Mute.member_id.in_(ends), Mute.other_id.in_(ends))
    )
    db.session.execute(
        delete(tie).where(
            tie.c.member_id.in_(ends), tie.c.other_id.in_(ends), tie.c.kind == MUTED
        )
    )
