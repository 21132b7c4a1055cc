"""Work beside the server: mail that waits, clocks that run, reports asked for."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Flask, render_template
from sqlalchemy import select, update

from community.core import clock
from community.core.db import db, read_only, start_writing
from community.core.outbox import Job, JobState

log = structlog.get_logger("sender")

LOOK = 600.0
"""Seconds between two looks whether learning is due, and after a failure."""
CLOCKS = 300.0
"""Seconds between two moves of the clocks; what they do is counted in days."""
LEASE = timedelta(minutes=5)
WAITS = (1, 5, 30, 120, 720)
"""Minutes to wait after each failure; after the last one a letter has failed."""


def run_sender(app: Flask, stop: threading.Event, every: float = 2.0) -> None:
    """Send what is due until `stop` is set; survives a database that is away."""
    while not stop.wait(every):
        try:
            with app.app_context():
                send_due(app)
        except Exception as problem:
            log.error("sender", kind=type(problem).__name__)


def run_reports(app: Flask, stop: threading.Event, every: float = 2.0) -> None:
    """Learn when it is due, and make the reports that are asked for, until `stop`."""
    learn_at = time.monotonic()
    while not stop.wait(every):
        try:
            with app.app_context():
                if time.monotonic() >= learn_at:
                    learn_at = time.monotonic() + LOOK
                    learn_if_due()
                make_asked_for()
        except Exception as problem:
            log.error("reports", kind=type(problem).__name__)


def run_clocks(app: Flask, stop: threading.Event, every: float = 2.0) -> None:
    """Move the clocks of requests, introductions, rounds and breaks, until `stop`."""
    move_at = time.monotonic()
    while not stop.wait(every):
        if time.monotonic() < move_at:
            continue
        move_at = time.monotonic() + CLOCKS
        try:
            with app.app_context():
                move_clocks()
        except Exception as problem:
            log.error("clocks", kind=type(problem).__name__)


def move_clocks() -> dict[str, int]:
    """Do what is due now, each noun in a transaction of its own; return how much.

    One that fails is tried again the next time, and holds up none of the others.
    """
    from community.coffee import clockwork as coffee
    from community.connections import clockwork as connections
    from community.introductions import clockwork as introductions
    from community.members import resting

    done = {}
    for name, move in (
        ("breaks", resting.move),
        ("requests", connections.move),
        ("introductions", introductions.move),
        ("coffee", coffee.move),
    ):
        start_writing()
        try:
            done[name] = move()
            db.session.commit()
        except Exception as problem:
            db.session.rollback()
            log.error("clock", what=name, kind=type(problem).__name__)
    read_only()
    return done


def learn_if_due(progress: Callable[[float], None] = lambda done: None) -> bool:
    """Learn from the community's rows if nothing was learnt for a day."""
    from community.matching import learning

    read_only()
    if not learning.is_due():
        db.session.rollback()
        return False
    learning.learn(progress)
    db.session.commit()
    return True


def make_asked_for() -> bool:
    """Make the report on suggestions if somebody asked for it; tell whether it did.

    One that fails is not tried again: the last one stays, and can be asked for anew.
    """
    from community.matching import quality

    read_only()
    if not quality.waits():
        db.session.rollback()
        return False
    report = None
    try:
        report = quality.make()
    finally:
        quality.keep(report)
    return report is not None


def send_due(app: Flask, most: int = 50) -> int:
    """Send the letters that are due, and return how many went out."""
    sent = 0
    for number in _lease(most):
        sent += _send(app, number)
    return sent


def _lease(most: int) -> list[int]:
    """Take letters for this sender alone; a lease that ends gives them back."""
    start_writing()
    due = (
        select(Job.id)
        .where(Job.state == JobState.QUEUED, Job.due_at <= clock.now())
        .where(Job.to.is_not(None))
        .order_by(Job.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    numbers = list(db.session.scalars(due))
    db.session.execute(
        update(Job).where(Job.id.in_(numbers)).values(due_at=clock.now() + LEASE)
    )
    db.session.commit()
    return numbers


def _send(app: Flask, number: int) -> int:
    from community.accounts import letters

    letter = db.session.get(Job, number)
    if letter is None or letter.to is None or letter.state is not JobState.QUEUED:
        return 0
    if not letters.goes_out(letter.kind, letter.to):
        _suppress(number)
        return 0
    problem = ""
    try:
        _deliver(app, letter)
    except Exception as error:
        problem = type(error).__name__
        log.error("mail", kind=letter.kind, problem=problem)
    start_writing()
    letter = db.session.get(Job, number)
    if letter is None:  # it was called back in this moment
        db.session.rollback()
        return 0 if problem else 1
    letter.tries += 1
    letter.problem = problem
    if not problem:
        letter.state, letter.done_at = JobState.DONE, clock.now()
    elif letter.tries > len(WAITS):
        letter.state = JobState.FAILED
    else:
        letter.due_at = clock.now() + timedelta(minutes=WAITS[letter.tries - 1])
    db.session.commit()
    return 0 if problem else 1


def _suppress(number: int) -> None:
    """Put a letter away that nobody should get now: its person rests or has left."""
    start_writing()
    letter = db.session.get(Job, number)
    if letter is not None:
        letter.state = JobState.SUPPRESSED
    db.session.commit()


def _deliver(app: Flask, letter: Job) -> None:
    from flask_mailman import EmailMessage, Mail

    if "mailman" not in app.extensions:
        Mail(app)
    settings = app.config["SETTINGS"]
    with app.test_request_context(base_url=settings.public_url):
        text = render_template(
            f"mail/{letter.kind}.txt",
            site=settings.public_url,
            name=settings.name,
            **letter.facts,
        )
    subject, _empty, body = text.partition("\n")
    EmailMessage(
        subject.removeprefix("Subject: ").strip(), body.strip() + "\n",
        settings.mail_from, [letter.to],
    ).send()  # fmt: skip
