"""What is said of one way in which a table leads to a person."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What erasing does with a row that leads to whoever is erased."""

    ROW = "the row is deleted"
    NAME = "the row stays, without the name"
    WORDS = "the row stays, without the name and the words"
    PASSED = "the row passes to somebody else"
    MARK = "it stays under a random mark that leads to nobody"
    STAYS = "nothing: it leads to nobody"


@dataclass(frozen=True)
class Line:
    """One column of a table that leads to a person, or a table that leads to none.

    `under` is the heading of the export that it stands under, "" where it is in none:
    then `why` says why. Of its columns `only` these are given, or all but those to
    `hide`. A row that is `shared` with others is read as its owner sees it on a page.
    `through` is the table whose row leads to the person where this one's own does not.
    """

    table: str
    column: str
    fate: Fate
    under: str = ""
    why: str = ""
    only: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    shared: bool = False
    through: tuple[str, str] | None = None


def mine(
    table: str,
    column: str,
    under: str,
    fate: Fate = Fate.ROW,
    *,
    only: str = "",
    hide: str = "",
    shared: bool = False,
    through: tuple[str, str] | None = None,
) -> Line:
    """Return a line for what somebody gets when they download their data."""
    return Line(
        table, column, fate, under, "", tuple(only.split()), tuple(hide.split()),
        shared, through,
    )  # fmt: skip


def kept_back(table: str, column: str, why: str, fate: Fate = Fate.ROW) -> Line:
    """Return a line for what leads to somebody and is not theirs to download."""
    return Line(table, column, fate, why=why)


def nobodys(table: str, why: str) -> Line:
    """Return a line for a table that leads to no member."""
    return Line(table, "", Fate.STAYS, why=why)
