"""From facts to figures: the network of a day, measured, as canonical JSON."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.graph import measures
from community.graph.groups import numbered
from community.graph.links import matrix, simple
from community.graph.measures.distances import distances
from community.graph.steps import mean_steps
from community.network.models import Fact
from community.network.snapshots.facts import Facts, Known

DIGITS = 6
"""Fractions are kept to so many digits, whatever machine worked them out."""
SHAPES = 6

_OWN = {
    "people": "The number of people who agreed to be on the map by name and show "
    "their name to all members. All other figures are about them and the projects "
    "that they show to all members.",
    "unnamed": "The number of people who agreed to be on the map without their name.",
    "projects": "The number of projects with a member among these people.",
    "memberships": "The number of places in teams that these people have.",
    "kinds": "The number of people by the group of the first kind that they show to "
    "all members.",
    "steps": "The mean length of the shortest ways between people of two groups of "
    "kinds, by links.",
    "mean_reach": "The mean number of other people at most two steps away.",
    "largest_group": "The number of people in the largest group.",
}


def definitions() -> str:
    """Return what each figure means, as JSON, to be frozen with the figures."""
    texts = {code: one.text for code, one in measures.DEFINITIONS.items()}
    return _json(texts | _OWN)


@dataclass(frozen=True)
class Day:
    """The network of a day: the people on the map by name, then their projects."""

    facts: Facts

    @cached_property
    def people(self) -> list[int]:
        """The members on the map by name, in order."""
        return sorted(one.a for one in self.facts if one.fact == Fact.NAMED)

    @cached_property
    def _place(self) -> dict[int, int]:
        return {one: place for place, one in enumerate(self.people)}

    def of(self, *sorts: Fact) -> Iterator[tuple[int, Known]]:
        """Yield the facts of some sorts with the place of their person."""
        for one in self.facts:
            if one.fact in sorts and one.a in self._place:
                yield self._place[one.a], one

    @cached_property
    def projects(self) -> list[int]:
        """The projects that these people work on, in order."""
        return sorted({one.project for _place, one in self.of(Fact.MEMBERSHIP)})

    @property
    def nodes(self) -> list[tuple[str, int]]:
        """The people as ("m", id), then the projects as ("p", id)."""
        people = [("m", one) for one in self.people]
        return [*people, *(("p", one) for one in self.projects)]

    @cached_property
    def ties(self) -> NDArray[np.int64]:
        """The ties between these people, shape (ties, 2)."""
        return _pairs(
            (place, self._place[one.b])
            for place, one in self.of(Fact.TIE)
            if one.b in self._place
        )

    @property
    def links(self) -> NDArray[np.int64]:
        """Ties and memberships, by place among the nodes."""
        return np.concatenate([self.ties, self.memberships])

    @cached_property
    def memberships(self) -> NDArray[np.int64]:
        """Who works on which project, by place among the nodes."""
        first = len(self.people)
        places = {one: first + place for place, one in enumerate(self.projects)}
        return _pairs(
            (place, places[one.project]) for place, one in self.of(Fact.MEMBERSHIP)
        )

    def measure(self, before: Mapping[Any, int] | None = None) -> measures.Measures:
        """Measure it, all but who is between whom: no figure is about that.

        Groups are found from those of `before`, by node; without it they are not.
        """
        nodes, people = self.nodes, len(self.people)
        links = simple("links", len(nodes), self.links)
        found = measures.measure(len(nodes), people, links, self.ties, deep=False)
        far = distances(people, matrix(len(nodes), links))
        group = found.group
        if before is not None:
            last = np.array([before.get(node, 0) for node in nodes], dtype=np.int64)
            group = numbered(len(nodes), people, links, last)
        return replace(found, group=group, diameter=far.longest, mean_path=far.mean)


def _pairs(found: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def figures(day: Day, measured: measures.Measures) -> str:
    """Return the figures of a day as JSON, always in the same bytes."""
    groups = Counter(one.value for _place, one in day.of(Fact.GROUP))
    whole = {
        name: getattr(measured, name)
        for name in (
            "ties", "parts", "largest_part", "alone", "cut_people", "density",
            "mean_degree", "mean_clustering", "diameter", "mean_path",
        )
    }  # fmt: skip
    return _json(
        whole
        | {
            "people": len(day.people),
            "unnamed": sum(one.fact == Fact.UNNAMED for one in day.facts),
            "projects": len(day.projects),
            "memberships": len(day.memberships),
            "bridges": len(measured.bridges),
            "mean_reach": float(measured.reach.mean()) if day.people else 0.0,
            "groups": len(groups),
            "largest_group": max(groups.values(), default=0),
        }
        | _across(day)
        | _kinds(day)
    )


def _across(day: Day) -> dict[str, Any]:
    """Return how much crosses, and where help flows, as parts and wholes."""
    people = len(day.people)
    held = {
        "places": [(p, one.value) for p, one in day.of(Fact.PLACE)],
        "organisations": [(p, one.value) for p, one in day.of(Fact.ORGANISATION)],
        "phases": _phases(day),
    }
    found = {"kinds": measures.across(day.ties, _shapes(day))}
    for name, rows in held.items():
        found[name] = measures.across_any(people, day.ties, _coded(rows))
    offers, seeks = (
        _pairs((p, int(one.value)) for p, one in day.of(fact))
        for fact in (Fact.OFFER, Fact.SEEK)
    )
    help_ = measures.reciprocity(people, day.ties, offers, seeks)
    return {
        **{f"across_{name}": [one.across, one.told] for name, one in found.items()},
        "met": [help_.met, help_.sought],
        "reciprocity": [help_.mutual, help_.ways],
    }


def _shapes(day: Day) -> NDArray[np.int64]:
    """Return the shape of each person's kind; 0 for none."""
    shapes = np.zeros(len(day.people), dtype=np.int64)
    for place, one in day.of(Fact.KIND):
        shapes[place] = int(one.value.partition(" ")[0])
    return shapes


def _phases(day: Day) -> list[tuple[int, str]]:
    """Return the phases of the projects that people work on."""
    phase = {one.project: one.value for one in day.facts if one.fact == Fact.PHASE}
    return [
        (place, phase[one.project])
        for place, one in day.of(Fact.MEMBERSHIP)
        if phase.get(one.project)
    ]


def _coded(rows: list[tuple[int, str]]) -> NDArray[np.int64]:
    numbers = {value: n for n, value in enumerate(sorted({v for _, v in rows}))}
    return _pairs((place, numbers[value]) for place, value in rows)


def _kinds(day: Day) -> dict[str, Any]:
    shapes = _shapes(day)
    mean, _joined = mean_steps(len(day.nodes), day.links, shapes - 1, SHAPES)
    return {
        "kinds": [int((shapes == shape).sum()) for shape in range(SHAPES + 1)],
        "steps": [
            [None if math.isnan(one) else one for one in row] for row in mean.tolist()
        ],
    }


def _json(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return round(float(value), DIGITS) if isinstance(value, float) else value
