"""Ideas, what they said before, comments on them and offers of help."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.states import Moves
from community.core.visible import OPEN, Private, among
from community.members.models import is_seen_by


class IdeaState(StrEnum):
    """Where an idea stands."""

    OPEN = "open"
    BECOMING = "becoming a project"
    PROJECT = "became a project"
    CLOSED = "closed"


_S = IdeaState
MOVES: Moves[IdeaState] = {
    _S.OPEN: frozenset({_S.BECOMING, _S.CLOSED}),
    _S.BECOMING: frozenset({_S.OPEN, _S.PROJECT}),
    _S.CLOSED: frozenset({_S.OPEN}),
    _S.PROJECT: frozenset(),
}
"""For each state those that may follow; its author moves it, to the last the clock."""

TALKED_ABOUT = (_S.OPEN, _S.BECOMING)
"""The states in which members may comment."""


class Idea(Private, Base):
    """What somebody would like to try, for members to comment and to help.

    Of one whose author was erased, what others said stays (`author_id` is None).

    `invitation` is what its author says to those whom they invite into its project.
    """

    __tablename__ = "idea"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    challenge: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    wanted: Mapped[str] = mapped_column(String(400), default="")
    nation: Mapped[str] = mapped_column(String(40), default="")
    folded: Mapped[str] = mapped_column(String(4000), default="")
    state: Mapped[IdeaState] = mapped_column(default=IdeaState.OPEN, index=True)
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="SET NULL"), index=True
    )
    invitation: Mapped[str] = mapped_column(String(600), default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; else those of people whom the viewer sees."""
        return idea_rule(cls, viewer)


def idea_rule(idea: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `idea` (the class or an alias) are visible."""
    if not viewer.is_member:
        return ~true()
    shown = or_(idea.author_id == viewer.member_id, not_held("idea", idea.id))
    seen = or_(idea.author_id.is_(None), is_seen_by(viewer, idea.author_id))
    return and_(seen, shown)


def _ideas_seen_by(viewer: Viewer) -> Select[Any]:
    idea = Idea.__table__.alias()
    return select(idea.c.id).where(idea_rule(idea.c, viewer))


class IdeaVersion(Private, Base):
    """What an idea said before it was changed: appended to, never changed."""

    __tablename__ = "idea_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    challenge: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    wanted: Mapped[str] = mapped_column(String(400), default="")
    why: Mapped[str] = mapped_column(String(200), default="")
    until: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """With its idea."""
        if not viewer.is_member:
            return ~true()
        return cls.idea_id.in_(_ideas_seen_by(viewer))


class IdeaTag(Private, Base):
    """What an idea is about."""

    __tablename__ = "idea_tag"
    __table_args__ = (UniqueConstraint("idea_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), index=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """With its idea."""
        if not viewer.is_member:
            return ~true()
        return cls.idea_id.in_(_ideas_seen_by(viewer))


class IdeaComment(Private, Base):
    """What somebody says to an idea; a removed one keeps its place, not its words."""

    __tablename__ = "idea_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    answers_id: Mapped[int | None] = mapped_column(
        ForeignKey("idea_comment.id", ondelete="CASCADE")
    )
    words: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime | None]
    removed: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Those of people whom the viewer sees, under ideas that they see."""
        if not viewer.is_member:
            return ~true()
        seen = is_seen_by(viewer, cls.member_id)  # type: ignore[arg-type]
        shown = or_(cls.member_id == viewer.member_id, not_held("comment", cls.id))
        return and_(seen, shown, cls.idea_id.in_(_ideas_seen_by(viewer)))


class IdeaHelp(Private, Base):
    """That somebody would help with an idea, and with what.

    Its `audience` is members, or `me`: then only the author of the idea reads it too.
    `invited` says that the author would like them in the project that it becomes, until
    they are asked.
    """

    __tablename__ = "idea_help"
    __table_args__ = (UniqueConstraint("idea_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(400), default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    invited: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; those to oneself; else those that are for members to see."""
        if not viewer.is_member:
            return ~true()
        to_me = cls.idea_id.in_(_ideas_of(viewer))
        seen = is_seen_by(viewer, cls.member_id)  # type: ignore[arg-type]
        shown = not_held("help", cls.id)
        theirs = and_(seen, shown, or_(to_me, among(cls.audience, OPEN)))
        return and_(
            or_(cls.member_id == viewer.member_id, theirs),
            cls.idea_id.in_(_ideas_seen_by(viewer)),
        )


def _ideas_of(viewer: Viewer) -> Select[Any]:
    idea = Idea.__table__.alias()
    return select(idea.c.id).where(idea.c.author_id == viewer.member_id)
