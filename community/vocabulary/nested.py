"""Entries that lie within others: an area, its problems, and what they fall into."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from community.vocabulary.models import Term
from community.vocabulary.queries import TermCard

LEVELS = 3
"""So deep do entries lie within each other: area, problem, part of a problem."""


@dataclass(frozen=True)
class Branch:
    """An entry with those that it lies in, the outermost first."""

    card: TermCard
    above: tuple[TermCard, ...] = ()

    @property
    def label(self) -> str:
        """Its name as it stands alone in a list: after the one that it lies in."""
        if not self.above:
            return self.card.label
        return f"{self.above[-1].label}: {self.card.label}"


def branches(cards: Iterable[TermCard]) -> Iterator[Branch]:
    """Give each entry in its order, followed by what lies within it.

    What lies in something that is not among them stands on its own.
    """
    cards = tuple(cards)
    codes = {one.code for one in cards}
    for one in cards:
        if one.parent not in codes:
            yield from _down(Branch(one), cards)


def _down(branch: Branch, cards: tuple[TermCard, ...]) -> Iterator[Branch]:
    yield branch
    above = (*branch.above, branch.card)
    if len(above) < LEVELS:
        for one in cards:
            if one.parent == branch.card.code:
                yield from _down(Branch(one, above), cards)


def within(list_: str, codes: Iterable[str]) -> Select[Any]:
    """Select the codes of what lies within some entries, at any depth."""
    codes, inner = tuple(codes), Term.__table__.alias()
    first = select(inner.c.code).where(inner.c.list == list_, inner.c.parent.in_(codes))
    return select(Term.code).where(
        Term.list == list_, or_(Term.parent.in_(codes), Term.parent.in_(first))
    )


def holds(outer: Any, inner: Any) -> ColumnElement[bool]:
    """State that `inner` is `outer` or lies within it; both of Term, of one list."""
    middle = Term.__table__.alias()
    first = select(middle.c.code).where(
        middle.c.list == outer.list, middle.c.parent == outer.code
    )
    lies = or_(inner.parent == outer.code, inner.parent.in_(first))
    found: ColumnElement[bool] = (inner.list == outer.list) & (
        (inner.code == outer.code) | lies
    )
    return found
