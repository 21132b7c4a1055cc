"""Break-glass: opening the private fields of one member, for a case and half an hour.

Whoever it is about is told after a week. A second administrator can let that wait
(a safeguarding hold), where telling could put somebody in danger; for ever never.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, insert, update

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import NotFound, Refused
from community.core.journal import Act
from community.core.ledger import LedgerEntry, Looked
from community.core.text import N_
from community.core.visible import find, unscoped, visible
from community.members.models import Member
from community.members.profiles import Profile, profile
from community.safeguarding.models import Case, CaseState, Opening, Report

WHY = "administration"
LASTS = timedelta(minutes=30)
TOLD_AFTER = timedelta(days=7)
HELD_FOR = timedelta(days=90)
LEAST, MOST = 20, 300
"""How many letters a reason has."""

NO_CASE = N_(
    "There is no open case of this number that is about a member, or it is not for you"
)
SHORT = N_("Write in a sentence why you must see it")
LONG = N_("Use 300 letters or fewer")
NOT_YOU = N_("Another administrator must answer this")
TOLD = N_("They were told already")


def open_for(viewer: Viewer, number: str, why: str, *, quiet: bool = False) -> Opening:
    """Open the private fields of whom an open case is about.

    Never one's own, and never for a case that one reported: then it looks as if there
    was no such case. With `quiet` another administrator is asked to let telling wait.
    """
    require(viewer, Permission.GLASS_BREAK)
    why = " ".join(why.split())
    if len(why) < LEAST:
        raise Refused(SHORT)
    if len(why) > MOST:
        raise Refused(LONG)
    about = _whom(viewer, number.strip().lower())
    moment = clock.now()
    row = Opening(
        by_id=viewer.account_id, about_id=about, why=why,
        case_number=number.strip().lower(), at=moment, until=moment + LASTS,
        told_from=moment + TOLD_AFTER, quiet_asked_at=moment if quiet else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record(viewer, Act.BREAK_GLASS, "opening", row.id, "opened")
    db.session.execute(
        insert(LedgerEntry).values(
            about_id=about, by_id=viewer.account_id, what=Looked.PRIVATE, why=why[:200],
            role=_role(viewer), at=moment, shown_from=row.told_from,
        )
    )  # fmt: skip
    return row


def _whom(viewer: Viewer, number: str) -> int:
    """Return the account that an open case is about, if the viewer is no party."""
    mine = exists().where(
        Report.case_id == Case.id, Report.reporter_id == viewer.account_id
    )
    found = unscoped(WHY, Case.about_id).join(
        Member, Member.account_id == Case.about_id
    )
    about: int | None = db.session.scalar(
        found.where(Case.number == number, Case.state != CaseState.CLOSED)
        .where(Case.about_id != viewer.account_id, ~mine)
    )  # fmt: skip
    if about is None:
        raise Refused(NO_CASE)
    return about


def _role(viewer: Viewer) -> str:
    return "moderator" if viewer.can_moderate else "administrator"


@dataclass(frozen=True)
class Opened:
    """What somebody opened: the person as they see themselves, and for how long."""

    id: int
    case_number: str
    why: str
    until: datetime
    left: int
    person: Profile


def seen(viewer: Viewer, opening_id: int) -> Opened | None:
    """Return what was opened; None once it is over. Each look is in the audit trail."""
    row = own(viewer, opening_id)
    if row.until <= clock.now() or row.about_id is None:
        return None
    found = unscoped(WHY, Member).where(Member.account_id == row.about_id)
    member = db.session.scalars(found).one()
    owner = Viewer(member.id, row.about_id, member.name, member.slug, state="active")
    journal.aside(
        lambda: journal.record(viewer, Act.BREAK_GLASS, "opening", opening_id, "seen")
    )
    left = (row.until - clock.now()).total_seconds()
    return Opened(
        row.id, row.case_number, row.why, row.until, max(1, round(left / 60)),
        profile(owner, member),
    )  # fmt: skip


def own(viewer: Viewer, opening_id: int) -> Opening:
    """Return an opening to whoever made it."""
    require(viewer, Permission.GLASS_BREAK)
    mine = (Opening.id == opening_id, Opening.by_id == viewer.account_id)
    row: Opening = find(viewer, Opening, *mine)
    return row


def end(viewer: Viewer, opening_id: int) -> None:
    """Close again what was opened, before its time."""
    row = own(viewer, opening_id)
    if row.until <= clock.now():
        return
    row.until = clock.now()
    journal.record(viewer, Act.BREAK_GLASS, "opening", row.id, "ended")
    db.session.flush()


@dataclass(frozen=True)
class OpeningCard:
    """An opening, for whoever made it and for administrators."""

    id: int
    case_number: str
    why: str
    at: datetime
    until: datetime
    told_from: datetime
    told_at: datetime | None
    quiet_asked_at: datetime | None
    kept_quiet_by_id: int | None
    by_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be looked at."""
        return self.until > clock.now()

    @property
    def waits(self) -> bool:
        """Whether it is asked that telling wait, and nobody has agreed."""
        asked = self.quiet_asked_at is not None and self.kept_quiet_by_id is None
        return asked and self.told_at is None and self.told_from > clock.now()


def cards(viewer: Viewer, most: int = 50) -> tuple[OpeningCard, ...]:
    """Return the last openings that the viewer may know of: their own, or all."""
    require(viewer, Permission.GLASS_BREAK)
    columns = [getattr(Opening, name) for name in OpeningCard.__dataclass_fields__]
    found = visible(viewer, *columns).order_by(Opening.id.desc()).limit(most)
    return tuple(OpeningCard(**row) for row in db.session.execute(found).mappings())


def may_hold(viewer: Viewer, card: OpeningCard) -> bool:
    """Tell whether the viewer may let telling wait: another administrator."""
    return viewer.is_admin and card.waits and card.by_id != viewer.account_id


def hold(viewer: Viewer, opening_id: int) -> None:
    """Let telling wait, as another administrator; the ledger keeps quiet as long."""
    if not viewer.is_admin:
        raise NotFound("opening")
    row: Opening = find(viewer, Opening, Opening.id == opening_id)
    if row.by_id in (viewer.account_id, None):
        raise Refused(NOT_YOU)
    later = row.at + HELD_FOR
    done = db.session.execute(
        update(Opening)
        .where(Opening.id == row.id, Opening.quiet_asked_at.is_not(None))
        .where(Opening.kept_quiet_by_id.is_(None), Opening.told_at.is_(None))
        .where(Opening.told_from > clock.now())
        .values(kept_quiet_by_id=viewer.account_id, told_from=later)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(TOLD)
    theirs = (LedgerEntry.about_id == row.about_id, LedgerEntry.by_id == row.by_id)
    same = (LedgerEntry.what == Looked.PRIVATE, LedgerEntry.at == row.at)
    db.session.execute(
        update(LedgerEntry).where(*theirs, *same).values(shown_from=later)
    )
    journal.record(viewer, Act.BREAK_GLASS, "opening", row.id, "telling held")
    db.session.flush()
