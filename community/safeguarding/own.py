"""What was decided about the viewer, as they read it: what, why, until when, appeal."""

from dataclasses import dataclass
from datetime import datetime

from community.core import clock
from community.core.access import Viewer
from community.core.db import db
from community.core.errors import NotFound
from community.core.visible import unscoped, visible
from community.safeguarding import appeals
from community.safeguarding.models import (
    SUSPENDS,
    Appeal,
    Case,
    Ground,
    Measure,
    MeasureKind,
)
from community.safeguarding.things import SECRET_MAKERS, THINGS, named

WHY = "administration"


@dataclass(frozen=True)
class OwnMeasure:
    """A measure about the viewer; never who reported or who decided.

    `thing` is the kind of what it is about, `title` how that is called. `appeal` is
    none, waiting, upheld or lifted; `may_appeal` whether there is still time to ask.
    """

    id: int
    number: str
    thing: str
    title: str
    kind: MeasureKind
    ground: Ground
    why: str
    at: datetime
    until: datetime | None
    acknowledged_at: datetime | None
    ended_at: datetime | None
    lifted_at: datetime | None
    by_rule: bool
    for_good_asked: bool
    appeal: str
    asked: str
    reply: str
    may_appeal: bool
    appeal_by: datetime

    @property
    def holds(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None and self.ended_at is None

    @property
    def suspends(self) -> bool:
        """Whether it takes the viewer out of the community while it holds."""
        return self.kind in SUSPENDS


def mine(viewer: Viewer) -> tuple[OwnMeasure, ...]:
    """Return what was decided about the viewer, the newest first."""
    if viewer.account_id is None:
        return ()
    found = visible(viewer, Measure).where(Measure.is_about(viewer.account_id))
    rows = list(db.session.scalars(found.order_by(Measure.id.desc())))
    asked = appeals.of_measures(viewer, [row.id for row in rows])
    return tuple(_card(row, asked.get(row.id)) for row in rows)


def one(viewer: Viewer, measure_id: int) -> OwnMeasure:
    """Return one measure about the viewer."""
    for card in mine(viewer):
        if card.id == measure_id:
            return card
    raise NotFound("measure")


def unread_warning(viewer: Viewer) -> OwnMeasure | None:
    """Return the oldest warning that the viewer has not acknowledged."""
    waiting = [
        card
        for card in mine(viewer)
        if card.kind is MeasureKind.WARNING
        and card.acknowledged_at is None
        and card.lifted_at is None
    ]
    return waiting[-1] if waiting else None


def _card(row: Measure, asked: Appeal | None) -> OwnMeasure:
    number, thing, title = _about(row)
    by = appeals.appeal_by(row)
    return OwnMeasure(
        row.id, number, thing, title, row.kind, row.ground, row.why, row.at,
        row.until, row.acknowledged_at, row.ended_at, row.lifted_at, row.by_rule,
        row.for_good_asked, *_appeal(asked),
        may_appeal=asked is None and row.lifted_at is None and clock.now() <= by,
        appeal_by=by,
    )  # fmt: skip


def _about(row: Measure) -> tuple[str, str, str]:
    """Return the number of a case, of what kind its thing is, and how that is called.

    Only what has a title of its own is named.
    """
    found = unscoped(WHY, Case).where(Case.id == row.case_id)
    case: Case | None = db.session.scalar(found) if row.case_id else None
    if case is None:
        return "", "", ""
    kind = case.subject_kind
    titled = kind in THINGS and THINGS[kind].title and kind not in SECRET_MAKERS
    title = named(kind, case.subject_id, None)[0] if titled else ""
    return case.number, kind, title if kind != "person" else ""


def _appeal(asked: Appeal | None) -> tuple[str, str, str]:
    if asked is None:
        return "none", "", ""
    if asked.decided_at is None:
        return "waiting", asked.text, ""
    return "upheld" if asked.upheld else "lifted", asked.text, asked.reply
