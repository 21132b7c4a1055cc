"""What takes long in a large map: worked out by the worker, kept as a file.

A page takes from it what is known of whoever is on its viewer's map today. It holds
numbers of people, no names, and is written anew with the next result.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from community.core.db import db
from community.graph.links import Floats, Ints
from community.graph.measures import Measures
from community.matching.snapshot import FOLDER

FILE = "large.npz"


@dataclass(frozen=True, eq=False)
class Kept:
    """The result for one state of the map.

    `stamp` tells that state; `keys` name the nodes, people, projects, crowds, as
    `Network.keys` does; the arrays have a row for each, zeros where a measure has none.
    """

    stamp: str
    keys: tuple[str, ...]
    places: Floats
    between: Floats
    closeness: Floats
    group: Ints
    diameter: int | None
    mean_path: float | None

    @cached_property
    def _row(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.keys)}

    def rows(self, keys: Sequence[str]) -> Ints:
        """Return the rows of nodes, the one after the last for those not known."""
        none = len(self.keys)
        return np.array([self._row.get(key, none) for key in keys], dtype=np.int64)

    def fill(self, measured: Measures, keys: Sequence[str]) -> Measures:
        """Return measures with what is kept about the people and projects `keys`."""
        rows = self.rows(keys)
        people = rows[: measured.people]
        group = np.zeros_like(measured.group)
        group[: len(rows)] = np.append(self.group, 0)[rows]
        return replace(
            measured,
            between=np.append(self.between, 0.0)[people],
            closeness=np.append(self.closeness, 0.0)[people],
            group=group,
            diameter=self.diameter,
            mean_path=self.mean_path,
        )

    def places_of(self, keys: Sequence[str]) -> Floats:
        """Return where nodes stood, shape (nodes, 2); nan for those not known."""
        nowhere = np.full((1, 2), np.nan)
        found: Floats = np.concatenate([self.places, nowhere])[self.rows(keys)]
        return found


def folder() -> Path | None:
    """Return where results are kept; None where the site keeps no files."""
    place = db.engine.get_execution_options().get(FOLDER)
    return Path(place).parent / "maps" / "large" if place else None


_read: dict[Path, tuple[int, Kept]] = {}


def last() -> Kept | None:
    """Return the last result, read once for each time that it is written."""
    place = folder()
    if place is None:
        return None
    file = place / FILE
    try:
        written = file.stat().st_mtime_ns
        known = _read.get(file)
        if known is None or known[0] != written:
            known = _read[file] = written, _load(file)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    return known[1]


def _load(file: Path) -> Kept:
    with np.load(file, allow_pickle=False) as kept:
        whole: dict[str, Any] = {name: kept[name] for name in kept.files}
    diameter, mean_path = whole["diameter"].tolist(), whole["mean_path"].tolist()
    return Kept(
        stamp=str(whole["stamp"]),
        keys=tuple(whole["keys"].tolist()),
        places=whole["places"],
        between=whole["between"],
        closeness=whole["closeness"],
        group=whole["group"],
        diameter=diameter[0] if diameter else None,
        mean_path=mean_path[0] if mean_path else None,
    )


def keep(kept: Kept) -> None:
    """Write a result in place of the last one, whole or not at all."""
    place = folder()
    if place is None:
        return
    place.mkdir(parents=True, exist_ok=True)
    part = place / f"{FILE}.part"
    with part.open("wb") as out:
        np.savez(
            out,
            stamp=np.array(kept.stamp),
            keys=np.array(kept.keys, dtype=np.str_),
            places=kept.places,
            between=kept.between,
            closeness=kept.closeness,
            group=kept.group,
            diameter=_or_nothing(kept.diameter),
            mean_path=_or_nothing(kept.mean_path),
        )
    part.replace(place / FILE)


def _or_nothing(number: float | None) -> "np.ndarray[Any, Any]":
    return np.array([] if number is None else [number])
