"""Letters about coffee: each once, to people who take part and are there."""

from collections.abc import Mapping

from sqlalchemy import select

from community.core import outbox
from community.core.db import db
from community.core.outbox import Job

PAIRED, LEFT_OUT, MET, JOINED = (
    "coffee-paired",
    "coffee-left-out",
    "coffee-met",
    "coffee-every-month",
)


def write(kind: str, round_id: int, people: Mapping[int, str]) -> int:
    """Write to those of `people` (with their addresses) who did not get this letter."""
    keys = {f"{kind}:{round_id}:{member}": to for member, to in people.items()}
    sent = select(Job.key).where(Job.key.startswith(f"{kind}:{round_id}:"))
    new = keys.keys() - set(db.session.scalars(sent))
    return sum(outbox.post_once(kind, keys[key], key) for key in sorted(new))
