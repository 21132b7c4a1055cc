"""Reads of what people have lived through, opened for one request and nowhere kept."""

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from community.accounts.models import Consent, ConsentPurpose
from community.core import clock, vault
from community.core.access import Audience, Viewer
from community.core.db import db
from community.core.journal import Act, AuditEvent, Pseudonym
from community.core.visible import visible
from community.lived.models import WORDING, LivedExperience

KIND, ADDED = "lived experience", "added"
"""How the audit trail calls it, never what it is."""


@dataclass(frozen=True)
class LivedLine:
    """One thing that somebody has lived through, as the viewer may know it.

    `audience` is what counts now: one that was opened under older words is its owner's
    alone. `locked` says that no key here opens it; nothing of it is lost.
    """

    id: int
    words: str
    audience: Audience
    locked: bool = False


def of(viewer: Viewer, member: int) -> tuple[LivedLine, ...]:
    """Return what a member shows the viewer; what no key opens is left out."""
    if not viewer.is_member:
        return ()
    return tuple(line for line in _lines(viewer, member) if not line.locked)


def mine(viewer: Viewer) -> tuple[LivedLine, ...]:
    """Return the viewer's own, also what no key opens."""
    return _lines(viewer, viewer.member_id or 0)


def _lines(viewer: Viewer, member: int) -> tuple[LivedLine, ...]:
    found = visible(viewer, LivedExperience).where(LivedExperience.member_id == member)
    rows = db.session.scalars(found.order_by(LivedExperience.id))
    return tuple(line(row) for row in rows)


def line(row: LivedExperience) -> LivedLine:
    """Open one row."""
    audience = row.audience if row.agreed == WORDING else Audience.ME
    try:
        words = str(json.loads(vault.opened(row.sealed))["words"])
    except vault.Locked:
        return LivedLine(row.id, "", audience, locked=True)
    return LivedLine(row.id, words, audience)


def has_agreed(viewer: Viewer) -> bool:
    """Tell whether the viewer agreed that it is kept, by the words of now."""
    found = select(Consent.id).where(
        Consent.account_id == viewer.account_id,
        Consent.purpose == ConsentPurpose.LIVED,
        Consent.about == "",
        Consent.wording == WORDING,
        Consent.withdrawn_at.is_(None),
    )
    return db.session.scalar(found.limit(1)) is not None


def added_lately(viewer: Viewer, span: timedelta) -> int:
    """Return how often the viewer added something in such a span, by the trail.

    What was taken away again counts as well.
    """
    found = (
        select(func.count(AuditEvent.id))
        .join(Pseudonym, Pseudonym.mark == AuditEvent.actor)
        .where(Pseudonym.account_id == viewer.account_id)
        .where(AuditEvent.act == Act.AUDIENCE, AuditEvent.object_kind == KIND)
        .where(AuditEvent.note == ADDED, AuditEvent.at > clock.now() - span)
    )
    return db.session.scalar(found) or 0
