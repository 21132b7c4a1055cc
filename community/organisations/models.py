"""Organisations that people say they work in or belong to."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base


class OrganisationState(StrEnum):
    """Where an organisation's entry stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    MERGED = "merged"


class Organisation(Base):
    """A body by its name; who belongs to it is a row of the member's own."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120), index=True)
    type_code: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[OrganisationState] = mapped_column(default=OrganisationState.PROPOSED)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
