"""A stream that only the holder of a key can read, sealed piece by piece.

The file begins with `MAGIC` and 32 random bytes. HKDF-SHA256 makes of these and of the
key another key for each file. Then come pieces of 64 KiB, each sealed by AES-GCM with
its own number as the nonce, whose last byte says whether it is the last one (the
STREAM construction [1]_). So a piece that was changed, left out, swapped, or that comes
from another file does not open; nor does a file without its end.

References
----------
.. [1] V. T. Hoang, R. Reyhanitabar, P. Rogaway, D. Vizár, "Online
   Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015.
"""

import base64
import os
from collections.abc import Iterable
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from community.backup.problems import BackupProblem

MAGIC = b"common-thread-backup 1\n"
SALT, PIECE, TAG = 32, 65536, 16
NOT_OURS = "This is not a backup of Common Thread, or its beginning is damaged."
NO_KEY = (
    "No key here opens this file, or its beginning is damaged. Set "
    "COMMUNITY_BACKUP_KEY (or COMMUNITY_VAULT_KEYS) to the key that it was made with."
)
DAMAGED = "The file is damaged: a part of it is missing or was changed. Use another."


def _box(key: str, salt: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC)
    return AESGCM(derived.derive(base64.urlsafe_b64decode(key)))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealing:
    """Seals what is written to it into a file; whole only once it is closed."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        salt = os.urandom(SALT)
        self._file, self._box = file, _box(key, salt)
        self._number, self._waits = 0, bytearray()
        file.write(MAGIC + salt)

    def write(self, data: bytes) -> int:
        """Take some bytes; the last piece waits, for it says that it is the last."""
        self._waits += data
        while len(self._waits) > PIECE:
            self._seal(bytes(self._waits[:PIECE]), last=False)
            del self._waits[:PIECE]
        return len(data)

    def close(self) -> None:
        """Seal what is left."""
        self._seal(bytes(self._waits), last=True)
        self._waits.clear()

    def _seal(self, piece: bytes, last: bool) -> None:
        nonce = _nonce(self._number, last)
        self._file.write(self._box.encrypt(nonce, piece, MAGIC))
        self._number += 1


class Opening:
    """Reads what was sealed, by whichever of some keys fits its first piece."""

    def __init__(self, file: BinaryIO, keys: Iterable[str]) -> None:
        if file.read(len(MAGIC)) != MAGIC:
            raise BackupProblem(NOT_OURS)
        salt = file.read(SALT)
        self._file, self._number, self._ended = file, 0, False
        self._read, self._next = bytearray(), file.read(PIECE + TAG)
        self._box = self._that_fits([_box(key, salt) for key in keys])

    def _that_fits(self, boxes: list[AESGCM]) -> AESGCM:
        last = len(self._next) < PIECE + TAG
        for box in boxes:
            for may_be_last in {last, True}:
                try:
                    box.decrypt(_nonce(0, may_be_last), self._next, MAGIC)
                except (InvalidTag, ValueError):
                    continue
                return box
        raise BackupProblem(NO_KEY)

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, fewer only at the end; all of them for -1."""
        while not self._ended and (size < 0 or len(self._read) < size):
            self._open()
        wanted = len(self._read) if size < 0 else size
        found = bytes(self._read[:wanted])
        del self._read[:wanted]
        return found

    def _open(self) -> None:
        piece, self._next = self._next, self._file.read(PIECE + TAG)
        self._ended = not self._next
        nonce = _nonce(self._number, self._ended)
        try:
            self._read += self._box.decrypt(nonce, piece, MAGIC)
        except (InvalidTag, ValueError):
            raise BackupProblem(DAMAGED) from None
        self._number += 1
