"""Full-text search over what is out, and what is like it: BM25 over stems and concepts.

Every resource is a bag of words in which what tells more stands more often (`Text`);
beside its words stand the tags that it has or names, and its authors' family names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import bm25s  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from community.evidence.facts import normal_doi
from community.evidence.search_words import SMALL, Concepts, plain, stem, stems, telling

NEAR = 0.3
"""What has less than this part of the best one's score is not found."""
ALIKE = 0.1
"""What has less than this part of a resource's own score is not like it."""
SHARED = 2.0
"""So many words is a tag worth that two resources share."""
TITLE, SENTENCE, LABEL, USUAL = 4, 3, 2, 1
"""So many times the words of each part count."""
BEGUN, GUESSED, WIDER = 0.5, 0.8, 0.5
"""What a word counts that was begun only, that was spelt otherwise, and what a wider
tag counts where nothing has the one that was asked for."""
MOST_ALIKE = 4
SHORTEST = 3
"""Fewer letters begin too many words."""
MOST_BEGUN = 8
ANY = "*"
"""Stands in every text, so that none is empty."""
ALIKE_ENOUGH = 0.8
"""How alike two spellings are, from 0 to 1, of which one may be meant for the other."""


Meant = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Text:
    """The public words of one resource; `tags` are numbers of its own tags."""

    id: int
    title: str
    sentence: str = ""
    labels: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    doi: str | None = None


@dataclass(frozen=True)
class Hit:
    """A resource that was found, and how well it fits."""

    id: int
    score: float


@dataclass(frozen=True)
class Hits:
    """What was found, the best first; `meant` says how unknown words were read."""

    found: tuple[Hit, ...] = ()
    meant: Meant = ()


