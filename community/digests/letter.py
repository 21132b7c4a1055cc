"""A digest as its letter says it, when it goes: seen again through its reader."""

from typing import Any

from community.core.outbox import Job
from community.digests.commands import rhythm
from community.digests.compose import Digest
from community.digests.hushed import Hushed
from community.digests.models import Every
from community.digests.news import told_again
from community.digests.picks import again
from community.digests.reader import reader_of


def words_of(job: Job) -> dict[str, Any] | None:
    """Return what the letter of a job says; None where nothing is left to say.

    What was read, turned off or hidden since it was written down is left out.
    """
    reader = reader_of(job.member_id)
    if reader is None or rhythm(reader).every is Every.NEVER:
        return None
    hushed = Hushed(reader)
    happened = told_again(reader, job.facts["notices"], hushed)
    suggested = again(reader, job.facts["suggested"], hushed)
    digest = Digest(happened.entries, job.facts["more"], suggested)
    if digest.is_empty:
        return None
    return {"digest": digest, "every": Every(job.facts["every"])}
