"""Snapshots as files in the data folder, which all processes of a site share.

A file is named after what it was built from. Whoever builds one holds a lock, so that
nobody builds the same twice; the file of the version before stays for those who are
about to open it, and nothing older.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path

import structlog

from community import __version__
from community.graph import store
from community.matching.snapshot_arrays import Arrays, Snapshot, snapshot_of

log = structlog.get_logger("snapshot")

FORM = 2
"""Rises when the arrays of a snapshot mean something else than before."""

ENDING = ".graph"
BEFORE = 1
"""How many files stay beside that of now."""

LOCKED = 10.0
"""Seconds that a process waits while another builds; then it builds for itself."""

PAUSE = 0.01


@dataclass(frozen=True)
class Key:
    """What a snapshot was built from: the database, its versions, the day."""

    database: str
    graph: int
    learned: int
    day: date

    @property
    def words(self) -> str:
        """The key as a word that tells nothing but whether it is the same."""
        whole = (FORM, __version__, self.database, self.graph, self.learned, self.day)
        return blake2b(repr(whole).encode(), digest_size=16).hexdigest()


class Folder:
    """Where the files are; `path` is None where nothing is to be kept.

    What can't be read or written there is told once, and done without.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._told = False

    def load(self, key: Key) -> Snapshot | None:
        """Return the snapshot of a key from its file, if there is a good one."""
        if self.path is None:
            return None
        try:
            arrays = store.read(self._file(self.path, key), key.words)
            return snapshot_of(arrays)
        except FileNotFoundError:
            return None
        except (KeyError, ValueError) as problem:
            log.warning("damaged", kind=type(problem).__name__)
        except OSError as problem:
            self._tell(problem)
        return None

    def save(self, key: Key, arrays: Arrays) -> None:
        """Write a snapshot's file and remove older ones; only while one is `alone`."""
        if self.path is None:
            return
        try:
            file = self._file(self.path, key)
            store.write(file, arrays, key.words)
            _tidy(self.path, file)
        except OSError as problem:
            self._tell(problem)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keep other processes from building; tell whether that could be done."""
        lock = self._lock()
        if lock is None:
            yield False
            return
        try:
            yield _taken(lock)
        finally:
            os.close(lock)

    def _lock(self) -> int | None:
        if self.path is None:
            return None
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            self._tell(problem)
            return None

    def _file(self, path: Path, key: Key) -> Path:
        return path / f"{key.words}{ENDING}"

    def _tell(self, problem: OSError) -> None:
        if not self._told:
            self._told = True
            log.warning("in memory alone", kind=type(problem).__name__)


@cache
def folder_at(path: str | None) -> Folder:
    """Return the folder at a path, the same for all of a process."""
    return Folder(Path(path) if path else None)


def _taken(lock: int) -> bool:
    """Wait for a lock; False when whoever holds it takes too long."""
    until = time.monotonic() + LOCKED
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE)


def _tidy(path: Path, file: Path) -> None:
    """Remove older files, and what a process that was stopped left half written."""
    others = [one for one in path.glob(f"*{ENDING}") if one != file]
    others.sort(key=_written, reverse=True)
    for old in (*others[BEFORE:], *path.glob("*.part")):
        old.unlink(missing_ok=True)


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
