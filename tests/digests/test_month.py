"""Some weeks of a community: never too much, never twice, never lost."""

import os
import random
import statistics
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from community.accounts.models import Account, State
from community.core import clock
from community.core.clock import BRITAIN
from community.core.db import db, start_writing
from community.core.outbox import LETTER, Job, JobState
from community.core.visible import BLOCKED, MUTED, tie, unscoped
from community.digests.hushed import Hushed
from community.digests.models import Every, Rhythm
from community.digests.news import news
from community.digests.rhythm import STEP
from community.jobs.handlers import named
from community.jobs.timetable import ENTRIES
from community.jobs.worker import Worker
from community.messages.models import Message, Part
from community.notices.commands import how_for
from community.notices.kinds import KINDS
from community.notices.models import How, Notice
from community.web import mail
from tests import sampling
from tests.coffee.making import viewer
from tests.digests.making import stand
from tests.digests.month import BEGIN, Community, all_of

PEOPLE, DAYS = sampling.size((200, 30), (16, 9), (10, 9))
AN_HOUR = 0.05
"""So much each does in an hour of the day: five things a week."""
HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)
CLOCKS = [one for one in ENTRIES if not one.own and one.name != "outbox"]
DIGESTS = [one.name for one in CLOCKS].index("digests")
EARLIER = timedelta(days=1)


class Box:
    """A mail server that takes all."""

    def __init__(self):
        self.letters = []

    def is_open(self):
        return True

    def send(self, made):
        self.letters.append(made)

    def close(self):
        pass


class Month:
    """The clock, a worker, and a look at each letter in the hour in which it goes."""

    def __init__(self, app, monkeypatch, seed):
        self.people = Community(PEOPLE, random.Random(seed))
        self.worker, self.box, self.said = Worker(app), Box(), {}
        self.worker.letters.post = self.box
        self.seen, self.sent, self.told = set(), [], []
        words_of = mail.words_of

        def note(job):
            self.said[job.id] = found = words_of(job)
            return found

        monkeypatch.setattr(mail, "words_of", note)

    def run(self):
        stand(BEGIN)
        self.people.begin()
        for hour in range(DAYS * 24):
            moment = BEGIN + hour * HOUR
            stand(moment)
            here = moment.astimezone(BRITAIN).hour
            if self.move(here):
                self.work()
            if 7 <= here < 22:
                stand(moment + HALF)
                for _thing in range(self.how_many()):
                    self.people.something()
                self.work()

    def how_many(self):
        dice, mean = self.people.dice, PEOPLE * AN_HOUR
        return sum(dice.random() < mean / 100 for _ in range(100))

    def move(self, hour):
        """Let the clocks do what is due; those that count in days, now and then."""
        done = 0
        for one in CLOCKS if hour in (7, 13, 19) else CLOCKS[DIGESTS : DIGESTS + 1]:
            start_writing()
            done += bool(named(one.does)())
            db.session.commit()
        return done

    def work(self):
        db.session.rollback()
        self.worker.until_idle()
        start_writing()
        new = select(Job).where(Job.work == LETTER, Job.state == JobState.DONE)
        if self.seen:
            new = new.where(Job.id > max(self.seen) - 5000)
        for job in db.session.scalars(new.order_by(Job.id)).all():
            if job.id not in self.seen and job.member_id is not None:
                self.seen.add(job.id)
                self.look_at(job)
        db.session.rollback()

    # ------------------------------------------------------------ each letter
    def look_at(self, job):
        """Check one letter as things stand in the moment in which it went."""
        assert state_of(job.member_id) is State.ACTIVE, "none to who rests"
        self.sent.append((job.member_id, job.kind, clock.now()))
        if job.kind == "digest":
            self.look_at_digest(job)
            return
        (row,) = all_of(Notice, Notice.id == job.facts["notice"])
        assert how_for(row.member_id, row.kind) is How.INSTANT or fixed(row)
        self.look_at_notice(row)

    def look_at_notice(self, row):
        assert row.person_id != row.member_id, "none about own doings"
        assert (row.member_id, row.key) not in self.people.own
        assert row.person_id not in apart(row.member_id), "nor about who was blocked"
        self.told.append((row.id, clock.now()))

    def look_at_digest(self, job):
        digest = self.said[job.id]["digest"]
        (mine,) = all_of(Rhythm, Rhythm.member_id == job.member_id)
        due = datetime.strptime(job.key[-10:] + "+0000", "%Y%m%d%H%z")
        here = due.astimezone(BRITAIN)
        assert timedelta(0) <= clock.now() - due < HOUR, "within its hour"
        assert (here.weekday(), here.hour) == (mine.weekday, mine.hour)
        assert mine.every is not Every.NEVER
        for row in all_of(Notice, Notice.id.in_(digest.ids)):
            how = how_for(row.member_id, row.kind)
            late = row.at <= clock.now() - EARLIER
            assert how is How.DIGEST or (how is How.INSTANT and late), row.kind
            self.look_at_notice(row)
        people = {one.id for one in digest.suggested if one.subject == "person"}
        assert not people & (apart(job.member_id) | {job.member_id})


def fixed(row):
    return KINDS[row.kind].fixed


def state_of(member):
    return db.session.scalar(
        unscoped("test", Account.state).where(Account.id == member)
    )


