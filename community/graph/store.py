"""Named arrays as one file that many processes map into memory and share.

A page or more of header says what the file is about and where each array lies; then
come the arrays, end to end. A file is written beside its place and then put there in
one step, so that nobody meets half of one. Whatever is read is checked first: a file
that is not whole, or not about what was asked for, is refused.
"""

import json
import mmap
import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

MAGIC = b"THREADED"
VERSION = 1
PAGE = 4096
LINE = 64
"""Arrays begin at multiples of this, which suits every type and the processor."""

KINDS = "biuf"
"""Arrays hold booleans, integers or floats; nothing that has to be interpreted."""

_FIXED = Struct("<8sIIQI16s")
"""Magic, version, length of the header's words, of the file, checksums of both."""


class Damaged(ValueError):
    """A file is not one of ours, not whole, or about something else."""


class Part(NamedTuple):
    """Where an array lies in a file, in bytes from its beginning."""

    name: str
    kind: str
    shape: tuple[int, ...]
    start: int

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return int(np.dtype(self.kind).itemsize * np.prod(self.shape, dtype=np.int64))


def write(path: Path, arrays: Arrays, about: str) -> None:
    """Put arrays into a file, in one step for whoever reads it.

    Parameters
    ----------
    path : Path
        Where the file will be; its folder exists.
    arrays : mapping of str to ndarray
        Booleans, integers or floats, of any shape.
    about : str
        What they are, which `read` asks for.

    Raises
    ------
    OSError
        If the folder can't be written to, or is full. Nothing is left behind then.
    ValueError
        If an array holds something else.
    """
    flat = {name: np.asarray(one) for name, one in arrays.items()}
    for name, one in flat.items():
        if one.dtype.kind not in KINDS:
            raise ValueError(f"{name} holds {one.dtype}")
    number, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as out:
            for piece in _pieces(flat, about):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def read(path: Path, about: str) -> dict[str, NDArray[Any]]:
    """Map a file into memory and return its arrays, which nobody can change.

    The arrays keep the memory; they stay as they are when the file is removed.

    Raises
    ------
    OSError
        If there is no such file, or it can't be read.
    Damaged
        If it is not ours, of another version, not whole, or not about `about`.
    """
    with path.open("rb") as file:
        try:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as problem:
            raise Damaged("the file is empty") from problem
    parts = _checked(memory, about)
    return {
        one.name: np.frombuffer(
            memory, one.kind, one.size // np.dtype(one.kind).itemsize, one.start
        ).reshape(one.shape)
        for one in parts
    }


def _pieces(arrays: Arrays, about: str) -> Iterator[bytes]:
    words, parts = _header(arrays, about)
    start = _up(_FIXED.size + len(words), PAGE)
    total = start + (parts[-1].start + parts[-1].size if parts else 0)
    body = 0
    for piece in _body(arrays, parts):
        body = zlib.crc32(piece, body)
    head = (MAGIC, VERSION, len(words), total, body)
    yield _FIXED.pack(*head, _sum(_FIXED.pack(*head, b"") + words))
    yield words
    yield bytes(start - _FIXED.size - len(words))
    yield from _body(arrays, parts)


def _header(arrays: Arrays, about: str) -> tuple[bytes, list[Part]]:
    """Return the header's words, and the parts counted from the end of the header."""
    parts, end = [], 0
    for name, one in arrays.items():
        parts.append(Part(name, one.dtype.str, one.shape, _up(end, LINE)))
        end = parts[-1].start + parts[-1].size
    return json.dumps({"about": about, "parts": parts}).encode(), parts


def _body(arrays: Arrays, parts: list[Part]) -> Iterator[bytes]:
    end = 0
    for part in parts:
        yield bytes(part.start - end)
        yield arrays[part.name].tobytes()
        end = part.start + part.size


def _checked(memory: mmap.mmap, about: str) -> list[Part]:
    """Return where the arrays lie, after everything was found to be right."""
    if len(memory) < _FIXED.size:
        raise Damaged("the file is too short")
    magic, version, length, total, body, told = _FIXED.unpack_from(memory)
    if (magic, version) != (MAGIC, VERSION):
        raise Damaged("the file is not one of ours, or of another version")
    if total != len(memory) or _FIXED.size + length > total:
        raise Damaged("the file is not whole")
    words = memory[_FIXED.size : _FIXED.size + length]
    head = _FIXED.pack(magic, version, length, total, body, b"")
    if _sum(head + words) != told:
        raise Damaged("the header is not as it was written")
    start = _up(_FIXED.size + length, PAGE)
    with memoryview(memory) as view, view[start:] as rest:
        if zlib.crc32(rest) != body:
            raise Damaged("the arrays are not as they were written")
    header = json.loads(words)
    if header["about"] != about:
        raise Damaged("the file is about something else")
    return [
        Part(name, kind, tuple(shape), start + begin)
        for name, kind, shape, begin in header["parts"]
    ]


def _up(number: int, step: int) -> int:
    """Return the next multiple of `step` from `number` on."""
    return -(-number // step) * step


def _sum(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
