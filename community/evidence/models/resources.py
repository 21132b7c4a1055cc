"""Resources: what each is, where it stands, and what it is about."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.held import not_held
from community.core.states import Moves
from community.core.visible import Private, among


class ResourceType(StrEnum):
    """What kind of thing a resource is."""

    REVIEW = "review"
    TRIAL = "trial"
    QUALITATIVE = "qualitative"
    EVALUATION = "evaluation"
    TOOLKIT = "toolkit"
    GUIDE = "guide"
    POLICY = "policy"
    ESSAY = "essay"
    SURVEY = "survey"
    STORY = "story"
    TRAINING = "training"


class Strength(StrEnum):
    """How far what a resource says can be relied upon, as its curator judged it."""

    UNKNOWN = "unknown"
    STRONG = "strong"
    MODERATE = "moderate"
    EARLY = "early"
    EXPERIENCE = "experience"


class ResourceState(StrEnum):
    """Where a resource stands; that it is overdue follows from its day."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_S = ResourceState
MOVES: Moves[ResourceState] = {
    _S.SUBMITTED: frozenset({_S.IN_REVIEW, _S.PUBLISHED, _S.DECLINED, _S.WITHDRAWN}),
    _S.IN_REVIEW: frozenset({_S.SUBMITTED, _S.PUBLISHED, _S.DECLINED, _S.WITHDRAWN}),
    _S.PUBLISHED: frozenset({_S.ARCHIVED}),
    _S.ARCHIVED: frozenset({_S.PUBLISHED}),
    _S.DECLINED: frozenset({_S.IN_REVIEW}),
    _S.WITHDRAWN: frozenset(),
}
"""A curator takes one up, or gives it back to the queue; what is out is archived."""

SHOWN = (ResourceState.PUBLISHED, ResourceState.ARCHIVED)
"""The states in which everybody may read a resource; archived ones are in no list."""


class Resource(Private, Base):
    """A study, guide, story ... about peer support; empty is unknown.

    `authors` is a list of names, the family name first where it is known ("Bott, Sue").
    `address` leads to the thing itself, or to a page about it (`about_only`).
    `sentence` is what it says in one sentence, `summary` more of that, both in our own
    plain words. `overdue_told` is the review day of which its owner has been told.
    `folded` is the title as it is compared.
    """

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(400))
    folded: Mapped[str] = mapped_column(String(400), index=True)
    authors: Mapped[list[str]] = mapped_column(JSON, default=list)
    year: Mapped[int | None] = mapped_column(index=True)
    publisher: Mapped[str] = mapped_column(String(300), default="")
    type: Mapped[ResourceType] = mapped_column(index=True)
    doi: Mapped[str | None] = mapped_column(String(200), unique=True)
    address: Mapped[str] = mapped_column(String(2000), default="")
    about_only: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(300), default="")
    sentence: Mapped[str] = mapped_column(String(280), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    strength: Mapped[Strength] = mapped_column(default=Strength.UNKNOWN, index=True)
    strength_reason: Mapped[str] = mapped_column(String(400), default="")
    licence: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[ResourceState] = mapped_column(
        default=ResourceState.SUBMITTED, index=True
    )
    featured: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    review_by: Mapped[date | None] = mapped_column(index=True)
    overdue_told: Mapped[date | None]
    submitted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    answer: Mapped[str] = mapped_column(String(600), default="")
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)
    import_id: Mapped[int | None] = mapped_column(
        ForeignKey("resource_import.id", ondelete="SET NULL")
    )
    link_checked_at: Mapped[datetime | None]
    link_problem: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """What is or was out, for everybody; one's own; all of them, for curators."""
        return resource_rule(cls, viewer)


def resource_rule(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `row` (the class or an alias) are visible."""
    if viewer.can_curate:
        return true()
    shown = and_(among(row.state, SHOWN), not_held("resource", row.id))
    if not viewer.is_member:
        return shown
    return or_(shown, row.submitted_by_id == viewer.member_id)


def resources_seen_by(viewer: Viewer) -> Any:
    """Select the ids of the resources that `viewer` may see, over plain tables."""
    row = Resource.__table__.alias()
    return select(row.c.id).where(resource_rule(row.c, viewer))


class OfResource(Private):
    """A row that is seen by whoever sees its resource."""

    @declared_attr
    def resource_id(cls) -> Mapped[int]:
        """Whose row it is."""
        return mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Rows of resources that are open to the viewer."""
        found: ColumnElement[bool] = cls.resource_id.in_(resources_seen_by(viewer))
        return found


class ResourceTag(OfResource, Base):
    """What a resource is about."""

    __tablename__ = "resource_tag"
    __table_args__ = (UniqueConstraint("resource_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)


class ResourceFactor(OfResource, Base):
    """A factor by which people decide, of which a resource says something."""

    __tablename__ = "resource_factor"
    __table_args__ = (UniqueConstraint("resource_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)


class WordsOf(StrEnum):
    """What the words beside a resource say of it."""

    AUDIENCE = "audience"
    SETTING = "setting"


class ResourceWord(OfResource, Base):
    """For whom a resource is, or in which setting: words of an open list."""

    __tablename__ = "resource_word"
    __table_args__ = (UniqueConstraint("resource_id", "of", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    of: Mapped[WordsOf]
    words: Mapped[str] = mapped_column(String(80), index=True)
