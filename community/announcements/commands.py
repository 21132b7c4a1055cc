"""Writing announcements, giving them a day, taking them back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm.exc import StaleDataError

from community.announcements import checks
from community.announcements.clockwork import ask
from community.announcements.models import (
    MOVES,
    Announcement,
    AnnouncementState,
    ToWhom,
)
from community.core import clock, journal, outbox
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.states import before
from community.core.text import N_
from community.core.visible import find, visible
from community.projects.models import LISTED, Project
from community.vocabulary.models import KINDS, PHASES
from community.vocabulary.queries import of, terms

FASTER = N_("Somebody else changed this announcement a moment ago. Look at it again")
HAS_READERS = N_(
    "Some people have it already, so its words stay. Put it away, and write another"
)
_S = AnnouncementState


@dataclass(frozen=True)
class Said:
    """What an announcement says, and to whom; `value` names the part."""

    title: str
    words: str
    to_whom: ToWhom
    value: str = ""


def draft(viewer: Viewer, said: Said) -> Announcement:
    """Write an announcement that goes nowhere yet."""
    require(viewer, Permission.ANNOUNCE)
    _check(viewer, said)
    row = Announcement(author_id=viewer.account_id, **_clean(said))
    db.session.add(row)
    db.session.flush()
    return row


def edit(viewer: Viewer, row: Announcement, said: Said, version: int) -> None:
    """Change a draft, unless somebody else did so meanwhile."""
    require(viewer, Permission.ANNOUNCE)
    if row.version != version:
        raise Conflict(FASTER)
    if row.state is not _S.DRAFT:
        raise Refused(N_("Take it back first, then you can change it"))
    if row.sent_at is not None:
        raise Refused(HAS_READERS)
    _check(viewer, said)
    for name, value in _clean(said).items():
        setattr(row, name, value)
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None


def _clean(said: Said) -> dict[str, object]:
    facts = asdict(said)
    return facts | {"title": said.title.strip(), "words": said.words.strip()}


def _check(viewer: Viewer, said: Said) -> None:
    checks.check_title(said.title)
    checks.check_words(said.words)
    if said.to_whom is ToWhom.PROJECT:
        shown = visible(viewer, Project.id).where(Project.state.in_(LISTED))
        if db.session.scalar(shown.where(Project.slug == said.value)) is None:
            raise Refused(N_("Choose a project"))
    list_ = {ToWhom.KIND: KINDS, ToWhom.PHASE: PHASES}.get(said.to_whom)
    if list_ and said.value not in {card.code for card in of(terms(list_), list_)}:
        raise Refused(N_("Choose one of the list"))


def schedule(viewer: Viewer, announcement_id: int, due: datetime, version: int) -> None:
    """Let a draft go out at a moment, in the words that its sender has seen."""
    checks.check_due(due)
    _let_go(viewer, announcement_id, due, version)


def send_now(viewer: Viewer, announcement_id: int, version: int) -> None:
    """Let a draft go out at once: it is scheduled for now, and asked for."""
    ask(_let_go(viewer, announcement_id, clock.now(), version))


def _let_go(
    viewer: Viewer, announcement_id: int, due: datetime, version: int
) -> Announcement:
    require(viewer, Permission.ANNOUNCE)
    row: Announcement = find(viewer, Announcement, Announcement.id == announcement_id)
    checks.check_title(row.title)
    checks.check_words(row.words)
    checks.check_room(viewer, due)
    _move(viewer, row, _S.SCHEDULED, version, due_at=due)
    return row


def take_back(viewer: Viewer, announcement_id: int, to: AnnouncementState) -> None:
    """Make a draft again of what is scheduled, or put it away for good."""
    require(viewer, Permission.ANNOUNCE)
    if to not in (_S.DRAFT, _S.WITHDRAWN):
        raise Refused(FASTER)
    row: Announcement = find(viewer, Announcement, Announcement.id == announcement_id)
    _move(viewer, row, to, row.version, due_at=None)


def _move(
    viewer: Viewer,
    row: Announcement,
    state: AnnouncementState,
    version: int,
    due_at: datetime | None,
) -> None:
    """Go on to a state, of the version that was looked at; else say who was faster.

    Who lets it go answers for it from then on, whoever wrote it.
    """
    who = {"author_id": viewer.account_id} if state is _S.SCHEDULED else {}
    this = (Announcement.id == row.id, Announcement.version == version)
    done = db.session.execute(
        update(Announcement)
        .where(*this, Announcement.state.in_(before(MOVES, state)))
        .values(state=state, due_at=due_at, version=version + 1, **who)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    db.session.refresh(row)
    journal.record(
        viewer, journal.Act.ANNOUNCEMENT, "announcement", row.id, state.value
    )
    db.session.flush()


def test_to_myself(viewer: Viewer, announcement_id: int) -> None:
    """Write the letter as its readers will get it, to the viewer alone."""
    require(viewer, Permission.ANNOUNCE)
    row: Announcement = find(viewer, Announcement, Announcement.id == announcement_id)
    outbox.ask(
        outbox.LETTER,
        f"announcement-test:{row.id}:{viewer.member_id}:{clock.now():%Y%m%d%H%M%S}",
        kind="announcement",
        member=viewer.member_id,
        lane=f"member:{viewer.member_id}",
        announcement=row.id,
        test=True,
    )
