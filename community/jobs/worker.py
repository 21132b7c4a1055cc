"""A worker: takes one piece of work, does it, says how it went, takes the next."""

import secrets
import threading
from datetime import timedelta

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from community.core.db import db, read_only, start_writing
from community.core.outbox import LETTER, JobState
from community.jobs import queue
from community.jobs.handlers import handler_of, reader_of
from community.jobs.letters import Letters
from community.jobs.queue import LEASE, Taken

log = structlog.get_logger("worker")

EVERY = 1.0
"""Seconds between two looks while there is nothing to do."""


class Worker:
    """One of any number of workers on one database; `me` is how it signs its work."""

    def __init__(self, app: Flask, lease: timedelta = LEASE) -> None:
        self._app = app
        self._lease = lease
        self._busy = False
        self._spared: set[int] = set()
        self.me = secrets.token_hex(8)
        self.letters = Letters(app)

    def run(self, stop: threading.Event, every: float = EVERY) -> None:
        """Work until `stop` is set; outlives a database that is away.

        What it is at when it is told to stop is finished.
        """
        while not stop.is_set():
            try:
                self.step()
            except Exception as problem:
                log.error("worker", problem=type(problem).__name__)
                self._busy = False
            if not self._busy:
                self.letters.post.close()
                stop.wait(every)
        self.letters.post.close()

    def until_idle(self) -> int:
        """Do what is due now; return how many pieces of work were taken up."""
        done = 0
        while self.step():
            done += 1
        self.letters.post.close()
        return done

    def step(self) -> bool:
        """Do the next piece of work; tell whether there was one."""
        with self._app.app_context():
            open_ = self.letters.post.is_open()
            taken = queue.take(self.me, self._lease, open_, look=not self._busy)
            self._busy = taken is not None
            if taken is not None:
                self._try(taken)
        return self._busy

    def _try(self, taken: Taken) -> None:
        address = self._app.config["SETTINGS"].public_url
        try:
            with self._app.test_request_context(base_url=address):
                if taken.work == LETTER:
                    self.letters.deliver(taken)
                else:
                    _do(taken)
        except Exception as problem:
            name = type(problem).__name__
            log.error("job", work=taken.work, kind=taken.kind, problem=name)
            if isinstance(problem, OperationalError) and taken.id not in self._spared:
                self._spared.add(taken.id)  # the database's fault, unless it comes back
                queue.release(taken)
            else:
                self._spared.discard(taken.id)
                queue.fail(taken, name)


def _do(taken: Taken) -> None:
    """Do work and note it as done, in one transaction: both happen, or neither."""
    found = _read(taken)
    start_writing()
    row = queue.mine(taken)
    if row is None:
        db.session.rollback()
        return
    handler_of(taken.work)(row, *found)
    if queue.end(taken, JobState.DONE):
        db.session.commit()
    else:
        db.session.rollback()


def _read(taken: Taken) -> list[object]:
    """Return what a handler wants to have read first, holding no lock; mostly nothing.

    The row may be somebody else's by now: then what is read comes to nothing.
    """
    reads = reader_of(taken.work)
    if reads is None:
        return []
    read_only()
    db.session.rollback()
    row = queue.mine(taken)
    found = [] if row is None else [reads(row)]
    db.session.rollback()
    return found