def apart(member):
    found = unscoped("test", tie.c.other_id).where(
        tie.c.member_id == member, tie.c.kind.in_((BLOCKED, MUTED))
    )
    return set(db.session.scalars(found))


@pytest.fixture(scope="module")
def seed():
    found = int(os.environ.get("SEED", random.randrange(10**6)))
    print(f"SEED={found}")
    return found


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nobody_gets_too_much_or_anything_twice_and_nothing_is_lost(
    app, monkeypatch, seed
):
    month = Month(app, monkeypatch, seed)
    month.run()
    assert month.sent, "there were letters"
    check_twice(month)
    check_lost(month)
    check_rhythm(month)
    check_failures()
    figures(month)


def check_twice(month):
    """What was told is told again only where it was read in between."""
    before = {}
    for number, moment in month.told:
        if number in before:
            reads = [at for one, at in month.people.read if one == number]
            assert any(before[number] <= at <= moment for at in reads), number
        before[number] = moment
    ids = [made.extra_headers["Message-ID"] for made in month.box.letters]
    assert len(ids) == len(set(ids)), "each letter once"
    for one, times in suggested_to(month).items():
        assert times == 1, one


def suggested_to(month):
    found = Counter()
    for number, said in month.said.items():
        if said and number in month.seen:
            job = db.session.get_one(Job, number)
            for one in said["digest"].suggested:
                found[job.member_id, one.subject, one.id] += 1
    return found


def check_lost(month):
    """What counts as told is in a letter; what waits for a digest is newer than it.

    A full digest leaves some for the next one: as many as it said, and no more.
    """
    jobs = db.session.scalars(select(Job).where(Job.work == LETTER)).all()
    written = {job.facts.get("notice") for job in jobs if job.kind != "digest"}
    more = {}
    for job in jobs:
        if job.kind == "digest":
            written |= set(job.facts["notices"])
            more[job.key.removeprefix("digest-letter:")] = job.facts["more"]
    for row in all_of(Notice, Notice.told_at.is_not(None)):
        assert row.id in written, row.kind
    for job in last_digests():
        if job.member_id not in month.people.changed:
            left = more.get(job.key.removeprefix("digest:"), 0)
            check_waits(job.member_id, job.done_at, left)


def last_digests():
    """Return the last digest of each member, whether it had something to say or not."""
    made = select(Job).where(Job.work == "digest", Job.state == JobState.DONE)
    jobs = db.session.scalars(made.order_by(Job.done_at)).all()
    return {job.member_id: job for job in jobs}.values()


def check_waits(member, last, left):
    reader = viewer(member)
    waits = news(reader, Hushed(reader)).ids
    rows = all_of(Notice, Notice.id.in_(waits), Notice.person_id.is_(None))
    kinds = [
        row.kind
        for row in rows
        if row.at < last and how_for(member, row.kind) is How.DIGEST
    ]
    assert len(kinds) <= left, (member, kinds, left)


def check_rhythm(month):
    """Whoever kept their rhythm was asked for at each of its moments."""
    rows = all_of(Rhythm, Rhythm.member_id.in_(month.people.ids))
    asked = select(Job.member_id, func.count()).where(Job.work == "digest")
    counted = dict(db.session.execute(asked.group_by(Job.member_id)).all())
    assert len(rows) == PEOPLE
    for row in rows:
        if row.member_id in month.people.changed:
            continue
        due, moments = row.next_at, 0
        while due - STEP[row.every] > BEGIN:
            due -= STEP[row.every]
            moments += 1
        assert counted.get(row.member_id, 0) == moments


def check_failures():
    bad = select(Job.work, Job.kind, Job.problem).where(Job.problem != "")
    assert db.session.execute(bad).all() == []


# ---------------------------------------------------------------- how much it was
def figures(month):
    """Print letters for each person and week, beside one mail for each event."""
    weeks = max(1, DAYS // 7)
    until = BEGIN + timedelta(days=7 * weeks)
    got = Counter(
        (who, (at - BEGIN).days // 7) for who, _kind, at in month.sent if at < until
    )
    each = Counter()
    for row in all_of(Notice):
        if row.at < until and not row.kind.startswith("conversation-message"):
            each[row.member_id, (row.at - BEGIN).days // 7] += 1
    wrote = select(Message.written_at, Message.author_id, Part.member_id).join(
        Part, Part.conversation_id == Message.conversation_id
    )
    options = {"unscoped": "test"}
    for at, author, reader in db.session.execute(wrote, execution_options=options):
        if reader != author and at < until:
            each[reader, (at - BEGIN).days // 7] += 1
    kinds = Counter(kind for _who, kind, _at in month.sent)
    pairs = [(who, week) for who in month.people.ids for week in range(weeks)]
    print(f"{PEOPLE} people, {DAYS} days; done: {month.people.done}")
    print(f"letters: {sum(kinds.values())}, of which digests: {kinds['digest']}")
    print("letters a person and week:", spread([got[pair] for pair in pairs]))
    print("one mail an event:", spread([each[pair] for pair in pairs]))


def spread(numbers):
    found = sorted(numbers)
    high = found[int(0.95 * (len(found) - 1))]
    mean = statistics.mean(found)
    return f"median {statistics.median(found):g}, p95 {high}, mean {mean:.1f}"
