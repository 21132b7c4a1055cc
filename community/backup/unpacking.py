"""Reading a backup: its parts into a folder, each compared with its sum."""

import hashlib
import tarfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from community.backup import contents
from community.backup.contents import DATABASE, FILES, LIST, Contents
from community.backup.problems import BackupProblem
from community.backup.sealing import DAMAGED, NOT_OURS, Opening

BLOCK = 1 << 20
PLACE = ".database"
"""Where the database goes: no file of the data folder is called so."""


def unpack(file: Path, keys: Sequence[str], folder: Path) -> Contents:
    """Unpack a backup: the database as `PLACE`, files as they lay."""
    try:
        with file.open("rb") as raw:
            return _unpack(Opening(raw, keys), folder)
    except tarfile.TarError:
        raise BackupProblem(NOT_OURS) from None
    except OSError as problem:
        words = f"{file} can't be unpacked: {problem.strerror or problem}."
        raise BackupProblem(words) from None


def _unpack(opening: Opening, folder: Path) -> Contents:
    sums: dict[str, str] = {}
    found: Contents | None = None
    with tarfile.open(mode="r|", fileobj=opening) as tar:  # type: ignore[call-overload]
        for part in tar:
            data = tar.extractfile(part)
            if data is None:
                raise BackupProblem(NOT_OURS)
            if part.name == LIST:
                found = contents.read(data.read())
            else:
                sums[part.name] = _put(data, _place(folder, part.name))
    while opening.read(BLOCK):  # to its very end, which may not be missing
        pass
    if found is None or sums != found.parts or DATABASE not in sums:
        raise BackupProblem(DAMAGED)
    return found


def _place(folder: Path, name: str) -> Path:
    """Return where a part goes: never out of the folder, whatever its name says."""
    if name == DATABASE:
        return folder / PLACE
    inside = PurePosixPath(name.removeprefix(FILES))
    if not name.startswith(FILES):
        raise BackupProblem(NOT_OURS)
    if inside.is_absolute() or ".." in inside.parts or not inside.parts:
        raise BackupProblem(NOT_OURS)
    place = folder / inside
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _put(data: IO[bytes], place: Path) -> str:
    total = hashlib.sha256()
    with place.open("xb") as out:
        while block := data.read(BLOCK):
            total.update(block)
            out.write(block)
    return total.hexdigest()
