"""What people are told of requests: what makes each once, and who reads of whom."""

from datetime import datetime

from community.core.access import Viewer
from community.core.db import db
from community.core.visible import muted_by, visible
from community.members.models import Member

REQUESTS = "/connections/requests/"


def key(kind: str, request: int, asked_at: datetime, number: int = 1) -> str:
    """Return what makes it once that somebody is told of a request.

    With its moment: some databases give the number of a deleted row to a new one.
    """
    return f"{kind}-{request}-{asked_at:%y%m%d%H%M%S%f}-{number}"


def reads_of(member: int, other: int) -> bool:
    """Tell whether somebody is told about `other`: they see and hear them."""
    they = Viewer(member, state="active")
    found = visible(they, Member.id).where(
        Member.id == other, Member.id.not_in(muted_by(they))
    )
    return db.session.scalar(found) is not None
