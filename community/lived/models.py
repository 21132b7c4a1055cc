"""What somebody has lived through, sealed with a key that the database lacks."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.db import Base
from community.members.models import OfMember


class LivedExperience(OfMember, Base):
    """One thing that somebody has lived through, and who may know it.

    `sealed` holds JSON {"tag": slug or "", "words": text}: whoever has the database
    alone learns only that there is something. It is `me` unless its owner agreed, one
    by one, to more, and never `public`.
    """

    __tablename__ = "lived_experience"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
