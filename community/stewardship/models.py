"""Hand-overs of a project, and how it goes for those who joined one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private, kept_apart_from, word
from community.members.models import is_seen_by
from community.projects.models import projects_led_by


class HandoverKind(StrEnum):
    """Who began: a lead asks somebody to lead, beside or after them, or one offers."""

    BESIDE = "beside"
    INSTEAD = "instead"
    TAKE_OVER = "take over"


class HandoverState(StrEnum):
    """Where a hand-over stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Handover(Private, Base):
    """That somebody may come to lead a project: asked by a lead, or offered.

    `member_id` is who would lead; `asked_by_id` who asked, the same for an offer to
    take over. That one is answered by a lead, or from `organisers_from` on by an
    organiser. It ends by itself at `due_at`.
    """

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[HandoverKind]
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    asked_by_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    message: Mapped[str] = mapped_column(String(600), default="")
    answer: Mapped[str] = mapped_column(String(600), default="")
    state: Mapped[HandoverState] = mapped_column(
        default=HandoverState.ASKED, index=True
    )
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    organisers_from: Mapped[datetime | None]
    organisers_told: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Both ends, the leads of the project, and organisers for a take-over.

        Whoever is asked does not find it while they are kept apart from whoever asked,
        though they lead the project by now.
        """
        if not viewer.is_member:
            return ~true()
        leads = projects_led_by(viewer)
        seen = is_seen_by(viewer, cls.member_id)  # type: ignore[arg-type]
        rules = [
            and_(
                cls.member_id == viewer.member_id,
                cls.asked_by_id.not_in(kept_apart_from(viewer)),
            ),
            cls.asked_by_id == viewer.member_id,
            and_(cls.project_id.in_(leads), cls.member_id != viewer.member_id, seen),
        ]
        if viewer.can_organise:
            offered = cls.kind == word(HandoverKind.TAKE_OVER)
            rules.append(and_(offered, seen))
        return or_(*rules)


Index(
    "uq_handover_open",
    Handover.project_id,
    Handover.member_id,
    unique=True,
    sqlite_where=Handover.state == word(HandoverState.ASKED),
    postgresql_where=Handover.state == word(HandoverState.ASKED),
)


class Going(StrEnum):
    """How it goes for somebody in a project."""

    WELL = "well"
    MIXED = "mixed"
    BADLY = "badly"


class CheckIn(Private, Base):
    """How it goes for somebody, four weeks in; theirs, unless they share it."""

    __tablename__ = "check_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), unique=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    going: Mapped[Going | None]
    words: Mapped[str] = mapped_column(String(600), default="")
    to_leads: Mapped[bool] = mapped_column(default=False)
    to_organisers: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; the leads' and the organisers' where it was shared with them.

        An organiser who leads the project reads what was shared with its leads.
        """
        if not viewer.is_member:
            return ~true()
        leads = projects_led_by(viewer)
        seen = is_seen_by(viewer, cls.member_id)  # type: ignore[arg-type]
        rules = [
            cls.member_id == viewer.member_id,
            and_(cls.to_leads, cls.project_id.in_(leads), seen),
        ]
        if viewer.can_organise:
            rules.append(and_(cls.to_organisers, cls.project_id.not_in(leads), seen))
        return or_(*rules)
