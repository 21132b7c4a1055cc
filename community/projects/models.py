"""Projects, what they need, who is in them, and offers and invitations to join."""

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
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.visible import (
    OPEN,
    Private,
    among,
    circles_of,
    connected_to,
    kept_apart_from,
    word,
)
from community.members.models import is_seen_by


class Stage(StrEnum):
    """How far along a project is."""

    IDEA = "idea"
    DEVELOPING = "developing"
    TESTING = "testing"
    RUNNING = "running"
    SHARING = "sharing"
    FINISHED = "finished"


class ProjectState(StrEnum):
    """Where a project's page stands."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    PAUSED = "paused"
    FINISHED = "finished"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


SHOWN = (
    ProjectState.PUBLISHED,
    ProjectState.PAUSED,
    ProjectState.FINISHED,
    ProjectState.ARCHIVED,
)
"""The states in which people outside the team see a project."""

LISTED = (ProjectState.PUBLISHED, ProjectState.PAUSED, ProjectState.FINISHED)
"""The states that the directory lists."""


class Project(Private, Base):
    """Something that people do together; its audience is members or public."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(4000), default="")
    summary: Mapped[str] = mapped_column(String(140), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.IDEA, index=True)
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.DRAFT, index=True)
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    phase: Mapped[str] = mapped_column(String(40), default="", index=True)
    nation: Mapped[str] = mapped_column(String(40), default="", index=True)
    region: Mapped[str] = mapped_column(String(40), default="")
    format: Mapped[str] = mapped_column(String(20), default="")
    channel: Mapped[str] = mapped_column(String(20), default="")
    led_by: Mapped[str] = mapped_column(String(20), default="")
    formality: Mapped[str] = mapped_column(String(20), default="")
    orphaned: Mapped[bool] = mapped_column(default=False)
    review_note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    import_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    import_batch_id: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Shown ones by their audience; all of one's own; those to review."""
        return project_rule(cls, viewer)


def project_rule(project: Any, viewer: Viewer) -> ColumnElement[bool]:
    """State which rows of `project` (the class or an alias) are visible."""
    wide = OPEN if viewer.is_member else (Audience.PUBLIC,)
    rules = [and_(among(project.state, SHOWN), among(project.audience, wide))]
    if viewer.is_member:
        rules.append(project.id.in_(circles_of(viewer)))
    if viewer.can_organise:
        rules.append(project.state == word(ProjectState.IN_REVIEW))
    return or_(*rules)


def projects_seen_by(viewer: Viewer) -> Any:
    """Select the ids of the projects that `viewer` may see, over core tables."""
    project = Project.__table__.alias()
    return select(project.c.id).where(project_rule(project.c, viewer))


class OfProject(Private):
    """A row that is seen by whoever sees its project."""

    @declared_attr
    def project_id(cls) -> Mapped[int]:
        """Whose row it is."""
        return mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Rows of projects that are open to the viewer."""
        found: ColumnElement[bool] = cls.project_id.in_(projects_seen_by(viewer))
        return found


class ProjectTag(OfProject, Base):
    """What a project is about."""

    __tablename__ = "project_tag"
    __table_args__ = (UniqueConstraint("project_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)


class ProjectArea(OfProject, Base):
    """A challenge area that a project is filed under."""

    __tablename__ = "project_area"
    __table_args__ = (UniqueConstraint("project_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)


class ProjectOrganisation(OfProject, Base):
    """An organisation that takes part in a project."""

    __tablename__ = "project_organisation"
    __table_args__ = (UniqueConstraint("project_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )


class NeedState(StrEnum):
    """Whether a need still looks for somebody."""

    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


class Need(OfProject, Base):
    """Somebody that a project looks for."""

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(80))
    what_for: Mapped[str] = mapped_column(String(400), default="")
    first_task: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(60), default="")
    remote: Mapped[bool] = mapped_column(default=True)
    places: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    closes_on: Mapped[date | None]
    state: Mapped[NeedState] = mapped_column(default=NeedState.OPEN)


class NeedTag(OfProject, Base):
    """What somebody for a need should bring."""

    __tablename__ = "need_tag"
    __table_args__ = (UniqueConstraint("need_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(
        ForeignKey("need.id", ondelete="CASCADE"), index=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)


class ProjectSlug(Base):
    """An address that a project had before it was renamed."""

    __tablename__ = "project_slug"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )


class TeamRole(StrEnum):
    """What somebody is in a project."""

    LEAD = "lead"
    MEMBER = "member"
    ADVISER = "adviser"


class Membership(Private, Base):
    """That somebody works on a project: append-only, ended by `until`.

    The audience `projects` means the active members of this very project.
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
    ended_because: Mapped[str] = mapped_column(String(200), default="")
    import_batch_id: Mapped[int | None] = mapped_column(index=True)

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
        ),
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


class RequestState(StrEnum):
    """Where a request stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    NOT_NOW = "not now"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class JoinKind(StrEnum):
    """Who began: somebody offered help, or a lead invited them."""

    OFFER = "offer"
    INVITATION = "invitation"


class JoinRequest(Private, Base):
    """An offer of help to a project, or a lead's invitation into it."""

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
    state: Mapped[RequestState] = mapped_column(default=RequestState.SENT, index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever would join, and the leads of the project, of people they may see.

        An invitation vanishes with a block between its two ends.
        """
        if not viewer.is_member:
            return ~true()
        led = Membership.__table__.alias()
        leads = select(led.c.project_id).where(
            led.c.member_id == viewer.member_id,
            led.c.role == TeamRole.LEAD,
            led.c.until.is_(None),
        )
        return or_(
            and_(
                cls.member_id == viewer.member_id,
                cls.asked_by_id.not_in(kept_apart_from(viewer)),
            ),
            and_(
                cls.project_id.in_(leads),
                is_seen_by(viewer, cls.member_id),  # type: ignore[arg-type]
            ),
        )
