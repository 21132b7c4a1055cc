"""Making a backup: the database and the files, checked by their sums, sealed."""

import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from community import __version__
from community.backup import databases
from community.backup.contents import DATABASE, FILES, LIST, Contents
from community.backup.problems import BackupProblem
from community.backup.sealing import Sealing
from community.core import clock
from community.privacy import erasures
from community.settings import Settings

DAY = 86_400
FOLDER = "backups"
"""Where backups are if nobody says otherwise, in the data folder."""
NAME, OURS = "community-{:%Y%m%d-%H%M%S}.backup", r"community-(\d{8}-\d{6})\.backup"
DERIVED = frozenset({FOLDER, "graph", "maps", "mail"})
"""What is in the data folder and is made anew, or has no place in a backup."""
BEFORE = "before-"
"""How the folder begins that holds the files of before a restore."""
COPIES = (".copy-*", ".back-*")
"""Folders of a backup or a restore that is being made, or that was cut off."""


def make(chosen: Settings, where: Path | None = None) -> tuple[Path, Contents]:
    """Make a backup into a file or a folder; return where it is, and what is in it.

    It has its name only once it is whole and on the disk.
    """
    _clear_away(chosen.data_dir)
    file = _named(chosen, where)
    with _part(file) as (part, out):
        found = _write(chosen, out)
        part.replace(file)
    _put_list_beside(chosen.data_dir / erasures.NAME, file.parent / erasures.NAME)
    _keep_on_disk(file.parent)
    return file, found


def _clear_away(folder: Path) -> None:
    """Delete what an attempt that was cut off more than a day ago left behind."""
    left = [path for pattern in COPIES for path in folder.glob(pattern)]
    for path in left:
        if time.time() - path.stat().st_mtime > DAY:
            shutil.rmtree(path, ignore_errors=True)


def _put_list_beside(ours: Path, there: Path) -> None:
    """Keep who was erased beside the backups too: the disk here may be lost."""
    if ours.exists() and ours.resolve() != there.resolve():
        part = there.with_name(f"{there.name}.part")
        shutil.copyfile(ours, part)
        part.chmod(0o600)
        part.replace(there)


def _named(chosen: Settings, where: Path | None) -> Path:
    folder = chosen.data_dir / FOLDER if where is None else where
    if where is not None and not where.is_dir():
        return where
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / NAME.format(clock.now())


@contextmanager
def _part(file: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a file of another name beside it, which goes if something goes wrong."""
    part = file.with_name(f"{file.name}.part")
    try:
        number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as problem:
        raise BackupProblem(f"{part} can't be written: {problem.strerror}.") from None
    try:
        with os.fdopen(number, "wb") as out:
            yield part, out
    except OSError as problem:
        words = f"The backup can't be written: {problem.strerror}."
        raise BackupProblem(words) from None
    finally:
        part.unlink(missing_ok=True)


def _keep_on_disk(folder: Path) -> None:
    """Let a name outlast a power cut, not only what it stands for."""
    number = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(number)
    os.close(number)


def _write(chosen: Settings, out: BinaryIO) -> Contents:
    sealing = Sealing(out, chosen.backup_keys[0])
    with tarfile.open(mode="w|", fileobj=sealing, bufsize=tarfile.RECORDSIZE) as tar:  # type: ignore[call-overload]
        found = _write_parts(chosen, tar)
        _add(tar, LIST, io.BytesIO(found.as_json().encode()), len(found.as_json()))
    sealing.close()
    out.flush()
    os.fsync(out.fileno())
    return found


def _write_parts(chosen: Settings, tar: tarfile.TarFile) -> Contents:
    url, moment = chosen.database_url, clock.now()
    with tempfile.TemporaryDirectory(prefix=".copy-", dir=chosen.data_dir) as folder:
        copied = Path(folder) / DATABASE
        revision, rows = databases.copy(url, copied)
        found = Contents(
            program=__version__, revision=revision, database=databases.kind_of(url),
            made_at=moment.isoformat(timespec="seconds"), rows=rows,
        )  # fmt: skip
        _add_file(tar, DATABASE, copied, found)
    for file in files(chosen):
        name = f"{FILES}{file.relative_to(chosen.data_dir).as_posix()}"
        with suppress(FileNotFoundError):  # taken away since we looked
            _add_file(tar, name, file, found)
    return found


def files(chosen: Settings) -> list[Path]:
    """Return the files of the data folder that nothing else would bring back."""
    database = databases.file_of(chosen.database_url).name
    return sorted(
        path
        for top in chosen.data_dir.iterdir()
        if not top.name.startswith((".", BEFORE, database)) and top.name not in DERIVED
        for path in ([top] if top.is_file() else top.rglob("*"))
        if path.is_file() and not path.is_symlink()
    )


class _Summed:
    """A file whose sum is made as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sum = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        found = self._file.read(size)
        self.sum.update(found)
        return found


def _add_file(tar: tarfile.TarFile, name: str, path: Path, found: Contents) -> None:
    with path.open("rb") as file:
        summed = _Summed(file)
        _add(tar, name, summed, os.fstat(file.fileno()).st_size)
    found.parts[name] = summed.sum.hexdigest()


def _add(tar: tarfile.TarFile, name: str, file: object, size: int) -> None:
    part = tarfile.TarInfo(name)
    part.size, part.mode = size, 0o600
    tar.addfile(part, file)  # type: ignore[arg-type]


# ------------------------------------------------------------------------- old ones
def forget_old(folder: Path, days: int, now: datetime) -> list[Path]:
    """Delete the backups of a folder that we named ourselves and that are too old."""
    gone = []
    for file in sorted(folder.glob("*.backup")):
        made = re.fullmatch(OURS, file.name)
        if made is None:
            continue
        at = datetime.strptime(made[1], "%Y%m%d-%H%M%S").replace(tzinfo=now.tzinfo)
        if now - at > timedelta(days=days):
            file.unlink()
            gone.append(file)
    return gone
