"""What is due by itself: notices of long ago go."""

from datetime import timedelta

from community.core import clock
from community.notices.commands import forget

KEPT = timedelta(days=365)
"""So long a notice stays on its reader's page, read or not."""


def move() -> int:
    """Remove the notices that are older than that; return how many."""
    return forget(clock.now() - KEPT)
