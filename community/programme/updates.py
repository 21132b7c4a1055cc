"""Changes of news: written, given their day, published, withdrawn and put back."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm.exc import StaleDataError

from community.core import clock, journal, outbox
from community.core.access import Audience, Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.states import before
from community.core.text import N_, random_id, slug_of
from community.core.visible import find, visible
from community.programme.models import Readers, Update, UpdateImage, UpdateState
from community.programme.models.updates import MOVES
from community.projects import news
from community.projects.life import alive
from community.projects.models import SHOWN, Project
from community.projects.standing import led

FASTER = N_("Somebody else changed this a moment ago. Look at it again")
AHEAD = timedelta(days=180)
"""So far ahead can a day be chosen."""
FRESH = timedelta(days=30)
"""What is put back after longer is no news any more: nobody is told."""
TITLE, BODY = 120, 20_000
_S = UpdateState


@dataclass(frozen=True)
class Said:
    """What news say, and whom they are for."""

    title: str
    body: str
    readers: Readers


def require_writer(viewer: Viewer, project: int | None) -> None:
    """Raise `Forbidden` unless the viewer writes news of a project, or of the Lab."""
    if project is None:
        require(viewer, Permission.NEWS_WRITE)
    else:
        require(viewer, Permission.PROJECT_EDIT, led(viewer, project))


def choices(project: Project | None) -> tuple[Readers, ...]:
    """Return whom news can be for, narrow to wide: never wider than their page."""
    all_ = tuple(Readers)
    if project is None:
        return all_[all_.index(Readers.MEMBERS) :]
    if project.state not in SHOWN:
        return (Readers.TEAM,)
    return all_ if project.audience is Audience.PUBLIC else all_[:-1]


def of(viewer: Viewer, slug: str) -> Update:
    """Return news that the viewer may write on, in any state."""
    row: Update = find(viewer, Update, Update.slug == slug)
    require_writer(viewer, row.project_id)
    return row


def project_of(viewer: Viewer, row: Update) -> Project | None:
    """Return the project that news are of; None where they are of the Lab."""
    if row.project_id is None:
        return None
    found: Project = find(viewer, Project, Project.id == row.project_id)
    return found


# ---------------------------------------------------------------- the words
def write(viewer: Viewer, project: Project | None, said: Said) -> Update:
    """Write news as a draft that goes nowhere yet."""
    require_writer(viewer, project.id if project else None)
    _check(project, said)
    row = Update(
        slug=f"{slug_of(said.title) or 'news'}-{random_id()}", **_clean(said),
        project_id=project.id if project else None, author_id=viewer.member_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _note(viewer, row, "written", project)
    return row


def edit(viewer: Viewer, row: Update, said: Said, version: int) -> None:
    """Change what news say, unless somebody else did so meanwhile."""
    require_writer(viewer, row.project_id)
    if row.version != version:
        raise Conflict(FASTER)
    project = project_of(viewer, row)
    _check(project, said)
    values = _clean(said)
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.edited_at = clock.now()
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(FASTER) from None
    _note(viewer, row, "edited", project)


def _clean(said: Said) -> dict[str, Any]:
    facts = asdict(said)
    return facts | {"title": said.title.strip(), "body": said.body.strip()}


def _check(project: Project | None, said: Said) -> None:
    if not said.title.strip():
        raise Refused(N_("Enter a title"))
    if not said.body.strip():
        raise Refused(N_("Write what is new"))
    if len(said.title.strip()) > TITLE or len(said.body.strip()) > BODY:
        raise Refused(N_("Use fewer letters"))
    check_readers(project, said.readers)


def check_readers(project: Project | None, readers: Readers) -> None:
    """Refuse readers to whom the page of the project is not open."""
    if readers not in choices(project):
        raise Refused(N_("They cannot open the project’s page. Choose readers who can"))


# ---------------------------------------------------------------- out, and back
def publish(viewer: Viewer, row: Update, version: int, *, tells: bool) -> None:
    """Publish a draft at once, in the words that its author has looked at."""
    require_writer(viewer, row.project_id)
    if row.published_at is not None:
        raise Conflict(FASTER)
    project = project_of(viewer, row)
    check_readers(project, row.readers)
    now = clock.now()
    _move(
        viewer, row, _S.PUBLISHED, version, published_at=now, edited_at=now,
        publish_at=None, tells=tells,
    )  # fmt: skip
    ask_to_tell(row, viewer.member_id)
    _note(viewer, row, _S.PUBLISHED.value, project)


def schedule(
    viewer: Viewer, row: Update, due: datetime, version: int, *, tells: bool
) -> None:
    """Let a draft be published at a moment; who says so answers for it."""
    require_writer(viewer, row.project_id)
    if due <= clock.now():
        raise Refused(N_("Choose a time that is still to come"))
    if due > clock.now() + AHEAD:
        raise Refused(N_("Choose a day within the next %(days)s days"), days=AHEAD.days)
    project = project_of(viewer, row)
    check_readers(project, row.readers)
    _move(
        viewer, row, _S.SCHEDULED, version, publish_at=due, tells=tells,
        author_id=viewer.member_id,
    )  # fmt: skip
    _note(viewer, row, _S.SCHEDULED.value, project)


def unschedule(viewer: Viewer, row: Update) -> None:
    """Make a draft again of what is scheduled."""
    require_writer(viewer, row.project_id)
    _move(viewer, row, _S.DRAFT, row.version, publish_at=None)
    _note(viewer, row, _S.DRAFT.value, None)


def withdraw(viewer: Viewer, row: Update) -> None:
    """Take published news back: nobody but their writers sees them any more."""
    require_writer(viewer, row.project_id)
    _move(viewer, row, _S.WITHDRAWN, row.version)
    _note(viewer, row, _S.WITHDRAWN.value, None)


def put_back(viewer: Viewer, row: Update) -> None:
    """Publish withdrawn news again; whoever was told of them is not told again."""
    require_writer(viewer, row.project_id)
    if row.state is not _S.WITHDRAWN:
        raise Conflict(FASTER)
    project = project_of(viewer, row)
    check_readers(project, row.readers)
    _move(viewer, row, _S.PUBLISHED, row.version)
    if row.published_at is not None and row.published_at > clock.now() - FRESH:
        ask_to_tell(row, viewer.member_id)
    _note(viewer, row, "put back", project)


def discard(viewer: Viewer, row: Update) -> tuple[str, ...]:
    """Delete a draft or withdrawn news for good; return the files that nobody needs."""
    require_writer(viewer, row.project_id)
    found = visible(viewer, UpdateImage.name).where(UpdateImage.update_id == row.id)
    names, number = tuple(db.session.scalars(found)), row.id
    this = (Update.id == number, Update.version == row.version)
    done = db.session.execute(
        delete(Update)
        .where(*this, Update.state.in_(before(MOVES, _S.DELETED)))
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    db.session.expunge(row)
    journal.record(viewer, journal.Act.UPDATE, "update", number, _S.DELETED.value)
    db.session.flush()
    return names


def _move(
    viewer: Viewer, row: Update, state: UpdateState, version: int, **values: Any
) -> None:
    """Go on to a state, of the version that was looked at; else say who was faster."""
    this = (Update.id == row.id, Update.version == version)
    done = db.session.execute(
        update(Update)
        .where(*this, Update.state.in_(before(MOVES, state)))
        .values(state=state, version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    db.session.refresh(row)


def _note(viewer: Viewer, row: Update, what: str, project: Project | None) -> None:
    """Write down what was done; for the project it is a sign of life."""
    journal.record(viewer, journal.Act.UPDATE, "update", row.id, what)
    if project is not None:
        alive(project)
    db.session.flush()


def ask_to_tell(row: Update, by: int | None) -> None:
    """Leave it to a worker to tell the team or followers, where that was wished."""
    if row.project_id is None or not row.tells:
        return
    kind = "team-update" if row.readers is Readers.TEAM else "follow-update"
    key = f"{kind}:{row.id}:{row.version}"
    outbox.ask(news.WORK, key, kind=kind, project=row.project_id, update=row.id, by=by)
