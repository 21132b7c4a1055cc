"""Muting: to see less of somebody, who never learns of it."""

from sqlalchemy import delete

from community.connections.ties import one_at_a_time
from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import CONNECTED, MUTED, find, tie, unscoped
from community.members.models import Member
from community.safeguarding.models import Mute


def mute(viewer: Viewer, other: Member) -> None:
    """Leave somebody out of the viewer's lists; once is enough.

    Neither is suggested to the other any more. Ties and shared projects stay.
    """
    require(viewer, Permission.CONNECTION_ASK, other)
    assert viewer.member_id is not None
    one, two = viewer.member_id, other.id
    one_at_a_time(one, two)
    ends = (tie.c.member_id == one, tie.c.other_id == two)
    there = unscoped("block", tie.c.kind).where(*ends, tie.c.kind != CONNECTED)
    if db.session.execute(there).first() is not None:
        return
    row = Mute(member_id=one, other_id=two)
    db.session.add(row)
    db.session.flush()
    db.session.execute(tie.insert().values(member_id=one, other_id=two, kind=MUTED))
    journal.record(viewer, journal.Act.BLOCK, "mute", row.id, "made")
    db.session.flush()


def unmute(viewer: Viewer, mute_id: int) -> None:
    """List somebody again as before."""
    row: Mute = find(viewer, Mute, Mute.id == mute_id)
    db.session.execute(
        delete(tie).where(
            tie.c.member_id == row.member_id,
            tie.c.other_id == row.other_id,
            tie.c.kind == MUTED,
        )
    )
    journal.record(viewer, journal.Act.BLOCK, "mute", row.id, "ended")
    db.session.delete(row)
    db.session.flush()
