"""What is kept of the network: its past, its groups' names, views, plans, embeds."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Viewer
from community.core.db import Base
from community.core.visible import Private
from community.members.models import is_seen_by


class Reason(StrEnum):
    """Why a snapshot was taken."""

    NIGHTLY = "nightly"
    ASKED = "asked"
    PHASE = "phase"


class MapSnapshot(Base):
    """The figures of the network on one day, and what each of them meant then.

    `figures` and `definitions` are JSON with sorted keys; neither is ever changed.
    Nobody is in them: who was on the map is told by the changes, as far as each still
    agrees. `facts` counts what was true on that day: fewer can be added up again only
    after an erasure. `phase` is the code of the phase that ended, where one did.
    `after` is the number of the snapshot before, 0 for none: two that were worked out
    from the same one would tell its changes twice, so only one of them can be kept.
    """

    __tablename__ = "map_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    reason: Mapped[Reason]
    phase: Mapped[str] = mapped_column(String(40), default="")
    figures: Mapped[str] = mapped_column(Text)
    definitions: Mapped[str] = mapped_column(Text)
    facts: Mapped[int]
    after: Mapped[int] = mapped_column(unique=True)
    taken_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )


class Fact(StrEnum):
    """What can begin or end on the map between two snapshots.

    `NAMED` and `UNNAMED` are somebody's consent; `KIND`, `PLACE`, `ORGANISATION`,
    `OFFER` and `SEEK` what members may see of them; `GROUP` the group that they were
    found in; `TIE` a link of two people; `MEMBERSHIP` somebody's place in a team;
    `PHASE` the phase of a project.
    """

    NAMED = "named"
    UNNAMED = "unnamed"
    KIND = "kind"
    PLACE = "place"
    ORGANISATION = "organisation"
    OFFER = "offer"
    SEEK = "seek"
    GROUP = "group"
    TIE = "tie"
    MEMBERSHIP = "membership"
    PHASE = "phase"


class MapChange(Base):
    """One fact that began or ended between a snapshot and the one before it.

    All changes up to a snapshot add up to the map of that day. A row goes with the
    person or the project that it is about: after an erasure the past cannot be replayed
    any more, which its page says.
    """

    __tablename__ = "map_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("map_snapshot.id", ondelete="CASCADE"), index=True
    )
    fact: Mapped[Fact]
    begins: Mapped[bool]
    a_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    b_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    project_id: Mapped[int | None] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[str] = mapped_column(String(60), default="")


class MapGroup(Base):
    """A group of the network that stays itself while most of its people do.

    Organisers can name it; without a name it goes by its number.
    """

    __tablename__ = "map_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    named_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    named_at: Mapped[datetime | None]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class MapView(Private, Base):
    """A way of looking at the map that an organiser keeps, with an address of its own.

    `asked` is what stands behind the "?" of the map's address.
    """

    __tablename__ = "map_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    asked: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own, and what is shared among organisers."""
        if not viewer.can_organise:
            return ~true()
        return or_(cls.owner_id == viewer.member_id, cls.shared)


class MapEmbed(Base):
    """A key with which other sites show the public map, until it is taken back.

    The key itself is shown once; `key_hash` is its SHA-256. `sites` are the addresses,
    one a line, that may frame it.
    """

    __tablename__ = "map_embed"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    sites: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    used_on: Mapped[date | None]


class WeavePlan(Base):
    """Introductions that organisers think of making, and what they expect of them.

    `before` and `expected` are the figures, as JSON with sorted keys, on the day the
    plan was sent, without and with its pairs. What was put away is deleted a day later.
    """

    __tablename__ = "weave_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(String(400), default="")
    before: Mapped[str] = mapped_column(Text, default="")
    expected: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    put_away_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class WeavePair(Private, Base):
    """Two people of a plan, and the introduction that was made of it."""

    __tablename__ = "weave_pair"
    __table_args__ = (
        UniqueConstraint("plan_id", "a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(
        ForeignKey("weave_plan.id", ondelete="CASCADE"), index=True
    )
    a_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    b_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    introduction_id: Mapped[int | None] = mapped_column(
        ForeignKey("introduction.id", ondelete="SET NULL"), index=True
    )

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Organisers, where they see both."""
        if not viewer.can_organise:
            return ~true()
        return and_(
            is_seen_by(viewer, cls.a_id),  # type: ignore[arg-type]
            is_seen_by(viewer, cls.b_id),  # type: ignore[arg-type]
        )


class MapBuild(Base):
    """How far the working out of the large map has come: one row.

    `wanted_at` is when somebody last looked for it, `done` goes from 0 to 1.
    """

    __tablename__ = "map_build"

    id: Mapped[int] = mapped_column(primary_key=True)
    wanted_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    done: Mapped[float] = mapped_column(default=0.0)
    ended_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(80), default="")
