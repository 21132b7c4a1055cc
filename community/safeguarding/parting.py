"""All that ends between two people when one of them blocks the other."""

from sqlalchemy import delete, or_, update

from community.connections import hellos, ties
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import MUTED, tie
from community.introductions import commands as introductions
from community.messages import commands as messages
from community.projects.models import JoinRequest, JoinState
from community.safeguarding.models import Mute
from community.stewardship import handing_over

WHY = "safeguarding"


def part(viewer: Viewer, one: int, two: int) -> None:
    """End all between the two, quietly; the tie last, which an answer may just make.

    Whether they met for a coffee is said for neither, or the other could read the block
    off their own page: who is parted so is not asked any more.
    """
    hellos.end_between(viewer, one, two)
    _end_waits(viewer, one, two)
    handing_over.hide_between(one, two)
    introductions.end_between(one, two)
    messages.end_between(one, two)
    _end_mutes(viewer, two if viewer.member_id == one else one)
    ties.part(one, two, viewer)


def make_up(one: int, two: int) -> None:
    """Let go on what a block only hid; nobody is told, and ties do not come back.

    Questions and invitations need nothing: their readers find them again.
    """
    messages.go_on_between(one, two)


def _end_waits(viewer: Viewer, one: int, two: int) -> None:
    """End a wait for a place that began with an invitation of the other's.

    It reads as if they had left the list, of which nobody is told. An invitation that
    waits for its answer ends on its day: they do not find it while they are kept apart,
    and an end without a letter would tell of the block.
    """
    joins = JoinRequest
    invited = or_(
        (joins.asked_by_id == one) & (joins.member_id == two),
        (joins.asked_by_id == two) & (joins.member_id == one),
    )
    ended = db.session.scalars(
        update(joins)
        .where(invited, joins.state == JoinState.WAITING)
        .values(state=JoinState.WITHDRAWN, answered_at=clock.now())
        .returning(joins.id)
        .execution_options(unscoped=WHY)
    ).all()
    for number in ended:
        journal.record(viewer, journal.Act.BLOCK, "join request", number, "ended")


def _end_mutes(viewer: Viewer, other: int) -> None:
    """Forget that whoever blocks muted the other, too.

    What the other muted stays theirs, or they could read the block off their own list.
    """
    mine = Mute.member_id == viewer.member_id
    db.session.execute(delete(Mute).where(mine, Mute.other_id == other))
    db.session.execute(
        delete(tie).where(
            tie.c.member_id == viewer.member_id,
            tie.c.other_id == other,
            tie.c.kind == MUTED,
        )
    )
