"""What somebody looks for in the hub, and what fits: AND across facets, OR inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from community.evidence.cards import is_overdue
from community.evidence.catalogue import Catalogue, Entry
from community.evidence.search import Hits

FACETS = (
    "type", "topic", "audience", "setting", "strength", "factor", "years", "review",
)  # fmt: skip
BEST = "best"
SORTS = (BEST, "newest", "title")
DATED, OVERDUE, NONE = "dated", "overdue", "none"
"""Whether somebody has said by when to look at it again."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: words, choices within each facet, an order, a page.

    `years` are decades by their first year, `review` as above.
    """

    q: str = ""
    type: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    strength: tuple[str, ...] = ()
    factor: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    sort: str = BEST
    page: int = 1

    def args(self) -> dict[str, Any]:
        """Return the filters as they stand in an address."""
        found: dict[str, Any] = {name: list(getattr(self, name)) for name in FACETS}
        found["q"] = self.q
        found["sort"] = "" if self.sort == BEST else self.sort
        return {name: value for name, value in found.items() if value}


def values_of(entry: Entry) -> dict[str, Mapping[str, str]]:
    """Return what an entry counts under in each facet: codes and their labels."""
    review: tuple[str, ...] = (DATED if entry.card.review_by else NONE,)
    if is_overdue(entry.card.review_by):
        review = (*review, OVERDUE)
    return {**entry.values, "review": {one: one for one in review}}


def fitting(
    asked: Asked, there: Catalogue
) -> tuple[Hits, list[tuple[Entry, frozenset[str]]]]:
    """Return what the words find, each with the facets that it does not fit.

    Without words that is all there is, in the order of titles.
    """
    hits = there.index.search(asked.q) if asked.q else Hits()
    numbers: Iterable[int] = there.entries
    if asked.q:
        numbers = [hit.id for hit in hits.found]
    chosen = {name: set(getattr(asked, name)) for name in FACETS}
    chosen = {name: codes for name, codes in chosen.items() if codes}
    found = []
    for number in numbers:
        entry = there.entries[number]
        values = values_of(entry) if chosen else {}
        off = (name for name, codes in chosen.items() if codes.isdisjoint(values[name]))
        found.append((entry, frozenset(off)))
    return hits, found


def in_order(asked: Asked, entries: Iterable[Entry]) -> list[Entry]:
    """Return entries as they were asked for; those that fit best come so already.

    Where nothing was asked, what curators feature comes first.
    """
    found = list(entries)
    if asked.sort == "title":
        found.sort(key=lambda one: one.folded)
    elif asked.sort == "newest" or not asked.q:
        found.sort(key=lambda one: (-(one.card.year or 0), one.folded))
    if not asked.args():
        found.sort(key=lambda one: not one.card.featured)
    return found
