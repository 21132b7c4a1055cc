"""A disk that is full, and has room again: a small one where the machine lets us."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from community.backup import databases as copies
from tests.backup.places import Place
from tests.faults.server import Servers

MB = 1_000_000


class Disk(Protocol):
    """Where what a site writes goes."""

    how: str

    def fill(self) -> None: ...
    def clear(self) -> None: ...


@contextmanager
def small(folder: Path, size: int) -> Iterator[bool]:
    """Lay a small file system over a folder; tell whether this machine lets us."""
    mounted = _ran("mount", "-t", "tmpfs", "-o", f"size={size}", "small", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            _ran("umount", "-l", str(folder))


def _ran(*words: str) -> bool:
    try:
        done = subprocess.run(words, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


class Filled:
    """A small file system with something large on it."""

    def __init__(self, folder: Path, leaves: int) -> None:
        self.how = "a file system without room"
        self._large, self._leaves = folder / "something-large", leaves

    def fill(self) -> None:
        size = shutil.disk_usage(self._large.parent).free - self._leaves
        # Others write as well, and closing writes what is left: both may find no room.
        with suppress(OSError), self._large.open("wb") as file:
            while size > 0:
                size -= file.write(bytes(min(size, 65536)))

    def clear(self) -> None:
        self._large.unlink()


class Limited:
    """No file system, but a limit on how large a file of the server may become."""

    def __init__(self, server: Servers, file: Path) -> None:
        self.how = "a limit on files"
        self._server, self._file = server, file

    def fill(self) -> None:
        log = self._file.with_name(f"{self._file.name}-wal")
        most = max(one.stat().st_size for one in (self._file, log) if one.exists())
        self._set(most + 20_000)

    def clear(self) -> None:
        self._set(resource.RLIM_INFINITY)

    def _set(self, size: int) -> None:
        most = resource.RLIM_INFINITY
        resource.prlimit(self._server.alive, resource.RLIMIT_FSIZE, (size, most))


class Refusing:
    """PostgreSQL that says by itself what it says of a full disk (53100)."""

    def __init__(self, made: Place) -> None:
        self.how = "what PostgreSQL says of a full disk"
        self._url = made.chosen.database_url

    def fill(self) -> None:
        self._say(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
            "CREATE TRIGGER full_disk BEFORE INSERT ON message "
            "FOR EACH ROW EXECUTE FUNCTION full_disk()",
        )

    def clear(self) -> None:
        self._say("DROP TRIGGER full_disk ON message", "DROP FUNCTION full_disk")

    def _say(self, *words: str) -> None:
        with copies.connected(self._url) as connection:
            for one in words:
                connection.execute(one)


def move_messages(made: Place, folder: Path) -> Any:
    """Let PostgreSQL keep messages on a file system of their own."""
    with copies.connected(made.chosen.database_url) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        connection.execute("ALTER TABLE message SET TABLESPACE small")


def move_back(made: Place) -> None:
    """Let PostgreSQL keep all in its own folder again."""
    with copies.connected(made.chosen.database_url) as connection:
        connection.execute("ALTER TABLE message SET TABLESPACE pg_default")
        connection.execute("DROP TABLESPACE small")
