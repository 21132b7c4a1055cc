"""News that somebody reports: they read them, and their author learns nothing of it."""

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import find, unscoped
from community.members.models import Member
from community.programme.models import Update
from community.safeguarding.commands import Reported


def reported_update(viewer: Viewer, slug: str) -> tuple[Reported, str]:
    """Return news that the viewer reads, and their title."""
    row: Update = find(viewer, Update, Update.slug == slug)
    account = unscoped("whom to tell of a report", Member.account_id)
    about = db.session.scalar(account.where(Member.id == row.author_id))
    return Reported("update", row.id, about, f"{row.title}: {row.body}"), row.title
