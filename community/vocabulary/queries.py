"""Reads of the lists and settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from community.core.db import db
from community.vocabulary.models import KINDS, Setting, Term

SHAPES = (
    "lived-experience",
    "clinical",
    "design",
    "charity-community",
    "research",
    "system",
)
"""The six groups of kinds, in the order of their colours and shapes (1 to 6)."""


@dataclass(frozen=True)
class TermCard:
    """One entry of a list."""

    list: str
    code: str
    label: str
    parent: str
    group: str
    note: str
    starts: date | None
    ends: date | None

    @property
    def shape(self) -> int:
        """The number of the kind's colour and shape, 1 to 6; 0 is neutral."""
        return SHAPES.index(self.group) + 1 if self.group in SHAPES else 0

    @property
    def invitable(self) -> bool:
        """Whether an invitation may say this of its reader: no lived experience."""
        return self.group != SHAPES[0]


def terms(*lists: str) -> tuple[TermCard, ...]:
    """Return the entries of one or more lists in their order, in one statement."""
    columns = [getattr(Term, name) for name in TermCard.__dataclass_fields__]
    found = select(*columns).where(Term.list.in_(lists)).order_by(Term.list, Term.sort)
    return tuple(TermCard(**row) for row in db.session.execute(found).mappings())


def of(cards: Iterable[TermCard], list_: str) -> tuple[TermCard, ...]:
    """Return the entries of `list_` among `cards`."""
    return tuple(card for card in cards if card.list == list_)


def kinds() -> dict[str, TermCard]:
    """Return the kinds of participant by code."""
    return {card.code: card for card in terms(KINDS)}


def setting(name: str, default: str = "") -> str:
    """Return what administrators chose for `name`, or `default`."""
    value = db.session.scalar(select(Setting.value).where(Setting.name == name))
    return default if value is None else value


def settings(*names: str) -> dict[str, str]:
    """Return what administrators chose for `names`, where they chose, in one read."""
    found = select(Setting.name, Setting.value).where(Setting.name.in_(names))
    return dict(db.session.execute(found).all())
