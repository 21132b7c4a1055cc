"""Terms of fixed lists (kinds, places, phases, ...) and the community's settings."""

from datetime import date

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base

KINDS, NATIONS, REGIONS = "participant_role", "nation", "nhs_region"
PHASES, AREAS, ORGANISATION_TYPES = (
    "project_phase",
    "challenge_area",
    "organisation_type",
)
FACTORS, IMPACT_AREAS = "decision_factor", "impact_area"
UNOPENED = {PHASES: "unopened_phase", AREAS: "unopened_area"}
"""Where phases and areas of a programme wait until it is opened: no page, form or
figure reads these lists, so that nothing of a draft shows."""


class Term(Base):
    """One entry of a list, with its order and, where it has one, its parent."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("list", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list: Mapped[str] = mapped_column(String(30))
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    sort: Mapped[int]
    parent: Mapped[str] = mapped_column(String(40), default="")
    group: Mapped[str] = mapped_column(String(30), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    starts: Mapped[date | None]
    ends: Mapped[date | None]


class Setting(Base):
    """One thing that administrators chose for their community."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
