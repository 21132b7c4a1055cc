"""How many people fit each value of each filter: the choices beside the map."""

from collections import Counter
from dataclasses import dataclass

from community.core.text import folded
from community.network.fitting import codes, fits
from community.network.maps import Network
from community.network.view import FILTERS, View

MOST = 12
"""So many values of a filter are offered, the most frequent; more are found by name."""


@dataclass(frozen=True)
class Choice:
    """A value of a filter: how many people would be shown with it."""

    code: str
    label: str
    people: int
    chosen: bool


def choices(network: Network, view: View) -> dict[str, tuple[Choice, ...]]:
    """Return the values of each filter, the most frequent first; chosen ones always.

    A value counts the people who fit all other filters. Labels of shapes and of groups
    are left to the page.
    """
    counts: dict[str, Counter[str]] = {name: Counter() for name in FILTERS}
    words = folded(view.q).split()
    for one in network.people:
        if not all(word in one.folded for word in words):
            continue
        missed = [name for name in FILTERS if not fits(one, view, name)]
        for name in FILTERS if not missed else missed if len(missed) == 1 else ():
            counts[name].update(codes(one, name))
    labels = _labels(network)
    return {name: _most(counts[name], labels, name, view) for name in FILTERS}


def _labels(network: Network) -> dict[tuple[str, str], str]:
    found = {}
    for one in network.people:
        about = one.about
        for name, values in (
            ("place", (about.place,)),
            ("phase", about.phases),
            ("organisation", about.organisations),
            ("tag", (*about.offers, *about.seeks)),
        ):
            found.update({(name, value.code): value.label for value in values})
    return found


def _most(
    counts: Counter[str], labels: dict[tuple[str, str], str], name: str, view: View
) -> tuple[Choice, ...]:
    chosen: tuple[str, ...] = getattr(view, name)
    found = [
        Choice(code, labels.get((name, code), code), counts[code], code in chosen)
        for code in {*counts, *chosen}
        if code in counts or (name, code) in labels or name in ("shape", "group")
    ]
    found.sort(key=lambda one: (-one.people, one.label))
    return tuple(one for place, one in enumerate(found) if place < MOST or one.chosen)
