"""Changes of essays: plans, what stands around a text, and the text itself."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.text import N_
from community.core.visible import find, unscoped, visible
from community.essays import text
from community.essays.models import Essay, EssayState, EssayVersion, Series
from community.essays.series import WHY, address_for, short
from community.evidence.models import Resource

FASTER = N_("Somebody else changed this a moment ago. Look at it again")
TWICE = N_("It has a text here: it cannot stand elsewhere too")
NO_RECORD = N_("There is no such record in the Evidence Hub")
NUMBERED = N_("Number essays from 1 to 999, or leave it empty")
TAKEN = N_("Another essay has that number in this series")
ADDRESS = N_("An address begins with https:// : look at it again")
TITLE, STANDFIRST = 200, 400


@dataclass(frozen=True)
class Plan:
    """What is known of an essay beside its words."""

    series: str
    number: int | None = None
    due: date | None = None
    link: str = ""
    date_words: str = ""
    resource: str = ""


@dataclass(frozen=True)
class Said:
    """The words of an essay."""

    title: str
    standfirst: str = ""
    body: str = ""


def of(viewer: Viewer, slug: str) -> Essay:
    """Return an essay to whoever edits essays, in any state."""
    require(viewer, Permission.ESSAY_EDIT)
    row: Essay = find(viewer, Essay, Essay.slug == slug)
    return row


# ---------------------------------------------------------------- plans
def plan(viewer: Viewer, about: Plan, said: Said) -> Essay:
    """Plan an essay: readers see that it is due, and what it will be about."""
    require(viewer, Permission.ESSAY_EDIT)
    said = checked(said)
    row = Essay(
        slug=address_for(Essay, said.title),
        title=said.title,
        standfirst=said.standfirst,
    )
    _put(viewer, row, about)
    db.session.add(row)
    note(viewer, row, "planned")
    if said.body:
        _keep(viewer, row, said)
    return row


def change_plan(viewer: Viewer, row: Essay, about: Plan, version: int) -> None:
    """Change what is known of an essay beside its words."""
    require(viewer, Permission.ESSAY_EDIT)
    look(row, version)
    _put(viewer, row, about)
    touch(row)
    note(viewer, row, "plan changed")


def _put(viewer: Viewer, row: Essay, about: Plan) -> None:
    series: Series = find(viewer, Series, Series.slug == about.series)
    _check_number(row, series, about.number)
    link = about.link.strip()
    _check_link(link)
    if link and row.id is not None and newest(row) is not None:
        raise Refused(TWICE)
    short(about.date_words.strip(), 60)
    row.series_id, row.number, row.due = series.id, about.number, about.due
    row.link, row.date_words = link, about.date_words.strip()
    row.resource_id = _record(viewer, row, about.resource)


def _record(viewer: Viewer, row: Essay, words: str) -> int | None:
    """Return the record in the hub that is meant by its address, or its last part.

    A record that the viewer does not see stays where it is.
    """
    slug = words.strip().rstrip("/").rpartition("/")[2]
    one = Resource.slug == slug if slug else Resource.id == row.resource_id
    number: int | None = db.session.scalar(visible(viewer, Resource.id).where(one))
    if slug:
        if number is None:
            raise Refused(NO_RECORD)
        return number
    return None if number is not None else row.resource_id


def _check_number(row: Essay, series: Series, number: int | None) -> None:
    if number is None:
        return
    if not 1 <= number <= 999:
        raise Refused(NUMBERED)
    other = unscoped(WHY, Essay.id).where(
        Essay.series_id == series.id, Essay.number == number
    )
    if db.session.scalar(other) not in (None, row.id):
        raise Refused(TAKEN)


def _check_link(link: str) -> None:
    if not link:
        return
    try:
        parts = urlsplit(link)
        right = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        right = False
    if not right or len(link) > 2_000 or any(one.isspace() for one in link):
        raise Refused(ADDRESS)


# ---------------------------------------------------------------- the text
def checked(said: Said) -> Said:
    """Return words as they are kept, or raise `Refused` and say what to mend."""
    said = Said(
        " ".join(said.title.split()),
        " ".join(said.standfirst.split()),
        "\n".join(said.body.splitlines()).strip(),
    )
    if not said.title:
        raise Refused(N_("Enter a title"))
    short(said.title, TITLE)
    short(said.standfirst, STANDFIRST)
    short(said.body, text.LONGEST)
    return said


def newest(row: Essay) -> EssayVersion | None:
    """Return the last version that was saved, out or not."""
    found = unscoped(WHY, EssayVersion).where(EssayVersion.essay_id == row.id)
    last: EssayVersion | None = db.session.scalar(
        found.order_by(EssayVersion.number.desc()).limit(1)
    )
    return last


def save(viewer: Viewer, row: Essay, said: Said, version: int) -> None:
    """Keep the words of an essay as a new version; readers have it once published.

    The title and the standfirst of a planned one are what readers see of it, at once.
    """
    require(viewer, Permission.ESSAY_EDIT)
    look(row, version)
    said = checked(said)
    if row.link:
        raise Refused(N_("It stands elsewhere: take its address out first"))
    last = newest(row)
    touch(row)
    note(viewer, row, "saved")
    if last is None or said != Said(last.title, last.standfirst, last.body):
        _keep(viewer, row, said)


def put_back(viewer: Viewer, row: Essay, number: int, version: int) -> None:
    """Make the newest version say what an old one said; readers get it by a publish."""
    require(viewer, Permission.ESSAY_EDIT)
    look(row, version)
    this = (EssayVersion.essay_id == row.id, EssayVersion.number == number)
    old: EssayVersion = find(viewer, EssayVersion, *this)
    touch(row)
    note(viewer, row, "version put back")
    _keep(viewer, row, Said(old.title, old.standfirst, old.body))


def _keep(viewer: Viewer, row: Essay, said: Said) -> None:
    if row.state is not EssayState.PUBLISHED:
        row.title, row.standfirst = said.title, said.standfirst
    last = newest(row)
    version = EssayVersion(
        essay_id=row.id, number=last.number + 1 if last else 1, title=said.title,
        standfirst=said.standfirst, body=said.body, by_id=viewer.member_id,
        minutes=text.minutes_of(said.body),
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()


def look(row: Essay, version: int) -> None:
    """Refuse to change what is not any more as it was looked at."""
    if row.version != version:
        raise Conflict(FASTER)


def touch(row: Essay) -> None:
    """Note that somebody changed it, also twice in one moment: each is a version."""
    row.edited_at = clock.now()
    flag_modified(row, "edited_at")


def note(viewer: Viewer, row: Essay, what: str) -> None:
    """Write what was changed, and that it was."""
    try:
        db.session.flush()
    except (StaleDataError, IntegrityError):
        raise Conflict(FASTER) from None
    journal.record(viewer, journal.Act.ESSAY, "essay", row.id, what)
    db.session.flush()
