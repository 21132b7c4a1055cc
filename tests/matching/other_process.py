"""A second process on a site's database, which does what it is told line by line.

`python -m tests.matching.other_process URL FOLDER` reads a command a line, and answers
each with a line of JSON.
"""

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from community.core.access import ANY_MEMBER
from community.core.db import db, read_only, start_writing
from community.matching import snapshot, snapshot_keeper, snapshot_store
from community.members.models import MemberTag, Relation
from community.vocabulary.commands import set_setting
from tests.cast import tag_id
from tests.databases import site
from tests.matching import ways
from tests.matching.graphs import Builds, edges

ROOT = Path(__file__).parents[2]


class Other:
    """The process as its parent sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def begin(self, *words: object) -> None:
        """Tell it to do something, and do not wait."""
        assert self.process.stdin is not None
        print(*words, file=self.process.stdin, flush=True)

    def end(self) -> Any:
        """Wait for the answer to what it was told."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the other process has ended"
        return json.loads(line)

    def do(self, *words: object) -> Any:
        self.begin(*words)
        return self.end()


@contextmanager
def other_process(url: str, folder: Path) -> Iterator[Other]:
    """Start one, and end it."""
    command = [sys.executable, "-m", "tests.matching.other_process", url, str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        other = Other(process)
        try:
            assert other.end() == "ready"
            yield other
        finally:
            process.kill()


class Told:
    """What the process can be told: a method for each command."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._lock = folder / "graph" / "lock"
        self._builds, self._held = Builds(patch), []

    def ask(self) -> list[tuple[int, int]]:
        """Return who says what, as the snapshot of now has it."""
        db.session.rollback()
        read_only()
        return sorted(edges(snapshot.current(ANY_MEMBER)[0], "member>tag"))

    def say(self, who: str, slug: str) -> None:
        """Let somebody seek a tag, and commit."""
        start_writing()
        ways.say(int(who), slug, Relation.SEEKS)

    def flip(self, times: str) -> None:
        """Change a tag of Dai's and a setting together, in as many transactions."""
        for at in range(int(times)):
            start_writing()
            set_setting("suggest_bridge_share", "20" if at % 2 else "30")
            if at % 2:
                tag = MemberTag.tag_id == tag_id("storytelling")
                db.session.execute(
                    delete(MemberTag).where(tag, MemberTag.member_id == 4)
                )
                db.session.commit()
            else:
                ways.say(4, "storytelling", Relation.SEEKS)

    def slow(self, seconds: str) -> None:
        """Let each build take so much longer."""
        self._builds.seconds = float(seconds)

    def built(self) -> int:
        """Return how often it has built."""
        return self._builds.number

    def hold(self) -> None:
        """Take the lock of who builds, as if a build went on for ever."""
        self._held.append(self._lock.open("w"))
        fcntl.flock(self._held[-1], fcntl.LOCK_EX)


def _main(url: str, folder: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_keeper, "PATIENCE", 60.0)
        patch.setattr(snapshot_store, "LOCKED", 60.0)
        with site(url, Path(folder)).app_context():
            told = Told(Path(folder), patch)
            print(json.dumps("ready"), flush=True)
            for line in sys.stdin:
                what, *given = line.split()
                print(json.dumps(getattr(told, what)(*given)), flush=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
