"""Who hears of whom."""

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import muted_by, visible
from community.members.models import Member


def reads_of(member: int, other: int) -> bool:
    """Tell whether somebody is told about `other`: they see and hear them."""
    they = Viewer(member, state="active")
    found = visible(they, Member.id).where(
        Member.id == other, Member.id.not_in(muted_by(they))
    )
    return db.session.scalar(found) is not None
