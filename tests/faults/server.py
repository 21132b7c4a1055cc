"""The real server in a process of its own, which can be killed at any moment.

`python -m tests.faults.server` loads the program once. For each line that it reads, the
settings of a site, it starts a server, and answers with the number of its process.
"""

import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

from flask import Flask, current_app

from tests.backup.places import Place, environment

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
WORKER, NEVER_AGAIN = "worker", "never again"
"""With a worker beside it; without reading once more when the database went away."""


class Nursery:
    """A process that has the site loaded, and of which servers are born."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, how: dict[str, str]) -> int:
        """Start a server, and return its process's number."""
        assert self._process.stdin is not None
        print(json.dumps(how), file=self._process.stdin, flush=True)
        return self.read()

    def read(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Load the site in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.server"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            found = Nursery(process)
            assert found.read() == process.pid
            yield found
        finally:
            process.kill()


class Servers:
    """The servers of a place, as the test sees them; one is alive at a time."""

    def __init__(self, nursery: Nursery, how: dict[str, str], port: int) -> None:
        self._nursery, self._how = nursery, how
        self.port, self.alive = port, 0

    def start(self, worker: bool = False) -> int:
        """Start a server, wait until it answers, and return its process's number."""
        more = {WORKER: "yes"} if worker else {}
        self.alive = self._nursery.start({**self._how, **more})
        began = time.monotonic()
        while not self.answers():
            assert time.monotonic() - began < PATIENCE, "the server does not start"
            time.sleep(0.01)
        return self.alive

    def answers(self, path: str = "/healthz") -> bool:
        """Tell whether it answers at all."""
        try:
            return self.get(path)[0] < 500
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str, **headers: str) -> tuple[int, str, Message]:
        """Fetch a page as a browser without a past would."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            found = connection.getresponse()
            return found.status, found.read().decode(), found.headers
        finally:
            connection.close()

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the server as a power cut would: it can do nothing about it."""
        if self.alive:
            os.kill(self.alive, number)
        self.gone()

    def gone(self) -> None:
        """Wait until the server has ended."""
        began = time.monotonic()
        while self.alive and Path(f"/proc/{self.alive}").exists():
            assert time.monotonic() - began < PATIENCE, "the server does not end"
            time.sleep(0.005)
        self.alive = 0

    def memory(self) -> float:
        """Return how much memory the server holds, in MB."""
        pages = int(Path(f"/proc/{self.alive}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6


@contextmanager
def servers(nursery: Nursery, made: Place, **more: str) -> Iterator[Servers]:
    """Give the servers of a place; the last one ends with the block."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    how = {**environment(made), "COMMUNITY_PORT": str(port), **more}
    found = Servers(nursery, how, port)
    try:
        yield found
    finally:
        found.kill()


def _slow() -> str:
    """Answer when the test says so: a request that is in flight till then."""
    folder: Path = current_app.config["SETTINGS"].data_dir
    (folder / "began").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return "done"


def _main() -> None:
    from community import logs
    from community.web import blueprints

    assert blueprints
    logs.set_up("ERROR")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(os.getpid(), flush=True)
    made: dict[str, Flask] = {}
    for line in sys.stdin:
        how = json.loads(line)
        where = how["COMMUNITY_PORT"]
        if where not in made:
            made = {where: _site(how)}
        number = os.fork()
        if not number:
            _serve(made[where], how)
        print(number, flush=True)


def _site(how: dict[str, str]) -> Flask:
    from community import settings
    from community.app import create_app

    app = create_app(settings.read(how))
    app.add_url_rule("/slow", "slow", _slow)
    return app


def _serve(app: Flask, how: dict[str, str]) -> None:
    from community import serving
    from community.web import again, conversations

    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # letters are written there
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    conversations.AN_HOUR = 10**9  # who writes here writes a lot
    if NEVER_AGAIN in how:
        again.may_help = lambda _problem: False
    serving.serve(app, worker=WORKER in how)
    os._exit(0)


if __name__ == "__main__":
    _main()
