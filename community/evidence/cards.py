"""A resource as lists show it: what it says, for whom, how far to rely upon it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from community.core import clock
from community.members.queries import TagChip


@dataclass(frozen=True)
class ResourceCard:
    """A resource in a list; empty is unknown.

    `type` and `strength` are codes; `audiences` and `settings` words. `overdue` says
    that its review day has passed.
    """

    id: int = field(metadata={"api": False})
    slug: str
    title: str
    type: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    publisher: str = ""
    doi: str | None = None
    address: str = ""
    about_only: bool = False
    sentence: str = ""
    strength: str = "unknown"
    strength_reason: str = ""
    audiences: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    tags: tuple[TagChip, ...] = ()
    featured: bool = False
    review_by: date | None = None
    overdue: bool = False
    published_at: datetime | None = None
    edited_at: datetime | None = None


def is_overdue(review_by: date | None) -> bool:
    """Tell whether a review day has passed; without a day nothing is overdue."""
    return review_by is not None and review_by < clock.today()


def of_today(card: ResourceCard) -> ResourceCard:
    """Return a card that was kept, as it is today."""
    return replace(card, overdue=is_overdue(card.review_by))
