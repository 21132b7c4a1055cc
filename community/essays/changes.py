"""What changed between two texts: words that stayed, that went, that came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST = 3_000
"""Two pieces with more words than this together are shown whole: the search for what
they share would take too long."""
_LINES = re.compile(r"[^\n]*\n+|[^\n]+\Z")
_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words, and what became of them."""

    change: Change
    words: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return how `before` became `after`, piece by piece.

    What is the same or gone makes `before`, what is the same or new makes `after`.
    """
    found: list[Piece] = []
    for one, two in _apart(_LINES.findall(before), _LINES.findall(after)):
        for piece in _finer(one, two):
            if found and found[-1].change is piece.change:
                piece = Piece(piece.change, found.pop().words + piece.words)
            found.append(piece)
    return tuple(found)


def _apart(one: list[str], two: list[str]) -> Iterator[tuple[str, str]]:
    """Give the parts of two lists side by side; equal ones are the same."""
    for _what, a, b, c, d in SequenceMatcher(None, one, two, False).get_opcodes():
        yield "".join(one[a:b]), "".join(two[c:d])


def _finer(before: str, after: str) -> Iterator[Piece]:
    if before == after:
        yield Piece(Change.SAME, before)
        return
    one, two = _WORDS.findall(before), _WORDS.findall(after)
    pairs: Iterator[tuple[str, str]] = iter([(before, after)])
    if one and two and len(one) + len(two) <= MOST:
        pairs = _apart(one, two)
    for gone, new in pairs:
        if gone == new:
            yield Piece(Change.SAME, gone)
            continue
        if gone:
            yield Piece(Change.GONE, gone)
        if new:
            yield Piece(Change.NEW, new)
