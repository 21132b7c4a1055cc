"""The snapshot that a process has at hand, and the thread that gets a newer one.

Who finds that the one at hand is not of now starts the thread and waits for it, at most
`PATIENCE` seconds after this was first found; then the older one must do. Others do
not wait while the older one was surely of now less than `FRESH` seconds ago. So a
change is in all answers within a second where building takes less, and where it takes
longer nobody waits for more than that. Only the very first one is waited for.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from community.matching.snapshot_arrays import Snapshot
from community.matching.snapshot_store import Key

log = structlog.get_logger("snapshot")

PATIENCE = 1.0
FRESH = 1.0


@dataclass(frozen=True)
class Kept:
    """A snapshot, what it was built from, and in which round."""

    key: Key
    snapshot: Snapshot
    round: int = 0


Get = Callable[[Kept | None], Kept]
"""Gets the snapshot of now, given the one at hand; runs in a thread of its own."""


class Keeper:
    """One database's snapshot. Every attempt to get a newer one is a round."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._kept: Kept | None = None
        self._failed: tuple[int, BaseException | None] = (0, None)
        self._round = self._wanted = 0
        self._busy = False
        self._sure = self._noticed = 0.0

    def snapshot(self, key: Key, get: Get) -> Snapshot:
        """Return the snapshot of `key` or of later; an older one if that takes long.

        Raises whatever `get` raised where there is no older one.
        """
        with self._changed:
            kept = self._kept
            if kept is not None and kept.key == key:
                self._sure = time.monotonic()
                return kept.snapshot
            others_wait = self._busy
            needed = self._want(get)
            if kept and others_wait and time.monotonic() < self._sure + FRESH:
                return kept.snapshot
            return self._wait(key, needed)

    def _want(self, get: Get) -> int:
        """Let a round begin after this moment, and return its number."""
        needed = self._wanted = self._round + 1
        if not self._busy:
            threading.Thread(target=self._work, args=(get,), daemon=True).start()
            self._busy, self._noticed = True, time.monotonic()
        return needed

    def _wait(self, key: Key, needed: int) -> Snapshot:
        while True:
            kept = self._kept
            if kept and (kept.key == key or kept.round >= needed):
                return kept.snapshot
            left = self._noticed + PATIENCE - time.monotonic() if kept else None
            failed, problem = self._failed
            if failed >= needed or (left is not None and left <= 0):
                if kept is None:
                    raise problem or RuntimeError("there is no snapshot")
                return kept.snapshot
            self._changed.wait(left)

    def _work(self, get: Get) -> None:
        while True:
            with self._changed:
                self._round += 1
                number, kept, began = self._round, self._kept, time.monotonic()
            found, problem = _tried(get, kept)
            with self._changed:
                if found is None:
                    self._failed = (number, problem)
                else:
                    self._kept = replace(found, round=number)
                    self._sure, self._noticed = began, time.monotonic()
                self._busy = self._wanted > number
                self._changed.notify_all()
                if not self._busy:
                    return


def _tried(get: Get, kept: Kept | None) -> tuple[Kept | None, BaseException | None]:
    try:
        return get(kept), None
    except BaseException as problem:
        log.warning("not built", exc_info=problem)
        return None, problem
