"""`community worker` and `serve` as processes finish what they are at, and end."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from community import cli
from community.core import outbox
from community.core.db import db, start_writing
from community.core.outbox import Job, JobState
from community.core.timetable import Task
from tests import databases
from tests.jobs.smtp import mail_server

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def wait_until(true):
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE, "nothing happens"
        time.sleep(0.02)


@pytest.fixture
def start(app, database, tmp_path):
    """Start a command on the test's own database, as an operator would."""

    @contextmanager
    def begin(*words, mail_port=1, port=1):
        settings = {
            "COMMUNITY_DATABASE_URL": database.url,
            "COMMUNITY_DATA_DIR": str(tmp_path),
            "COMMUNITY_SECRET_KEY": databases.SECRET,
            "COMMUNITY_VAULT_KEYS": databases.VAULT,
            "COMMUNITY_PORT": str(port),
            "COMMUNITY_MAIL": "smtp",
            "COMMUNITY_SMTP_HOST": "127.0.0.1",
            "COMMUNITY_SMTP_PORT": str(mail_port),
        }
        with subprocess.Popen(
            [sys.executable, "-m", "community.cli", *words], cwd=ROOT,
            env={**os.environ, **settings}, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    return begin


def post(*keys):
    start_writing()
    for key in keys:
        outbox.post("reset", f"{key}@example.org", key, link="/x")
    db.session.commit()


def states():
    db.session.rollback()
    found = db.session.scalars(select(Job.state).order_by(Job.id)).all()
    db.session.rollback()
    return found


def test_a_worker_finishes_its_letter_and_ends_well(start):
    post("a", "b", "c")
    with mail_server() as server:
        server.slow = 1.0
        began = []
        server.unkind = lambda verb, rest: began.append(1) if verb == "END" else None
        with start("worker", mail_port=server.port) as worker:
            wait_until(lambda: began)
            worker.terminate()
            assert worker.wait(timeout=PATIENCE) == 0
        assert server.readers == ["a@example.org"]
    assert states() == [JobState.DONE, JobState.QUEUED, JobState.QUEUED]
    rows = db.session.scalars(select(Job).where(Job.state == JobState.QUEUED)).all()
    assert {(row.taken_by, row.tries) for row in rows} == {("", 0)}


@pytest.mark.parametrize(
    ("words", "number"), [((), signal.SIGTERM), (("--without-worker",), signal.SIGINT)]
)
def test_a_server_has_a_worker_beside_it_unless_told_otherwise(start, words, number):
    post("a")
    with socket.socket() as held, mail_server() as server:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        held.close()
        with start("serve", *words, port=port, mail_port=server.port) as serving:
            wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
            if not words:
                wait_until(lambda: states() == [JobState.DONE])
            serving.send_signal(number)
            assert serving.wait(timeout=PATIENCE) == 0
        assert len(server.letters) == (0 if words else 1)


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


# ---------------------------------------------------------------- once, and tick
@pytest.fixture
def command(app, monkeypatch):
    """Run a command on the test's own site."""

    def run(*words):
        db.session.rollback()
        monkeypatch.setattr(cli, "_site", lambda: app)
        done = CliRunner().invoke(cli.main, words)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_once_does_what_is_due_and_stops(command, at):
    at("2017-09-01 12:00:00")
    post("a", "b")
    lines = command("worker", "--once").splitlines()
    assert lines[-1].endswith(" done")
    assert states()[:2] == [JobState.DONE, JobState.DONE]
    assert command("worker", "--once").splitlines()[-1] == "0 done"


def test_a_tick_says_a_line_for_each_task_and_may_come_twice(command, at):
    at("2017-09-01 12:00:00")
    logged = "[info"  # here, where nobody set the log up, its lines go there too
    lines = [line for line in command("tick").splitlines() if logged not in line]
    db.session.rollback()
    names = set(db.session.scalars(select(Task.name)))
    said = {line.partition(":")[0] for line in lines}
    assert said == names - {"reports", "map"}, "nobody asked for a report or a map"
    assert "breaks: 0 done" in lines
    assert "learn: 1 done" in lines
    assert command("tick").strip() == "Nothing is due."
    at("2017-09-01 12:05:00")
    assert "breaks: 0 done" in command("tick").splitlines()


def test_a_tick_can_learn_at_once(command, at):
    at("2017-09-01 12:00:00")
    command("tick")
    lines = command("tick", "--now").splitlines()
    assert lines == [
        "Learnt from the rows that all members may see.",
        "Nothing else is due.",
    ]
