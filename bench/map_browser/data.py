"""The same network for every library: people, ties and places, as our columns."""

import gzip
import json
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from community.graph.layout import layout
from community.network.columns import SQUARE, Columns

TIES, GROUP, INSIDE, SEED = 3, 90, 0.85, 7
"""Ties to each person; so many people to a group, which most ties keep to."""
KINDS = [(f"Kind {number}", number) for number in range(7)]
NAMES = ("Amina", "Tom", "Grace", "Owen", "Ruth", "Kofi", "Mei", "Idris", "Sita", "Jo")
REST = ("Ali", "Reyes", "Nair", "Rhys", "Khan", "Bell", "Hughes", "Ahmed", "Evans")


@cache
def drawing(people: int) -> bytes:
    """Return the columns of a network of so many people as the page's JSON, packed."""
    random = np.random.default_rng(SEED)
    group = random.integers(0, max(people // GROUP, 3), people)
    pairs = _pairs(people, group, random)
    places = layout(people, pairs, groups=group + 1)
    sent = {"drawing": asdict(_columns(people, group, pairs, places, random))}
    return gzip.compress(json.dumps(sent, separators=(",", ":")).encode(), 6)


def _pairs(
    people: int, group: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.int64]:
    """Return `TIES` ties for each person, each once; some people have far more."""
    order = np.argsort(group, kind="stable")
    start = np.searchsorted(group[order], np.arange(group.max() + 2))
    keys = np.empty(0, dtype=np.int64)
    while len(keys) < TIES * people:
        one = (people * random.random(TIES * people) ** 1.6).astype(np.int64)
        of = group[one]
        inside = start[of] + random.random(len(one)) * (start[of + 1] - start[of])
        anybody = random.integers(0, people, len(one))
        near = random.random(len(one)) < INSIDE
        other = np.where(near, order[inside.astype(np.int64)], anybody)
        low, high = np.minimum(one, other), np.maximum(one, other)
        keys = np.unique(np.concatenate([keys, (low * people + high)[low < high]]))
    keys = np.sort(random.permutation(keys)[: TIES * people])
    return np.column_stack([keys // people, keys % people])


def _columns(
    people: int,
    group: NDArray[np.int64],
    pairs: NDArray[np.int64],
    places: NDArray[np.float64],
    random: np.random.Generator,
) -> Columns:
    across, down = np.rint(places * SQUARE).astype(int).T.tolist()
    steps = np.diff(pairs[:, 1], prepend=0)
    first = np.diff(pairs[:, 0], prepend=-1) != 0
    steps[first] = (pairs[:, 1] - pairs[:, 0])[first]
    ties = np.bincount(pairs.ravel(), minlength=people).tolist()
    known: dict[str, Any] = {
        "people": people,
        "names": [
            f"{NAMES[one % 10]} {REST[one % 9]} {one // 90 + 1}"
            for one in range(people)
        ],
        "slugs": [f"person-{one:x}" for one in random.permutation(people)],
        "kinds": KINDS,
        "kind": ((group + random.integers(0, 2, people)) % 7).tolist(),
        "x": across,
        "y": down,
        "links": np.bincount(pairs[:, 0], minlength=people).tolist(),
        "ends": steps.tolist(),
        "sorts": ["tie"],
        "sort": [0] * len(pairs),
        "weight": [1] * len(pairs),
        "sizes": [{"name": "ties", "of": ties}],
    }
    empty: dict[str, Any] = {name: [] for name in Columns.__dataclass_fields__}
    return Columns(**{**empty, "projects": 0, **known})
