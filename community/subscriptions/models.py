"""Who gets updates by e-mail without an account."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base


class Every(StrEnum):
    """How often somebody wants them."""

    WEEK = "week"
    FORTNIGHT = "fortnight"


class SubscriptionState(StrEnum):
    """Where a subscription stands; whoever stops theirs leaves no row."""

    PENDING = "pending"
    ACTIVE = "active"


class Subscription(Base):
    """An address that gets updates, once its owner has said so by a link.

    `key_hash` is that of the link that confirms; it works once and until `expires_at`.
    `mark` stands for the address in the links of its letters. `told_until` is the last
    morning for which somebody looked what is new for it.
    """

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    every: Mapped[Every] = mapped_column(default=Every.FORTNIGHT)
    state: Mapped[SubscriptionState] = mapped_column(
        default=SubscriptionState.PENDING, index=True
    )
    key_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    expires_at: Mapped[datetime | None]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    told_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Of(StrEnum):
    """What a letter can tell of."""

    NEWS = "news"
    ESSAY = "essay"
    RESOURCE = "resource"
    EVENT = "event"


class ToldThing(Base):
    """Something that letters told, and on which morning: it is never told again."""

    __tablename__ = "subscription_told"

    of: Mapped[Of] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(index=True)
