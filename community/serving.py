"""Serving the place, and working beside it, until somebody says stop."""

import gc
import signal
import time
from collections.abc import Callable
from types import FrameType

import click
from flask import Flask

from community import assets

PATIENCE, LOOK = 30.0, 0.2
"""Seconds that a server waits for the work beside it to finish; and between two looks
whether a worker is told to stop (a signal that breaks into waiting for a thread makes
Python take it for ended)."""


def migrate(app: Flask) -> None:
    """Bring the database to this version's tables, and load the reference lists."""
    from flask_migrate import upgrade

    with app.app_context():
        upgrade(directory=str(assets.folder("migrations")))
        load_reference()


def load_reference() -> None:
    """Bring in what is there from the first day, and commit; what is there stays."""
    from community.core.db import db
    from community.essays.loading import load_essays
    from community.evidence.loading import load_evidence
    from community.expertise.commands import load_tags
    from community.programme.programmes_loading import load_programme
    from community.surveys.loading import load_survey
    from community.vocabulary.commands import load_terms

    load_terms()
    load_tags()
    load_survey()
    load_programme()
    load_evidence()
    load_essays()
    db.session.commit()


def settle() -> None:
    """Tell the collector of garbage that what is there by now stays.

    Else it walks some 400,000 objects of tables, columns and code every thirty pages
    or so, and that page comes a third of a second later.
    """
    from community.core.db import Base

    Base.registry.configure()
    gc.collect()
    gc.freeze()


def serve(app: Flask, worker: bool = True) -> None:
    """Serve the site until it is told to stop; with a `worker` beside it.

    Then new requests are refused, and those that are there are answered, while the
    worker finishes what it is at.
    """
    from community.jobs.beside import Beside
    from community.listening import Listener

    _read_settings_back(app)
    beside = Beside(app) if worker else None
    listener, told = Listener(app), list[int]()
    settle()
    _when_told(lambda number, _frame: told.append(number))
    if beside:
        beside.start()
    listener.run(lambda: bool(told))
    if beside:
        beside.tell()
    listener.finish()
    if beside:
        beside.end(PATIENCE)


def work(app: Flask) -> None:
    """Work until it is told to stop, and finish what is at hand."""
    from community.jobs.beside import Beside

    _read_settings_back(app)
    beside, told = Beside(app), list[int]()
    _when_told(lambda number, _frame: told.append(number))
    beside.start()
    while not told and beside.works():
        time.sleep(LOOK)
    beside.end()


def work_once(app: Flask) -> int:
    """Do what is due now, and return how many pieces of work that was."""
    from community.jobs import timetable
    from community.jobs.worker import Worker

    tasks = timetable.run_due(app)
    return len(tasks) + Worker(app).until_idle()


def _when_told(does: Callable[[int, FrameType | None], object]) -> None:
    """Do something when SIGTERM or SIGINT says that it is enough."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, does)


def _read_settings_back(app: Flask) -> None:
    from community.core import db as database

    with app.app_context(), database.db.engine.connect() as connection:
        found = database.settings_of(connection)
        wrong = {
            name: value
            for name, value in found.items()
            if value != database.SQLITE_SETTINGS[name]
        }
    if wrong:
        raise click.ClickException(f"SQLite does not take these settings: {wrong}")
