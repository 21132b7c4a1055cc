"""The graph of the whole community, kept until its rows change and shared by processes.

It holds what every member may see and nothing else, so that nobody's list depends on
what is hidden from them. A few members' numbers beyond the last stay free: there a
question lays the people whom only its viewer sees.
"""

import os
from collections import defaultdict
from functools import cache, partial

from sqlalchemy import Engine, Subquery, func, literal, select, union_all
from sqlalchemy.orm import Session

from community.core import clock
from community.core.access import Viewer
from community.core.db import db, read_only
from community.core.visible import BLOCKED, EXCLUDED, tie, unscoped
from community.matching import snapshot_build
from community.matching.changes import GRAPH, LEARNED, bump, changed_here
from community.matching.models import Version
from community.matching.rows import me
from community.matching.snapshot_arrays import SPARE, Snapshot, snapshot_of
from community.matching.snapshot_ids import Places
from community.matching.snapshot_keeper import Keeper, Kept
from community.matching.snapshot_rows import NOT_JOINED, place_terms
from community.matching.snapshot_store import Folder, Key, folder_at

__all__ = [
    "NOT_JOINED", "SPARE", "Places", "Snapshot", "build", "bump", "current",
    "place_terms",
]  # fmt: skip

WHY = "snapshot"
FOLDER = "derived"
"""The option of a database's engine that names the folder for what is made from it."""

LONG = "60s"
"""How long PostgreSQL may read the rows; pages are told to give up much earlier."""

_keepers: defaultdict[str, Keeper] = defaultdict(Keeper)


def current(viewer: Viewer) -> tuple[Snapshot, frozenset[int]]:
    """Return the graph of now, and the ids of those kept apart from the viewer.

    One statement while nothing changed. A transaction that changed rows itself gets a
    graph of its own, which nobody else sees.
    """
    versions, apart = _versions_and_apart(viewer)
    if GRAPH not in versions or changed_here():
        return build(), apart
    key = _key(db.engine, versions)
    get = partial(_get, db.engine)
    return _keepers[key.database].snapshot(key, get), apart


def build() -> Snapshot:
    """Build the graph as this transaction sees the rows, for it alone."""
    return snapshot_of(snapshot_build.arrays(db.session(), clock.today()))


# ---------------------------------------------------------------- what it is built from
def _versions_and_apart(viewer: Viewer) -> tuple[dict[str, int], frozenset[int]]:
    found = _versions()
    given = {"me": viewer.member_id}
    rows = db.session.execute(unscoped(WHY, *found.c), given).all()
    others = frozenset(value for what, value in rows if what == "apart")
    return {what: value for what, value in rows if what != "apart"}, others


@cache
def _versions() -> Subquery:
    number = select(Version.name.label("what"), Version.value.label("value"))
    apart = select(literal("apart"), tie.c.other_id).where(
        tie.c.member_id == me(), tie.c.kind.in_([BLOCKED, EXCLUDED])
    )
    mine = number.where(Version.name.in_([GRAPH, LEARNED]))
    return union_all(mine, apart).subquery()


def _key(engine: Engine, versions: dict[str, int]) -> Key:
    graph, learned = versions[GRAPH], versions.get(LEARNED, 0)
    return Key(str(engine.url), graph, learned, clock.today())


def _key_of(session: Session, engine: Engine) -> Key:
    """Return the key of what a session reads from here on."""
    found = select(Version.name, Version.value)
    return _key(engine, dict(session.execute(found).all()))


# ---------------------------------------------------------------- beside the requests
def _get(engine: Engine, kept: Kept | None) -> Kept:
    """Return the snapshot of now: the one at hand, from a file, or built."""
    read_only()
    folder = folder_at(engine.get_execution_options().get(FOLDER))
    with _session(engine) as session:
        key = _key_of(session, engine)
    found = kept.snapshot if kept and kept.key == key else folder.load(key)
    if found is not None:
        return Kept(key, found)
    with folder.alone() as alone, _session(engine) as session:
        key = _key_of(session, engine)
        found = folder.load(key) if alone else None
        return Kept(key, found or _built(session, key, folder, alone))


def _built(session: Session, key: Key, folder: Folder, alone: bool) -> Snapshot:
    """Build a snapshot, and keep it in a file that all share where that can be."""
    arrays = snapshot_build.arrays(session, key.day)
    if alone:
        folder.save(key, arrays)
    return (folder.load(key) if alone else None) or snapshot_of(arrays)


def _session(engine: Engine) -> Session:
    """Return a session whose transaction sees all rows as of one moment."""
    if engine.dialect.name != "postgresql":
        return Session(engine)
    steady = Session(engine.execution_options(isolation_level="REPEATABLE READ"))
    steady.execute(select(func.set_config("statement_timeout", LONG, True)))
    return steady


os.register_at_fork(after_in_child=_keepers.clear)
