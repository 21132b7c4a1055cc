"""Mail is a row, sent after the commit: once, and again after a failure."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import jobs
from community.core import clock, outbox
from community.core.db import db, start_writing
from community.core.outbox import Job, JobState


@pytest.fixture
def sent(app, monkeypatch):
    """Catch the letters instead of sending them."""
    from flask_mailman import EmailMessage

    found = []
    monkeypatch.setattr(EmailMessage, "send", lambda letter: found.append(letter))
    return found


def write(kind="password-changed", **facts):
    start_writing()
    outbox.post(kind, "alice@example.org", **facts)
    db.session.commit()


def row():
    return db.session.scalars(select(Job)).one()


def test_a_letter_goes_out_once(app, sent):
    write("reset", link="/reset/abc")
    assert jobs.send_due(app) == 1
    assert jobs.send_due(app) == 0
    assert [letter.to for letter in sent] == [["alice@example.org"]]
    assert "http://localhost/reset/abc" in sent[0].body
    assert sent[0].subject
    assert row().state is JobState.DONE


def test_a_letter_that_is_rolled_back_never_goes_out(app, sent):
    start_writing()
    outbox.post("password-changed", "alice@example.org")
    db.session.rollback()
    assert jobs.send_due(app) == 0
    assert not sent


def test_a_failure_waits_longer_each_time_and_ends_as_failed(app, monkeypatch, at):
    def broken(_app, _letter):
        raise OSError("no mail server")

    monkeypatch.setattr(jobs, "_deliver", broken)
    at("2017-09-01 12:00:00")
    write()
    moment = clock.now()
    for tries, minutes in enumerate(jobs.WAITS, 1):
        assert jobs.send_due(app) == 0
        found = row()
        assert (found.tries, found.state) == (tries, JobState.QUEUED)
        assert found.due_at == moment + timedelta(minutes=minutes)
        assert found.problem == "OSError"
        moment = found.due_at
        at(moment.strftime("%Y-%m-%d %H:%M:%S"))
    jobs.send_due(app)
    assert row().state is JobState.FAILED


def test_a_lease_that_ended_gives_the_letter_back(app, sent, at):
    at("2017-09-01 12:00:00")
    write()
    assert len(jobs._lease(10)) == 1  # and then the sender was killed
    assert jobs.send_due(app) == 0
    at("2017-09-01 12:06:00")
    assert jobs.send_due(app) == 1


def test_a_letter_goes_when_its_time_has_come(app, sent, at):
    at("2017-09-01 12:00:00")
    write(after=timedelta(hours=1))
    assert jobs.send_due(app) == 0
    at("2017-09-01 13:00:00")
    assert jobs.send_due(app) == 1


def test_a_letter_with_a_key_is_written_once(app):
    start_writing()
    to = ("password-changed", "alice@example.org")
    assert outbox.post_once(*to, "a")
    assert not outbox.post_once(*to, "a")
    assert outbox.post_once(*to, "b")
    db.session.commit()
    keys = db.session.scalars(select(Job.key).order_by(Job.key)).all()
    assert keys == ["a", "b"]


def test_of_two_that_are_written_at_once_one_is_kept(app, monkeypatch):
    start_writing()
    to = ("password-changed", "alice@example.org", "a")
    assert outbox.post_once(*to)
    with monkeypatch.context() as patched:
        patched.setattr(db.session, "scalar", lambda *_asked: None)  # seen too early
        assert not outbox.post_once(*to)
    db.session.commit()
    assert row().key == "a"


def test_a_letter_that_is_called_back_never_goes(app, sent):
    write(key="a")
    start_writing()
    outbox.call_back(["a"])
    db.session.commit()
    assert jobs.send_due(app) == 0
    assert not sent


def test_calling_back_a_letter_that_goes_in_that_moment_stops_no_other(
    app, monkeypatch
):
    def deliver(_app, letter):
        if letter.key == "a":
            outbox.call_back(["a"])
            db.session.commit()

    monkeypatch.setattr(jobs, "_deliver", deliver)
    write(key="a")
    write(key="b")
    assert jobs.send_due(app) == 2
    assert (row().key, row().state) == ("b", JobState.DONE)
