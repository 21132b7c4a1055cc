"""A message that somebody reports: they read it, and it alone reaches a moderator."""

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import find, unscoped, visible
from community.members.models import Member
from community.messages.models import Message
from community.safeguarding.commands import Reported


def reported_message(viewer: Viewer, number: str) -> tuple[Reported, str]:
    """Return a message that the viewer reads and another wrote, and who that was.

    The name is empty where the viewer sees nobody now; the report is about them still.
    """
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotFound("message")
    row: Message = find(viewer, Message, Message.id == int(number))
    if row.author_id == viewer.member_id:
        raise NotFound("message")
    account = unscoped("whom to tell of a report", Member.account_id)
    about = db.session.scalar(account.where(Member.id == row.author_id))
    name = db.session.scalar(
        visible(viewer, Member.name).where(Member.id == row.author_id)
    )
    return Reported("message", row.id, about, row.words), name or ""
