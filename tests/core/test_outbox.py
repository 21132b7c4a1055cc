"""Work is a row of the change that it belongs to: there once, or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.core import clock, outbox
from community.core.db import db, start_writing
from community.core.outbox import Job

TO = ("password-changed", "alice@example.org")


def keys():
    db.session.rollback()
    return db.session.scalars(select(Job.key).order_by(Job.key)).all()


def test_a_letter_that_is_rolled_back_was_never_written(app):
    start_writing()
    outbox.post(*TO, "a")
    db.session.rollback()
    assert keys() == []


def test_a_letter_holds_its_facts_and_is_due_at_once(app, at):
    at("2017-09-01 12:00:00")
    start_writing()
    outbox.post("reset", "alice@example.org", link="/reset/abc")
    db.session.flush()
    row = db.session.scalars(select(Job)).one()
    assert (row.work, row.kind, row.to) == ("letter", "reset", "alice@example.org")
    assert (outbox.opened(row.facts), row.due_at) == (
        {"link": "/reset/abc"},
        clock.now(),
    )


@pytest.mark.parametrize("once", [False, True])
def test_the_link_of_a_letter_stands_nowhere_in_plain_words(app, once):
    start_writing()
    post = outbox.post_once if once else outbox.post
    post("updates-confirm", "zoe@example.org", "k", link="/x/abc", every="week")
    db.session.flush()
    row = db.session.scalars(select(Job)).one()
    assert set(row.facts) == {"sealed", "every"}
    assert "abc" not in str(row.facts)
    assert outbox.opened(row.facts) == {"link": "/x/abc", "every": "week"}
    assert outbox.opened({"every": "week"}) == {"every": "week"}


def test_a_letter_can_be_for_later(app, at):
    at("2017-09-01 12:00:00")
    start_writing()
    outbox.post(*TO, after=timedelta(hours=1))
    db.session.flush()
    due = db.session.scalars(select(Job.due_at)).one()
    assert due == clock.now() + timedelta(hours=1)


def test_a_letter_with_a_key_is_written_once(app):
    start_writing()
    assert outbox.post_once(*TO, "a")
    assert not outbox.post_once(*TO, "a")
    assert outbox.post_once(*TO, "b")
    db.session.commit()
    assert keys() == ["a", "b"]


def test_work_is_asked_for_once(app, at):
    at("2017-09-01 12:00:00")
    start_writing()
    due = clock.now() + timedelta(days=1)
    assert outbox.ask("digest", "a", member=1, lane="member:1", due=due, number=7)
    assert not outbox.ask("digest", "a")
    row = db.session.scalars(select(Job)).one()
    assert (row.work, row.member_id, row.lane) == ("digest", 1, "member:1")
    assert (row.due_at, row.facts) == (due, {"number": 7})


def test_of_two_that_are_written_at_once_one_is_kept(app, monkeypatch):
    start_writing()
    assert outbox.post_once(*TO, "a")
    with monkeypatch.context() as patched:
        patched.setattr(db.session, "scalar", lambda *_asked: None)  # seen too early
        assert not outbox.post_once(*TO, "a")
    db.session.commit()
    assert keys() == ["a"]


def test_what_is_called_back_is_as_if_never_written(app):
    start_writing()
    for key in ("a", "b"):
        outbox.post(*TO, key)
    db.session.commit()
    start_writing()
    outbox.call_back(["a"])
    db.session.commit()
    assert keys() == ["b"]
