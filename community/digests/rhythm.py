"""When a digest comes: by the clocks in Britain, the same hour all year."""

from datetime import datetime, timedelta
from typing import Final

from community.core.clock import british, british_day
from community.digests.models import Every

DAY: Final = timedelta(days=1)
STEP: Final = {Every.WEEK: timedelta(days=7), Every.FORTNIGHT: timedelta(days=14)}
"""The days between two digests; where a member wants none there is no step."""

USUAL = (Every.WEEK, 1, 9)
"""Every week, on Tuesday at nine: what everybody has until they say otherwise."""


def first(every: Every, weekday: int, hour: int, now: datetime) -> datetime | None:
    """Return the first moment after `now` of a rhythm that begins now."""
    if every not in STEP:
        return None
    here = british_day(now)
    day = here + DAY * ((weekday - here.weekday()) % 7)
    due = british(day, hour)
    return due if due > now else british(day + 7 * DAY, hour)


def following(
    every: Every, weekday: int, hour: int, due: datetime, now: datetime
) -> datetime | None:
    """Return the first moment after `now` that is whole steps away from `due`.

    However late somebody looks, a fortnight stays the same fortnight. Where `due` was
    on another day of the week, it counts from the last right day before it.
    """
    if every not in STEP:
        return None
    step, was = STEP[every], british_day(due)
    began = was - DAY * ((was.weekday() - weekday) % 7)
    late = max(0, (british_day(now) - began) // step)
    found = british(began + late * step, hour)
    return found if found > max(now, due) else british(began + (late + 1) * step, hour)
