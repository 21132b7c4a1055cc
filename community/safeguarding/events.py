"""An event that somebody reports: they see it, and whoever made it learns nothing."""

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import find, unscoped
from community.members.models import Member
from community.programme.models import Event
from community.safeguarding.commands import Reported


def reported_event(viewer: Viewer, slug: str) -> tuple[Reported, str]:
    """Return an event that the viewer sees, and its title."""
    row: Event = find(viewer, Event, Event.slug == slug)
    account = unscoped("whom to tell of a report", Member.account_id)
    about = db.session.scalar(account.where(Member.id == row.made_by_id))
    excerpt = f"{row.title}: {row.summary}"
    return Reported("event", row.id, about, excerpt), row.title
