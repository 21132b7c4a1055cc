"""Workers in processes of their own, which can be killed at any moment.

`python -m tests.jobs.process URL FOLDER PORT LEASE` loads the site once. For each line
that it reads it starts a worker, and answers with the number of its process.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_mailman import Mail

from community.core import journal
from community.core.access import VISITOR
from community.core.db import db
from community.core.journal import Act
from community.core.outbox import Job
from community.jobs import handlers
from community.jobs.worker import Worker
from community.web.mail import compose
from tests.databases import site

ROOT = Path(__file__).parents[2]
COUNT = "count"


def count(job: Job) -> None:
    """Leave a trace that a piece of work was done, in the middle of some doing."""
    time.sleep(random.random() * 0.004)
    journal.record(VISITOR, Act.OUTBOX, COUNT, job.id)
    db.session.flush()
    time.sleep(random.random() * 0.004)


class Nursery:
    """Where workers come from, as the test sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.alive: list[int] = []

    def start(self) -> int:
        """Start a worker, and return the number of its process."""
        assert self._process.stdin is not None
        print("start", file=self._process.stdin, flush=True)
        self.alive.append(self._read())
        return self.alive[-1]

    def kill(self, number: int) -> None:
        """End a worker as a power cut would: it can do nothing about it."""
        os.kill(number, signal.SIGKILL)
        self.alive.remove(number)

    def _read(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@contextmanager
def nursery(url: str, folder: Path, port: int, lease: float) -> Iterator[Nursery]:
    """Load the site in a process of its own; what it started ends with it."""
    words = [url, str(folder), str(port), str(lease)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.process", *words],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        found = Nursery(process)
        try:
            assert found._read() == process.pid
            yield found
        finally:
            for number in list(found.alive):
                found.kill(number)
            process.kill()


def _site(url: str, folder: str, port: str) -> Flask:
    app = site(url, Path(folder))
    place = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": int(port), "MAIL_TIMEOUT": 5}
    app.extensions["mailman"] = Mail.init_mail({**place, "MAIL_BACKEND": "smtp"})
    handlers.HANDLERS[COUNT] = "tests.jobs.process:count"
    with app.test_request_context():  # loaded once, before there are workers
        compose(Job(id=1, kind="reset", to="a@example.org", facts={"link": "/x"}))
    return app


def _work(app: Flask, lease: float) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what it logs
    random.seed(os.getpid())
    Worker(app, timedelta(seconds=lease)).run(threading.Event(), every=0.05)


def _main(url: str, folder: str, port: str, lease: str) -> None:
    app = _site(url, folder, port)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(os.getpid(), flush=True)
    for _line in sys.stdin:
        number = os.fork()
        if not number:
            _work(app, float(lease))
        print(number, flush=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
