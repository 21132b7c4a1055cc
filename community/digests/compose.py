"""What a digest says: one record, for the letter and for the page that foretells it."""

from dataclasses import dataclass
from datetime import datetime

from community.core.access import Viewer
from community.digests.hushed import Hushed
from community.digests.models import Every
from community.digests.news import Entry, News, news
from community.digests.picks import Pick, last_suggested, picks
from community.digests.rhythm import STEP


@dataclass(frozen=True)
class Digest:
    """What happened and who and what is suggested; `more` is what waits for the next.

    `held` says that nothing happened, and that suggestions alone came last time.
    """

    entries: tuple[Entry, ...] = ()
    more: int = 0
    suggested: tuple[Pick, ...] = ()
    held: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing, and is not sent."""
        return not self.entries and not self.suggested

    @property
    def ids(self) -> list[int]:
        """The notices that it tells."""
        return News(self.entries).ids


def compose(viewer: Viewer, every: Every, due: datetime) -> Digest:
    """Return what the viewer's digest of a moment says, as things stand now.

    Without news there are suggestions every second time at most: a letter that only
    suggests, week after week, teaches its reader to leave letters unread.
    """
    hushed = Hushed(viewer)
    found = news(viewer, hushed)
    if not found.entries and _suggested_lately(viewer, every, due):
        return Digest(held=True)
    return Digest(found.entries, found.more, picks(viewer, hushed))


def _suggested_lately(viewer: Viewer, every: Every, due: datetime) -> bool:
    """Tell whether the digest before this one suggested something."""
    last: datetime | None = last_suggested(viewer)
    return last is not None and last > due - STEP[every] * 1.5
