"""Noticing changes: whoever writes rows that feed the graph raises its version.

No command has to remember it. Listeners watch every session, for objects that are
flushed and for statements that change a table at once, and raise the version at the end
of the transaction, once.
"""

import secrets
from typing import Any

from sqlalchemy import event, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState, Session

from community.connections.models import Connection
from community.core.db import db
from community.core.held import HeldItem
from community.core.visible import tie
from community.expertise.models import Tag
from community.matching.models import Version
from community.members.models import Member, MemberKind, MemberPlace, MemberTag
from community.projects.models import Membership, Need, NeedTag, Project, ProjectTag
from community.vocabulary.models import Setting

GRAPH, LEARNED = "graph", "learned"
"""The versions of the graph's rows, and of what was learnt from them."""

FAR = 2**31

SOURCES = frozenset(
    {tie.name}
    | {
        entity.__tablename__
        for entity in (
            Connection, HeldItem, Member, MemberKind, MemberPlace, MemberTag,
            Membership, Need, NeedTag, Project, ProjectTag, Setting, Tag,
        )
    }
)  # fmt: skip
"""The tables that the graph is built from."""

_CHANGED = "the graph's rows changed"


def bump(name: str = GRAPH) -> None:
    """Raise a version, in the caller's transaction.

    By a random step, so that a database that went back to an older copy never meets
    a number that stood for other rows.
    """
    _raise(db.session(), name)


def _raise(session: Session, name: str) -> None:
    step = 1 + secrets.randbelow(FAR)
    if _add(session, name, step):
        return
    try:
        with session.begin_nested():
            session.execute(insert(Version).values(name=name, value=step))
    except IntegrityError:
        _add(session, name, step)


def _add(session: Session, name: str, step: int) -> bool:
    done = session.execute(
        update(Version)
        .where(Version.name == name)
        .values(value=Version.value + step)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def changed_here() -> bool:
    """Tell whether this transaction changed rows that feed the graph, so far."""
    db.session.flush()
    return bool(db.session().info.get(_CHANGED))


def _table_of(thing: Any) -> str:
    return str(getattr(thing, "__tablename__", ""))


@event.listens_for(Session, "after_flush")
def _see_objects(session: Session, _context: Any) -> None:
    touched = [*session.new, *session.deleted]
    touched += [thing for thing in session.dirty if session.is_modified(thing)]
    if any(_table_of(thing) in SOURCES for thing in touched):
        session.info[_CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _see_statements(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if getattr(table, "name", "") in SOURCES:
            state.session.info[_CHANGED] = True


@event.listens_for(Session, "before_commit")
def _raise_once(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.pop(_CHANGED, False):
        _raise(session, GRAPH)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_CHANGED, None)
