"""News of a project or of the Lab: who reads it, from when, with which pictures."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.states import Moves
from community.core.visible import Private, among, circles_of, word
from community.projects.models import Follow, projects_led_by, projects_seen_by


class Readers(StrEnum):
    """Whom news are for, narrow to wide; never wider than their project's page."""

    TEAM = "team"
    FOLLOWERS = "followers"
    MEMBERS = "members"
    PUBLIC = "public"


class UpdateState(StrEnum):
    """Where news stand; of what is deleted there is no row."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


_S = UpdateState
MOVES: Moves[UpdateState] = {
    _S.DRAFT: frozenset({_S.SCHEDULED, _S.PUBLISHED, _S.DELETED}),
    _S.SCHEDULED: frozenset({_S.DRAFT, _S.PUBLISHED}),
    _S.PUBLISHED: frozenset({_S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset({_S.PUBLISHED, _S.DELETED}),
    _S.DELETED: frozenset(),
}
"""What was out is withdrawn and put back; then, or before it ever was, deleted."""


class Update(Private, Base):
    """News of a project; without one, of the Lab, for members or for everybody.

    `edited_at` is when their words last changed, `tells` whether followers are told.
    Whoever gave them their day is their author from then on, and answers for them.
    """

    __tablename__ = "project_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text, default="")
    readers: Mapped[Readers] = mapped_column(default=Readers.MEMBERS)
    state: Mapped[UpdateState] = mapped_column(default=UpdateState.DRAFT, index=True)
    tells: Mapped[bool] = mapped_column(default=True)
    publish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Published ones by their readers; the rest for whoever may write them."""
        return update_rule(cls, viewer)


def update_rule(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `row` (the class or an alias) are visible."""
    on_a_page = or_(
        row.project_id.is_(None), row.project_id.in_(projects_seen_by(viewer))
    )
    out = and_(row.state == word(UpdateState.PUBLISHED), not_held("update", row.id))
    published = and_(out, on_a_page)
    if not viewer.is_member:
        return and_(published, row.readers == word(Readers.PUBLIC))
    followed = Follow.__table__.alias()
    followers = select(followed.c.project_id).where(
        followed.c.member_id == viewer.member_id
    )
    read = or_(
        among(row.readers, (Readers.MEMBERS, Readers.PUBLIC)),
        row.project_id.in_(circles_of(viewer)),
        and_(row.readers == word(Readers.FOLLOWERS), row.project_id.in_(followers)),
    )
    return or_(and_(published, read), written_by(row, viewer))


def written_by(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State that the viewer may write news: its leads; organisers, for the Lab."""
    rules: list[ColumnElement[bool]] = [row.project_id.in_(projects_led_by(viewer))]
    if viewer.can_organise:
        rules.append(row.project_id.is_(None))
    return or_(*rules)


class UpdateImage(Private, Base):
    """A picture in news, with the words for whoever does not see it."""

    __tablename__ = "update_image"

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(
        ForeignKey("project_update.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(60), unique=True)
    alt: Mapped[str] = mapped_column(String(300))
    width: Mapped[int]
    height: Mapped[int]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """With its news."""
        row = Update.__table__.alias()
        return cls.update_id.in_(select(row.c.id).where(update_rule(row.c, viewer)))
