"""The participants: each thing that one can hide is a row with its own audience."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    exists,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.visible import Private, admits


class MapConsent(StrEnum):
    """How somebody agreed to be on the map; absent until asked."""

    ABSENT = "absent"
    UNNAMED = "unnamed"
    NAMED = "named"


class Member(Private, Base):
    """A participant, as others may know them. Secrets live with the account.

    `audience` is that of the name, and caps every other row of the member. `listed`
    follows the account: only active ones, or imported ones that are listed on purpose,
    are there for others.
    """

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), unique=True
    )
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(240), index=True)
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS, index=True)
    listed: Mapped[bool] = mapped_column(default=False, index=True)
    joined: Mapped[bool] = mapped_column(default=True)
    map_consent: Mapped[MapConsent] = mapped_column(default=MapConsent.ABSENT)
    q_member: Mapped[bool] = mapped_column(default=False)
    taking_requests: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    import_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    import_batch_id: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Whoever is listed and shows their name to the viewer; oneself always."""
        own = cls.id == viewer.member_id if viewer.is_member else ~true()
        return or_(own, and_(cls.listed, admits(viewer, cls.id, cls.audience)))  # type: ignore[arg-type]


def is_seen_by(viewer: Viewer, owner: ColumnElement[int]) -> ColumnElement[bool]:
    """State that the member whose id is in `owner` is one that `viewer` may see.

    By one look-up for each row: a list of all members would cost more than the rows.
    """
    member = Member.__table__.alias()
    shown = and_(member.c.listed, admits(viewer, member.c.id, member.c.audience))
    found = exists(select(member.c.id).where(member.c.id == owner, shown))
    return or_(owner == viewer.member_id, found) if viewer.is_member else found


class OfMember(Private):
    """A row of a member's own with an audience, capped by that of the name."""

    @declared_attr
    def member_id(cls) -> Mapped[int]:
        """Whose row it is."""
        return mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)

    audience: Mapped[Audience]

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """Rows open to the viewer of members who are open to the viewer."""
        return and_(
            admits(viewer, cls.member_id, cls.audience),  # type: ignore[arg-type]
            is_seen_by(viewer, cls.member_id),  # type: ignore[arg-type]
        )


class DetailName(StrEnum):
    """What a member may say of themselves beside kinds, place and tags."""

    HEADLINE = "headline"
    ABOUT = "about"
    LINKS = "links"
    AVAILABILITY = "availability"
    OPEN_TO = "open to"
    PHOTO = "photo"


class MemberDetail(OfMember, Base):
    """One thing a member says of themselves.

    `value` by name: headline and about {"text"}, links {"links": [{"label", "url"}]},
    availability {"hours": int, "until": ISO date or ""}, open to {"for": [some of
    "introductions", "coffee", "advice"]}, photo {"file", "alt"}.
    """

    __tablename__ = "member_detail"
    __table_args__ = (UniqueConstraint("member_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[DetailName]
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    folded: Mapped[str] = mapped_column(String(4000), default="")


class MemberKind(OfMember, Base):
    """A kind of participant that somebody is, in their own order."""

    __tablename__ = "member_kind"
    __table_args__ = (UniqueConstraint("member_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    rank: Mapped[int] = mapped_column(default=0)


class MemberPlace(OfMember, Base):
    """Where somebody is: a nation, and in England a region."""

    __tablename__ = "member_place"
    __table_args__ = (UniqueConstraint("member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nation: Mapped[str] = mapped_column(String(40), index=True)
    region: Mapped[str] = mapped_column(String(40), default="", index=True)


class Affiliation(OfMember, Base):
    """Where somebody works or belongs, and as what."""

    __tablename__ = "affiliation"
    __table_args__ = (UniqueConstraint("member_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    role: Mapped[str] = mapped_column(String(120), default="")
    rank: Mapped[int] = mapped_column(default=0)


class Relation(StrEnum):
    """How somebody stands to a tag."""

    OFFERS = "offers"
    SEEKS = "seeks"
    LEARNING = "learning"
    INTERESTED = "interested"


class MemberTag(OfMember, Base):
    """What somebody offers, seeks, learns or is interested in."""

    __tablename__ = "member_tag"
    __table_args__ = (UniqueConstraint("member_id", "tag_id", "relation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)
    relation: Mapped[Relation]
    note: Mapped[str] = mapped_column(String(140), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
