"""Where the nodes of a map stand: worked out once for each map, kept as a file.

A new map starts from the places of the last one, so that people do not jump.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

FILES = 4
"""How many maps are kept; older files go."""


def places(
    keys: Sequence[str],
    pairs: NDArray[np.int64],
    groups: NDArray[np.int64],
    folder: Path,
) -> NDArray[np.float64]:
    """Return the places of the nodes `keys` in the unit square, shape (nodes, 2).

    `pairs` are the linked nodes, shape (links, 2); `groups` draws nodes of one group
    together.
    """
    digest = hashlib.sha256("\n".join(keys).encode() + pairs.tobytes()).hexdigest()[:24]
    file = folder / f"{digest}.npz"
    kept = _read(file)
    if kept is not None and kept[0] == list(keys):
        return kept[1]
    found = _layout(pairs, groups, _last(keys, folder))
    _write(file, keys, found)
    return found


def _layout(
    pairs: NDArray[np.int64],
    groups: NDArray[np.int64],
    start: NDArray[np.float64] | None,
) -> NDArray[np.float64]:
    from community.graph.layout import layout

    return layout(len(groups), pairs, groups=groups, start=start)


def _read(file: Path) -> tuple[list[str], NDArray[np.float64]] | None:
    try:
        with np.load(file, allow_pickle=False) as kept:
            return kept["keys"].tolist(), kept["places"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _last(keys: Sequence[str], folder: Path) -> NDArray[np.float64] | None:
    """Return the places of the newest map for these nodes; nan for new ones."""
    files = _newest_first(folder)
    kept = _read(files[0]) if files else None
    if kept is None:
        return None
    known = dict(zip(kept[0], kept[1], strict=True))
    nowhere = np.full(2, np.nan)
    return np.array([known.get(key, nowhere) for key in keys]).reshape(-1, 2)


def _newest_first(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(folder.glob("*.npz"), key=lambda path: -path.stat().st_mtime_ns)


def _write(file: Path, keys: Sequence[str], found: NDArray[np.float64]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        np.savez(out, keys=np.array(keys, dtype=np.str_), places=found)
    part.replace(file)
    for old in _newest_first(file.parent)[FILES:]:
        old.unlink(missing_ok=True)
