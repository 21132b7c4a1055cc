"""How essays come out, are revised, and go back."""

from typing import Any

from sqlalchemy import delete, update

from community.core import clock, journal
from community.core.access import Permission, Viewer, require
from community.core.db import db
from community.core.errors import Conflict, Refused
from community.core.states import before
from community.core.text import N_
from community.core.visible import unscoped, visible
from community.essays import text
from community.essays.commands import FASTER, look, newest
from community.essays.models import (
    MOVES,
    Essay,
    EssayFigure,
    EssayState,
    EssayVersion,
)
from community.essays.series import WHY

_S = EssayState
MOST_WHY = 300


def publish(viewer: Viewer, row: Essay, version: int, why: str = "") -> None:
    """Bring out the newest version; of one that is out, as a revision.

    A revision says what changed. One that stands elsewhere comes out as a link.
    """
    require(viewer, Permission.ESSAY_EDIT)
    look(row, version)
    if row.link:
        _move(viewer, row, _S.PUBLISHED, version)
        return
    last = newest(row)
    if last is None or not last.body:
        raise Refused(N_("Write its text first"))
    if last.published_at is None:
        last.why = _why(row, why)
        last.published_at = clock.now()
    elif row.state is _S.PUBLISHED:
        raise Refused(N_("Nothing has changed since it was published"))
    _show_figures(row, last.body)
    first = row.published_on or clock.today()
    words = {"title": last.title, "standfirst": last.standfirst, "published_on": first}
    db.session.flush()
    _move(viewer, row, _S.PUBLISHED, version, **words)


def _why(row: Essay, why: str) -> str:
    """Return what changed, which a revision of what was out before has to say."""
    why = " ".join(why.split())
    if len(why) > MOST_WHY:
        raise Refused(N_("Use %(most)s letters or fewer"), most=MOST_WHY)
    if not was_out(row):
        return ""
    if not why:
        raise Refused(N_("Say in a few words what changed"))
    return why


def was_out(row: Essay) -> bool:
    """Tell whether some version of an essay was published, ever."""
    out = unscoped(WHY, EssayVersion.id).where(
        EssayVersion.essay_id == row.id, EssayVersion.published_at.is_not(None)
    )
    return db.session.scalar(out.limit(1)) is not None


def _show_figures(row: Essay, body: str) -> None:
    """Open the pictures that a version shows to its readers."""
    called = text.figures_of(body)
    db.session.execute(
        update(EssayFigure)
        .where(EssayFigure.essay_id == row.id, EssayFigure.number.in_(called))
        .values(out=True)
        .execution_options(synchronize_session=False)
    )


def send_to_review(viewer: Viewer, row: Essay, version: int) -> None:
    """Ask the other editors to read it before it comes out."""
    require(viewer, Permission.ESSAY_EDIT)
    last = newest(row)
    if last is None or not last.body:
        raise Refused(N_("Write its text first"))
    _move(viewer, row, _S.IN_REVIEW, version)


def withdraw(viewer: Viewer, row: Essay, version: int) -> None:
    """Make a draft of it: nobody but editors sees it, until it is published again."""
    require(viewer, Permission.ESSAY_EDIT)
    _move(viewer, row, _S.DRAFT, version)


def announce(viewer: Viewer, row: Essay, version: int) -> None:
    """Show a draft as planned, with its title, its standfirst and when it is due."""
    require(viewer, Permission.ESSAY_EDIT)
    last = newest(row)
    words = {"title": last.title, "standfirst": last.standfirst} if last else {}
    _move(viewer, row, _S.PLANNED, version, **words)


def discard(viewer: Viewer, row: Essay, version: int) -> tuple[str, ...]:
    """Delete a plan or a draft for good; return the files that nobody needs."""
    require(viewer, Permission.ESSAY_EDIT)
    found = visible(viewer, EssayFigure.name).where(EssayFigure.essay_id == row.id)
    names, number = tuple(db.session.scalars(found)), row.id
    this = (Essay.id == number, Essay.version == version)
    done = db.session.execute(
        delete(Essay)
        .where(*this, Essay.state.in_(before(MOVES, _S.DELETED)))
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    db.session.expunge(row)
    journal.record(viewer, journal.Act.ESSAY, "essay", number, _S.DELETED.value)
    db.session.flush()
    return names


def _move(
    viewer: Viewer, row: Essay, state: EssayState, version: int, **values: Any
) -> None:
    """Go on to a state, of the version that was looked at; else say who was faster.

    A revision stays where it is: published.
    """
    revised = state is _S.PUBLISHED and row.state is state
    states = (state,) if revised else before(MOVES, state)
    done = db.session.execute(
        update(Essay)
        .where(Essay.id == row.id, Essay.version == version, Essay.state.in_(states))
        .values(state=state, version=version + 1, edited_at=clock.now(), **values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(FASTER)
    db.session.refresh(row)
    said = "revised" if revised else state.value
    journal.record(viewer, journal.Act.ESSAY, "essay", row.id, said)
    db.session.flush()
