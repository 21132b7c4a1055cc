"""The phases of the programme as spans of days, and what lies before and after."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from community.vocabulary.queries import TermCard

BEFORE, AFTER = "before", "after"


class Phases:
    """The phases with a first day, in their order.

    A phase lasts until the next begins, the last to its own end, if it has one. With no
    dated phase at all, every day is `AFTER`.
    """

    def __init__(self, cards: Iterable[TermCard]) -> None:
        dated = [(one.starts, one) for one in cards if one.starts is not None]
        self.cards = tuple(one for _, one in sorted(dated, key=lambda pair: pair[0]))
        self._starts = sorted(start for start, _ in dated)
        self._end = self.cards[-1].ends if self.cards else None

    @property
    def codes(self) -> tuple[str, ...]:
        """What days can belong to, in order of time."""
        return (BEFORE, *(one.code for one in self.cards), AFTER)

    def of(self, day: date) -> str:
        """Return the code of the phase of a day, or `BEFORE` or `AFTER`."""
        place = bisect_right(self._starts, day)
        if not self.cards or (self._end is not None and day > self._end):
            return AFTER
        return self.cards[place - 1].code if place else BEFORE

    def holds(self, code: str, column: Any) -> ColumnElement[bool]:
        """State that the day in `column` is of a phase; of none that is unknown."""
        if code == BEFORE and self.cards:
            found: ColumnElement[bool] = column < self._starts[0]
            return found
        if code == AFTER:
            return self._after(column)
        for place, one in enumerate(self.cards):
            if one.code == code:
                return self._within(place, column)
        return ~true()

    def _after(self, column: Any) -> ColumnElement[bool]:
        if not self.cards:
            return true()
        found: ColumnElement[bool] = ~true()
        if self._end is not None:
            found = column > self._end
        return found

    def _within(self, place: int, column: Any) -> ColumnElement[bool]:
        begun = column >= self._starts[place]
        if place + 1 < len(self.cards):
            return and_(begun, column < self._starts[place + 1])
        return and_(begun, true() if self._end is None else column <= self._end)
