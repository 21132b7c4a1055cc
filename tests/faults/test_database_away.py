"""PostgreSQL starts anew or is away: who reads sees little of it, nothing is lost."""

import http.client
import shlex
import threading
import time
from pathlib import Path

import pytest

from community.backup import databases as copies
from tests import databases, sampling
from tests.assure import told
from tests.cast import CAST
from tests.client import signed_in_token
from tests.faults.load import Browser, load, look
from tests.faults.server import NEVER_AGAIN, servers

RESTARTS = sampling.size(25, 3, 2)


class Cluster:
    """The cluster of a place, as its operator stops and starts it."""

    def __init__(self, made):
        with copies.connected(made.chosen.database_url) as connection:
            (self._data,) = connection.execute("SHOW data_directory").fetchone()
        _program, *options = shlex.split(
            Path(self._data, "postmaster.opts").read_text()
        )
        self._options = shlex.join(options)

    def control(self, *words):
        program = databases.binaries() / "pg_ctl"
        log = ("-l", f"{self._data}/log")
        databases._run(self._data, program, "-D", self._data, "-w", *log, *words)

    def restart(self):
        self.control("-m", "fast", "restart")

    def stop(self):
        self.control("-m", "fast", "stop")

    def start(self):
        self.control("-o", self._options, "start")


@pytest.fixture
def cluster(made):
    return Cluster(made)


class Readers:
    """Members who read pages all the time; what was not answered well is counted."""

    def __init__(self, port, sessions):
        self.came, self._port, self._stop = [], port, threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(one,)) for one in sessions
        ]

    def _read(self, session):
        browser = Browser(self._port, session)
        while not self._stop.is_set():
            try:
                status, words = browser.send("GET", "/members/")
            except (OSError, http.client.HTTPException):
                status, words = 0, ""
            self.came.append((status, "Alice" in words))
        browser.close()

    def __enter__(self):
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_problem):
        self._stop.set()
        for one in self._threads:
            one.join()


def sessions(made, number):
    with made.site():
        return [signed_in_token(CAST["alice"].id) for _one in range(number)]


WAYS = sampling.size((True, False), (True,), (True,))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("again", WAYS)
def test_a_restart_under_load(made, cluster, born, again):
    more = {} if again else {NEVER_AGAIN: "yes"}
    began = time.perf_counter()
    with servers(born, made, **more) as server:
        server.start()
        reading = Readers(server.port, sessions(made, 4))
        with load(made, server.port) as writers, reading as readers:
            writers.start()
            for _restart in range(RESTARTS):
                wait_for(lambda: writers.done(), 3)
                wait_for(lambda: len(readers.came), 8)
                cluster.restart()
            wait_for(lambda: writers.done(), 3)
            count = writers.stop()
        server.kill()
    found = look(made, count)
    failed = [one for one in readers.came if one != (200, True)]
    told(
        f"PostgreSQL starts anew, {'with' if again else 'without'} reading again",
        size=RESTARTS, reads=len(readers.came), reads_failed=len(failed),
        writes=writers.done(), writes_refused=len(count.refused), lost=found.lost,
        torn=found.torn, seconds=round(time.perf_counter() - began, 1),
    )  # fmt: skip
    assert (found.lost, found.twice, found.torn) == (0, 0, 0)
    assert set(count.refused) <= {503}
    assert {status for status, _right in failed} <= {503}
    assert count.broken == 0


def wait_for(what, more):
    began, wanted = time.monotonic(), what() + more
    while what() < wanted:
        assert time.monotonic() - began < 90, "nothing goes on"
        time.sleep(0.005)


def test_while_it_is_away_a_page_says_so_and_urgent_help_opens(made, cluster, server):
    server.start()
    (session,) = sessions(made, 1)
    browser = Browser(server.port, session)
    assert browser.send("GET", "/members/")[0] == 200
    cluster.stop()
    try:
        for _twice in range(2):
            status, words = browser.send("GET", "/members/")
            assert status == 503
            assert 'href="/urgent-help"' in words
        cookie = f"session_id={session}"
        assert server.get("/members/", Cookie=cookie)[2]["Retry-After"]
        for path in ("/urgent-help", "/healthz"):
            assert browser.send("GET", path)[0] == 200
        status, words = browser.send("GET", "/readyz")
        assert (status, words.strip()) == (503, '{"status":"not ready"}')
    finally:
        cluster.start()
    assert browser.send("GET", "/members/")[0] == 200
