"""How long answers usually take, of many people and never of one."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from math import ceil

from community.core import clock

BACK = timedelta(days=90)
FEWEST = 8
"""With fewer answers nothing is said: one could tell whose they are."""

MOST_OF_THEM = 0.75
DAY = timedelta(days=1)


def lately() -> tuple[datetime, datetime]:
    """Return from when and until when answers count: up to yesterday.

    So nobody reads off it that somebody answered a moment ago.
    """
    midnight = datetime.combine(clock.today(), time(), UTC)
    return midnight - BACK, midnight


def usual_days(took: Collection[timedelta]) -> int | None:
    """Return within how many days three of four answers came, if enough did."""
    if len(took) < FEWEST:
        return None
    slow = sorted(took)[ceil(len(took) * MOST_OF_THEM) - 1]
    return max(1, ceil(slow / DAY))
