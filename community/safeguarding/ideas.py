"""An idea or a comment on one that somebody reports: it alone reaches a moderator."""

from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import find, unscoped, visible
from community.ideas.models import Idea, IdeaComment
from community.members.models import Member
from community.safeguarding.commands import Reported


def reported_idea(viewer: Viewer, slug: str) -> tuple[Reported, str]:
    """Return an idea that the viewer sees and another posted, and its title."""
    row: Idea = find(viewer, Idea, Idea.slug == slug)
    if row.author_id == viewer.member_id:
        raise NotFound("idea")
    words = "\n\n".join((row.title, row.challenge, row.body, row.wanted))
    return Reported("idea", row.id, _account(row.author_id), words), row.title


def reported_comment(viewer: Viewer, number: str) -> tuple[Reported, str]:
    """Return a comment that the viewer reads and another wrote, and who that was."""
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotFound("comment")
    row: IdeaComment = find(
        viewer, IdeaComment, IdeaComment.id == int(number), ~IdeaComment.removed
    )
    if row.member_id == viewer.member_id:
        raise NotFound("comment")
    name = db.session.scalar(
        visible(viewer, Member.name).where(Member.id == row.member_id)
    )
    return Reported("comment", row.id, _account(row.member_id), row.words), name or ""


def _account(member: int) -> int | None:
    found = unscoped("whom to tell of a report", Member.account_id)
    account: int | None = db.session.scalar(found.where(Member.id == member))
    return account
