"""What pages know of essays."""

from dataclasses import dataclass, field
from datetime import date, datetime

from community.essays.authors import Author
from community.essays.models import EssayState


@dataclass(frozen=True)
class EssayCard:
    """An essay in a list; `title` is "" where it is not known to us.

    `minutes` is 0 where there is no text here; `date_words` is what is known of the day
    of one that stands elsewhere.
    """

    slug: str
    number: int | None
    title: str
    standfirst: str
    state: EssayState
    due: date | None
    published_on: date | None
    date_words: str
    link: str
    minutes: int = 0
    authors: tuple[Author, ...] = ()


@dataclass(frozen=True)
class SeriesCard:
    """A series with its essays, in their order."""

    slug: str
    title: str
    intro: str
    essays: tuple[EssayCard, ...] = ()


@dataclass(frozen=True)
class FigureCard:
    """A picture of an essay: the text calls it "figure-2"."""

    number: int
    name: str
    alt: str
    caption: str
    width: int
    height: int
    out: bool = field(default=False, metadata={"api": False})


@dataclass(frozen=True)
class Step:
    """The essay before or after in a series."""

    slug: str
    number: int | None
    title: str


@dataclass(frozen=True)
class Record:
    """The record of an essay in the Evidence Hub."""

    slug: str
    title: str


@dataclass(frozen=True)
class VersionCard:
    """A version that was saved; `edition` counts those that were out, from 1."""

    number: int
    title: str
    minutes: int
    why: str
    saved_at: datetime = field(metadata={"api": False})
    published_at: datetime | None
    edition: int = 0


@dataclass(frozen=True)
class EssayView:
    """An essay as its readers have it: the newest version that is out."""

    slug: str
    number: int | None
    title: str
    standfirst: str
    body: str
    state: EssayState
    due: date | None
    published_on: date | None
    date_words: str
    link: str
    series: str
    series_slug: str
    minutes: int
    authors: tuple[Author, ...]
    figures: tuple[FigureCard, ...]
    versions: tuple[VersionCard, ...]
    before: Step | None
    after: Step | None
    record: Record | None
    mine: bool = field(default=False, metadata={"api": False})

    @property
    def edition(self) -> VersionCard | None:
        """The version that readers have, where there is a text."""
        return self.versions[0] if self.versions else None


@dataclass(frozen=True)
class FeedEntry:
    """An essay as a feed brings it."""

    slug: str
    title: str
    standfirst: str
    body: str
    authors: tuple[str, ...]
    figures: tuple[FigureCard, ...]
    published_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class WorkCard:
    """An essay that editors have in hand; `newer` where a text waits to come out."""

    slug: str
    number: int | None
    title: str
    series: str
    state: EssayState
    due: date | None
    newer: bool
    edited_at: datetime
