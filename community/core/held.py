"""What is held back until moderators have looked: absent for all but its author."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, delete, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from community.core import clock
from community.core.db import Base, db
from community.core.visible import word


class HeldItem(Base):
    """That one thing, of a kind that can be reported, is held back."""

    __tablename__ = "held_item"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column(default=clock.now)


def hold(kind: str, thing: int) -> None:
    """Hold a thing back; once is enough."""
    if db.session.get(HeldItem, (kind, thing)) is None:
        db.session.add(HeldItem(kind=kind, thing_id=thing))
    db.session.flush()


def let_go(kind: str, thing: int) -> None:
    """Show a thing again to whoever saw it before."""
    here = (HeldItem.kind == kind, HeldItem.thing_id == thing)
    db.session.execute(delete(HeldItem).where(*here))


def is_held(kind: str, thing: int) -> bool:
    """Tell whether a thing is held back."""
    return db.session.get(HeldItem, (kind, thing), populate_existing=True) is not None


def not_held(
    kind: str, thing: ColumnElement[int] | InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """State that the thing whose id is `thing` is not held back."""
    held = HeldItem.__table__.alias()
    here = (held.c.kind == word(kind), held.c.thing_id == thing)
    return ~exists(select(held.c.thing_id).where(*here))
