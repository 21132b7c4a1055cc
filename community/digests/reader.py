"""Who reads a digest: an active member, with what every member may see."""

from community.accounts.models import Account, State
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped
from community.members.models import Member

WHY = "letters"


def reader_of(member: int | None) -> Viewer | None:
    """Return somebody active as who reads their letters; None for all others."""
    found = unscoped(WHY, Member.id, Account.id, Member.name, Member.slug)
    found = found.join(Account, Account.id == Member.account_id)
    active = (Member.id == member, Account.state == State.ACTIVE)
    row = db.session.execute(found.where(*active)).first()
    if row is None:
        return None
    number, account, name, slug = row
    return Viewer(number, account, name, slug, state=State.ACTIVE.value)


def as_reader(viewer: Viewer) -> Viewer:
    """Return the viewer without their roles, as their letters are written.

    A letter tells an organiser no more than any member.
    """
    return Viewer(
        viewer.member_id, viewer.account_id, viewer.name, viewer.slug,
        state=State.ACTIVE.value,
    )  # fmt: skip
