"""All that is out in the hub, at hand in each process until something of it changes.

It holds what anybody may read, and nothing else: it is read as a visitor reads. Lists,
counts, feeds and the search are made of it, so they are the same on both databases and
cost the one statement that tells whether it is still of now (`changes.state`).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from community.core.access import VISITOR
from community.core.text import folded
from community.core.together import Read, Rows, together
from community.core.visible import visible
from community.evidence import changes
from community.evidence.cards import ResourceCard
from community.evidence.models import (
    Resource,
    ResourceFactor,
    ResourceState,
    ResourceTag,
    ResourceWord,
    WordsOf,
)
from community.evidence.names import Names, known_names
from community.evidence.search import Index
from community.expertise.models import Tag, TagState
from community.members.queries import TagChip
from community.vocabulary.models import FACTORS, Term

OUT = Resource.state == ResourceState.PUBLISHED
COLUMNS = (
    Resource.id, Resource.slug, Resource.title, Resource.type, Resource.authors,
    Resource.year, Resource.publisher, Resource.doi, Resource.address,
    Resource.about_only, Resource.sentence, Resource.strength,
    Resource.strength_reason, Resource.featured, Resource.review_by,
    Resource.published_at, Resource.edited_at,
)  # fmt: skip
"""What a card needs of the table itself."""
SUMMARY = (Resource.id, Resource.summary)
UNKNOWN = "unknown"
"""The decade of what has no year."""


@dataclass(frozen=True)
class Entry:
    """A resource that is out: its card and the decision factors it speaks to.

    Each factor is a code and what it is called; `folded` is the title as it is sorted.
    """

    card: ResourceCard
    factors: tuple[TagChip, ...] = ()
    folded: str = ""

    @cached_property
    def values(self) -> dict[str, dict[str, str]]:
        """What it counts under in each facet: codes, and what they are called."""
        card = self.card
        decade = str(card.year // 10 * 10) if card.year else UNKNOWN
        return {
            "type": {card.type: card.type},
            "topic": {one.slug: one.label for one in card.tags},
            "audience": {code_of(one): one for one in card.audiences},
            "setting": {code_of(one): one for one in card.settings},
            "strength": {card.strength: card.strength},
            "factor": {one.slug: one.label for one in self.factors},
            "years": {decade: decade},
        }


def code_of(words: str) -> str:
    """Return words of an open list as they stand in an address."""
    return folded(words).replace(" ", "-") or words.casefold()


@dataclass(frozen=True)
class Catalogue:
    """All entries by their numbers, in the order of their titles; and the index."""

    entries: Mapping[int, Entry]
    index: Index


_kept: tuple[Any, Catalogue] | None = None


def catalogue() -> Catalogue:
    """Return what is out now: one statement, and one more after a change."""
    global _kept
    state = changes.state()
    kept = _kept
    if kept is None or kept[0] != state:
        _kept = kept = (state, _read())
    return kept[1]


# ---------------------------------------------------------------- what stands beside
@dataclass(frozen=True)
class Beside:
    """What stands beside resources, each by the number of its resource."""

    tags: Mapping[int, tuple[TagChip, ...]] = field(default_factory=dict)
    factors: Mapping[int, tuple[TagChip, ...]] = field(default_factory=dict)
    audiences: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def beside(which: Any) -> tuple[Read[Any], ...]:
    """Read tags, factors, readers and settings of the resources that `which` states.

    `Beside` takes what the four of them find, in this order.
    """
    return (
        Read(_tags(which), _chips),
        Read(_factors(which), _chips),
        Read(_words(which, WordsOf.AUDIENCE), _lists),
        Read(_words(which, WordsOf.SETTING), _lists),
    )


def _tags(which: Any) -> Any:
    return (
        select(ResourceTag.resource_id, Tag.slug, Tag.label)
        .join(Tag, Tag.id == ResourceTag.tag_id)
        .join(Resource, Resource.id == ResourceTag.resource_id)
        .where(which, Tag.state == TagState.APPROVED)
        .order_by(Tag.label, ResourceTag.id)
    )


def _factors(which: Any) -> Any:
    return (
        select(ResourceFactor.resource_id, Term.code.label("slug"), Term.label)
        .join(Term, (Term.list == FACTORS) & (Term.code == ResourceFactor.code))
        .join(Resource, Resource.id == ResourceFactor.resource_id)
        .where(which)
        .order_by(Term.sort, Term.code)
    )


def _words(which: Any, of: WordsOf) -> Any:
    return (
        select(ResourceWord.resource_id, ResourceWord.words)
        .join(Resource, Resource.id == ResourceWord.resource_id)
        .where(which, ResourceWord.of == of)
        .order_by(ResourceWord.id)
    )


def _chips(rows: Rows) -> dict[int, tuple[TagChip, ...]]:
    return _grouped(rows, lambda row: TagChip(row["slug"], row["label"]))


def _lists(rows: Rows) -> dict[int, tuple[str, ...]]:
    return _grouped(rows, lambda row: row["words"])


def _grouped(rows: Rows, made: Callable[[Any], Any]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row["resource_id"]].append(made(row))
    return {number: tuple(values) for number, values in found.items()}


def card_of(row: Mapping[str, Any], about: Beside) -> ResourceCard:
    """Return the card of a row with `COLUMNS`, dressed with what stands beside it."""
    number = row["id"]
    given = {one.key: row[one.key] for one in COLUMNS}
    given |= {
        "type": str(row["type"]),
        "strength": str(row["strength"]),
        "authors": tuple(row["authors"] or ()),
    }
    return ResourceCard(
        **given,
        audiences=about.audiences.get(number, ()),
        settings=about.settings.get(number, ()),
        tags=about.tags.get(number, ()),
    )


# ---------------------------------------------------------------- reading it anew
def _read() -> Catalogue:
    rows, summaries, known, *others = together(
        VISITOR,
        Read(visible(VISITOR, *COLUMNS, Resource.folded).where(OUT), tuple),
        Read(visible(VISITOR, *SUMMARY).where(OUT), _summaries),
        Read(known_names(), tuple),
        *beside(OUT),
    )
    about = Beside(*others)
    rows = sorted(rows, key=lambda row: (row["folded"], row["slug"]))
    entries = {
        row["id"]: Entry(
            card_of(row, about), about.factors.get(row["id"], ()), row["folded"]
        )
        for row in rows
    }
    tags = Names(known)
    texts = (
        tags.words_of(one.card, one.factors, summaries[one.card.id])
        for one in entries.values()
    )
    return Catalogue(entries, Index(texts, tags.concepts))


def _summaries(rows: Rows) -> dict[int, str]:
    return {row["id"]: row["summary"] for row in rows}
