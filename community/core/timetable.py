"""What is done again and again: when next, and who is at it now."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base


class Task(Base):
    """One task of the timetable; taken by one worker at a time, for a while."""

    __tablename__ = "task"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_by: Mapped[str] = mapped_column(String(24), default="")
    taken_until: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    seconds: Mapped[float] = mapped_column(default=0.0)
    problem: Mapped[str] = mapped_column(Text, default="")
