"""That updates to an address were stopped: a line beside the database, for a while.

Nothing else is kept of the address. The line holds the moment and a code that nobody
reads back without the keys of the vault, so that a backup from before sends it nothing.
"""

from datetime import datetime, timedelta
from pathlib import Path

import structlog

from community.core import clock, gone, vault

KEPT = timedelta(days=36)
"""A day longer than a backup."""
_NAME = "stopped"

log = structlog.get_logger("updates")


def remember(mark: str) -> None:
    """Note that updates to the address of `mark` were stopped just now.

    They stop also where that can't be written.
    """
    line = {_NAME: vault.signature(_words(mark)), "at": clock.now().isoformat()}
    try:
        gone.add([line])
    except OSError as problem:
        log.warning("not noted", problem=type(problem).__name__)


def _words(mark: str) -> str:
    return f"stopped updates: {mark}"


def known(path: Path) -> dict[str, datetime]:
    """Return when updates were last stopped, by the codes in a list."""
    found: dict[str, datetime] = {}
    for line in gone.lines(path):
        at = _at(line)
        if at is not None:
            code = str(line[_NAME])
            found[code] = max(at, found.get(code, at))
    return found


def _at(line: gone.Line) -> datetime | None:
    """Return when it was, for a line that tells of this."""
    try:
        return datetime.fromisoformat(line["at"]) if _NAME in line else None
    except (ValueError, KeyError, TypeError):
        return None


def last(mark: str, codes: dict[str, datetime]) -> datetime | None:
    """Return when updates to the address of `mark` were last stopped, if ever."""
    ours = (codes.get(one) for one in vault.signatures(_words(mark)))
    return max((at for at in ours if at), default=None)


# ---------------------------------------------------------------- for a while
def old() -> int:
    """Return how many lines no backup needs any more."""
    return sum(_is_old(line) for line in gone.lines(gone.place()))


def forget_old() -> int:
    """Let them go; return how many."""
    return gone.let_go(_is_old) if old() else 0


def _is_old(line: gone.Line) -> bool:
    at = _at(line)
    return at is not None and at <= clock.now() - KEPT
