"""Blocking somebody, and taking a block back."""

from sqlalchemy import delete

from community.connections.ties import one_at_a_time
from community.core import journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.visible import BLOCKED, find, tie, unscoped
from community.members.models import Member
from community.safeguarding.models import Block
from community.safeguarding.parting import make_up, part


def block(viewer: Viewer, other: Member) -> None:
    """Part two people for good, silently: both vanish from each other everywhere.

    Of two blocks in the same moment, from one side or both, each counts once.
    """
    require(viewer, Permission.CONNECTION_ASK, other)
    assert viewer.member_id is not None
    one, two = viewer.member_id, other.id
    one_at_a_time(one, two)
    there = unscoped("block", Block.id).where(
        Block.member_id == one, Block.other_id == two
    )
    if db.session.scalar(there) is not None:
        return
    row = Block(member_id=one, other_id=two, name_then=other.name)
    db.session.add(row)
    part(viewer, one, two)
    for a, b in ((one, two), (two, one)):
        _ensure_blocked(a, b)
    db.session.flush()
    journal.record(viewer, journal.Act.BLOCK, "block", row.id, "made")
    db.session.flush()


def _ensure_blocked(one: int, two: int) -> None:
    where = (tie.c.member_id == one, tie.c.other_id == two, tie.c.kind == BLOCKED)
    there = db.session.execute(unscoped("block", tie.c.kind).where(*where)).first()
    if there is None:
        db.session.execute(
            tie.insert().values(member_id=one, other_id=two, kind=BLOCKED)
        )


def unblock(viewer: Viewer, block_id: int) -> None:
    """Take a block back, silently; ties do not come back by themselves."""
    row: Block = find(viewer, Block, Block.id == block_id)
    one, two = row.member_id, row.other_id
    one_at_a_time(one, two)
    journal.record(viewer, journal.Act.BLOCK, "block", row.id, "ended")
    db.session.delete(row)
    db.session.flush()
    other_way = unscoped("block", Block.id).where(
        Block.member_id == two, Block.other_id == one
    )
    if db.session.scalar(other_way) is None:
        for a, b in ((one, two), (two, one)):
            db.session.execute(
                delete(tie).where(
                    tie.c.member_id == a, tie.c.other_id == b, tie.c.kind == BLOCKED
                )
            )
        make_up(one, two)
