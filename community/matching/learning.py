"""Learning from the community's own rows, now and then, for all processes.

Only rows that all members may see are learnt from, so that nothing learnt tells of what
is hidden. What was learnt lies in the database; with a new version of it every process
takes a new snapshot.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from community.core import clock
from community.core.db import db, read_only, start_writing
from community.matching import feedback, snapshot
from community.matching.changes import LEARNED, bump
from community.matching.models import Learned
from community.matching.quality_history import history
from community.matching.snapshot_learned import NAME

if TYPE_CHECKING:
    from community.graph.records import Rows
    from community.matching.snapshot import Snapshot

EVERY = timedelta(days=1)


def is_due() -> bool:
    """Tell whether nothing was learnt for a day."""
    made_at = db.session.scalar(select(Learned.made_at).where(Learned.name == NAME))
    return made_at is None or made_at <= clock.now() - EVERY


def rows_of(graph: "Snapshot") -> "Rows":
    """Return what is learnt from: today's rows of the graph, with their days."""
    past = history(graph)
    today = clock.today().toordinal()
    still = past.left > today
    return replace(
        past.rows,
        memberships=past.rows.memberships[still],
        joined=past.joined[still],
        met=past.tied,
    )


def learn(progress: Callable[[float], None] = lambda done: None) -> None:
    """Learn from the rows of now, and keep it; seconds for thousands of people.

    Reading and learning hold no lock; the caller commits what is written last. Events
    too old to learn anything from go with it.
    """
    from community.graph.learning import learn as learn_from

    read_only()
    graph = snapshot.build()
    rows = rows_of(graph)
    db.session.rollback()
    found = learn_from(rows, popularity=False, progress=progress)
    ids = {
        "member": graph.members.ids,
        "project": graph.projects.ids,
        "tag": graph.tags.ids,
    }
    body = found.to_bytes(ids)
    start_writing()
    row = db.session.get(Learned, NAME) or Learned(name=NAME)
    row.body, row.made_at = body, clock.now()
    db.session.add(row)
    bump(LEARNED)
    feedback.forget_old()
    db.session.flush()
