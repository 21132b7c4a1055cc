"""Workers are killed at random moments: nothing is lost, and nothing is done twice."""

import random
import time
from collections import Counter

import pytest
from sqlalchemy import func, select

from community.core import outbox
from community.core.db import db, read_only, start_writing
from community.core.journal import AuditEvent
from community.core.outbox import Job, JobState
from tests import sampling
from tests.assure import told
from tests.jobs.process import COUNT, nursery
from tests.jobs.smtp import mail_server

JOBS, KILLS = sampling.size((2000, 10), (150, 3), (100, 2))
LEASE, LANES, PATIENCE = 1.0, 8, 240.0


def fill():
    """Leave letters and other work; half of that in lanes, where order counts."""
    start_writing()
    for number in range(JOBS // 2):
        lane = f"lane {number % LANES}" if number % 2 else None
        db.session.add(Job(work=COUNT, key=f"work {number}", lane=lane))
        outbox.post("reset", f"p{number}@example.org", f"letter {number}", link="/x")
    db.session.commit()


def done():
    read_only()  # to look holds up no worker
    found = select(func.count()).where(Job.state == JobState.DONE)
    number = db.session.scalar(found)
    db.session.rollback()
    return number


def wait_for(number):
    began = time.monotonic()
    while done() < number:
        assert time.monotonic() - began < PATIENCE, "nothing goes on"
        time.sleep(0.03)


def kill_some(workers):
    """Kill one of two at a random moment, and start another, again and again."""
    two = [workers.start(), workers.start()]
    for at in range(KILLS):
        wait_for((at + 1) * JOBS // (KILLS + 2))
        time.sleep(random.random() * 0.02)
        gone = two.pop(random.randrange(2))
        workers.kill(gone)
        two.append(workers.start())


@pytest.mark.timeout(600)
def test_killed_workers_lose_nothing_and_do_nothing_twice(app, database, tmp_path):
    fill()
    with mail_server() as server:
        with nursery(database.url, tmp_path, server.port, LEASE) as workers:
            began = time.perf_counter()
            kill_some(workers)
            wait_for(JOBS)
            seconds = time.perf_counter() - began
        traces = db.session.scalars(
            select(AuditEvent.object_id)
            .where(AuditEvent.object_kind == COUNT)
            .order_by(AuditEvent.id)
        ).all()
        jobs = db.session.scalars(select(Job).order_by(Job.id)).all()
        letters = Counter(server.ids)
    asked = [job.id for job in jobs if job.work == COUNT]
    twice = [number for number, times in Counter(traces).items() if times > 1]
    again = letters.total() - len(letters)
    told(
        "kill -9 of workers", size=KILLS, jobs=JOBS, lost=len(set(asked) - set(traces)),
        twice=len(twice), letters_sent_again=again, a_second=round(JOBS / seconds),
        taken_over=sum(job.tries > 0 for job in jobs), seconds=round(seconds, 1),
    )  # fmt: skip
    assert sorted(traces) == asked
    assert len(letters) == JOBS // 2
    assert all(job.state is JobState.DONE for job in jobs)
    assert in_order(jobs, traces)


def in_order(jobs, traces):
    """Tell whether each lane was done in the order in which it came."""
    lane = {job.id: job.lane for job in jobs if job.lane}
    found = {}
    for number in traces:
        if number in lane:
            found.setdefault(lane[number], []).append(number)
    return len(found) >= LANES // 2 and all(
        row == sorted(row) for row in found.values()
    )
