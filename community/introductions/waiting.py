"""What was told of an introduction: whether it waits, and how it is taken back."""

from collections.abc import Collection

from sqlalchemy import or_

from community.connections.queries import QUIET
from community.core import clock, outbox
from community.core.access import Viewer
from community.core.db import db
from community.core.visible import unscoped, visible
from community.introductions.letters import ASKED, PASSED, REMINDER, key_of, link_to
from community.introductions.models import Introduction
from community.introductions.told import Told, told
from community.notices.letters import letter_key
from community.notices.models import Notice

TO_ANSWER = (ASKED, PASSED, REMINDER)
"""The kinds of notices that ask their reader to do something."""
WHY = "introductions"


def waiting(viewer: Viewer) -> frozenset[str]:
    """Return where the introductions are that wait for the viewer: one statement."""
    young = Introduction.asked_at > clock.now() - QUIET
    rows = db.session.scalars(visible(viewer, Introduction).where(young))
    return frozenset(
        link_to(row.id) for row in rows if told(row, viewer.member_id) is Told.TO_ANSWER
    )


def was_told(viewer: Viewer, introduction_id: int) -> bool:
    """Tell whether a notice or its letter led the viewer to an introduction.

    The notice alone says so: the row is not asked, so that one that somebody took back
    reads like one that ended by a block, and one that never came like none. One that
    was neither read nor sent led nobody: whom it is about may have been hidden since.
    """
    came = or_(Notice.read_at.is_not(None), Notice.told_at.is_not(None))
    led = visible(viewer, Notice.id).where(
        Notice.link == link_to(introduction_id), Notice.kind.in_(TO_ANSWER), came
    )
    return db.session.scalar(led.limit(1)) is not None


def forget(row: Introduction, members: Collection[int]) -> None:
    """Take back what members were told of an introduction that they have not read.

    What a letter told already stays as read: the link in it has to lead somewhere.
    """
    about = (
        Notice.key.startswith(key_of(kind, row), autoescape=True) for kind in TO_ANSWER
    )
    unread = unscoped(WHY, Notice).where(
        Notice.member_id.in_(members), Notice.read_at.is_(None), or_(*about)
    )
    for notice in db.session.scalars(unread).all():
        outbox.call_back([letter_key(notice)])
        if notice.told_at is None:
            db.session.delete(notice)
        else:
            notice.read_at = clock.now()
    db.session.flush()
