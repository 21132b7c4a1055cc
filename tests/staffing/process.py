"""People in a process of its own, who all press a button in the same moment.

`python -m tests.staffing.process URL FOLDER` loads the site once. For each line that
it reads, a list of (account, path, form), it gets its browsers ready and says so; after
the next line all of them send at once, and it answers with what came back.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from community.core.db import start_writing
from tests.client import Visitor, signed_in_token
from tests.databases import site

ROOT = Path(__file__).parents[2]

Press = tuple[int, str, dict[str, str]]


class Crowd:
    """Such a process, as the test sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def get_ready(self, presses: list[Press]) -> None:
        """Let everybody open a browser."""
        self._say(json.dumps(presses))
        assert self._read() == "ready"

    def go(self) -> None:
        """Let everybody press their button."""
        self._say("go")

    def came(self) -> list[int | str]:
        """Return what came back to each."""
        found: list[int | str] = json.loads(self._read())
        return found

    def _say(self, words: str) -> None:
        assert self._process.stdin is not None
        print(words, file=self._process.stdin, flush=True)

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def crowd(url: str, folder: Path) -> Iterator[Crowd]:
    """Start such a process; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.staffing.process", url, str(folder)],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        made = Crowd(process)
        try:
            assert made._read() == "here"
            yield made
        finally:
            process.kill()


def _visitor(app: Flask, account: int) -> Visitor:
    visitor = Visitor(app)
    visitor.client.set_cookie("session_id", signed_in_token(account))
    return visitor


def _press_all(app: Flask, hands: list[tuple[Any, str, dict[str, str]]]) -> list[Any]:
    start = threading.Barrier(len(hands))
    came: list[Any] = [None] * len(hands)

    def press(place: int, client: Any, path: str, form: dict[str, str]) -> None:
        with app.app_context():
            start.wait(20)
            try:
                came[place] = client.post(path, data=form).status_code
            except Exception as error:  # it would be an error page
                came[place] = repr(error)

    threads = [
        threading.Thread(target=press, args=(place, *hand))
        for place, hand in enumerate(hands)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def _be_patient(connection: Any, _record: Any) -> None:
    """Let nobody give up: eight take turns here, and a machine may be slow.

    Who waits for each other in a circle is found out after a second all the same.
    """
    if "psycopg" in type(connection).__module__:
        connection.execute("SET lock_timeout = '60s'")
        connection.execute("SET statement_timeout = '60s'")
        connection.commit()


def _main(url: str, folder: str) -> None:
    event.listen(Engine, "connect", _be_patient)
    app, answers = site(url, Path(folder)), os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what it logs
    print("here", file=answers, flush=True)
    for line in sys.stdin:
        hands = []
        with app.app_context():
            start_writing()
            for account, path, form in json.loads(line):
                visitor = _visitor(app, account)
                sent = {"csrf_token": visitor.token(), **form}
                hands.append((visitor.client, path, sent))
        print("ready", file=answers, flush=True)
        sys.stdin.readline()
        print(json.dumps(_press_all(app, hands)), file=answers, flush=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
