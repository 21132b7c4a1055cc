"""How fast somebody may look people up: nobody copies the community page by page.

A door names its paces (`Door.paces`). They are counted for an account, or for the
network of somebody who has none, in the database and over all processes. Each process
holds back up to nine pages before it writes, so that reading hardly ever writes. While
the database takes nothing, pages are shown all the same, and the process counts alone.
"""

import threading
from dataclasses import dataclass

from flask import current_app, request

from community.core import journal, limits
from community.core.access import Viewer
from community.core.text import N_
from community.web.net import client_net

MINUTE, AT_ONCE = 60, 10
WORDS = N_(
    "You have opened many pages in a short time. "
    "Wait a minute, then go on where you are."
)


@dataclass(frozen=True)
class Pace:
    """So many pages a minute; a `searches` one counts what was typed to be found."""

    most: int
    searches: bool = False


PACES = {"people": Pace(120), "search": Pace(60, searches=True)}
"""Far more than anybody reads: who opens a page every half second copies them."""


@dataclass
class _Count:
    """What this process knows of one pace of somebody in this minute."""

    counted: int = 0
    waiting: int = 0


class Counts:
    """The counts of this minute, as far as this process knows them."""

    def __init__(self) -> None:
        self._lock, self._began = threading.Lock(), 0
        self._kept: dict[tuple[str, str], _Count] = {}

    def add(self, what: str, who: str, most: int) -> None:
        """Count a page; raise `TooMany` when there were `most`."""
        began = limits.window(MINUTE)
        with self._lock:
            if began != self._began:
                self._began, self._kept = began, {}
            mine = self._kept.get((what, who))
            is_first = mine is None
            mine = mine or self._kept.setdefault((what, who), _Count())
            if mine.counted + mine.waiting >= most:
                raise limits.too_many(MINUTE, WORDS)
            mine.waiting += 1
            if not is_first and mine.waiting < AT_ONCE:
                return
            number, mine.waiting = mine.waiting, 0
            mine.counted += number

        def write() -> None:  # others may have counted as well
            known = limits.add(f"pace {what}", who, began, number)
            mine.counted = max(mine.counted, known)

        journal.aside(write, may_fail=True)


COUNTS = Counts()


def keep(names: tuple[str, ...], viewer: Viewer) -> None:
    """Count a page for each of its paces; raise `TooMany` where one is used up."""
    if not names or not current_app.config["SETTINGS"].paces:
        return
    who = str(viewer.account_id or client_net())
    for name in names:
        pace = PACES[name]
        if not pace.searches or request.args.get("q", "").strip():
            COUNTS.add(name, who, pace.most)
