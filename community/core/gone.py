"""The list beside the database: what is gone for good, and an older backup brings back.

A line is JSON and tells of one thing that went; each sort has names of its own, and
whoever reads the list takes up those that they know. It only grows at its end, but for
lines that are let go because no backup is so old. The file is kept apart from the
backups, and goes with them.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from community.core import files

NAME = "erasures.jsonl"
_LOCK = ".erasures.lock"

Line = dict[str, Any]


def place() -> Path:
    """Return where the list is."""
    return files.folder() / NAME


def lines(path: Path) -> Iterator[Line]:
    """Return the lines of a list; a last one that was cut off is left out."""
    if not path.exists():
        return
    for words in path.read_text(encoding="utf-8").splitlines():
        if (line := _read(words)) is not None:
            yield line


def _read(words: str) -> Line | None:
    try:
        found = json.loads(words)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def add(new: Iterable[Mapping[str, Any]]) -> None:
    """Write lines at the end of the list, so that they are on the disk."""
    with _alone():
        descriptor = os.open(place(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            for one in new:
                line = f"{_cut_off(descriptor)}{json.dumps(one)}\n"
                os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _cut_off(descriptor: int) -> str:
    """Return the end of a line where the last one was cut off."""
    size = os.fstat(descriptor).st_size
    whole = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
    return "" if whole else "\n"


def let_go(goes: Callable[[Line], bool]) -> int:
    """Write the list anew without the lines of which `goes` is true; return how many.

    Whoever is killed meanwhile leaves the list as it was.
    """
    with _alone():
        if not place().exists():
            return 0
        there = place().read_text(encoding="utf-8").splitlines()
        kept = [words for words in there if not _goes(words, goes)]
        if len(kept) < len(there):
            _put(kept)
    return len(there) - len(kept)


def _goes(words: str, goes: Callable[[Line], bool]) -> bool:
    line = _read(words)
    return line is not None and goes(line)


def _put(kept: list[str]) -> None:
    part = place().with_name(f".{NAME}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{words}\n" for words in kept))
        file.flush()
        os.fsync(file.fileno())
    part.replace(place())


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes from writing to the list meanwhile."""
    place().parent.mkdir(parents=True, exist_ok=True)
    with place().with_name(_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
