"""What somebody has lived through, sealed with a key that the database lacks."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, Text, and_, or_, true
from sqlalchemy.orm import Mapped, mapped_column

from community.core import clock
from community.core.access import Audience, Viewer
from community.core.db import Base
from community.core.visible import among
from community.members.models import OfMember

WORDING = "1"
"""The version of the words by which people agree; new words are asked for anew."""

SHOWN_TO = (Audience.CONNECTIONS, Audience.MEMBERS)
"""To whom it can be shown; never to a project, whose people one did not choose."""


class LivedExperience(OfMember, Base):
    """One thing that somebody has lived through, and who may know it.

    `sealed` holds JSON {"tag": slug or "", "words": text}: whoever has the database
    alone learns only that there is something. It is `me` unless its owner agreed, one
    by one, to more, and never `public`. `agreed` is the version of the words by which
    they did: once these are others, it is its owner's alone again.
    """

    __tablename__ = "lived_experience"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    agreed: Mapped[str] = mapped_column(String(20), default="")

    @classmethod
    def for_viewer(cls, viewer: Viewer) -> ColumnElement[bool]:
        """One's own; of others what they agreed to show, to members alone."""
        if not viewer.is_member:
            return ~true()
        shown = and_(
            super().for_viewer(viewer),
            cls.agreed == WORDING,
            among(cls.audience, SHOWN_TO),
        )
        return or_(cls.member_id == viewer.member_id, shown)
