"""Offers of help to a project, and invitations into it."""

from datetime import datetime, timedelta
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
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.visible import Private, among, kept_apart_from
from community.members.models import is_seen_by
from community.projects.models.team import projects_led_by


class JoinState(StrEnum):
    """Where an offer or an invitation stands.

    `waiting` means that both said yes and that all places are taken: the next that
    comes free is theirs.
    """

    SENT = "sent"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


JOIN_OPEN = (JoinState.SENT, JoinState.WAITING)
"""The states in which something is still to come."""


LAPSES = timedelta(days=21)
"""How long a request waits for an answer."""
UNDO = timedelta(hours=1)
"""How long a "not now" can be taken back; only then is anybody told of it."""


def _due() -> datetime:
    return clock.now() + LAPSES


class Reason(StrEnum):
    """Why somebody says no, kindly."""

    PLACES = "places"
    TIMING = "timing"
    FIT = "fit"
    PLANS = "plans"
    OTHER = "other"


class JoinKind(StrEnum):
    """Who began: somebody offered help, or a lead invited them."""

    OFFER = "offer"
    INVITATION = "invitation"


class JoinRequest(Private, Base):
    """An offer of help to a project, or a lead's invitation into it.

    It ends by itself at `due_at`, unless it has been answered. `nudges` counts the
    reminders of it. `audience` is who may see it once somebody who waits is in, where
    they chose.
    """

    __tablename__ = "join_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JoinKind]
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    need_id: Mapped[int | None] = mapped_column(
        ForeignKey("need.id", ondelete="SET NULL"), index=True
    )
    asked_by_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    message: Mapped[str] = mapped_column(String(600), default="")
    answer: Mapped[str] = mapped_column(String(600), default="")
    reason: Mapped[Reason | None]
    state: Mapped[JoinState] = mapped_column(default=JoinState.SENT, index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=_due, index=True)
    waits_since: Mapped[datetime | None]
    audience: Mapped[Audience | None]
    nudges: Mapped[int] = mapped_column(default=0)
    organisers_told: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]

    @property
    def held_back(self) -> bool:
        """Whether it was answered "not now", and that can still be taken back.

        Until then it reads, for whoever hopes, as if nobody had answered.
        """
        if self.state is not JoinState.DECLINED or self.answered_at is None:
            return False
        return clock.now() < min(self.answered_at + UNDO, self.due_at)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever would join, and the leads of the project, of people they may see.

        An invitation vanishes with a block between its two ends.
        """
        if not viewer.is_member:
            return ~true()
        return or_(
            and_(
                cls.member_id == viewer.member_id,
                cls.asked_by_id.not_in(kept_apart_from(viewer)),
            ),
            and_(
                cls.project_id.in_(projects_led_by(viewer)),
                is_seen_by(viewer, cls.member_id),  # type: ignore[arg-type]
            ),
        )


Index(
    "uq_join_request_open",
    JoinRequest.project_id,
    JoinRequest.member_id,
    unique=True,
    sqlite_where=among(JoinRequest.state, JOIN_OPEN),
    postgresql_where=among(JoinRequest.state, JOIN_OPEN),
)


def is_held_back() -> ColumnElement[bool]:
    """State that a request was answered "not now", and that can still be taken back."""
    now = clock.now()
    return and_(
        JoinRequest.state == JoinState.DECLINED,
        JoinRequest.answered_at > now - UNDO,
        JoinRequest.due_at > now,
    )


class RequestSeen(Base):
    """That whoever can answer a request has seen it: a read mark, kept aside."""

    __tablename__ = "join_request_seen"

    request_id: Mapped[int] = mapped_column(
        ForeignKey("join_request.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
