"""The words of a search: plain, without the small ones, cut to their stems.

Names that people have for one thing (a tag and its synonyms) are one concept, wherever
they stand: in what somebody asks, and in what a resource says.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from threading import Lock

import snowballstemmer  # type: ignore[import-untyped]
from bm25s.stopwords import STOPWORDS_EN_PLUS  # type: ignore[import-untyped]

from community.core.text import folded

_MORE = (
    "also anybody anyone anything could etc may might must shall us would yes please "
    "get got want need know find look looking tell give make"
)
SMALL = frozenset(re.findall("[a-z]+", " ".join(STOPWORDS_EN_PLUS) + " " + _MORE))
"""Words that say nothing of what is looked for."""

LONGEST_NAME = 6
"""So many words has the name of a concept at most."""

_stemmer = snowballstemmer.stemmer("english")
_one_at_a_time = Lock()
"""The stemmer keeps the word that it cuts in itself: two threads would mix theirs."""


def plain(words: str) -> list[str]:
    """Return all words in the one form that a search compares."""
    return re.findall(r"[^\W_]+", folded(words))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what "supporting" and "supports" have in common."""
    with _one_at_a_time:
        found: str = _stemmer.stemWord(word)
    return found


def telling(words: str) -> list[str]:
    """Return the words that say something, in their order."""
    return [one for one in plain(words) if one not in SMALL]


def stems(words: str) -> list[str]:
    """Return the stems of the words that say something, in their order."""
    return [stem(one) for one in telling(words)]


class Concepts:
    """What tags are called: finds them in a text, the longest name first."""

    def __init__(self, names: Iterable[tuple[int, str]], broader: Mapping[int, int]):
        """Take (tag, name) for every name of a tag, and the broader tag of some."""
        self._broader = broader
        self._named: dict[tuple[str, ...], int] = {}
        for tag, name in names:
            cut = tuple(stems(name))
            if 0 < len(cut) <= LONGEST_NAME:
                self._named.setdefault(cut, tag)
        self._words = {word for cut in self._named for word in cut}

    def knows(self, word: str) -> bool:
        """Tell whether a stem stands in the name of a tag."""
        return word in self._words

    def inside(self, cut: list[str]) -> list[int]:
        """Return the tags that a text names, given its stems, in their order."""
        found: dict[int, None] = {}
        place = 0
        while place < len(cut):
            for length in range(LONGEST_NAME, 0, -1):
                tag = self._named.get(tuple(cut[place : place + length]))
                if tag is not None and place + length <= len(cut):
                    found[tag] = None
                    place += length
                    break
            else:
                place += 1
        return list(found)

    def above(self, tag: int) -> list[int]:
        """Return the broader tags of one, the nearest first."""
        found: list[int] = []
        while (up := self._broader.get(tag)) is not None and up not in found:
            found.append(up)
            tag = up
        return found
