"""Introductions: asked for or offered, and where each stands."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    and_,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.connections.models import TieAudience
from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private, word
from community.members.models import is_seen_by


class IntroductionKind(StrEnum):
    """Whether one of the two asked for it, or the one in the middle began."""

    ASKED = "asked"
    OFFERED = "offered"


class IntroductionState(StrEnum):
    """Where an introduction stands; what its asker may know of it is less."""

    ASKED = "asked"
    NOT_PASSED_ON = "not passed on"
    PASSED_ON = "passed on"
    ACCEPTED = "accepted"
    NOT_NOW = "not now"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Introduction(Private, Base):
    """One person in the middle, and two who may come to know each other.

    Of an offered one, asker and target are the two contacts, in no order, and what each
    answered is kept apart: neither learns of the other's. The audiences say whom each
    would show the tie. `passed_at` is when it came to whoever is introduced; without it
    they know of nothing. `nudges` counts the reminders since then, `told_at` is when
    whoever began it was told by the clock of its end. One that was `woven` comes from
    an organiser, who needs to know neither.
    """

    __tablename__ = "introduction"
    __table_args__ = (
        CheckConstraint(
            "asker_id <> target_id AND asker_id <> introducer_id"
            " AND target_id <> introducer_id",
            name="three",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[IntroductionKind]
    introducer_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    asker_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    target_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str] = mapped_column(String(400), default="")
    words: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[IntroductionState] = mapped_column(
        default=IntroductionState.ASKED, index=True
    )
    asker_yes: Mapped[bool | None]
    target_yes: Mapped[bool | None]
    asker_audience: Mapped[TieAudience] = mapped_column(default=TieAudience.NEAR)
    target_audience: Mapped[TieAudience] = mapped_column(default=TieAudience.NEAR)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    passed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    nudges: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    woven: Mapped[bool] = mapped_column(default=False)
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Each of the three, as far as it has come to them and they see the others.

        Who asked and who introduces keep the row when somebody vanishes, so that a
        block looks like no answer.
        """
        if not viewer.is_member:
            return ~true()
        asked = cls.kind == word(IntroductionKind.ASKED)
        came = cls.passed_at.is_not(None)
        introducer, asker, target = (
            is_seen_by(viewer, one)  # type: ignore[arg-type]
            for one in (cls.introducer_id, cls.asker_id, cls.target_id)
        )
        return or_(
            and_(cls.introducer_id == viewer.member_id, or_(~asked, asker)),
            and_(cls.asker_id == viewer.member_id, asked),
            and_(cls.asker_id == viewer.member_id, ~asked, came, introducer, target),
            and_(cls.target_id == viewer.member_id, came, introducer, asker),
        )
