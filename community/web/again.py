"""A read whose line to the database broke is read once more.

So whoever only looks sees nothing of a database that starts anew. What is sent in is
never sent twice: nobody knows whether the first time counted.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import g, request
from sqlalchemy.exc import OperationalError

from community.core.db import db

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PAUSE = 0.4
"""Seconds that a database usually takes to be there again."""

Answer = TypeVar("Answer")

log = structlog.get_logger("request")


def may_help(problem: OperationalError) -> bool:
    """Tell whether to read once more: the line is gone, and it was the first time."""
    return request.method in SAFE and "read_again" not in g and _is_gone(problem)


def _is_gone(problem: OperationalError) -> bool:
    """Tell a broken line, or one that was never there, from a statement that failed."""
    remote = db.engine.dialect.name != "sqlite"
    return remote and (problem.connection_invalidated or not problem.statement)


def read(does: Callable[[], Answer]) -> Answer:
    """Do it, and do it once more after a moment if the database went away meanwhile."""
    try:
        return does()
    except OperationalError as problem:
        if not may_help(problem):
            raise
    log.warning("read again", route=request.endpoint)
    g.read_again = True
    db.session.rollback()
    time.sleep(PAUSE)
    return does()
