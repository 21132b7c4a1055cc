"""The phases of the programme as spans of days, and what lies before and after."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from community.vocabulary.queries import TermCard

BEFORE, AFTER = "before", "after"


GAP = timedelta(days=31)
"""So long may a pause be that still belongs to the phase before it."""


class Phases:
    """The phases with a first day, in their order.

    A phase lasts until the next begins, also over a short pause; before a longer one,
    as between two programmes, and as the last of all, until its own end, if it has
    one. Where several are on, as of two programmes at once, a day is of the one that
    began last. Days after a phase that are of none are `AFTER`, and with no dated
    phase at all every day is.
    """

    def __init__(self, cards: Iterable[TermCard]) -> None:
        dated = [(one.starts, one) for one in cards if one.starts is not None]
        dated.sort(key=lambda pair: pair[0])
        self.cards = tuple(one for _, one in dated)
        self._starts = [start for start, _ in dated]
        self._next = [*self._starts[1:], None][: len(dated)]
        self._stops = [
            _stop(one.ends, begins)
            for one, begins in zip(self.cards, self._next, strict=True)
        ]

    @property
    def codes(self) -> tuple[str, ...]:
        """What days can belong to, in order of time."""
        return (BEFORE, *(one.code for one in self.cards), AFTER)

    def of(self, day: date) -> str:
        """Return the code of the phase of a day, or `BEFORE` or `AFTER`."""
        if not self.cards:
            return AFTER
        place = bisect_right(self._starts, day) - 1
        if place < 0:
            return BEFORE
        stop = self._stops[place]
        return AFTER if stop is not None and day >= stop else self.cards[place].code

    def holds(self, code: str, column: Any) -> ColumnElement[bool]:
        """State that the day in `column` is of a phase; of none that is unknown."""
        if code == BEFORE and self.cards:
            found: ColumnElement[bool] = column < self._starts[0]
            return found
        if code == AFTER:
            return self._after(column)
        spans = zip(self.cards, self._starts, self._stops, strict=True)
        for one, start, stop in spans:
            if one.code == code:
                return and_(column >= start, true() if stop is None else column < stop)
        return ~true()

    def _after(self, column: Any) -> ColumnElement[bool]:
        """State that a day follows a phase, and is of none."""
        if not self.cards:
            return true()
        gaps = [
            and_(column >= stop, true() if begins is None else column < begins)
            for stop, begins in zip(self._stops, self._next, strict=True)
            if stop is not None and stop != begins
        ]
        return or_(~true(), *gaps)


def _stop(ends: date | None, begins: date | None) -> date | None:
    """Return the first day that is not of a phase, given when the next one begins."""
    if begins is not None and (ends is None or begins - ends <= GAP):
        return begins
    return None if ends is None else ends + timedelta(days=1)
