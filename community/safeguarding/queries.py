"""Reads of blocks and mutes."""

from dataclasses import dataclass
from datetime import datetime

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import visible
from community.members.models import Member
from community.safeguarding.models import Block, Mute
from community.safeguarding.things import Reported


@dataclass(frozen=True)
class BlockCard:
    """Somebody whom the viewer blocked, by the name they had then."""

    id: int
    name_then: str
    made_at: datetime


def my_blocks(viewer: Viewer) -> tuple[BlockCard, ...]:
    """Return whom the viewer blocked, newest first."""
    rows = db.session.execute(
        visible(viewer, Block.id, Block.name_then, Block.made_at).order_by(
            Block.made_at.desc(), Block.id.desc()
        )
    )
    return tuple(BlockCard(**row) for row in rows.mappings())


@dataclass(frozen=True)
class MuteCard:
    """Somebody whom the viewer sees less of; no name while they are not to be seen."""

    id: int
    name: str | None
    slug: str | None
    made_at: datetime


def my_mutes(viewer: Viewer) -> tuple[MuteCard, ...]:
    """Return whom the viewer muted, newest first."""
    rows = db.session.execute(
        visible(viewer, Mute.id, Member.name, Member.slug, Mute.made_at)
        .join(Member, Member.id == Mute.other_id, isouter=True)
        .order_by(Mute.made_at.desc(), Mute.id.desc())
    )
    return tuple(MuteCard(**row) for row in rows.mappings())


def to_block(viewer: Viewer, thing: Reported) -> Member | None:
    """Return who made what is reported, if the viewer sees them and may block."""
    if not viewer.is_member or thing.about_account is None:
        return None
    found = visible(viewer, Member).where(
        Member.account_id == thing.about_account, Member.id != viewer.member_id
    )
    row: Member | None = db.session.scalar(found)
    return row


def is_muted(viewer: Viewer, member: int) -> bool:
    """Tell whether the viewer muted somebody."""
    found = visible(viewer, Mute.id).where(Mute.other_id == member)
    return db.session.scalar(found) is not None
