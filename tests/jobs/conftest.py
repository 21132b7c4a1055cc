"""What tests of the worker share: work to do, a mail server, a worker."""

import pytest
from flask_mailman import Mail
from sqlalchemy import select

from community.core import outbox
from community.core.db import db, start_writing
from community.core.outbox import Job
from community.jobs import handlers
from community.jobs.worker import Worker
from tests.jobs.smtp import mail_server


@pytest.fixture
def worker(app):
    """Return a new worker: `worker().until_idle()`; the test lets go of its rows."""

    def make(**how):
        db.session.rollback()
        return Worker(app, **how)

    return make


@pytest.fixture
def work(monkeypatch):
    """Let a function do a sort of work: `work("count", function)`."""

    def does(name, function):
        monkeypatch.setitem(handlers.HANDLERS, name, f"tests.jobs.conftest:{name}")
        monkeypatch.setitem(globals(), name, function)

    return does


@pytest.fixture
def ask(app):
    """Leave work in the outbox, committed; return its number."""

    def leave(work, key, **how):
        start_writing()
        assert outbox.ask(work, key, **how)
        db.session.commit()
        number = db.session.scalar(select(Job.id).where(Job.key == key))
        db.session.rollback()
        return number

    return leave


@pytest.fixture
def write(app):
    """Put a letter about signing in into the outbox, committed."""

    def leave(to="alice@example.org", key=None, **how):
        start_writing()
        outbox.post("password-changed", to, key, **how)
        db.session.commit()

    return leave


@pytest.fixture
def row(app):
    """Return the row of a key, or the only one, as it is in the database now."""

    def find(key=None):
        db.session.rollback()
        found = select(Job) if key is None else select(Job).where(Job.key == key)
        one = db.session.scalars(found).one()
        db.session.expunge(one)
        db.session.rollback()
        return one

    return find


@pytest.fixture
def server(app, monkeypatch):
    """A mail server that the site sends to; it refuses until it is opened."""
    with mail_server(opened=False) as made:
        place = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": made.port, "MAIL_TIMEOUT": 5}
        state = Mail.init_mail({**place, "MAIL_BACKEND": "smtp"})
        monkeypatch.setitem(app.extensions, "mailman", state)
        yield made
