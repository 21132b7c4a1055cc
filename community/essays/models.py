"""Essays: a numbered series, each essay with its authors, versions and pictures."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.states import Moves
from community.core.visible import Private, among


class Series(Base):
    """A series of essays; everybody may know of it."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    intro: Mapped[str] = mapped_column(Text, default="")
    sort: Mapped[int] = mapped_column(default=0)


class EssayState(StrEnum):
    """Where an essay stands; a planned one is shown as due."""

    PLANNED = "planned"
    DRAFT = "draft"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    DELETED = "deleted"


_S = EssayState
MOVES: Moves[EssayState] = {
    _S.PLANNED: frozenset({_S.DRAFT, _S.IN_REVIEW, _S.PUBLISHED, _S.DELETED}),
    _S.DRAFT: frozenset({_S.PLANNED, _S.IN_REVIEW, _S.PUBLISHED, _S.DELETED}),
    _S.IN_REVIEW: frozenset({_S.DRAFT, _S.PUBLISHED}),
    _S.PUBLISHED: frozenset({_S.DRAFT}),
    _S.DELETED: frozenset(),
}
"""Back to a draft is how a published one is withdrawn. A deleted one has no row."""

SHOWN = (EssayState.PLANNED, EssayState.PUBLISHED)


class Essay(Private, Base):
    """One essay of a series.

    `number` and `title` are empty where they are not known to us. `link` leads to an
    essay that stands elsewhere: it has no text here. `due` is when a planned one is
    expected. `published_on` is the day on which it first came out; `date_words` is what
    is known of that ("May 2018"), where it is less. Readers have the newest published
    version, whose title and standfirst stand here too; `resource_id` is the essay's
    record in the Evidence Hub.
    """

    __tablename__ = "essay"
    __table_args__ = (UniqueConstraint("series_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(
        ForeignKey("series.id", ondelete="CASCADE"), index=True
    )
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(200), default="")
    standfirst: Mapped[str] = mapped_column(String(400), default="")
    link: Mapped[str] = mapped_column(String(2000), default="")
    due: Mapped[date | None]
    published_on: Mapped[date | None]
    date_words: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[EssayState] = mapped_column(default=EssayState.PLANNED, index=True)
    resource_id: Mapped[int | None] = mapped_column(
        ForeignKey("resource.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Planned and published ones; the rest for whoever edits essays."""
        return essay_rule(cls, viewer)


def essay_rule(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `row` (the class or an alias) are visible."""
    return true() if edits(viewer) else among(row.state, SHOWN)


def edits(viewer: Viewer) -> bool:
    """Tell whether the viewer edits essays: organisers and curators do."""
    return viewer.can_organise or viewer.can_curate


def _out() -> Any:
    """Select the ids of the essays that are out."""
    row = Essay.__table__.alias()
    return select(row.c.id).where(among(row.c.state, (EssayState.PUBLISHED,)))


def _essays_seen_by(viewer: Viewer) -> Any:
    row = Essay.__table__.alias()
    return select(row.c.id).where(essay_rule(row.c, viewer))


class EssayAuthor(Private, Base):
    """Who wrote an essay, as a name; `member_id` where they are here."""

    __tablename__ = "essay_author"

    id: Mapped[int] = mapped_column(primary_key=True)
    essay_id: Mapped[int] = mapped_column(
        ForeignKey("essay.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    rank: Mapped[int] = mapped_column(default=0)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """With their essay."""
        return cls.essay_id.in_(_essays_seen_by(viewer))


class EssayVersion(Private, Base):
    """What an essay said: the history of what was out is open to its readers.

    `why` is what changed since the one that was out before; `minutes` is how long it
    takes to read.
    """

    __tablename__ = "essay_version"
    __table_args__ = (UniqueConstraint("essay_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    essay_id: Mapped[int] = mapped_column(
        ForeignKey("essay.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    standfirst: Mapped[str] = mapped_column(String(400), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Versions that were out, of essays that are; all for whoever edits."""
        if edits(viewer):
            return true()
        return and_(cls.published_at.is_not(None), cls.essay_id.in_(_out()))


class EssayFigure(Private, Base):
    """A picture in an essay, with the words for whoever does not see it.

    Its text calls it "figure-2" by its `number`; `name` is that of its file. `out` is
    whether a version that was published shows it.
    """

    __tablename__ = "essay_figure"
    __table_args__ = (UniqueConstraint("essay_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    essay_id: Mapped[int] = mapped_column(
        ForeignKey("essay.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    alt: Mapped[str] = mapped_column(String(300))
    caption: Mapped[str] = mapped_column(String(300), default="")
    width: Mapped[int]
    height: Mapped[int]
    out: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Those that were out, of essays that are; all for whoever edits."""
        return true() if edits(viewer) else and_(cls.out, cls.essay_id.in_(_out()))
