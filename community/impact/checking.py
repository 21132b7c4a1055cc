"""What organisers do with a note: check it, or say kindly why not; publish it.

Whoever noted something hears that it was read, without a word of it. An organiser's own
notes are checked by another.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_
from community.core.together import Read, alone
from community.core.visible import find, visible
from community.impact.models import ImpactRecord, ImpactState
from community.impact.notes import move
from community.members.models import Member
from community.notices.commands import tell
from community.projects.models import Project
from community.vocabulary.models import IMPACT_AREAS, Term

_S = ImpactState
LONGEST = 600
OTHER = N_("It has changed meanwhile. Read it again.")


@dataclass(frozen=True)
class ToCheck:
    """A note as an organiser reads it; `name` where they may see who noted it."""

    id: int
    area: str
    what_changed: str
    happened_on: date
    state: ImpactState
    for_everybody: bool
    answer: str
    made_at: datetime
    own: bool
    slug: str = ""
    title: str = ""
    name: str = ""
    member: str = ""
    version: int = field(default=0, metadata={"api": False})


def notes(viewer: Viewer, state: ImpactState) -> tuple[ToCheck, ...]:
    """Return the notes in one state: the longest waiting first, others newest first."""
    require(viewer, Permission.IMPACT_CHECK)
    order: tuple[Any, ...] = (ImpactRecord.made_at, ImpactRecord.id)
    if state is not _S.NOTED:
        order = (ImpactRecord.checked_at.desc(), ImpactRecord.id.desc())
    found = _notes(viewer).where(ImpactRecord.state == state)
    rows = db.session.execute(found.order_by(*order).limit(200)).mappings()
    return tuple(_card(viewer, **row) for row in rows)


def to_check(viewer: Viewer, impact_id: int) -> ToCheck:
    """Return one note, for an organiser."""
    require(viewer, Permission.IMPACT_CHECK)
    row: ImpactRecord = find(viewer, ImpactRecord, ImpactRecord.id == impact_id)
    found = _notes(viewer).where(ImpactRecord.id == row.id)
    return _card(viewer, **db.session.execute(found).mappings().one())


def number_waiting(viewer: Viewer) -> int:
    """Return how many notes of others wait for an organiser: one statement."""
    return alone(viewer, waiting(viewer))


def waiting(viewer: Viewer) -> Read[int]:
    """Read how many notes of others wait for an organiser."""
    columns: list[Any] = [func.count(ImpactRecord.id).label("number")]
    found = select(*columns).where(
        ImpactRecord.state == _S.NOTED,
        ImpactRecord.claimed_by_id.is_distinct_from(viewer.member_id),
    )
    return Read(found, lambda rows: int(rows[0]["number"]))


def _notes(viewer: Viewer) -> Select[Any]:
    listed = and_(Term.list == IMPACT_AREAS, Term.code == ImpactRecord.area)
    return (
        visible(
            viewer, ImpactRecord.id, Term.label.label("area"),
            ImpactRecord.what_changed, ImpactRecord.happened_on, ImpactRecord.state,
            ImpactRecord.for_everybody, ImpactRecord.answer, ImpactRecord.made_at,
            ImpactRecord.version, ImpactRecord.claimed_by_id, Project.slug,
            Project.title, Member.name, Member.slug.label("member"),
        )
        .select_from(ImpactRecord)
        .outerjoin(Term, listed)
        .outerjoin(Project, Project.id == ImpactRecord.project_id)
        .outerjoin(Member, Member.id == ImpactRecord.claimed_by_id)
    )  # fmt: skip


def _card(viewer: Viewer, claimed_by_id: int | None, **row: Any) -> ToCheck:
    own = claimed_by_id == viewer.member_id
    words = {name: row[name] or "" for name in ("area", "slug", "title", "name")}
    return ToCheck(**{**row, **words, "member": row["member"] or ""}, own=own)


# ---------------------------------------------------------------- deciding
def check(viewer: Viewer, impact_id: int, version: int, answer: str = "") -> None:
    """Let members read a note, perhaps with a word to whoever noted it."""
    row = _another(viewer, impact_id, version)
    if row.state is not _S.NOTED:
        raise Refused(OTHER)
    _decide(viewer, row, _S.CHECKED, answer)
    _told(row)


def decline(viewer: Viewer, impact_id: int, version: int, answer: str) -> None:
    """Say kindly why a note stays where it is; whoever noted it can write it anew."""
    if not answer.strip():
        raise Refused(N_("Say kindly why, in a sentence: only they read it"))
    row = _another(viewer, impact_id, version)
    _decide(viewer, row, _S.DECLINED, answer)
    _told(row)


def publish(
    viewer: Viewer, impact_id: int, version: int, *, nobody_named: bool
) -> None:
    """Let everybody read it, where whoever noted it agreed and nobody is named."""
    row = _another(viewer, impact_id, version)
    if not row.for_everybody:
        raise Refused(N_("Whoever noted it has not agreed that everybody reads it"))
    if not nobody_named:
        raise Refused(N_("Read it once more, and say that nobody is named in it"))
    _decide(viewer, row, _S.PUBLISHED, row.answer)
    _told(row)


def take_back(viewer: Viewer, impact_id: int, version: int) -> None:
    """Take it a step back: from everybody to members, from members to its owner."""
    row = _read(viewer, impact_id, version)
    back = _S.CHECKED if row.state is _S.PUBLISHED else _S.NOTED
    _decide(viewer, row, back, row.answer)


def _read(viewer: Viewer, impact_id: int, version: int) -> ImpactRecord:
    require(viewer, Permission.IMPACT_CHECK)
    row: ImpactRecord = find(viewer, ImpactRecord, ImpactRecord.id == impact_id)
    if row.version != version:
        raise Conflict(OTHER)
    return row


def _another(viewer: Viewer, impact_id: int, version: int) -> ImpactRecord:
    row = _read(viewer, impact_id, version)
    if row.claimed_by_id == viewer.member_id:
        raise Refused(N_("You noted this: another organiser decides about it"))
    return row


def _decide(viewer: Viewer, row: ImpactRecord, state: ImpactState, answer: str) -> None:
    if len(answer.strip()) > LONGEST:
        raise Refused(N_("Use 600 letters or fewer"))
    move(row, state)
    row.answer = answer.strip()
    row.checked_by_id, row.checked_at = viewer.member_id, clock.now()
    journal.record(viewer, journal.Act.IMPACT, "impact_record", row.id, state.value)
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(OTHER) from None


def _told(row: ImpactRecord) -> None:
    """Tell whoever noted it that it was read: neither its words nor the answer."""
    if row.claimed_by_id is not None:
        key = f"impact-answer:{row.id}:{row.version}"
        tell(row.claimed_by_id, "impact-answer", key, link=f"/impact/{row.id}")
