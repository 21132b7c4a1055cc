"""The one clock, so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

_source: list[Callable[[], datetime]] = [lambda: datetime.now(UTC)]


def now() -> datetime:
    """Return the moment, in UTC."""
    return _source[-1]()


def today() -> date:
    """Return the day, in UTC."""
    return now().date()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Read the time from `source` from here on; None goes back to the real clock."""
    del _source[1:]
    if source is not None:
        _source.append(source)
