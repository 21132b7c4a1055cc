"""Changes of a programme's partners and milestones."""

from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlsplit

from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Refused
from community.core.text import N_
from community.core.visible import find, visible
from community.programme.models import (
    PartnerRole,
    Programme,
    ProgrammeMilestone,
    ProgrammePartner,
)
from community.programme.programmes import note

NAME, TITLE, DAY_WORDS, WORDS, ADDRESS = 160, 160, 60, 600, 2000
NOT_AN_ADDRESS = N_("Enter a whole address that begins with https://, or nothing")


@dataclass(frozen=True)
class PartnerSaid:
    """Who carries a programme, as what; `address` leads to more about their part."""

    name: str
    role: PartnerRole
    address: str = ""


@dataclass(frozen=True)
class MilestoneSaid:
    """What happened, or will; `day_words` stand where less is known than a day."""

    title: str
    happens_on: date
    day_words: str = ""
    words: str = ""
    source: str = ""


def add_partner(
    viewer: Viewer, programme: Programme, said: PartnerSaid
) -> ProgrammePartner:
    """Add a partner, after the others."""
    _check_partner(viewer, programme, said, 0)
    last = visible(viewer, ProgrammePartner.sort).order_by(ProgrammePartner.sort.desc())
    mine = ProgrammePartner.programme_id == programme.id
    sort = (db.session.scalar(last.where(mine).limit(1)) or 0) + 1
    row = ProgrammePartner(programme_id=programme.id, sort=sort, **_clean(said))
    db.session.add(row)
    note(viewer, programme, "partner added")
    return row


def edit_partner(
    viewer: Viewer, programme: Programme, partner_id: int, said: PartnerSaid
) -> None:
    """Change what is said of a partner."""
    _check_partner(viewer, programme, said, partner_id)
    row = partner_of(viewer, programme, partner_id)
    for name, value in _clean(said).items():
        setattr(row, name, value)
    note(viewer, programme, "partner edited")


def remove_partner(viewer: Viewer, programme: Programme, partner_id: int) -> None:
    """Take a partner out."""
    require(viewer, Permission.PROGRAMME_EDIT)
    db.session.delete(partner_of(viewer, programme, partner_id))
    note(viewer, programme, "partner removed")


def partner_of(
    viewer: Viewer, programme: Programme, partner_id: int
) -> ProgrammePartner:
    """Return a partner of a programme."""
    mine = ProgrammePartner.programme_id == programme.id
    row: ProgrammePartner = find(
        viewer, ProgrammePartner, mine, ProgrammePartner.id == partner_id
    )
    return row


def add_milestone(
    viewer: Viewer, programme: Programme, said: MilestoneSaid
) -> ProgrammeMilestone:
    """Put down what happened, or will."""
    require(viewer, Permission.PROGRAMME_EDIT)
    _check_milestone(said)
    row = ProgrammeMilestone(programme_id=programme.id, **_clean(said))
    db.session.add(row)
    note(viewer, programme, "milestone added")
    return row


def edit_milestone(
    viewer: Viewer, programme: Programme, milestone_id: int, said: MilestoneSaid
) -> None:
    """Change what is said of a milestone."""
    require(viewer, Permission.PROGRAMME_EDIT)
    _check_milestone(said)
    row = milestone_of(viewer, programme, milestone_id)
    for name, value in _clean(said).items():
        setattr(row, name, value)
    note(viewer, programme, "milestone edited")


def remove_milestone(viewer: Viewer, programme: Programme, milestone_id: int) -> None:
    """Take a milestone out."""
    require(viewer, Permission.PROGRAMME_EDIT)
    db.session.delete(milestone_of(viewer, programme, milestone_id))
    note(viewer, programme, "milestone removed")


def milestone_of(
    viewer: Viewer, programme: Programme, milestone_id: int
) -> ProgrammeMilestone:
    """Return a milestone of a programme."""
    mine = ProgrammeMilestone.programme_id == programme.id
    row: ProgrammeMilestone = find(
        viewer, ProgrammeMilestone, mine, ProgrammeMilestone.id == milestone_id
    )
    return row


def _clean(said: PartnerSaid | MilestoneSaid) -> dict[str, object]:
    return {
        name: value.strip() if type(value) is str else value
        for name, value in asdict(said).items()
    }


def _check_partner(
    viewer: Viewer, programme: Programme, said: PartnerSaid, own: int
) -> None:
    require(viewer, Permission.PROGRAMME_EDIT)
    if not said.name.strip():
        raise Refused(N_("Enter the name of the organisation"))
    if len(said.name.strip()) > NAME:
        raise Refused(N_("Use fewer letters"))
    _check_address(said.address)
    same = visible(viewer, ProgrammePartner.id).where(
        ProgrammePartner.programme_id == programme.id,
        ProgrammePartner.name == said.name.strip(),
        ProgrammePartner.role == said.role,
        ProgrammePartner.id != own,
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Refused(N_("It stands there already with this part"))


def _check_milestone(said: MilestoneSaid) -> None:
    if not said.title.strip():
        raise Refused(N_("Enter what happened, or will"))
    sizes = (
        (said.title, TITLE), (said.day_words, DAY_WORDS), (said.words, WORDS),
    )  # fmt: skip
    if any(len(words.strip()) > most for words, most in sizes):
        raise Refused(N_("Use fewer letters"))
    _check_address(said.source)


def _check_address(address: str) -> None:
    """Refuse what is no address of the web: it becomes a link for everybody."""
    address = address.strip()
    if not address:
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Refused(NOT_AN_ADDRESS) from None
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    if not is_web or len(address) > ADDRESS or set(address) & set(' "<>\\'):
        raise Refused(NOT_AN_ADDRESS)
