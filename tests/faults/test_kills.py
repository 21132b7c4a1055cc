"""The server is killed while people write: nothing that was acknowledged is lost."""

import random
import sqlite3
import time
from contextlib import closing

import pytest

from community import checks
from community.backup.databases import file_of
from tests import sampling
from tests.assure import told
from tests.faults.load import load, look

KILLS = sampling.size(100, 4, 3)


@pytest.mark.timeout(10_800)
def test_killed_servers_lose_nothing_that_they_acknowledged(made, server, kind):
    seed = random.SystemRandom().randrange(10**6)
    chance, began = random.Random(seed), time.perf_counter()
    server.start()
    torn = 0
    with load(made, server.port) as writers:
        writers.start()
        for _kill in range(KILLS):
            wait_for(writers, writers.done() + chance.randrange(1, 12))
            time.sleep(chance.random() * 0.05)
            server.kill()
            torn += not is_whole(made, kind)
            server.start()
        wait_for(writers, writers.done() + 3)
        count = writers.stop()
    server.kill()
    found = look(made, count)
    with made.site():
        problems = checks.problems()
    told(
        "kill -9 of the server under write load", size=KILLS,
        acknowledged=len(count.acknowledged) + count.toggled, unanswered=count.broken,
        refused=len(count.refused), lost=found.lost, twice=found.twice,
        torn=torn + found.torn + len(problems), seed=seed,
        seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
    assert (found.lost, found.twice, found.torn, torn) == (0, 0, 0, 0)
    assert problems == []
    assert not count.refused, "what is answered at all is acknowledged"
    assert count.broken, "no kill met anybody who wrote"


def wait_for(writers, number):
    began = time.monotonic()
    while writers.done() < number:
        assert time.monotonic() - began < 60, writers.count.refused[:5]
        time.sleep(0.002)


def is_whole(made, kind):
    """Let SQLite look at its file as it is found after the kill."""
    if kind != "sqlite":
        return True
    with closing(sqlite3.connect(file_of(made.chosen.database_url))) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and not connection.execute("PRAGMA foreign_key_check").fetchall()
