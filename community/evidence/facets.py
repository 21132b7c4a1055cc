"""The facets of the hub, each choice with how many resources its tick would give."""

from collections import Counter
from collections.abc import Iterable

from community.core.text import folded
from community.evidence.asked import DATED, FACETS, NONE, OVERDUE, Asked, values_of
from community.evidence.catalogue import Catalogue, Entry
from community.evidence.models import Strength
from community.members.directory import Option

MOST = 20
"""So many choices of a long list show, beside those that are ticked."""
IN_ORDER: dict[str, list[str]] = {
    "strength": [
        Strength.STRONG, Strength.MODERATE, Strength.EARLY, Strength.EXPERIENCE,
        Strength.UNKNOWN,
    ],
    "review": [DATED, OVERDUE, NONE],
}  # fmt: skip
"""Facets whose choices have an order of their own."""


def options(
    asked: Asked,
    there: Catalogue,
    found: Iterable[tuple[Entry, frozenset[str]]],
) -> dict[str, tuple[Option, ...]]:
    """Return the choices of every facet, each counted given those of the others.

    `found` is what the words find, with the facets that each does not fit. What is
    ticked always shows, with 0 where nothing fits any more.
    """
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    labels = _ticked(asked, there)
    for entry, off in found:
        if len(off) > 1:
            continue
        for name, codes in values_of(entry).items():
            if off <= {name}:
                counts[name].update(codes.keys())
                for code, label in codes.items():
                    labels[name].setdefault(code, label)
    return {
        name: _options(name, labels[name], counts[name], getattr(asked, name))
        for name in FACETS
    }


def _ticked(asked: Asked, there: Catalogue) -> dict[str, dict[str, str]]:
    """Return what the ticked choices are called, those alone that there are."""
    labels: dict[str, dict[str, str]] = {name: {} for name in FACETS}
    if not any(getattr(asked, name) for name in FACETS):
        return labels
    for entry in there.entries.values():
        for name, codes in values_of(entry).items():
            for code in codes.keys() & set(getattr(asked, name)):
                labels[name].setdefault(code, codes[code])
    return labels


def _options(
    name: str, labels: dict[str, str], counts: Counter[str], chosen: tuple[str, ...]
) -> tuple[Option, ...]:
    own = IN_ORDER.get(name)

    def key(code: str) -> tuple[object, ...]:
        if own:
            return (own.index(code),)
        if name == "years":
            return (not code.isdigit(), -int(code) if code.isdigit() else 0)
        return (code not in chosen, -counts[code], folded(labels[code]), code)

    found = [
        Option(code, labels[code], counts[code], code in chosen)
        for code in sorted(labels, key=key)
    ]
    ticked = sum(one.chosen for one in found)
    return tuple(found[: ticked + MOST])
