"""Who hears of whom."""

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import blocked_with, chosen, muted_by, unscoped, visible
from community.members.models import Member


def reads_of(member: int, other: int) -> bool:
    """Tell whether somebody is told about `other`: they see and hear them."""
    they = Viewer(member, state="active")
    found = visible(they, Member.id).where(
        Member.id == other, Member.id.not_in(muted_by(they))
    )
    return db.session.scalar(found) is not None


def shown_to(member: int, other: int) -> bool:
    """Tell whether `other` shows their name to somebody, by their choice of audience.

    What is refused or allowed between two people asks this. Whether `other` excludes
    where they work must not come into it: whoever asked would learn who works there.
    """
    they = Viewer(member, state="active")
    found = unscoped("ties", Member.id).where(
        Member.id == other,
        Member.listed,
        chosen(they, Member.id, Member.audience),  # type: ignore[arg-type]
        Member.id.not_in(blocked_with(they)),
    )
    return db.session.scalar(found) is not None
