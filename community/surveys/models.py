"""Surveys: those of others with what is known of them, and our own with answers."""

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
    select,
    true,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.states import Moves
from community.core.visible import Private, among


class Method(StrEnum):
    """How people were asked."""

    UNKNOWN = "unknown"
    BEST_WORST = "best-worst"
    RATING = "rating"


class SurveyState(StrEnum):
    """Where a survey stands; those of others are drafts or published."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


_S = SurveyState
MOVES: Moves[SurveyState] = {
    _S.DRAFT: frozenset({_S.OPEN, _S.PUBLISHED}),
    _S.OPEN: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset({_S.OPEN, _S.PUBLISHED}),
    _S.PUBLISHED: frozenset({_S.DRAFT, _S.CLOSED}),
}
"""One of our own opens, closes and is published; one of others has no answers here."""

ASKING = (SurveyState.OPEN, SurveyState.CLOSED)


class Survey(Private, Base):
    """A survey. `ours` tells whether members answer it here; empty is unknown.

    `n` is how many answered one of others; `shows` how many factors stand together in a
    best-worst question, or how many steps the scale has that rates. `asked` are the
    items in each best-worst question, frozen when the survey opens; `results` the
    figures, frozen when they are first published: they never change again. `source`
    holds an address a line.
    """

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    intro: Mapped[str] = mapped_column(Text, default="")
    ours: Mapped[bool] = mapped_column(default=True)
    provider: Mapped[str] = mapped_column(String(200), default="")
    method: Mapped[Method] = mapped_column(default=Method.UNKNOWN)
    n: Mapped[int | None]
    fieldwork: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(2000), default="")
    question: Mapped[str] = mapped_column(String(300), default="")
    consent_words: Mapped[str] = mapped_column(Text, default="")
    shows: Mapped[int] = mapped_column(default=4)
    state: Mapped[SurveyState] = mapped_column(default=SurveyState.DRAFT, index=True)
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_at: Mapped[datetime | None]
    closes_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    asked: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    results: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Published ones, for everybody; those that ask, for members; drafts not."""
        return survey_rule(cls, viewer)


def stands(row: Any) -> SurveyState:
    """Return where a survey stands today: its last day closes it without a hand."""
    over = row.closes_on is not None and row.closes_on < clock.today()
    if row.state is SurveyState.OPEN and over:
        return SurveyState.CLOSED
    state: SurveyState = row.state
    return state


def survey_rule(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `row` (the class or an alias) are visible."""
    if viewer.can_organise:
        return true()
    shown = (SurveyState.PUBLISHED, *(ASKING if viewer.is_member else ()))
    return among(row.state, shown)


class OfSurvey(Private):
    """A row that is seen by whoever sees its survey."""

    @declared_attr
    def survey_id(cls) -> Mapped[int]:
        """Whose row it is."""
        return mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Rows of surveys that are open to the viewer."""
        row = Survey.__table__.alias()
        seen = select(row.c.id).where(survey_rule(row.c, viewer))
        found: ColumnElement[bool] = cls.survey_id.in_(seen)
        return found


class SurveyGroup(OfSurvey, Base):
    """A group of those who answered; `base` is how many, where it is known."""

    __tablename__ = "survey_group"
    __table_args__ = (UniqueConstraint("survey_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    base: Mapped[int | None]
    sort: Mapped[int] = mapped_column(default=0)


class SurveyItem(OfSurvey, Base):
    """Something that a survey asked about: a decision factor, or words of its own."""

    __tablename__ = "survey_item"
    __table_args__ = (UniqueConstraint("survey_id", "sort"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    factor: Mapped[str] = mapped_column(String(40), default="", index=True)
    label: Mapped[str] = mapped_column(String(200), default="")
    sort: Mapped[int]


class Measure(StrEnum):
    """What a finding gives."""

    RANK = "rank"
    PERCENT = "percent"
    SCORE = "score"


class Finding(OfSurvey, Base):
    """What a survey of others found of an item in a group, and where that is said.

    `of` is the number of ranks; `base` how many it rests on, where that is known.
    """

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("item_id", "group_id", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("survey_item.id", ondelete="CASCADE"), index=True
    )
    group_id: Mapped[int] = mapped_column(
        ForeignKey("survey_group.id", ondelete="CASCADE"), index=True
    )
    measure: Mapped[Measure]
    value: Mapped[float]
    of: Mapped[int | None]
    base: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(2000), default="")


class SurveyAnswer(Private, Base):
    """What one member answered; nobody else reads it, results are counts of many.

    `counted_as` is the code of a kind that the member chose to be counted under, ""
    for none. `answers`: {"best": [item, ...], "worst": [item, ...]} by question, or
    {"rated": {item: step}}. `consented` is the version of the words agreed to.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (UniqueConstraint("survey_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(
        ForeignKey("survey.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    counted_as: Mapped[str] = mapped_column(String(40), default="")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    consented: Mapped[str] = mapped_column(String(64))
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
