"""The access ledger for whoever it is about: who looked at what of them, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.ledger import LedgerEntry, Looked
from community.core.visible import visible
from community.members.models import Member

MOST = 100


@dataclass(frozen=True)
class LedgerCard:
    """One look; `name` and `slug` of who looked where the viewer may see them."""

    at: datetime
    what: Looked
    why: str
    role: str
    name: str
    slug: str


def of(viewer: Viewer, most: int = MOST) -> tuple[LedgerCard, ...]:
    """Return what the viewer may know by now of looks at their data, newest first."""
    if viewer.account_id is None:
        return ()
    mine = (
        LedgerEntry.about_id == viewer.account_id,
        LedgerEntry.shown_from <= clock.now(),
    )
    found = select(LedgerEntry).where(*mine)
    ordered = found.order_by(LedgerEntry.at.desc(), LedgerEntry.id.desc())
    rows = db.session.scalars(ordered.limit(most)).all()
    seen = visible(viewer, Member.account_id, Member.name, Member.slug)
    by = [row.by_id for row in rows if row.by_id is not None]
    people = {
        one.account_id: one
        for one in db.session.execute(seen.where(Member.account_id.in_(by)))
    }
    return tuple(_card(row, people.get(row.by_id)) for row in rows)


def _card(row: LedgerEntry, who: object) -> LedgerCard:
    return LedgerCard(
        row.at, row.what, row.why, row.role,
        getattr(who, "name", ""), getattr(who, "slug", ""),
    )  # fmt: skip