class Index:
    """The texts of all that is out, ready to be searched."""

    def __init__(self, texts: Iterable[Text], concepts: Concepts):
        """Take the texts in the order that decides between equals."""
        self._texts = tuple(texts)
        self._concepts = concepts
        self._places = {one.id: place for place, one in enumerate(self._texts)}
        self._words = sorted({
            word
            for one in self._texts
            for part in (one.title, one.sentence, *one.labels, *one.usual)
            for word in telling(part)
        })  # fmt: skip
        self._known = (
            frozenset(self._words) | {stem(one) for one in self._words} | self._named()
        )
        self._engine = bm25s.BM25(k1=1.2, b=0.6)
        self._titled: dict[str, list[int]] = {}
        for place, one in enumerate(self._texts):
            self._titled.setdefault(" ".join(plain(one.title)), []).append(place)
        self._tokens: dict[str, int] = {}
        if self._texts:
            bags = [self._bag(one) for one in self._texts]
            self._engine.index(bags, show_progress=False)
            self._tokens = self._engine.vocab_dict

    # ------------------------------------------------------------ what is asked
    def search(self, words: str) -> Hits:
        """Return what fits `words` best; an exact DOI or title finds its thing.

        Words that nothing holds are read as the beginning of others, or else as the
        nearest spelling. Nothing fits words that say nothing.
        """
        doi = normal_doi(words)
        if doi is not None:
            same = [one for one in self._texts if (one.doi or "").startswith(doi)]
            return Hits(tuple(Hit(one.id, 1.0) for one in same))
        asked, meant = self._asked(words)
        scores = self._scores(asked)
        for place in self._titled.get(" ".join(plain(words)), ()):
            scores[place] += scores.max()
        return Hits(self._best(scores, NEAR * float(scores.max(initial=0.0))), meant)

    def like(self, id: int) -> tuple[int, ...]:  # noqa: A002 (the column's name)
        """Return the resources most like one that is here, the likest first."""
        place = self._places.get(id)
        if place is None:
            return ()
        one = self._texts[place]
        words = dict.fromkeys([*stems(one.title), *stems(one.sentence)], 1.0)
        scores = self._scores(words | dict.fromkeys(map(_tag, one.tags), SHARED))
        floor = ALIKE * float(scores[place])
        scores[place] = 0.0
        return tuple(hit.id for hit in self._best(scores, floor)[:MOST_ALIKE])

    def like_words(self, words: str) -> tuple[int, ...]:
        """Return the resources that fit the words of one that is not here."""
        return tuple(hit.id for hit in self.search(words).found[:MOST_ALIKE])

    def _asked(self, words: str) -> tuple[dict[str, float], Meant]:
        """Return the tokens of a question with their weights, and what was guessed."""
        asked: dict[str, float] = {}
        guessed: list[tuple[str, str]] = []
        cut: list[str] = []
        for word in telling(words):
            if stem(word) in self._known or self._concepts.knows(stem(word)):
                cut.append(stem(word))
                asked[stem(word)] = 1.0
                continue
            begun = self._begun(word)
            asked.update({stem(one): BEGUN for one in begun if stem(one) not in asked})
            if not begun and (near := self._nearest(word)):
                guessed.append((word, near))
                cut.append(stem(near))
                asked[stem(near)] = GUESSED
        asked.update(self._tags_of(cut))
        asked.update({_name(one): 1.0 for one in plain(words)})
        return asked, tuple(guessed)

    def _tags_of(self, cut: list[str]) -> dict[str, float]:
        """Return the tags that a question names; what is wider where none has one."""
        asked: dict[str, float] = {}
        for tag in self._concepts.inside(cut):
            for one in (tag, *self._concepts.above(tag)):
                if _tag(one) in self._tokens:
                    asked.setdefault(_tag(one), 1.0 if one == tag else WIDER)
                    break
        return asked

    def _begun(self, word: str) -> list[str]:
        """Return the words that begin so, or as its stem does (lonely, loneliness)."""
        for start, least in ((word, SHORTEST), (stem(word), SHORTEST + 1)):
            if len(start) >= least:
                found = [one for one in self._words if one.startswith(start)]
                if found:
                    return found[:MOST_BEGUN]
        return []

    def _nearest(self, word: str) -> str:
        """Return the nearest spelling that begins with the same letter, or nothing."""
        if len(word) <= SHORTEST:
            return ""
        apart = max(1, len(word) // 4)
        there = [
            one
            for one in self._words
            if one[0] == word[0] and abs(len(one) - len(word)) <= apart
        ]
        near = get_close_matches(word, there, n=1, cutoff=ALIKE_ENOUGH)
        return near[0] if near else ""

    def _scores(self, asked: dict[str, float]) -> NDArray[np.float64]:
        """Return how well each text fits tokens with their weights."""
        total = np.zeros(len(self._texts))
        if not self._texts:
            return total
        for token, weight in sorted(asked.items()):
            number = self._tokens.get(token)
            if number is not None:
                total += weight * self._engine.get_scores_from_ids([number])
        return total

    def _best(self, scores: NDArray[np.float64], floor: float) -> tuple[Hit, ...]:
        rounded = np.round(scores, 5)
        order = sorted(range(len(rounded)), key=lambda place: (-rounded[place], place))
        return tuple(
            Hit(self._texts[place].id, float(rounded[place]))
            for place in order
            if rounded[place] > 0 and rounded[place] >= round(floor, 5)
        )

    # ------------------------------------------------------------ what is there
    def _named(self) -> frozenset[str]:
        """Return the stems of authors' names; initials are none.

        They are found, but nothing is read as one of them.
        """
        names = (name for one in self._texts for name in one.authors)
        words = (word for name in names for word in telling(name))
        return frozenset(stem(word) for word in words if len(word) >= SHORTEST)

    def _bag(self, one: Text) -> list[str]:
        """Return all tokens of a text, what tells more the more often."""
        title = stems(one.title)
        bag = [ANY, *title * TITLE, *stems(one.sentence) * SENTENCE]
        for part in one.labels:
            bag += stems(part) * LABEL
        for part in (*one.usual, *one.authors):
            bag += stems(part) * USUAL
        for author in one.authors:
            bag += [_name(word) for word in _family(author)] * LABEL
        inside = self._concepts.inside
        named = (*one.tags, *inside(title), *inside(stems(one.sentence)))
        bag += [_tag(tag) for tag in dict.fromkeys(named)] * TITLE
        for tag in one.tags:
            bag += [_tag(above) for above in self._concepts.above(tag)]
        return bag


def _tag(number: int) -> str:
    return f"#{number}"


def _name(word: str) -> str:
    return f"@{word}"


def _family(author: str) -> Sequence[str]:
    """Return the family name's words; a body that wrote something has none."""
    family, comma, _given = author.partition(",")
    return [word for word in plain(family) if word not in SMALL] if comma else ()
