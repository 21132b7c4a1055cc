"""Letters: written and sent without holding any lock, then noted as gone.

A worker that ends between sending and noting sends once more, with the same Message-ID:
whoever receives both knows that they are one.
"""

import structlog
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy import update

from community.accounts import bounces
from community.core import clock
from community.core.db import db, read_only, start_writing
from community.core.outbox import JobState
from community.jobs import queue
from community.jobs.post import Away, Post, Refused
from community.jobs.queue import Taken
from community.notices.models import Notice

log = structlog.get_logger("letters")

NOBODY = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""What says: nobody has this address (any more). Others of 5.1 are about the sender."""


class Letters:
    """What a worker does with letters; `post` takes them to the mail server."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.post = Post(app)
        self._gone: set[int] = set()

    def deliver(self, taken: Taken) -> None:
        """Send a letter, or put it away where nobody should get it now."""
        if taken.id in self._gone:  # sent before, while it could not be noted
            return self._note(taken)
        letter = _compose(taken)
        if letter is None:
            return _put_away(taken)
        try:
            self.post.send(letter)
        except Away:
            return queue.release(taken)
        except Refused as refused:
            return _refuse(taken, letter, refused.status)
        self._gone.add(taken.id)
        return self._note(taken)

    def _note(self, taken: Taken) -> None:
        """Note that a letter went, and that its notice was told by it."""
        start_writing()
        if queue.end(taken, JobState.DONE) and taken.notice is not None:
            told = update(Notice).where(Notice.id == taken.notice)
            db.session.execute(told.values(told_at=clock.now()))
        db.session.commit()
        self._gone.discard(taken.id)


def _compose(taken: Taken) -> EmailMessage | None:
    """Write a letter from what its reader may see now, and let go of the database."""
    from community.web.mail import compose

    read_only()
    db.session.rollback()
    row = queue.mine(taken)
    letter = None if row is None else compose(row)
    db.session.rollback()
    return letter


def _put_away(taken: Taken) -> None:
    """Note that nobody gets a letter; what it gathered waits for the next digest."""
    start_writing()
    row = queue.mine(taken)
    gathered = [] if row is None else row.facts.get("notices", [])
    if queue.end(taken, JobState.SUPPRESSED) and gathered:
        waits = update(Notice).where(Notice.id.in_(gathered)).values(told_at=None)
        db.session.execute(waits)
    db.session.commit()


def _refuse(taken: Taken, letter: EmailMessage, status: str) -> None:
    """Note that one address is refused for good; it is not written to again."""
    log.error("refused", kind=taken.kind, status=status)
    queue.fail(taken, Refused.__name__, for_good=True)
    if status in NOBODY:  # and not because we may not send at all
        start_writing()
        bounces.note(letter.to[0], status)
        db.session.commit()
