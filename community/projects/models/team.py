"""Who is in a project, and who follows it."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, object_session, validates

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.errors import Rewritten
from community.core.visible import (
    OPEN,
    Private,
    among,
    circles_of,
    connected_to,
    word,
)
from community.members.models import is_seen_by
from community.projects.models.project import projects_seen_by


class TeamRole(StrEnum):
    """What somebody is in a project."""

    LEAD = "lead"
    MEMBER = "member"
    ADVISER = "adviser"


class Ending(StrEnum):
    """How a part in a project came to its end."""

    LEFT = "left"
    ENDED = "ended by a lead"
    CONCLUDED = "concluded"
    NEW_ROLE = "went on in another role"


class Membership(Private, Base):
    """That somebody works on a project: history, appended to and never rewritten.

    Another role is another row. `until` ends one, once, with how and why. `ends_on` is
    the day until which somebody promised to take part; then they are asked whether to
    renew it. `need_id` is whose place they took. The audience `projects` means the
    active members of this very project; of a part that has ended, those of them who
    were there then.
    """

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[TeamRole] = mapped_column(default=TeamRole.MEMBER)
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS, index=True)
    since: Mapped[date] = mapped_column(default=clock.today)
    until: Mapped[date | None]
    ended_how: Mapped[Ending | None]
    ended_because: Mapped[str] = mapped_column(String(200), default="")
    ends_on: Mapped[date | None]
    asked_to_renew: Mapped[bool] = mapped_column(default=False)
    need_id: Mapped[int | None] = mapped_column(
        ForeignKey("need.id", ondelete="SET NULL")
    )
    import_batch_id: Mapped[int | None] = mapped_column(index=True)

    @validates("project_id", "member_id", "role", "since", "until", "ended_how")
    def _written_once(self, name: str, value: Any) -> Any:
        """Refuse to rewrite what happened: it is history from its first word on."""
        there = self.__dict__.get(name)
        if there is None and object_session(self) is not None and self.id:
            there = getattr(self, name)
        if there is not None and value != there:
            raise Rewritten(name)
        return value

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; else by audience, of people and projects that the viewer sees."""
        own = cls.member_id == viewer.member_id if viewer.is_member else ~true()
        shown = and_(
            membership_audience(cls, viewer),
            is_seen_by(viewer, cls.member_id),  # type: ignore[arg-type]
            cls.project_id.in_(projects_seen_by(viewer)),
        )
        return or_(own, shown)


Index(
    "uq_membership_active",
    Membership.project_id,
    Membership.member_id,
    unique=True,
    sqlite_where=Membership.until.is_(None),
    postgresql_where=Membership.until.is_(None),
)


def projects_led_by(viewer: Viewer) -> Select[Any]:
    """Select the ids of the projects that `viewer` leads now."""
    led = Membership.__table__.alias()
    return select(led.c.project_id).where(
        led.c.member_id == viewer.member_id,
        led.c.role == word(TeamRole.LEAD),
        led.c.until.is_(None),
    )


def membership_audience(membership: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State that the audience of a membership admits the viewer."""
    audience = membership.audience
    if not viewer.is_member:
        found: ColumnElement[bool] = audience == word(Audience.PUBLIC)
        return found
    return or_(
        among(audience, OPEN),
        and_(
            audience == word(Audience.CONNECTIONS),
            membership.member_id.in_(connected_to(viewer)),
        ),
        and_(
            audience == word(Audience.PROJECTS),
            membership.project_id.in_(circles_of(viewer)),
            or_(membership.until.is_(None), _was_there(membership, viewer)),
        ),
    )


def _was_there(membership: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State that the viewer was in the project while a part that has ended went on.

    Whoever comes on the day on which it ends was not.
    """
    own = Membership.__table__.alias()
    return (
        select(own.c.id)
        .where(
            own.c.project_id == membership.project_id,
            own.c.member_id == viewer.member_id,
            own.c.since < membership.until,
            or_(own.c.until.is_(None), own.c.until > membership.since),
        )
        .exists()
    )


class Follow(Private, Base):
    """That somebody follows a project: seen by themselves alone, counted nowhere."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("member_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own."""
        return cls.member_id == viewer.member_id if viewer.is_member else ~true()
