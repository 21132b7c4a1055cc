"""What came of suggestions: noticed in one place, and seen by their owner alone.

A showing is kept once a day, an opening when a page is opened from a suggestion; both
go aside, after the answer. What people then do (ask, join, connect, put aside) is
noticed in every session at the end of its transaction, so that no command has to
remember it, and only where it had been shown to them before. Loads of many rows at
once are no answers to suggestions, and nothing is noticed of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Date, Select, Table, delete, event, func, literal, select
from sqlalchemy import union_all as together
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from community.connections.models import (
    Connection,
    ConnectionRequest,
    Dismissal,
    Subject,
)
from community.core import clock, journal
from community.core.access import Viewer
from community.core.db import db
from community.matching.models import Happened, Slot, SuggestionEvent
from community.projects.models import JoinKind, JoinRequest, Membership

ANSWERS, OPENS = timedelta(days=90), timedelta(days=28)
"""So long after a showing is what somebody does an answer to it, or an opening."""

KEPT = timedelta(days=365)
"""So long events are kept; what is measured looks back a quarter of a year."""

MANY = 20
"""A transaction that touches more pairs than this is a load, not somebody's answer."""

_TABLE: Table = SuggestionEvent.__table__  # type: ignore[assignment]
_NOTICED, _BACK = "answers to suggestions", "dismissals taken back"


@dataclass(frozen=True)
class Showing:
    """That a page shows somebody or something to the viewer, where and why there."""

    subject: Subject
    number: int
    slot: Slot
    place: int


@dataclass(frozen=True)
class Answer:
    """That somebody did something with a person or a project."""

    what: Happened
    member: int
    subject: Subject
    number: int
    reason: str = ""


def forget_old() -> None:
    """Delete events that are older than `KEPT`; the caller commits."""
    old = SuggestionEvent.day < clock.today() - KEPT
    db.session.execute(delete(SuggestionEvent).where(old))


# ---------------------------------------------------------------- on the page
def keep_shown(viewer: Viewer, showings: Sequence[Showing]) -> None:
    """Remember today's showings, after the answer; what is kept already stays."""
    if not showings:
        return
    day, member = clock.today(), viewer.member_id
    rows = [
        {
            "member_id": member,
            "day": day,
            "what": Happened.SHOWN,
            **_ends(one.subject, one.number),
            "slot": one.slot,
            "place": one.place,
            "reason": "",
        }
        for one in showings
    ]
    new = _insert_new(db.session())
    journal.aside(lambda: db.session.execute(new.values(rows)), may_fail=True)


def keep_opened(viewer: Viewer, subject: Subject, number: int) -> None:
    """Remember that a page was opened from a suggestion, if it had been shown."""
    if viewer.member_id is None:
        return
    done = Answer(Happened.OPENED, viewer.member_id, subject, number)
    journal.aside(lambda: _keep(db.session(), [done], OPENS), may_fail=True)


def _ends(subject: Subject, number: int) -> dict[str, int | None]:
    person = subject is Subject.PERSON
    return {
        "person_id": number if person else None,
        "project_id": None if person else number,
    }


# ---------------------------------------------------------------- writing
def _insert_new(session: Session) -> Any:
    """Return an INSERT that leaves out what is there already."""
    dialect = session.get_bind().dialect.name
    made = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return made(_TABLE).on_conflict_do_nothing()


def _keep(session: Session, answers: Iterable[Answer], within: timedelta) -> None:
    """Keep answers to what was shown to them `within` such a time: one statement."""
    parts = [_after_showing(one, within) for one in answers]
    names = [column.name for column in _TABLE.columns if column.name != "id"]
    session.execute(_insert_new(session).from_select(names, together(*parts)))


def _after_showing(one: Answer, within: timedelta) -> Select[Any]:
    """Select an event as a row, from the last showing; nothing without one."""
    seen, today = _TABLE.alias(), clock.today()
    last = (
        select(func.max(seen.c.id))
        .where(seen.c.what == Happened.SHOWN, seen.c.day >= today - within)
        .where(*_about(seen, one))
        .scalar_subquery()
    )
    showing = _TABLE.alias()
    told = {
        "day": literal(today, Date),
        "what": literal(one.what, _TABLE.c.what.type),
        "reason": literal(one.reason, _TABLE.c.reason.type),
    }
    columns = [
        told[column.name].label(column.name)
        if column.name in told
        else showing.c[column.name]
        for column in _TABLE.columns
        if column.name != "id"
    ]
    return select(*columns).where(showing.c.id == last)


def _about(table: Any, one: Answer) -> list[Any]:
    person = one.subject is Subject.PERSON
    number = table.c.person_id if person else table.c.project_id
    return [table.c.member_id == one.member, number == one.number]


def _take_back(session: Session, one: Answer) -> None:
    """Forget a dismissal of today that was undone, or is another one now."""
    session.execute(
        delete(_TABLE).where(
            *_about(_TABLE, one),
            _TABLE.c.what == one.what,
            _TABLE.c.day == clock.today(),
        )
    )


# ---------------------------------------------------------------- noticing
def _of_hello(row: ConnectionRequest) -> list[Answer]:
    return [Answer(Happened.ASKED, row.asker_id, Subject.PERSON, row.asked_id)]


def _of_offer(row: JoinRequest) -> list[Answer]:
    if row.kind is not JoinKind.OFFER:
        return []
    return [Answer(Happened.ASKED, row.member_id, Subject.PROJECT, row.project_id)]


def _of_membership(row: Membership) -> list[Answer]:
    return [Answer(Happened.JOINED, row.member_id, Subject.PROJECT, row.project_id)]


def _of_tie(row: Connection) -> list[Answer]:
    return [
        Answer(Happened.CONNECTED, one, Subject.PERSON, other)
        for one, other in ((row.a_id, row.b_id), (row.b_id, row.a_id))
    ]


def _of_dismissal(row: Dismissal) -> list[Answer]:
    return [
        Answer(
            Happened.DISMISSED, row.member_id, row.subject, row.subject_id, row.reason
        )
    ]


_READ: dict[type[Any], Callable[[Any], list[Answer]]] = {
    ConnectionRequest: _of_hello,
    JoinRequest: _of_offer,
    Membership: _of_membership,
    Connection: _of_tie,
    Dismissal: _of_dismissal,
}


def _read(things: Iterable[Any]) -> list[Answer]:
    return [
        answer
        for thing in things
        if type(thing) in _READ
        for answer in _READ[type(thing)](thing)
    ]


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: Any) -> None:
    changed = [
        thing
        for thing in session.dirty
        if isinstance(thing, Dismissal) and session.is_modified(thing)
    ]
    found = _read([*session.new, *changed])
    if found:
        session.info.setdefault(_NOTICED, []).extend(found)
    gone = (thing for thing in session.deleted if isinstance(thing, Dismissal))
    undone = _read([*gone, *changed])
    if undone:
        session.info.setdefault(_BACK, []).extend(undone)


@event.listens_for(Session, "before_commit")
def _keep_noticed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    undone = session.info.pop(_BACK, [])
    found = dict.fromkeys(session.info.pop(_NOTICED, []))
    for one in undone[:MANY]:
        _take_back(session, one)
    if 0 < len(found) <= MANY:
        _keep(session, found, ANSWERS)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_NOTICED, None)
    session.info.pop(_BACK, None)
