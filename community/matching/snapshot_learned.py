"""What was learnt from earlier rows, laid out for the graph of now.

The row of `Learned` holds it by the ids of the database, for whoever is there by then.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.matching.models import Learned as LearnedRow
from community.matching.snapshot_ids import Ids

if TYPE_CHECKING:
    from community.graph.learned import Learned

log = structlog.get_logger("snapshot")

NAME = "matching"
"""The row of `Learned` that holds it."""


def learned(session: Session, ids: Mapping[str, Ids]) -> "Learned":
    """Read what was learnt last, for the members, projects and tags that are there."""
    from community.graph.learned import NOTHING_LEARNED, Learned

    body = session.scalar(select(LearnedRow.body).where(LearnedRow.name == NAME))
    try:
        return Learned.from_bytes(body, ids) if body else NOTHING_LEARNED
    except (ValueError, KeyError, BadZipFile) as problem:
        log.warning("not understood", kind=type(problem).__name__)
        return NOTHING_LEARNED
