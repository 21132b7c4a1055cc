"""Working out what takes long in a large map: by the worker, never for a page.

Up to `maps.LARGE` people a page does it itself at once. Above, it takes what the worker
found last, for whoever is on the map today, and asks for it anew where the map changed.
"""

import time
from datetime import timedelta

import numpy as np
from sqlalchemy import update

from community.core import clock
from community.core.db import db, read_only, start_writing
from community.graph.layout import layout
from community.network import kept, waiting
from community.network.kept import Kept
from community.network.maps import Network, network_of
from community.network.models import MapBuild
from community.network.rows import rows_for
from community.network.waiting import ANY_ORGANISER

PAUSE = timedelta(minutes=10)
"""At least so long from one result to the next: a busy day changes the map all the
time, and a map of ten minutes ago serves as well."""
MEASURED = 0.8
"""How much is done once all is measured; the rest is finding places."""
OFTEN = 1.0
"""Seconds between two notes on how much is done."""


def is_due() -> bool:
    """Tell whether somebody waits for a large map, and the last is old enough."""
    row = waiting.state()
    if row is None or not waiting.is_wanted(row):
        return False
    return row.ended_at is None or row.ended_at + PAUSE <= clock.now()


def build() -> bool:
    """Work the map out if it changed, and keep it; tell whether it did.

    Holds no lock while it thinks; commits by itself how far it is.
    """
    _note(begun_at=clock.now(), done=0.0, problem="")
    try:
        made = _build()
    except Exception as problem:
        db.session.rollback()
        _note(ended_at=clock.now(), problem=type(problem).__name__)
        raise
    _note(ended_at=clock.now(), done=1.0)
    return made


def _build() -> bool:
    last, stamp = kept.last(), waiting.stamp()
    if last is not None and last.stamp == stamp:
        return False
    rows = rows_for(ANY_ORGANISER)
    db.session.rollback()
    network = network_of(rows, progress=_Noted())
    if network.large:
        kept.keep(_worked_out(network, stamp, last))
    return network.large


def _worked_out(network: Network, stamp: str, last: Kept | None) -> Kept:
    size, people = network.size, network.people
    return Kept(
        stamp=stamp,
        keys=network.keys,
        places=layout(
            size,
            network.pairs,
            groups=network.groups,
            start=last.places_of(network.keys) if last else None,
        ),
        between=_padded([one.between for one in people], size),
        closeness=_padded([one.closeness for one in people], size),
        group=network.groups,
        diameter=network.figures.diameter,
        mean_path=network.figures.mean_path,
    )


def _padded(
    values: list[float], size: int
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    found = np.zeros(size)
    found[: len(values)] = values
    return found


class _Noted:
    """Notes how much is done, now and then."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, done: float) -> None:
        """Note it if the last note is old enough."""
        if time.monotonic() - self._last >= OFTEN:
            self._last = time.monotonic()
            _note(done=done * MEASURED)


def _note(**values: object) -> None:
    """Write down how far it is, in a transaction of its own."""
    start_writing()
    db.session.execute(
        update(MapBuild).where(MapBuild.id == waiting.ROW).values(**values)
    )
    db.session.commit()
    read_only()
