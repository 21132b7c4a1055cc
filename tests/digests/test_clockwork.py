"""The clock of digests: each due one is asked for once and made once, however late."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from community.accounts import bounces
from community.accounts.models import Account, State
from community.core import clock
from community.core.db import _writing, db
from community.core.outbox import Job, JobState
from community.core.visible import unscoped
from community.digests import clockwork, commands
from community.digests.models import Every, Rhythm, Suggested
from community.jobs.worker import Worker
from community.matching.models import Happened, SuggestionEvent
from community.notices.models import Notice
from tests.cast import CAST
from tests.coffee.test_at_once import at_once
from tests.digests.making import (
    FRIDAY,
    TUESDAY,
    jobs,
    later,
    make,
    make_all,
    news_of_project,
    rhythm_of,
    stand,
)

HOUR = timedelta(hours=1)
writes = _writing.get


@pytest.fixture(autouse=True)
def friday(app):
    stand(FRIDAY)


def begun():
    """Let everybody have their rhythm; then it is Tuesday at nine."""
    clockwork.move()
    stand(TUESDAY)


# ---------------------------------------------------------------- who is due
def test_everybody_active_begins_with_the_usual_rhythm(app):
    assert clockwork.move() == 0
    rows = db.session.scalars(unscoped("test", Rhythm)).all()
    assert {row.member_id for row in rows} == set(range(1, 9)), "not Pat, who waits"
    assert {row.next_at for row in rows} == {TUESDAY}


def test_a_rhythm_that_is_there_stays(app):
    commands.set_rhythm(CAST["bob"].viewer, Every.FORTNIGHT, 3, 7)
    commands.stop(1)
    clockwork.move()
    assert (rhythm_of("bob").every, rhythm_of("bob").weekday) == (Every.FORTNIGHT, 3)
    assert rhythm_of("alice").next_at is None


def test_each_is_asked_for_once_at_its_hour(app):
    begun()
    stand(TUESDAY - HOUR)
    assert clockwork.move() == 0
    stand(TUESDAY)
    assert clockwork.move() == 8
    assert clockwork.move() == 0
    assert jobs("digest", "alice")[0].key == "digest:1:2017090508"
    assert jobs("digest", "alice")[0].lane is None, "it holds up no letter"
    assert rhythm_of("alice").next_at == TUESDAY + timedelta(days=7)


def test_a_clock_that_was_away_for_weeks_asks_once(app):
    commands.set_rhythm(CAST["bob"].viewer, Every.FORTNIGHT, 1, 9)
    begun()
    later(24)
    assert clockwork.move() == 8
    assert len(jobs("digest", "alice")) == 1
    assert rhythm_of("alice").next_at == TUESDAY + timedelta(days=28)
    assert rhythm_of("bob").next_at == TUESDAY + timedelta(days=28), "its fortnight"


def test_who_gets_none_is_not_asked_for(app):
    begun()
    commands.stop(1)
    clockwork.move()
    assert jobs("digest", "alice") == []


def test_who_rests_is_passed_over_and_loses_nothing(app):
    begun()
    news = news_of_project("alice")
    account = update(Account).where(Account.id == 1)
    db.session.execute(account.values(state=State.RESTING))
    clockwork.move()
    assert jobs("digest", "alice") == []
    assert rhythm_of("alice").next_at == TUESDAY + timedelta(days=7)
    db.session.execute(account.values(state=State.ACTIVE))
    later(7)
    clockwork.move()
    make_all()
    assert jobs("letter", "alice")[0].facts["notices"] == [news.id]


def test_many_are_asked_for_in_several_moves(app, monkeypatch):
    monkeypatch.setattr(clockwork, "BATCH", 3)
    begun()
    assert [clockwork.move() for _ in range(4)] == [3, 3, 2, 0]


def test_two_clocks_at_once_ask_once(app):
    begun()
    db.session.commit()
    assert not at_once(app, *(clockwork.move for _clock in range(3)))
    assert len(jobs("digest")) == 8


# ---------------------------------------------------------------- making one
def alices_job():
    begun()
    clockwork.move()
    return jobs("digest", "alice")[0]


def test_what_it_tells_is_told_and_what_it_suggests_is_noted(app):
    news = news_of_project("alice")
    make(alices_job())
    (letter,) = jobs("letter", "alice")
    assert letter.key == "digest-letter:1:2017090508"
    assert (letter.lane, letter.to) == ("member:1", None)
    assert letter.facts["notices"] == [news.id]
    db.session.expire_all()
    assert db.session.scalars(unscoped("test", Notice.told_at)).one() == TUESDAY
    own = unscoped("test", Suggested.kind, Suggested.thing_id)
    rows = set(map(tuple, db.session.execute(own.where(Suggested.member_id == 1))))
    assert ("person", 4) in rows
    assert len(rows) == len(letter.facts["suggested"])


def test_the_letter_holds_ids_alone(app):
    news_of_project("alice")
    make(alices_job())
    facts = jobs("letter", "alice")[0].facts
    assert set(facts) == {"every", "notices", "more", "suggested"}
    words = str(facts)
    for name in ("Dai", "Prosser", "Pain", "Evaluation", "evaluation"):
        assert name not in words


def test_what_it_suggests_counts_as_shown(app):
    make(alices_job())
    shown = unscoped("test", SuggestionEvent.person_id).where(
        SuggestionEvent.member_id == 1, SuggestionEvent.what == Happened.SHOWN
    )
    assert 4 in set(db.session.scalars(shown))


def test_nothing_to_say_makes_no_letter(app):
    for number in range(1, 9):
        for kind in ("person", "project"):
            db.session.add(Suggested(member_id=1, kind=kind, thing_id=number))
    db.session.flush()
    later(-30)
    begun()
    clockwork.move()
    make(jobs("digest", "alice")[0])
    assert jobs("letter", "alice") == []


def test_making_it_twice_makes_one_letter(app):
    news_of_project("alice")
    job = alices_job()
    planned = clockwork.plan(job)
    clockwork.keep(job, clockwork.plan(job))
    clockwork.keep(job, planned)
    make(job)
    assert len(jobs("letter", "alice")) == 1


def test_what_was_read_between_reading_and_writing_is_not_told(app):
    one, two = news_of_project("alice", key="a"), news_of_project("alice", key="b")
    job = alices_job()
    planned = clockwork.plan(job)
    one.read_at = clock.now()
    db.session.flush()
    clockwork.keep(job, planned)
    assert jobs("letter", "alice")[0].facts["notices"] == [two.id]


def test_two_workers_at_once_make_one_letter(app):
    news_of_project("alice")
    number = alices_job().id
    db.session.commit()

    def works():
        make(db.session.get_one(Job, number))

    at_once(app, works, works)
    assert len(jobs("letter", "alice")) == 1


def test_who_rests_by_then_gets_none(app):
    job = alices_job()
    db.session.execute(
        update(Account).where(Account.id == 1).values(state=State.RESTING)
    )
    make(job)
    assert jobs("letter", "alice") == []


# ---------------------------------------------------------------- by a worker
def test_a_worker_reads_without_a_lock_and_writes_it_once(app, monkeypatch):
    news = news_of_project("alice")
    begun()
    clockwork.move()
    db.session.commit()
    planned, locked = clockwork.plan, []

    def plan(job):
        locked.append(writes())
        return planned(job)

    monkeypatch.setattr(clockwork, "plan", plan)
    sent, worker = [], Worker(app)
    monkeypatch.setattr(worker.letters.post, "send", sent.append)
    worker.until_idle()
    assert set(locked) == {False}
    to_alice = [made for made in sent if made.to == ["alice@example.org"]]
    assert [made.subject for made in to_alice] == ["Your week on Common Thread"]
    assert f"/notices/{news.id}" in to_alice[0].body
    worker.until_idle()
    stand(TUESDAY + HOUR)
    clockwork.move()
    db.session.commit()
    worker.until_idle()
    assert len({made.to[0] for made in sent}) == len(sent), "one each"


def test_where_mail_comes_back_no_digest_is_made(app):
    news_of_project("alice")
    begun()
    bounces.note("alice@example.org", "5.1.1")
    clockwork.move()
    for job in jobs("digest", "alice"):
        make(job)
    assert jobs("letter", "alice") == []
    assert db.session.scalars(unscoped("test", Suggested)).all() == []
    assert told_ats() == [None]


def test_what_a_letter_did_not_tell_is_in_the_next(app):
    news_of_project("alice")
    begun()
    clockwork.move()
    for job in jobs("digest", "alice"):
        make(job)
        job.state = JobState.DONE
    rest = update(Account).where(Account.id == 1)
    db.session.execute(rest.values(state=State.RESTING))
    db.session.execute(delete(Job).where(Job.work == "digest"))
    db.session.commit()
    Worker(app).until_idle()
    db.session.rollback()
    states = select(Job.state).where(Job.work == "letter", Job.member_id == 1)
    assert db.session.scalars(states).all() == [JobState.SUPPRESSED]
    assert told_ats() == [None]


def told_ats():
    """When each notice was told."""
    return db.session.scalars(unscoped("test", Notice.told_at)).all()
